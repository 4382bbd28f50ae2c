"""Demography: people age, retire and grow up; people leave the city and come to it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.luck import Decision, uniform, uniforms
from simulation.parameter import parameter
from simulation.population import FIRST_AGE, LAST_AGE, draw_people, life_stage
from simulation.process import Process
from simulation.processes.fitting import NEUTRAL
from simulation.vocabulary import ICT, INACTIVE, UNEMPLOYED, VACANT
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
    citizens, posts = world.citizens, world.posts
    held = citizens.post[rows]
    held = held[held >= 0]
    posts.holder[held] = VACANT
    posts.waiting[held] = 0
    world.ledger.taken += float(citizens.money[rows].sum(dtype=np.float64))
    citizens.resident[rows] = False
    citizens.known[rows] = False
    citizens.community[rows] = -1
    citizens.status[rows] = INACTIVE
    for name in ("post", "employer", "occupation"):
        getattr(citizens, name)[rows] = -1


def arrive(world: World, persons: np.ndarray, ages: np.ndarray) -> np.ndarray:
    """Bring people to the city; gives back their rows."""
    citizens = world.citizens
    free = np.flatnonzero(~citizens.resident)
    if free.size < persons.size:
        before = citizens.rows
        citizens.grow(before + max(persons.size - free.size, before // 8))
        free = np.concatenate([free, np.arange(before, citizens.rows)])
    rows = free[: persons.size]
    draw_people(world, rows, persons, ages)
    citizens.status[rows] = UNEMPLOYED
    citizens.last_stage[rows] = life_stage(citizens.age[rows])
    citizens.last_district[rows] = citizens.district[rows]
    return rows


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
        citizens.age[citizens.resident] += 1
        retiring = np.flatnonzero(citizens.resident & (citizens.age >= LAST_AGE))
        np.add.at(world.flows["retired"], citizens.education[retiring], 1)
        residents = int(np.count_nonzero(citizens.resident))
        depart(world, retiring)
        luck = uniform(world.seed, Decision.DEPARTURE, world.month, 0, 0)
        # as many as a flat age structure brings of age
        number = math.floor(residents / (LAST_AGE - FIRST_AGE) + luck)
        persons = newcomer_identities(world.month, ENTRANT, number)
        rows = arrive(world, persons, np.full(number, FIRST_AGE, dtype=np.int16))
        world.ledger.brought += float(citizens.money[rows].sum(dtype=np.float64))
        np.add.at(world.flows["entered"], citizens.education[rows], 1)


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

    elsewhere: float = parameter(
        0.82, unit="0-1", low=0, high=1, status="assumed",
        meaning="fit that people expect outside the city",
        source="assumption: about the mean fit of the baseline, so that its size is steady",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        people = np.flatnonzero(citizens.resident & citizens.known)
        gap = citizens.perceived[people] - NEUTRAL
        hazard = self.rate * np.exp(-self.response * gap)
        luck = uniforms(world.seed, Decision.MIGRATION_OUT, world.month, citizens.person[people])
        leaving = people[luck < hazard]
        np.add.at(world.flows["migrated_out"], citizens.education[leaving], 1)
        fit_by_ict = self._fit_by_ict(world, people)
        depart(world, leaving)
        carry = uniform(world.seed, Decision.MIGRATION_IN, world.month, 0, 0)
        number = math.floor(2.0 * self.rate * people.size + carry)
        persons = newcomer_identities(world.month, MIGRANT, number)
        luck = uniforms(world.seed, Decision.MIGRATION_IN, world.month, persons, 1)
        ages = (FIRST_AGE + (LAST_AGE - FIRST_AGE) * luck).astype(np.int16)
        rows = arrive(world, persons, ages)
        level = np.minimum((citizens.skills[rows, ICT] * 5).astype(int), 4)
        attraction = np.exp(self.response * (fit_by_ict[level] - self.elsewhere))
        luck = uniforms(world.seed, Decision.MIGRATION_IN, world.month, persons, 2)
        coming = luck < 0.5 * attraction
        citizens.clear(rows[~coming])
        came = rows[coming]
        world.ledger.brought += float(citizens.money[came].sum(dtype=np.float64))
        np.add.at(world.flows["migrated_in"], citizens.education[came], 1)

    @staticmethod
    def _fit_by_ict(world: World, people: np.ndarray) -> np.ndarray:
        """Mean fit of residents by ICT level; the city's mean where a level is empty."""
        citizens = world.citizens
        level = np.minimum((citizens.skills[people, ICT] * 5).astype(int), 4)
        count = np.bincount(level, minlength=5)
        total = np.bincount(level, weights=citizens.fit[people], minlength=5)
        mean = world.climate.mean_fit
        return np.where(count > 0, total / np.maximum(count, 1), mean)
