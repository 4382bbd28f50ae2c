"""Supplementary fit: whether the person is like the people around."""

from __future__ import annotations

from simulation.compiled import compiled, inlined
from simulation.fit import SKILL_COUNT

#: Likeness to colleagues of somebody who has none.
NO_COLLEAGUES = -1.0


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
    for k in range(SKILL_COUNT):
        distance += abs(skills[person, k] - other_skills[other, k])
    distance /= SKILL_COUNT
    # as floating point, since unsigned levels would wrap round below zero
    schooling = abs(float(education[person]) - float(other_education[other])) * 0.5
    return 1.0 - (1.0 - education_weight) * distance - education_weight * schooling


@inlined
def supplementary(at_work, around):
    """Likeness to colleagues, a third, and to neighbours and ties; those alone without colleagues.

    Parameters
    ----------
    at_work : float
        Likeness to colleagues, 0–1, or :data:`NO_COLLEAGUES`.
    around : float
        Likeness to neighbours and ties, 0–1.

    Returns
    -------
    float
        0–1.
    """
    return around if at_work < 0.0 else (at_work + 2.0 * around) / 3.0


@compiled
def describe_staff(people, employer, education, skills, staff, profile, schooling):
    """Number, mean ability and mean education of every employer's staff, written in place."""
    staff[:] = 0
    profile[:] = 0.0
    schooling[:] = 0.0
    for index in range(people.shape[0]):
        row = people[index]
        e = employer[row]
        if e >= 0:
            staff[e] += 1
            schooling[e] += education[row]
            for k in range(SKILL_COUNT):
                profile[e, k] += skills[row, k]
    for e in range(staff.shape[0]):
        if staff[e] > 0:
            schooling[e] /= staff[e]
            for k in range(SKILL_COUNT):
                profile[e, k] /= staff[e]


@compiled
def look_around(people, resident, education, skills, ties, district, employer, staff,
                staff_profile, staff_schooling, place_profile, place_schooling,
                education_weight, at_work, around):  # fmt: skip
    """Likeness of everybody to colleagues, and to neighbours and ties, half each.

    Parameters
    ----------
    people : array of shape (people,)
        Rows of the residents.
    at_work, around : array of shape (people,)
        Results, in the order of `people`.
    """
    for index in range(people.shape[0]):
        row = people[index]
        alike = 0.0
        contacts = 0
        for t in range(ties.shape[1]):
            other = ties[row, t]
            if other >= 0 and resident[other]:
                alike += likeness(skills, education, row, skills, education, other,
                                  education_weight)  # fmt: skip
                contacts += 1
        near = likeness(skills, education, row, place_profile, place_schooling, district[row],
                        education_weight)  # fmt: skip
        around[index] = near if contacts == 0 else 0.5 * (near + alike / contacts)
        e = employer[row]
        at_work[index] = NO_COLLEAGUES
        if e >= 0 and staff[e] > 1:
            at_work[index] = likeness(skills, education, row, staff_profile, staff_schooling, e,
                                      education_weight)  # fmt: skip
