"""Scarcity: what the city lacks, what scarce posts demand, and the posts there are, over months."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from simulation.core.vocabulary import ICT

if TYPE_CHECKING:
    from simulation.tables.posts import Posts
    from simulation.world import World


def average_scarcity(world: World, shortage: np.ndarray, asked: np.ndarray, number: int) -> None:
    """Average over months what the city lacks, what scarce posts demand, and the posts there are.

    Parameters
    ----------
    world : World
    shortage : ndarray of shape (K,)
        What the city lacks this month.
    asked : ndarray of shape (K,)
        Sum of the demands of vacancies that stay open.
    number : int
        Number of these vacancies; without any, what scarce posts demand stays as it was.
    """
    conditions, occupations = world.conditions, world.occupations
    pace = 1.0 / world.settings["fit"].city_memory
    first = world.month == 1
    occupations.previous_usual_posts[:] = occupations.usual_posts
    if first:
        conditions.shortage[:] = shortage
        occupations.usual_posts[:] = occupations.posts
        occupations.previous_usual_posts[:] = occupations.posts
    conditions.shortage += pace * (shortage - conditions.shortage)
    occupations.usual_posts += pace * (occupations.posts - occupations.usual_posts)
    if number > 0:
        step = pace if conditions.scarce.any() else 1.0
        conditions.scarce += step * (asked / number - conditions.scarce)


def demand_of_posts(posts: Posts, rows: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """Sum of what posts demand of each skill; single posts differ from their occupation in ICT."""
    occupation, above = posts.occupation[rows], posts.ict_above[rows]
    total = np.bincount(occupation, minlength=demand.shape[0]) @ demand
    usual = demand[occupation, ICT]
    total[ICT] += float(np.sum(np.clip(usual + above, 0.0, 1.0) - usual))
    return np.asarray(total)
