"""Complementary fit: whether the person brings what the city lacks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import columnwise, inlined
from simulation.kernels.simd import square_root


class Ability(NamedTuple):
    """Columns of the citizens that the city's abilities and shortages are computed from."""

    resident: np.ndarray
    education: np.ndarray
    occupation: np.ndarray
    skills: np.ndarray


class SkillSums(NamedTuple):
    """Sums of abilities and of what posts ask beyond them.

    Attributes
    ----------
    people : ndarray of int64, shape (levels,)
        Number of people by education.
    skills : ndarray of shape (levels, K)
        Sums of abilities by education.
    lacking : ndarray of shape (K,)
        ``Σ (d_k − a_k)₊`` over people with a post.
    """

    people: np.ndarray
    skills: np.ndarray
    lacking: np.ndarray


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
        0–1; 0 if the city lacks nothing or the person has no ability.
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
def sum_abilities(first, end, ability, demand, sums):
    """Add what some residents can do, by education, and what their posts ask beyond that.

    Parameters
    ----------
    first, end : uint64
        First row, and the row after the last.
    ability : Ability
    demand : array of shape (occupations, K)
    sums : SkillSums
        Added to in place.
    """
    resident, education, occupation, skills = ability
    for row in range(first, end):
        if not resident[row]:
            continue
        g = education[row]
        sums.people[g] += 1
        for k in range(SKILL_COUNT):
            sums.skills[g, k] += skills[row, k]
        job = occupation[row]
        if job >= 0:
            for k in range(SKILL_COUNT):
                sums.lacking[k] += max(0.0, demand[job, k] - skills[row, k])
