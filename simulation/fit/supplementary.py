"""Supplementary fit: whether the person is like the people around."""

from __future__ import annotations

import numpy as np

from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import columnwise, inlined, uint32, uint64
from simulation.kernels.prefetch import AHEAD, FAR, prefetch
from simulation.kernels.simd import distance_of_eight
from simulation.tables.citizens import TIES

#: Likeness to colleagues of somebody who has none.
NO_COLLEAGUES = -1.0

#: Whom people are compared with: their contacts, the people of their district, their colleagues.
DISTRICT, STAFF = TIES, TIES + 1
COMPARED = TIES + 2
#: Values in a portrait: the skills, and education in the last place.
PORTRAIT = SKILL_COUNT + 1
#: In the place of education: nobody is here.
NOBODY = -1.0


@inlined
def likeness_at(distance, levels, education_weight):
    """Likeness at a distance summed over skills and so many levels of education apart, 0–1."""
    distance /= SKILL_COUNT
    schooling = levels * 0.5
    return 1.0 - (1.0 - education_weight) * distance - education_weight * schooling


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
    # as floating point, since unsigned levels would wrap round below zero
    levels = abs(float(education[person]) - float(other_education[other]))
    return likeness_at(distance, levels, education_weight)


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


def new_packed_traits(rows):
    """Room for packed_traits: what others see of a person or a group, side by side in memory.

    The contacts of a person live anywhere in the city, so fetching them is what takes time. A
    portrait is 32 bytes and begins at a multiple of 32, so that each comes with a single fetch.

    Parameters
    ----------
    rows : int
        Number of people or groups.

    Returns
    -------
    ndarray of float32, shape (rows, 8)
    """
    room = np.zeros(rows * PORTRAIT + PORTRAIT, dtype=np.float32)
    skip = (-room.ctypes.data % (4 * PORTRAIT)) // 4
    return room[skip : skip + rows * PORTRAIT].reshape(rows, PORTRAIT)


@columnwise
def pack_traits(first, end, here, education, skills, packed_traits):
    """Portraits of people or of groups from one row up to another, written in place.

    Parameters
    ----------
    first, end : uint64
        First row, and the row after the last.
    here : array of bool, shape (rows,)
        Whether there is anybody; if not, the portrait shows :data:`NOBODY`.
    education, skills : array
        Of people or means of groups.
    packed_traits : array of shape (rows, 8)
        See :func:`new_packed_traits`.
    """
    for row in range(first, end):
        for k in range(SKILL_COUNT):
            packed_traits[row, k] = skills[row, k]
        packed_traits[row, SKILL_COUNT] = education[row] if here[row] else NOBODY


@columnwise
def describe_staff(end, resident, employer, education, skills, staff, profile, schooling):
    """Number, mean ability and mean education of every employer's staff, written in place.

    Parameters
    ----------
    end : uint64
        The row after that of the last resident.
    """
    staff[:] = 0
    profile[:] = 0.0
    schooling[:] = 0.0
    for row in range(end):
        e = employer[row]
        if resident[row] and e >= 0:
            staff[e] += 1
            schooling[e] += education[row]
            for k in range(SKILL_COUNT):
                profile[e, k] += skills[row, k]
    for e in range(staff.shape[0]):
        if staff[e] > 0:
            schooling[e] /= staff[e]
            for k in range(SKILL_COUNT):
                profile[e, k] /= staff[e]


@columnwise
def fetch_packed_traits(first, size, packed_traits, places, staffs, ties, district, employer, own,
                        seen, distance):  # fmt: skip
    """Compare some residents with everybody they see: contacts, district, colleagues.

    This loop waits for memory and does little else, so that many fetches are under way at once;
    :func:`look_around` does the arithmetic. In a large city it asks for the packed_traits of
    people's contacts before it is their turn (:mod:`simulation.kernels.prefetch`).

    Parameters
    ----------
    first, size : uint64
        First row and number of rows.
    packed_traits, places, staffs : array of float32, shape (rows, 8)
        Portraits of people, of districts, and of the staff of employers with two people or more.
    ties, district, employer : array
        Columns of the citizens.
    own : array of shape (size,)
        Result: level of education.
    seen : array of shape (COMPARED, size)
        Result: mean level of education of those one is compared with, or :data:`NOBODY`.
    distance : array of shape (COMPARED, size)
        Result: sum of absolute differences in skills and in level of education.
    """
    last = uint64(ties.shape[0] - 1)
    for i in range(size):
        row = first + i
        if packed_traits.shape[0] > FAR:
            coming = min(row + uint64(AHEAD), last)
            for t in range(TIES):
                prefetch(packed_traits, uint32(max(ties[coming, t], 0)))  # type: ignore[call-arg]
        own[i] = packed_traits[row, SKILL_COUNT]
        for t in range(TIES):
            # somebody, to spare the branch; nobody looks at the result
            other = uint32(max(ties[row, t], 0))
            distance[t, i] = distance_of_eight(packed_traits, row, packed_traits, other)
            seen[t, i] = packed_traits[other, SKILL_COUNT] if ties[row, t] >= 0 else NOBODY
        other = uint32(max(district[row], 0))
        distance[DISTRICT, i] = distance_of_eight(packed_traits, row, places, other)
        seen[DISTRICT, i] = places[other, SKILL_COUNT]
        other = uint32(max(employer[row], 0))
        distance[STAFF, i] = distance_of_eight(packed_traits, row, staffs, other)
        seen[STAFF, i] = staffs[other, SKILL_COUNT] if employer[row] >= 0 else NOBODY


@inlined
def likeness_seen(distance, own, seen, education_weight):
    """Likeness from what :func:`fetch_packed_traits` found."""
    # the distance includes that in education, in single precision as skills
    levels = abs(np.float64(own) - np.float64(seen))
    return likeness_at(distance - abs(own - seen), levels, education_weight)


@columnwise
def look_around(size, own, seen, distance, education_weight, at_work, around):
    """Likeness of some residents to colleagues, and to neighbours and ties, half each.

    Parameters
    ----------
    size : uint64
        Number of rows.
    own, seen, distance : array
        See :func:`fetch_packed_traits`.
    education_weight : float
        Weight of education, 0–1.
    at_work, around : array of shape (size,)
        Results.
    """
    for i in range(size):
        alike = 0.0
        contacts = 0.0
        for t in range(TIES):
            like = likeness_seen(distance[t, i], own[i], seen[t, i], education_weight)
            alike += like if seen[t, i] != NOBODY else 0.0
            contacts += 1.0 if seen[t, i] != NOBODY else 0.0
        near = likeness_seen(distance[DISTRICT, i], own[i], seen[DISTRICT, i], education_weight)
        around[i] = 0.5 * (near + alike / contacts) if contacts > 0.0 else near
        like = likeness_seen(distance[STAFF, i], own[i], seen[STAFF, i], education_weight)
        at_work[i] = like if seen[STAFF, i] != NOBODY else NO_COLLEAGUES
