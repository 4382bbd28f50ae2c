"""Licences: which posts need one, and who holds it."""

from __future__ import annotations

from simulation.core.randomness import identity_of_two, to_uniform
from simulation.kernels.compiled import inlined

#: Number that the identity of a post is paired with to decide whether the post needs a licence.
LICENCE_ITEM = 77


@inlined
def needs_licence(identity, share):
    """Whether a post needs a licence; `share` is that of its occupation, and lasts for the post."""
    return share > 0.0 and to_uniform(identity_of_two(identity, LICENCE_ITEM)) < share


@inlined
def holds_licence(citizens, row, occupation, match, rule):
    """Whether a citizen holds the licence of an occupation.

    People hold it who were prepared for the occupation, or whose last post was in it. Others earn
    it with a course, if their skill is sufficient; it lapses if they do not take up such work.
    Education plays no part.
    """
    by_work = citizens.origin[row] == occupation or citizens.last_occupation[row] == occupation
    by_course = citizens.trained[row] <= rule.licence_months and match >= rule.licence_match
    return by_work or by_course
