"""Career tracks: entrepreneurs and leaders; the other job-holders are professionals (2.3)."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import CLOSED, EDUCATIONS, SKILLS
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


def _holders(world: World, occupations: np.ndarray) -> np.ndarray:
    """Job-holders in some occupations per job-holder, by education."""
    citizens = world.citizens
    rows = np.flatnonzero(citizens.resident & (citizens.occupation >= 0))
    levels = citizens.education[rows[occupations[citizens.occupation[rows]]]]
    return rate(np.bincount(levels, minlength=len(EDUCATIONS)), world.strata.workers)


@measure(subject="market", unit="share", labels=EDUCATIONS)
def own_account(world: World) -> np.ndarray:
    """Share of job-holders who work on own account, by education."""
    return _holders(world, world.occupations.on_own_account)


@measure(subject="market", unit="share", labels=EDUCATIONS)
def leaders(world: World) -> np.ndarray:
    """Share of job-holders whose occupation asks to lead people and an organisation, by education.

    These are occupations with a demand for social skill of .65 and for business of .55 at month 0.
    """
    return _holders(world, leading(world.occupations))


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def leader_entries(world: World) -> np.ndarray:
    """Residents who began in a post of leaders this month, per resident, by education."""
    strata = world.strata
    return rate(strata.started @ leading(world.occupations).astype(np.int64), strata.by_education)


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
