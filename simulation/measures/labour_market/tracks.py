"""Career tracks: entrepreneurs and leaders; the other job-holders are professionals (2.3)."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import CLOSED, EDUCATIONS, SKILLS
from simulation.measures.stratified_sums import once_a_month
from simulation.statistics.market import rate, ratio
from simulation.tables.occupations import Occupations
from simulation.world import World

#: Demand at month 0 from which an occupation is one of leaders: leading people, and running an
#: organisation. Set so that all managers of the table (ISCO-08 major group 1) are among them, and
#: beside them only heads of emerging fields and four groups of administration and sales.
LEADING = {"social": 0.65, "business": 0.55}


def leading(occupations: Occupations) -> np.ndarray:
    """Whether each occupation is one of leaders, who work for an employer."""
    asks = [occupations.design[:, SKILLS.index(skill)] >= least for skill, least in LEADING.items()]
    return np.asarray(np.logical_and.reduce(asks) & ~occupations.on_own_account)


@once_a_month
def by_track(world: World) -> np.ndarray:
    """Job-holders, and those in their first month, who work on own account and who lead.

    Returns
    -------
    ndarray of int, shape (2, 2, 3)
        All and those who began this month, by track, by education.
    """
    memory, occupations = world.memory, world.occupations
    if "tracks" not in memory:  # fixed at month 0
        memory["tracks"] = np.stack([occupations.on_own_account, leading(occupations)]).T
    return np.swapaxes(world.strata.holders @ memory["tracks"].astype(np.int64), 1, 2)


@measure(subject="market", unit="share", labels=EDUCATIONS)
def own_account(world: World) -> np.ndarray:
    """Share of job-holders who work on own account, by education."""
    return rate(by_track(world)[0, 0], world.strata.workers)


@measure(subject="market", unit="share", labels=EDUCATIONS)
def leaders(world: World) -> np.ndarray:
    """Share of job-holders whose occupation asks to lead people and an organisation, by education.

    These are occupations with a demand for social skill of .65 and for business of .55 at month 0.
    """
    return rate(by_track(world)[0, 1], world.strata.workers)


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def leader_entries(world: World) -> np.ndarray:
    """Residents who began in a post of leaders this month, per resident, by education."""
    return rate(by_track(world)[1, 1], world.strata.by_education)


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def businesses_founded(world: World) -> np.ndarray:
    """Residents who founded a business this month, per resident, by education."""
    return rate(world.flows["businesses_founded"], world.strata.by_education)


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def businesses_failed(world: World) -> np.ndarray:
    """Residents whose business failed this month, per resident, by education."""
    return rate(world.flows["businesses_failed"], world.strata.by_education)


@measure(subject="market", unit="share")
def venture_posts(world: World) -> float:
    """Posts for others at businesses that residents founded, among all posts."""
    posts, founded = world.posts, world.employers.founded
    if not founded.any():
        return 0.0
    there = np.flatnonzero(posts.holder != CLOSED)
    at_ventures = founded[posts.employer[there]]
    others = ~world.occupations.on_own_account[posts.occupation[there]]
    return ratio((at_ventures & others).sum(), there.size)
