"""Supplementary fit: is the person like the people around?"""

from __future__ import annotations

from simulation.compiled import inlined


@inlined
def likeness(skills, education, other_skills, other_education, education_weight):
    """Likeness of two people, or of a person and the mean of a group, 0–1.

    One minus the mean distance in skills, mixed with one minus the distance in education (levels
    0, 1, 2, so that low and high are 1 apart and neighbours a half).

    Parameters
    ----------
    skills, other_skills : array of shape (K,)
        Abilities, 0–1.
    education, other_education : number
        Levels, 0–2; a group's may be a mean.
    education_weight : float
        Weight of education, 0–1.

    Returns
    -------
    float
        0–1.
    """
    distance = 0.0
    for k in range(skills.shape[0]):
        distance += abs(skills[k] - other_skills[k])
    distance /= skills.shape[0]
    # as floating point, since unsigned levels would wrap round below zero
    schooling = abs(float(education) - float(other_education)) * 0.5
    return 1.0 - (1.0 - education_weight) * distance - education_weight * schooling
