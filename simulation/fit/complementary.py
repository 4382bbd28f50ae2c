"""Complementary fit: whether the person brings what the city lacks."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict
from simulation.kernels.compiled import columnwise, inlined


class Ability(NamedTuple):
    """Columns of the citizens that the city's abilities and shortages are computed from."""

    resident: np.ndarray
    education: np.ndarray
    occupation: np.ndarray
    ict_above: np.ndarray
    skills: np.ndarray
    currency: np.ndarray


class SkillSums(NamedTuple):
    """Sums of abilities and of what posts ask beyond them.

    Attributes
    ----------
    people : ndarray of int64, shape (levels,)
        Number of people by education.
    skills : ndarray of shape (levels, K)
        Sums of abilities by education.
    lacking : ndarray of shape (K,)
        ``Σ (d_k − e_k)₊`` over people with a post, e their effective ability.
    """

    people: np.ndarray
    skills: np.ndarray
    lacking: np.ndarray


@inlined
def complementary(able, person, shortage, scarce):
    """Share of what the city lacks that the person supplies, ``Σ G_k min(e_k, d̄_k) / Σ G_k d̄_k``.

    Ability counts up to what scarce posts ask, so that learning never lowers this fit, and that it
    is no second score of ability: a plumber covers the shortage of plumbing.

    Parameters
    ----------
    able : array of shape (people, K)
        Effective abilities, 0–1.
    person : int
        Row of the person.
    shortage, scarce : array of shape (K,)
        What the city lacks of each skill, and the mean demand of vacancies that stay open.

    Returns
    -------
    float
        0–1; 0 if the city lacks nothing.
    """
    supplied = 0.0
    lacking = 0.0
    for k in range(SKILL_COUNT):
        supplied += shortage[k] * min(able[person, k], scarce[k])
        lacking += shortage[k] * scarce[k]
    return supplied / lacking if lacking > 0.0 else 0.0


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
    resident, education, occupation, above, skills, currency = ability
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
                asked = asked_ict(demand, job, above[row]) if k == ICT else demand[job, k]
                lacks = asked - skills[row, k] * currency[row, k]
                sums.lacking[k] += max(0.0, lacks)
