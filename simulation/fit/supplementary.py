"""Supplementary fit: is the person like the people around?"""

from __future__ import annotations

from simulation.compiled import inlined


@inlined
def likeness(skills, education, person, other_skills, other_education, other, education_weight):
    """Likeness of two people, or of a person and the mean of a group, 0–1.

    One minus the mean distance in skills, mixed with one minus the distance in education (levels
    0, 1, 2, so that low and high are 1 apart and neighbours a half).

    Parameters
    ----------
    skills, other_skills : array of shape (rows, K)
        Abilities, 0–1, of people or means of groups.
    education, other_education : array of shape (rows,)
        Levels, 0–2; a group's may be a mean.
    person, other : int
        Rows of the two.
    education_weight : float
        Weight of education, 0–1.

    Returns
    -------
    float
        0–1.
    """
    distance = 0.0
    for k in range(skills.shape[1]):
        distance += abs(skills[person, k] - other_skills[other, k])
    distance /= skills.shape[1]
    # as floating point, since unsigned levels would wrap round below zero
    schooling = abs(float(education[person]) - float(other_education[other])) * 0.5
    return 1.0 - (1.0 - education_weight) * distance - education_weight * schooling
