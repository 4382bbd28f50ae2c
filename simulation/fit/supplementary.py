"""Supplementary fit: whether the person is like the people nearby."""

from __future__ import annotations

import numpy as np

from simulation.fit import PACKED, SKILL_COUNT
from simulation.fit.columns import DISTRICT, STAFF
from simulation.kernels.compiled import columnwise, inlined, uint32, uint64
from simulation.kernels.prefetch import AHEAD, FAR, prefetch
from simulation.kernels.simd import packed_distance
from simulation.tables.citizens import TIES

#: Likeness to colleagues of a person without colleagues.
NO_COLLEAGUES = -1.0
#: Stands for the level of education if the row has no person.
NOBODY = -1.0
#: Distance in education between neighbouring levels, so that low and high are 1 apart.
LEVEL_DISTANCE = 0.5


@inlined
def likeness_at(distance, levels, education_weight):
    """Likeness, 0–1, at a distance summed over skills and at so many levels of education."""
    distance /= SKILL_COUNT
    schooling = levels * LEVEL_DISTANCE
    return 1.0 - (1.0 - education_weight) * distance - education_weight * schooling


@inlined
def likeness(skills, education, person, other_skills, other_education, other, education_weight):
    """Likeness of two people, or of a person and the mean of a group, 0–1.

    One minus the weighted mean of the mean distance in skills and the distance in education.

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
    # as floating point, since unsigned levels would wrap round below zero
    levels = abs(float(education[person]) - float(other_education[other]))
    return likeness_at(distance, levels, education_weight)


@inlined
def supplementary(at_work, around, surroundings_weight):
    """Weighted mean of likeness to colleagues, and to neighbours and ties.

    Parameters
    ----------
    at_work : float
        Likeness to colleagues, 0–1, or :data:`NO_COLLEAGUES`, which leaves the other alone.
    around : float
        Likeness to neighbours and ties, 0–1.
    surroundings_weight : float
        Weight of `around`; that of `at_work` is 1.

    Returns
    -------
    float
        0–1.
    """
    return (
        around
        if at_work < 0.0
        else (at_work + surroundings_weight * around) / (1.0 + surroundings_weight)
    )


def new_packed_traits(rows: int) -> np.ndarray:
    """Allocate packed traits: skills and education of a person or a group, side by side in memory.

    A person's contacts are scattered over the table, so loading them takes most of the time. A row
    has 32 bytes and begins at a multiple of 32, so that it lies in a single cache line.

    Parameters
    ----------
    rows : int
        Number of people or groups.

    Returns
    -------
    ndarray of float32, shape (rows, 8)
    """
    width = np.dtype(np.float32).itemsize
    memory = np.zeros(rows * PACKED + PACKED, dtype=np.float32)
    skip = (-memory.ctypes.data % (width * PACKED)) // width
    return memory[skip : skip + rows * PACKED].reshape(rows, PACKED)


@columnwise
def pack_traits(first, end, occupied, education, skills, packed_traits):
    """Write the packed traits of people or of groups from one row up to another.

    Parameters
    ----------
    first, end : uint64
        First row, and the row after the last.
    occupied : array of bool, shape (rows,)
        Whether the row has a person or a group; if not, its education is :data:`NOBODY`.
    education, skills : array
        Of people, or means of groups.
    packed_traits : array of shape (rows, 8)
        See :func:`new_packed_traits`.
    """
    for row in range(first, end):
        for k in range(SKILL_COUNT):
            packed_traits[row, k] = skills[row, k]
        packed_traits[row, SKILL_COUNT] = education[row] if occupied[row] else NOBODY


@columnwise
def describe_staff(end, resident, employer, education, skills, currency, employers):
    """Write number, mean ability, currency and education of every employer's staff.

    Parameters
    ----------
    end : uint64
        The row after that of the last resident.
    resident, employer, education, skills, currency : array
        Columns of the citizens.
    employers : Employers
        Written.
    """
    staff, profile, schooling = employers.staff, employers.profile, employers.schooling
    current = employers.currency
    staff[:] = 0
    profile[:] = 0.0
    current[:] = 0.0
    schooling[:] = 0.0
    for row in range(end):
        e = employer[row]
        if resident[row] and e >= 0:
            staff[e] += 1
            schooling[e] += education[row]
            for k in range(SKILL_COUNT):
                profile[e, k] += skills[row, k]
                current[e, k] += currency[row, k]
    for e in range(staff.shape[0]):
        if staff[e] > 0:
            schooling[e] /= staff[e]
            for k in range(SKILL_COUNT):
                profile[e, k] /= staff[e]
                current[e, k] /= staff[e]


@columnwise
def measure_distances(first, size, contacts, traits, distances):
    """Measure the distance of some residents to their contacts, district and colleagues.

    This loop waits for memory and does little else, so that many loads are under way at once;
    :func:`average_likeness` does the arithmetic. In a large city it prefetches the traits of
    contacts some people ahead (:mod:`simulation.kernels.prefetch`).

    Parameters
    ----------
    first, size : uint64
        First row and number of rows.
    contacts : Contacts
    traits : Traits
        Those of staffs only for employers with two people or more.
    distances : Distances
        Written.
    """
    ties, district, employer = contacts
    people, districts, staffs = traits
    own_level, levels, apart = distances
    last = uint64(ties.shape[0] - 1)
    for i in range(size):
        row = first + i
        if people.shape[0] > FAR:
            coming = min(row + uint64(AHEAD), last)
            for t in range(TIES):
                prefetch(people, uint32(max(ties[coming, t], 0)))
        own_level[i] = people[row, SKILL_COUNT]
        for t in range(TIES):
            # a missing tie is compared with row 0, which spares a branch; its result is ignored
            other = uint32(max(ties[row, t], 0))
            apart[t, i] = packed_distance(people, row, people, other)
            levels[t, i] = people[other, SKILL_COUNT] if ties[row, t] >= 0 else NOBODY
        other = uint32(max(district[row], 0))
        apart[DISTRICT, i] = packed_distance(people, row, districts, other)
        levels[DISTRICT, i] = districts[other, SKILL_COUNT]
        other = uint32(max(employer[row], 0))
        apart[STAFF, i] = packed_distance(people, row, staffs, other)
        levels[STAFF, i] = staffs[other, SKILL_COUNT] if employer[row] >= 0 else NOBODY


@inlined
def likeness_of_packed(apart, own_level, level, education_weight):
    """Likeness from the results of :func:`measure_distances`."""
    # the distance includes that in education, in single precision as skills
    levels = abs(np.float64(own_level) - np.float64(level))
    return likeness_at(apart - abs(own_level - level), levels, education_weight)


@columnwise
def average_likeness(size, distances, rule, at_work, around):
    """Likeness of some residents to colleagues, and to neighbours and ties.

    Parameters
    ----------
    size : uint64
        Number of rows.
    distances : Distances
    rule : simulation.core.city_parameters.Fit
    at_work, around : array of shape (size,)
        Written.
    """
    own, levels, apart = distances
    education_weight, ties_weight = rule.likeness_education_weight, rule.ties_weight
    for i in range(size):
        alike = 0.0
        contacts = 0.0
        for t in range(TIES):
            like = likeness_of_packed(apart[t, i], own[i], levels[t, i], education_weight)
            alike += like if levels[t, i] != NOBODY else 0.0
            contacts += 1.0 if levels[t, i] != NOBODY else 0.0
        near = likeness_of_packed(apart[DISTRICT, i], own[i], levels[DISTRICT, i], education_weight)
        around[i] = (
            (1.0 - ties_weight) * near + ties_weight * (alike / contacts)
            if contacts > 0.0
            else near
        )
        like = likeness_of_packed(apart[STAFF, i], own[i], levels[STAFF, i], education_weight)
        at_work[i] = like if levels[STAFF, i] != NOBODY else NO_COLLEAGUES
