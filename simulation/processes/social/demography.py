"""Demography: ageing, retirement and entry; migration out of the city and into it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter
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

#: Identities of people who arrive later have 32 bits: a leading 1, the month, the route of arrival
#: and a running number. The fifth entrant of a month is the same person in every scenario.
LATER_SHIFT, MONTH_SHIFT, ROUTE_SHIFT = 31, 20, 19
ENTRANT, MIGRANT = 0, 1
#: Factor on the largest chance to leave, so that rounding excludes nobody.
MARGIN = 1.001


def newcomer_identities(month: int, route: int, number: int) -> np.ndarray:
    """Identities of `number` people who arrive this month by one route.

    Raises
    ------
    ValueError
        If more arrive than there are identities (524,288 a month and route, 2,048 months).
    """
    if number >= 1 << ROUTE_SHIFT or month >= 1 << (LATER_SHIFT - MONTH_SHIFT):
        raise ValueError(f"too few identities for {number} newcomers in month {month}")
    first = 1 << LATER_SHIFT | month << MONTH_SHIFT | route << ROUTE_SHIFT
    return (first + np.arange(number)).astype(np.uint32)


@compiled
def _leave(rows, citizens, posts, counts):
    """Free the rows and posts of people; `counts` counts them by education."""
    for index in range(rows.shape[0]):
        row = rows[index]
        counts[citizens.education[row]] += 1
        if citizens.post[row] >= 0:
            posts.holder[citizens.post[row]] = VACANT
            posts.waiting[citizens.post[row]] = 0
        citizens.resident[row] = False
        citizens.known[row] = False
        citizens.community[row] = -1
        citizens.status[row] = INACTIVE
        citizens.post[row] = -1
        citizens.employer[row] = -1
        citizens.occupation[row] = -1


def depart(world: World, rows: np.ndarray, flow: str) -> None:
    """Remove people from the city; their posts become vacant and their savings leave with them.

    They are counted in ``world.flows[flow]``.
    """
    if rows.size == 0:
        return
    savings = world.citizens.money[rows].sum(dtype=np.float64)
    world.accounts.savings_out += float(savings)
    _leave(rows, world.citizens, world.posts, world.flows[flow])


@compiled
def _first_free(resident, number):
    """The lowest rows without a resident, at most `number` of them."""
    rows = np.empty(number, dtype=np.int64)
    count = 0
    row = 0
    while count < number and row < resident.shape[0]:
        if not resident[row]:
            rows[count] = row
            count += 1
        row += 1
    return rows[:count]


def free_rows(world: World, number: int) -> np.ndarray:
    """Free rows of the citizens table, lowest first; the table grows if there are too few."""
    citizens = world.citizens
    free = _first_free(citizens.resident, number)
    if free.size < number:
        before = citizens.rows
        citizens.grow(before + max(number - free.size, spare(before)))
        free = np.concatenate([free, np.arange(before, before + number - free.size)])
    return np.asarray(free)


@compiled
def _settle(rows, ages, citizens, counts):
    """Set what newcomers do first; `counts` counts them by education."""
    stage = life_stage(ages)
    for n in range(rows.shape[0]):
        row = rows[n]
        citizens.status[row] = UNEMPLOYED
        citizens.previous_stage[row] = stage[n]
        citizens.previous_district[row] = citizens.district[row]
        counts[citizens.education[row]] += 1


def arrive(
    world: World, rows: np.ndarray, persons: np.ndarray, ages: np.ndarray, flow: str
) -> None:
    """Add people to the city, each in a free row; count them in ``world.flows[flow]``."""
    if rows.size == 0:
        return
    draw_people(world, rows, persons, ages)
    _settle(rows, ages, world.citizens, world.flows[flow])
    world.accounts.savings_in += float(world.citizens.money[rows].sum(dtype=np.float64))


@compiled
def _grow_older(resident, age, end):
    """Age residents by a month; return their number and the rows of those who reach age `end`.

    Two passes, the first without branches, so that it vectorises.
    """
    residents = 0
    oldest = 0
    for row in range(resident.shape[0]):
        residents += resident[row]
        age[row] += resident[row]
        oldest += resident[row] & (age[row] >= end)
    leaving = np.empty(oldest, dtype=np.int64)
    count = 0
    for row in range(resident.shape[0] if oldest > 0 else 0):
        if resident[row] and age[row] >= end:
            leaving[count] = row
            count += 1
    return residents, leaving


@dataclass(frozen=True)
class Ageing(Process):
    """Residents age by a month, retire at 65 and enter at 25.

    The number of entrants is the number of retirees in a uniform age structure.
    """

    section: ClassVar[str] = "ageing"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.age", "citizens.education", "citizens.post",
        "citizens.money", "citizens.district", "occupations.base_wage", "occupations.demand",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.*", "posts.holder", "posts.waiting")

    def run(self, world: World) -> None:
        citizens = world.citizens
        residents, retiring = _grow_older(citizens.resident, citizens.age, LAST_AGE)
        depart(world, retiring, "retired")
        draw = uniform(world.seed, Decision.DEPARTURE, world.month, 0, 0)
        number = math.floor(residents / (LAST_AGE - FIRST_AGE) + draw)
        persons = newcomer_identities(world.month, ENTRANT, number)
        rows = free_rows(world, number)
        arrive(world, rows, persons, np.full(number, FIRST_AGE, dtype=np.int16), "entered")


#: ICT levels at which newcomers and residents are compared.
LEVELS = len(ICT_LEVELS)


@compiled
def _fit_by_level(resident, known, skills, fit):
    """Sum of fit and number of residents with a known fit, by ICT level.

    People without a known fit are counted in a level beyond the last, which is dropped.
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
    """People with a low perceived fit leave; the city attracts people whose peers fit well.

    The chance to leave is ``rate · exp(−response · (perceived − neutral))``. Candidates are drawn
    like citizens and arrive with chance ``exp(response · (fit − outside_fit)) / candidates``, where
    fit is the mean fit of residents of their ICT level, whatever their education (constructs 4.3).
    """

    section: ClassVar[str] = "migration"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person", "citizens.resident", "citizens.known", "citizens.education",
        "citizens.post", "citizens.money", "citizens.district", "citizens.skills", "citizens.fit",
        "citizens.perceived", "occupations.base_wage", "occupations.demand",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.*", "posts.holder", "posts.waiting")

    rate: float = parameter(
        0.002, unit="1/month", low=0, high=0.1, status="assumed",
        meaning="share of residents who leave, and who arrive, at average fit",
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

    candidates: float = constant(
        2.0, unit="ratio", low=1, high=20, status="assumed",
        meaning="candidates from outside per arrival at average fit; limits arrivals at high fit",
        source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        people, fit_by_ict = self._fit_by_ict(world)
        self._leave(world)
        carry = uniform(world.seed, Decision.MIGRATION_IN, world.month, 0, 0)
        number = math.floor(self.candidates * self.rate * people + carry)
        persons = newcomer_identities(world.month, MIGRANT, number)
        draw = uniforms(world.seed, Decision.MIGRATION_IN, world.month, persons, 1)
        ages = (FIRST_AGE + (LAST_AGE - FIRST_AGE) * draw).astype(np.int16)
        _, _, ict = draw_ict(world, persons, ages)
        level = np.minimum((ict.astype(np.float32) * LEVELS).astype(int), LEVELS - 1)
        attraction = np.exp(self.response * (fit_by_ict[level] - self.outside_fit))
        draw = uniforms(world.seed, Decision.MIGRATION_IN, world.month, persons, 2)
        coming = draw < attraction / self.candidates
        # every candidate has a row, so that no row depends on who else arrives
        rows = free_rows(world, number)
        citizens.clear(rows[~coming])
        arrive(world, rows[coming], persons[coming], ages[coming], "migrated_in")

    def _leave(self, world: World) -> None:
        citizens = world.citizens
        # perceived fit is at least 0, so nobody else can leave
        highest = min(1.0, MARGIN * self.rate * math.exp(self.response * NEUTRAL))
        key = (world.seed, Decision.MIGRATION_OUT, world.month)
        candidates = rows_below(*key, citizens.person, highest)
        candidates = candidates[citizens.resident[candidates] & citizens.known[candidates]]
        gap = citizens.perceived[candidates] - NEUTRAL
        hazard = self.rate * np.exp(-self.response * gap)
        leaving = candidates[uniforms(*key, citizens.person[candidates]) < hazard]
        depart(world, leaving, "migrated_out")

    @staticmethod
    def _fit_by_ict(world: World) -> tuple[int, np.ndarray]:
        """Number of residents with a known fit, and mean fit by ICT level.

        The mean fit of an empty level is the city's.
        """
        citizens = world.citizens
        parts = over_rows(
            _fit_by_level, (citizens.resident, citizens.known, citizens.skills, citizens.fit)
        )
        total, count = (sum(part) for part in zip(*parts, strict=True))
        fit = np.where(count > 0, total / np.maximum(count, 1), world.conditions.mean_fit)
        return int(count.sum()), fit
