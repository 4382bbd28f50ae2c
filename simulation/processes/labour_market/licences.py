"""Licences: which posts need one, and who holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.core.randomness import identity_of_two, to_uniform
from simulation.kernels.compiled import inlined
from simulation.tables.occupations import Occupations

if TYPE_CHECKING:
    from simulation.processes.labour_market.hiring import Hiring

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


def licence_skills(occupations: Occupations) -> np.ndarray:
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
    importance = occupations.demand * occupations.weight
    return np.asarray(importance > importance.mean(axis=1, keepdims=True))


def unlicensed_share(occupations: Occupations, hiring: Hiring) -> np.ndarray:
    """Share of the posts of each occupation that need no licence.

    Parameters
    ----------
    occupations : simulation.tables.occupations.Occupations
    hiring : simulation.processes.labour_market.hiring.Hiring

    Returns
    -------
    ndarray of float32, shape (occupations,)
    """
    if not hiring.licences:
        return np.ones(occupations.rows, dtype=np.float32)
    needed = np.minimum(hiring.licence_ratio * occupations.licence, 1.0)
    return (1.0 - needed).astype(np.float32)
