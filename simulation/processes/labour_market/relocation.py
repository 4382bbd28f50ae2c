"""Relocation: employers leave the city with all their posts, and others arrive."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, rows_below, uniforms
from simulation.core.vocabulary import CLOSED, UNEMPLOYED
from simulation.initialisation.employers import add_employers
from simulation.kernels.compiled import compiled
from simulation.tables.posts import DISMISSAL
from simulation.world import World

#: Highest chance to leave in a year; at 1 the monthly hazard would be 1 for any higher rate.
HIGHEST_YEARLY_CHANCE = 0.99
MONTHS_PER_YEAR = 12.0
#: Columns that :func:`leave_city` reads, and those of citizens and posts that it writes; posts that
#: close do not wait.
LEAVE_CITY_READS = ("citizens.education", "posts.holder", "posts.employer")
LEAVE_CITY = tuple(name for name in DISMISSAL if name != "posts.waiting")


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


def leave_city(world: World, leaving: np.ndarray) -> np.ndarray:
    """Remove employers with all their posts and dismiss the holders.

    Parameters
    ----------
    world : World
    leaving : ndarray of int
        Rows of the employers.

    Returns
    -------
    ndarray of int
        Rows of their posts, which are closed now.
    """
    employers, posts, citizens = world.employers, world.posts, world.citizens
    leaves = np.zeros(employers.rows, dtype=bool)
    leaves[leaving] = True
    rows = _posts_of(leaves, posts)
    people = posts.holder[rows]
    people = people[people >= 0]
    np.add.at(world.flows["lost_job"], citizens.education[people], 1)
    citizens.status[people] = UNEMPLOYED
    citizens.post[people] = -1
    citizens.employer[people] = -1
    citizens.occupation[people] = -1
    citizens.tenure[people] = 0
    citizens.spell[people] = 0
    citizens.dismissed[people] = True
    citizens.recent_loss[people] = 0
    posts.holder[rows] = CLOSED
    employers.posts[leaving] = 0
    employers.present[leaving] = False
    employers.member[leaving] = False
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
    writes: ClassVar[tuple[str, ...]] = ("employers.*", *LEAVE_CITY)

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
