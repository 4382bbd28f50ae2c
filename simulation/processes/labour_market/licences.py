"""Licences: which posts need one, and who holds it."""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import identity_of_two, to_uniform
from simulation.fit import SKILL_COUNT
from simulation.kernels.compiled import compiled, inlined

#: Number that the identity of a post is paired with to decide whether the post needs a licence.
LICENCE_ITEM = 77


@inlined
def needs_licence(identity, share):
    """Whether a post needs a licence; `share` is that of its occupation, and lasts for the post."""
    return share > 0.0 and to_uniform(identity_of_two(identity, LICENCE_ITEM)) < share


@inlined
def holds_licence(citizens, row, occupation, match, taught, rule):
    """Whether a citizen holds the licence of an occupation.

    People hold it who were prepared for the occupation, or whose last post was in it. Others earn
    it with a course in a skill that it is about (`taught`, see :func:`licence_skills`), if their
    skill is sufficient; it lapses if they do not take up such work. Education plays no part.
    """
    by_work = citizens.origin[row] == occupation or citizens.last_occupation[row] == occupation
    subject = citizens.studied[row]
    lately = citizens.trained[row] <= rule.licence_months
    by_course = lately and subject >= 0 and taught[occupation, subject]
    return by_work or (by_course and match >= rule.licence_match)


@compiled
def licence_skills(occupations):
    """Skills that the licence of each occupation is about.

    They are those that count for more than the average of the seven in its work, by demand times
    weight.

    Parameters
    ----------
    occupations : simulation.tables.occupations.Occupations

    Returns
    -------
    ndarray of bool, shape (occupations, 7)
    """
    demand, weight = occupations.demand, occupations.weight
    taught = np.empty(demand.shape, dtype=np.bool_)
    for o in range(demand.shape[0]):
        total = np.float32(0.0)
        for k in range(SKILL_COUNT):
            total += demand[o, k] * weight[o, k]
        mean = total / np.float32(SKILL_COUNT)
        for k in range(SKILL_COUNT):
            taught[o, k] = demand[o, k] * weight[o, k] > mean
    return taught


@compiled
def unlicensed_share(occupations, hiring):
    """Share of the posts of each occupation that need no licence.

    Parameters
    ----------
    occupations : simulation.tables.occupations.Occupations
    hiring : simulation.processes.labour_market.hiring.Hiring

    Returns
    -------
    ndarray of float32, shape (occupations,)
    """
    licence, share = occupations.licence, np.ones(occupations.rows, dtype=np.float32)
    for o in range(occupations.rows if hiring.licences else 0):
        share[o] -= min(np.float32(hiring.licence_ratio) * licence[o], np.float32(1.0))
    return share
