"""Complementary fit: whether the person brings what the city lacks."""

from __future__ import annotations

from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import columnwise, inlined
from simulation.kernels.simd import square_root


@inlined
def complementary(skills, person, shortage):
    """Likeness of the ability profile to the shortage profile, ``a·G / (‖a‖ ‖G‖)``.

    Parameters
    ----------
    skills : array of shape (people, K)
        Abilities, 0–1.
    person : int
        Row of the person.
    shortage : array of shape (K,)
        What the city lacks of each skill, averaged over posts.

    Returns
    -------
    float
        0–1; 0 when the city lacks nothing or the person can do nothing.
    """
    product = 0.0
    own = 0.0
    lack = 0.0
    for k in range(SKILL_COUNT):
        able = skills[person, k]
        product += able * shortage[k]
        own += able * able
        lack += shortage[k] * shortage[k]
    if own <= 0.0 or lack <= 0.0:
        return 0.0
    return min(1.0, product / square_root(own * lack))


@columnwise
def add_up(first, end, resident, education, occupation, skills, demand, counts, sums, lacking):
    """Add up what some residents can do, by education, and what their posts ask beyond that.

    Parameters
    ----------
    first, end : uint64
        First row, and the row after the last.
    resident, education, occupation, skills : array
        Columns of the citizens.
    demand : array of shape (occupations, K)
        Demands.
    counts : array of shape (levels,)
        Number of people, added to in place.
    sums : array of shape (levels, K)
        Sums of abilities, added to in place.
    lacking : array of shape (K,)
        ``Σ (d_k − a_k)₊`` over those with a post, added to in place.
    """
    for row in range(first, end):
        if not resident[row]:
            continue
        g = education[row]
        counts[g] += 1
        for k in range(SKILL_COUNT):
            sums[g, k] += skills[row, k]
        job = occupation[row]
        if job >= 0:
            for k in range(SKILL_COUNT):
                lacking[k] += max(0.0, demand[job, k] - skills[row, k])
