"""Relocation: employers leave the city with all their posts, and others arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, rows_below, uniforms
from simulation.core.vocabulary import BY_RELOCATION, CLOSED
from simulation.initialisation.employers import add_employers
from simulation.kernels.compiled import compiled
from simulation.tables.posts import DISMISSAL, dismiss
from simulation.world import World

#: Highest chance to leave in a year; at 1 the monthly hazard would be 1 for any higher rate.
HIGHEST_YEARLY_CHANCE = 0.99
MONTHS_PER_YEAR = 12.0
#: Columns of citizens and posts that :func:`leave_city` reads.
LEAVE_CITY_READS = ("citizens.education", "citizens.post", "posts.holder", "posts.employer")


@compiled
def _posts_of(leaving, posts):
    """Rows of the posts of the employers for which `leaving` is true."""
    holder, employer = posts.holder, posts.employer
    rows = np.empty(posts.rows + 1, dtype=np.int64)
    count = 0
    for p in range(posts.rows):
        # each row is overwritten until one is kept, which is faster than a branch
        rows[count] = p
        count += (holder[p] != CLOSED) & leaving[max(employer[p], 0)]
    return rows[:count]


@compiled
def _close(rows, citizens, posts, cause, lost):
    """Close posts and dismiss their holders by `cause`; `lost` counts losses."""
    holder = posts.holder
    for index in range(rows.shape[0]):
        post = rows[index]
        if holder[post] >= 0:
            dismiss(citizens, posts, holder[post], cause, lost)
        holder[post] = CLOSED


def end_employers(world: World, leaving: np.ndarray, cause: int) -> np.ndarray:
    """Remove employers with all their posts and dismiss the holders.

    Parameters
    ----------
    world : World
    leaving : ndarray of int
        Rows of the employers.
    cause : int
        Index into :data:`simulation.core.vocabulary.LOSS_CAUSES`.

    Returns
    -------
    ndarray of int
        Rows of their posts, which are closed now.
    """
    employers, posts = world.employers, world.posts
    leaves = np.zeros(employers.rows, dtype=bool)
    leaves[leaving] = True
    rows = _posts_of(leaves, posts)
    lost = np.zeros_like(world.losses_by_cause)
    _close(rows, world.citizens, posts, cause, lost)
    world.count_losses(lost)
    employers.posts[leaving] = 0
    employers.present[leaving] = False
    employers.member[leaving] = False
    return rows


def leave_city(world: World, leaving: np.ndarray) -> np.ndarray:
    """Employers leave the city; see :func:`end_employers`."""
    rows = end_employers(world, leaving, BY_RELOCATION)
    for name, number in (("employers_left", leaving.size), ("posts_relocated", rows.size)):
        world.event_counts[name] = world.event_counts.get(name, 0.0) + float(number)
    return rows


@dataclass(frozen=True)
class Relocation(Process):
    """Employers leave with all their posts, and others arrive (constructs 5.4)."""

    section: ClassVar[str] = "relocation"
    reads: ClassVar[tuple[str, ...]] = (
        "employers.identity",
        "employers.mobile",
        "employers.present",
        "employers.sector",
        *LEAVE_CITY_READS,
    )
    writes: ClassVar[tuple[str, ...]] = ("employers.*", *DISMISSAL)

    rate: float = parameter(
        0.015, unit="1/year", low=0, high=0.5, status="measured",
        meaning="chance that an employer of average mobility leaves the city in a year",
        source="1 to 2 % leave the labour market a year (NL); 5 % of US headquarters move",
    )  # fmt: skip

    def run(self, world: World) -> None:
        employers = world.employers
        key = (world.seed, Decision.RELOCATION, world.month)
        # a hazard of a month is below the chance of a year, so nobody else needs a draw
        highest = min(1.0, self.rate * float(employers.mobile.max(initial=0.0)))
        rows = rows_below(*key, employers.identity, highest)
        rows = rows[employers.present[rows]]
        chance = np.minimum(self.rate * employers.mobile[rows], HIGHEST_YEARLY_CHANCE)
        hazard = 1.0 - (1.0 - chance) ** (1.0 / MONTHS_PER_YEAR)
        drawn = uniforms(*key, employers.identity[rows])
        leaving = rows[drawn < hazard]
        if leaving.size == 0:
            return
        sectors = employers.sector[leaving].astype(np.int64)
        leave_city(world, leaving)
        add_employers(world, sectors)
