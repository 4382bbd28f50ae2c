"""New kinds of work: platforms, remote work, teams, moves between occupations, unseen skill."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.fit import SKILL_COUNT
from simulation.statistics.market import rate, ratio
from simulation.world import World


@measure(subject="platforms", unit="share")
def platform_share(world: World) -> float:
    """Posts of platform work among all posts."""
    posts = world.occupations.posts
    return ratio(posts[world.occupations.on_platforms].sum(), posts.sum())


@measure(subject="platforms", unit="0-1")
def platform_concentration(world: World) -> float:
    """Herfindahl index of the platforms' shares of their posts; 1 when all have one owner."""
    return world.conditions.concentration


@measure(subject="platforms", unit="euro/month")
def access_price(world: World) -> float:
    """Price of full use of digital services."""
    return world.conditions.access_price


@measure(subject="occupations", unit="log")
def technology_boom(world: World) -> float:
    """Logarithm of demand for the most ICT-heavy work relative to its trend."""
    return world.conditions.technology_cycle


@measure(subject="market", unit="share", labels=EDUCATIONS)
def remote_jobs(world: World) -> np.ndarray:
    """Job-holders who work for an employer outside the city among job-holders, by education."""
    return world.strata.per_worker["remote"][1:]


@measure(subject="market", unit="share", labels=EDUCATIONS)
def team_members(world: World) -> np.ndarray:
    """Job-holders in work teams among job-holders, by education."""
    citizens, team = world.citizens, world.employers.team
    if not team.any():
        return np.zeros(len(EDUCATIONS))
    rows = np.flatnonzero(citizens.resident & (citizens.employer >= 0))
    levels = citizens.education[rows[team[citizens.employer[rows]]]]
    return rate(np.bincount(levels, minlength=len(EDUCATIONS)), world.strata.workers)


@measure(subject="market", unit="share")
def hires_across_families(world: World) -> float:
    """Hires of people whose last work was of another family of occupations among all hires."""
    return ratio(world.event_counts.get("hired_across", 0.0), world.channels.sum())


@measure(subject="market", unit="0-1", labels=EDUCATIONS)
def unseen_skill(world: World) -> np.ndarray:
    """Mean ability that employers do not see, over the seven skills, by education."""
    return world.strata.means("unseen_skill") / SKILL_COUNT
