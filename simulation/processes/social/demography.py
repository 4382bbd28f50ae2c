"""Demography: people age, retire and grow up; people leave the city and come to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, rows_below, uniform, uniforms
from simulation.core.table import spare
from simulation.core.vocabulary import ICT, ICT_LEVELS, INACTIVE, UNEMPLOYED, VACANT
from simulation.fit.perceived import NEUTRAL
from simulation.initialisation.population import (
    FIRST_AGE,
    LAST_AGE,
    draw_ict,
    draw_people,
    life_stage,
)
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_rows
from simulation.world import World

#: Identities of people who come later: one bit that marks them, the month, the way they came and
#: a running number, so that the fifth entrant of a month is the same person in every scenario.
LATER, MONTH_SHIFT, WAY_SHIFT = 1 << 31, 20, 19
ENTRANT, MIGRANT = 0, 1


def newcomer_identities(month: int, way: int, number: int) -> np.ndarray:
    """Identities of the `number` people who come this month in one way.

    Raises
    ------
    ValueError
        If more come than there are identities (524,288 in a month and way, 2,048 months).
    """
    if number >= 1 << WAY_SHIFT or month >= 1 << (31 - MONTH_SHIFT):
        raise ValueError(f"{number} newcomers in month {month} are more than identities reach")
    first = LATER | (month << MONTH_SHIFT) | (way << WAY_SHIFT)
    return (first + np.arange(number)).astype(np.uint32)


def depart(world: World, rows: np.ndarray) -> None:
    """Take people out of the city: their posts fall vacant, their savings go with them."""
    if rows.size == 0:
        return
    citizens, posts = world.citizens, world.posts
    held = citizens.post[rows]
    held = held[held >= 0]
    posts.holder[held] = VACANT
    posts.waiting[held] = 0
    world.accounts.taken += float(citizens.money[rows].sum(dtype=np.float64))
    citizens.resident[rows] = False
    citizens.known[rows] = False
    citizens.community[rows] = -1
    citizens.status[rows] = INACTIVE
    for name in ("post", "employer", "occupation"):
        getattr(citizens, name)[rows] = -1


@compiled
def _first_free(resident, number):
    """The lowest rows that nobody lives in, at most `number` of them."""
    rows = np.empty(number, dtype=np.int64)
    found = 0
    row = 0
    while found < number and row < resident.shape[0]:
        if not resident[row]:
            rows[found] = row
            found += 1
        row += 1
    return rows[:found]


def free_rows(world: World, number: int) -> np.ndarray:
    """Rows of the citizens table for newcomers, lowest first; it grows when there are too few."""
    citizens = world.citizens
    free = _first_free(citizens.resident, number)
    if free.size < number:
        before = citizens.rows
        citizens.grow(before + max(number - free.size, spare(before)))
        free = np.concatenate([free, np.arange(before, before + number - free.size)])
    return np.asarray(free)


def arrive(world: World, rows: np.ndarray, persons: np.ndarray, ages: np.ndarray) -> None:
    """Bring people to the city, each to a free row."""
    citizens = world.citizens
    draw_people(world, rows, persons, ages)
    citizens.status[rows] = UNEMPLOYED
    citizens.previous_stage[rows] = life_stage(ages)
    citizens.previous_district[rows] = citizens.district[rows]
    world.accounts.brought += float(citizens.money[rows].sum(dtype=np.float64))


@compiled
def _grow_older(resident, age, end):
    """Everybody a month older; gives back the residents and the rows of those who reach the end.

    Two passes, the first without branches, so that the processor can take many people at once.
    """
    residents = 0
    oldest = 0
    for row in range(resident.shape[0]):
        residents += resident[row]
        age[row] += resident[row]
        oldest += resident[row] & (age[row] >= end)
    leaving = np.empty(oldest, dtype=np.int64)
    found = 0
    for row in range(resident.shape[0] if oldest > 0 else 0):
        if resident[row] and age[row] >= end:
            leaving[found] = row
            found += 1
    return residents, leaving


@dataclass(frozen=True)
class Ageing(Process):
    """Everybody grows a month older; people retire at 65 and the young enter at 25.

    As many enter as a flat age structure loses, so the structure is kept.
    """

    section: ClassVar[str] = "ageing"
    reads: ClassVar[tuple[str, ...]] = ("citizens.age",)
    writes: ClassVar[tuple[str, ...]] = ("citizens.*", "posts.holder", "posts.waiting")

    def run(self, world: World) -> None:
        citizens = world.citizens
        residents, retiring = _grow_older(citizens.resident, citizens.age, LAST_AGE)
        np.add.at(world.flows["retired"], citizens.education[retiring], 1)
        depart(world, retiring)
        luck = uniform(world.seed, Decision.DEPARTURE, world.month, 0, 0)
        # as many as a flat age structure brings of age
        number = math.floor(residents / (LAST_AGE - FIRST_AGE) + luck)
        persons = newcomer_identities(world.month, ENTRANT, number)
        rows = free_rows(world, number)
        arrive(world, rows, persons, np.full(number, FIRST_AGE, dtype=np.int16))
        np.add.at(world.flows["entered"], citizens.education[rows], 1)


#: ICT levels that newcomers and residents are compared by.
LEVELS = len(ICT_LEVELS)


@compiled
def _fit_by_level(resident, known, skills, fit):
    """Sum of fit and number of residents with a known fit, by ICT level.

    People who are not known are counted in a level beyond the last, and nowhere else.
    """
    total = np.zeros(LEVELS + 1)
    count = np.zeros(LEVELS + 1, dtype=np.int64)
    for row in range(resident.shape[0]):
        level = min(int(skills[row, ICT] * np.float32(LEVELS)), LEVELS - 1)
        counted = resident[row] and known[row]
        level = level if counted else LEVELS
        total[level] += fit[row]
        count[level] += 1
    return total[:LEVELS], count[:LEVELS]


@dataclass(frozen=True)
class Migration(Process):
    """People who feel a bad fit leave more often; the city draws those whose like fit well.

    The chance to leave falls with felt fit. Candidates from outside are drawn like citizens and
    come with a chance that rises with the mean fit of residents of their ICT level, education
    not being looked at (constructs 4.3).
    """

    section: ClassVar[str] = "migration"
    reads: ClassVar[tuple[str, ...]] = ("citizens.perceived", "citizens.fit")
    writes: ClassVar[tuple[str, ...]] = ("citizens.*", "posts.holder", "posts.waiting")

    rate: float = parameter(
        0.002, unit="1/month", low=0, high=0.1, status="assumed",
        meaning="share of residents who leave, and who come, when fit is average",
        source="assumption: 2.4 % a year",
    )  # fmt: skip
    response: float = parameter(
        2.0, unit="log/fit", low=0, high=20, status="assumed",
        meaning="response of both flows to fit", source="assumption",
    )  # fmt: skip

    outside_fit: float = parameter(
        0.82, unit="0-1", low=0, high=1, status="assumed",
        meaning="fit that people expect outside the city",
        source="assumption: about the mean fit of the baseline, so that its size is steady",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        people, fit_by_ict = self._fit_by_ict(world)
        # felt fit is never below 0; a little more than that chance, so that rounding loses nobody
        highest = min(1.0, 1.001 * self.rate * math.exp(self.response * NEUTRAL))
        key = (world.seed, Decision.MIGRATION_OUT, world.month)
        lucky = rows_below(*key, citizens.person, highest)
        lucky = lucky[citizens.resident[lucky] & citizens.known[lucky]]
        gap = citizens.perceived[lucky] - NEUTRAL
        hazard = self.rate * np.exp(-self.response * gap)
        luck = uniforms(*key, citizens.person[lucky])
        leaving = lucky[luck < hazard]
        np.add.at(world.flows["migrated_out"], citizens.education[leaving], 1)
        depart(world, leaving)
        carry = uniform(world.seed, Decision.MIGRATION_IN, world.month, 0, 0)
        number = math.floor(2.0 * self.rate * people + carry)
        persons = newcomer_identities(world.month, MIGRANT, number)
        luck = uniforms(world.seed, Decision.MIGRATION_IN, world.month, persons, 1)
        ages = (FIRST_AGE + (LAST_AGE - FIRST_AGE) * luck).astype(np.int16)
        _, _, ict = draw_ict(world, persons, ages)
        level = np.minimum((ict.astype(np.float32) * LEVELS).astype(int), LEVELS - 1)
        attraction = np.exp(self.response * (fit_by_ict[level] - self.outside_fit))
        luck = uniforms(world.seed, Decision.MIGRATION_IN, world.month, persons, 2)
        coming = luck < 0.5 * attraction
        # every candidate has a row, so that nobody's depends on who else comes
        rows = free_rows(world, number)
        citizens.clear(rows[~coming])
        came = rows[coming]
        arrive(world, came, persons[coming], ages[coming])
        np.add.at(world.flows["migrated_in"], citizens.education[came], 1)

    @staticmethod
    def _fit_by_ict(world: World) -> tuple[int, np.ndarray]:
        """Number of residents with a fit, and their mean fit by ICT level.

        The mean fit of a level that nobody has is the city's.
        """
        citizens = world.citizens
        parts = over_rows(
            _fit_by_level, (citizens.resident, citizens.known, citizens.skills, citizens.fit)
        )
        total, count = (sum(part) for part in zip(*parts, strict=True))
        fit = np.where(count > 0, total / np.maximum(count, 1), world.conditions.mean_fit)
        return int(count.sum()), fit
