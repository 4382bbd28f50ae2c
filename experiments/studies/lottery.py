"""Lotteries of course places, assessments and invitations: what each does for those drawn.

``python -m experiments.studies.lottery FOLDER`` runs the city with a programme by lottery for half
of its people, and without it, in a city with outside applicants and in one without. The people of
the last month before the programme are followed by their education, ICT level and state at that
time. The effect of being drawn (intention to treat) is the difference between those drawn and the
others, less that difference with the same seed without the programme. With its channels closed
(:class:`simulation.interventions.channels.Channels`) there should be none. ``--quick`` runs a small
size.

References
----------
Card, Kluve & Weber (2018), Journal of the European Economic Association 16; Crépon, Duflo, Gurgand,
Rathelot & Zamora (2013), Quarterly Journal of Economics 128.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.batch.plan import PlannedRun
from experiments.batch.worker import (
    OnMonth,
    Tables,
    Task,
    TaskResult,
    perform_with,
    shared_burn_ins,
)
from experiments.comparison import mean_interval
from experiments.studies.channels import CHANNELS, SECTION
from experiments.studies.command import study_command
from experiments.studies.study import Rows, Study
from scenarios import Scenario, load
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, ICT, ICT_LEVELS, UNEMPLOYED

if TYPE_CHECKING:
    from simulation.burn_in import BurnIns
    from simulation.world import World

YEAR = 12
#: Years after the start of the programme that are reported.
YEARS = (1, 2, 3)
#: Mean effect of training programmes on the employment of participants in the first, second and
#: third year after them, percentage points (Card, Kluve & Weber 2018). Recalled, to be checked
#: before it is cited; the second number of the table is per person who took a course.
EVALUATIONS = dict(zip(YEARS, (2.0, 6.6, 6.7), strict=True))
#: Groups of people, by what they were before the programme.
GROUPS = (
    "all", "without a job", *(f"{education} education" for education in EDUCATIONS),
    *(f"ICT {level}" for level in ICT_LEVELS),
)  # fmt: skip
#: Share of people that a lottery draws, and its halves.
SHARE, HALVES = 0.5, ("drawn", "others")
#: The lotteries of the city: of course places and assessments, and of invitations.
DRAWS = ("training", "communities")
#: What is counted about people each month, in the columns of the runs.
COUNTED = ("people", "employed", "happiness", "taught", "assessed", "member")
#: Outcome → percentage points, or hundredths of the scale of happiness.
OUTCOMES = ("employed", "happiness")
#: City → changes of parameters.
CITIES: dict[str, dict[str, Any]] = {
    "with outsiders": {},
    "without outsiders": {"hiring.external_applicants": False},
}


@dataclass(frozen=True)
class Programme:
    """Something that a lottery gives.

    Attributes
    ----------
    scenario : str
        Shipped scenario that has it.
    draw : str
        Its lottery, one of :data:`DRAWS`.
    took : str
        Column of those who got it.
    changes : mapping of str to value
        What is changed in the scenario, so that the lottery decides about nothing else.
    channels : tuple of str
        Those by which it acts.
    """

    scenario: str
    draw: str
    took: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    channels: tuple[str, ...] = ()


BY_LOT = {
    "interventions.training.lottery_share": SHARE,
    "interventions.training.targeting": 0.0,
}
PROGRAMMES = {
    "courses": Programme(
        "training", "training", "taught",
        {**BY_LOT, "interventions.recognition.training_budget": 0.0}, ("courses", "outreach"),
    ),
    "assessments": Programme(
        "training", "training", "assessed",
        # all of its money
        {**BY_LOT, "interventions.recognition.training_budget": 10.0}, ("recognition",),
    ),
    "invitations": Programme(
        "communities", "communities", "member",
        {"interventions.communities.invitation_share": SHARE}, CHANNELS["communities"],
    ),
}  # fmt: skip
#: Ending of the name of a programme whose channels are closed.
CLOSED = " closed"
#: What is compared with the city without a programme.
COMPARED = tuple(name + ending for name in PROGRAMMES for ending in ("", CLOSED))
#: Without a programme.
NONE = "none"


def arm(city: str, programme: str) -> str:
    """Name of the scenario of a programme in a city."""
    return f"{programme}_{city}".replace(" ", "_")


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """Each city without a programme, with each programme, and with its channels closed."""
    return list(_arms(size))


def _arms(size: Mapping[str, Any]) -> Iterator[Scenario]:
    for city, of_city in CITIES.items():
        name = arm(city, NONE)
        yield load("baseline").but({**size, **of_city}, name=name, title=name, source=name)
        for title, programme in PROGRAMMES.items():
            start = f"interventions.{programme.scenario}.start_month"
            changes = {**size, **of_city, start: int(size["city.burn_in"]), **programme.changes}
            closed = {f"{SECTION}.{channel}": False for channel in programme.channels}
            for ending, more in (("", {}), (CLOSED, closed)):
                name = arm(city, title + ending)
                yield load(programme.scenario).but(
                    {**changes, **more}, name=name, title=name, source=name
                )


class Cohort:
    """The residents of the last month before the programme, and what became of them.

    Parameters
    ----------
    world : World
        At the end of that month.
    """

    def __init__(self, world: World) -> None:
        from simulation.fit.running_sums import ict_level
        from simulation.interventions.communities.invitation_lottery import can_be_invited
        from simulation.interventions.training.lottery_assignment import lottery_assigned

        citizens = world.citizens
        self.rows = np.flatnonzero(citizens.resident)
        self.persons = citizens.person[self.rows].copy()
        self.got = np.zeros((3, self.rows.size), dtype=bool)
        education = citizens.education[self.rows]
        level = np.array([ict_level(skill) for skill in citizens.skills[self.rows, ICT]])
        groups = [
            np.ones(self.rows.size, dtype=bool), citizens.status[self.rows] == UNEMPLOYED,
            *(education == number for number in range(len(EDUCATIONS))),
            *(level == number for number in range(len(ICT_LEVELS))),
        ]  # fmt: skip
        drawn = lottery_assigned(world, self.rows), can_be_invited(world, self.rows)
        self.member = np.array([
            [[group & half for half in (some, ~some)] for group in groups] for some in drawn
        ])  # fmt: skip
        self.sums = np.zeros((len(YEARS), *self.member.shape[:3], len(COUNTED)))

    def record(self, world: World, year: int) -> None:
        """Add a month: people still here, those with a job, their happiness, and what they got."""
        citizens, rows = world.citizens, self.rows
        here = citizens.resident[rows] & (citizens.person[rows] == self.persons)
        self.got |= here & np.array([
            citizens.course_public[rows], citizens.assessed[rows] > 0, citizens.community[rows] >= 0
        ])  # fmt: skip
        employed = here & (citizens.status[rows] == EMPLOYED)
        happiness = np.where(here, citizens.happiness[rows], 0.0)
        state = np.column_stack([here, employed, happiness, *(here & self.got)]).astype(float)
        self.sums[year] += self.member.astype(float) @ state

    def frame(self) -> pd.DataFrame:
        """Sums over the months of each year, one row per year, lottery, group and half."""
        return pd.DataFrame([
            {
                "month": YEAR * year, "draw": draw, "group": group, "half": half,
                **dict(zip(COUNTED, self.sums[y, d, g, h], strict=True)),
            }
            for y, year in enumerate(YEARS)
            for d, draw in enumerate(DRAWS)
            for g, group in enumerate(GROUPS)
            for h, half in enumerate(HALVES)
        ])  # fmt: skip


def perform_lottery(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Run a city and return its cohort; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, partial(_run, burn_ins=shared_burn_ins(task)), on_month)


def _run(run: PlannedRun, on_month: OnMonth, burn_ins: BurnIns | None) -> Tables:
    from simulation.engine import CityRun
    from simulation.settings import Settings

    settings = Settings(run.settings)
    city, start = CityRun.begin(settings, run.seed, burn_ins=burn_ins), settings["city"].burn_in
    cohort = Cohort(city.world) if city.world.month == start else None
    for month in range(city.world.month + 1, settings["city"].months + 1):
        city.step()
        if month == start:
            cohort = Cohort(city.world)
            if burn_ins is not None:
                burn_ins.store(city, run.seed)
        elif cohort is not None:
            cohort.record(city.world, (month - start - 1) // YEAR)
        on_month(month)
    assert cohort is not None
    return {"runs": (cohort.frame(), {})}


def table(runs: pd.DataFrame) -> Rows:
    """One row per city, programme, outcome, group and year, with 95 % intervals.

    Employment is in percentage points, happiness in hundredths of its scale. `effect` is that of
    being drawn, `others` that of the programme on those not drawn, who may be displaced.
    `took_part` is the share of those drawn who got what is given, less that of the others;
    `per_participant` is `effect` divided by it. `evaluations` is the mean of evaluations of
    training, per participant.
    """
    sums = runs.set_index(["scenario", "draw", "seed", "month", "group", "half"])[list(COUNTED)]
    people = sums.pop("people")
    shares = 100.0 * sums.div(people.where(people > 0), axis=0)
    wide, known = shares.unstack("half"), set(runs["scenario"])
    return [
        row
        for city in CITIES
        for name in COMPARED
        if arm(city, name) in known
        for row in _rows_of(wide, city, name)
    ]


def _rows_of(wide: pd.DataFrame, city: str, name: str) -> Iterator[dict[str, Any]]:
    """Rows of one programme in one city."""
    programme = PROGRAMMES[name.removesuffix(CLOSED)]
    treated, without = (wide.loc[(arm(city, one), programme.draw)] for one in (name, NONE))
    change = (treated - without).dropna()
    for group in GROUPS:
        for year in YEARS:
            seeds = change.xs((YEAR * year, group), level=("month", "group"))
            got = seeds[programme.took]
            took = float((got["drawn"] - got["others"]).mean())
            for outcome in OUTCOMES:
                found = seeds[outcome]
                effect, low, high = mean_interval(found["drawn"] - found["others"])
                others, others_low, others_high = mean_interval(found["others"])
                trained = programme.took == "taught" and outcome == "employed"
                yield {
                    "city": city, "programme": name, "outcome": outcome, "group": group,
                    "year": year, "effect": effect, "low": low, "high": high, "took_part": took,
                    "per_participant": 100.0 * effect / took if took else np.nan,
                    "evaluations": EVALUATIONS[year] if trained else np.nan,
                    "others": others, "others_low": others_low, "others_high": others_high,
                    "seeds": len(seeds),
                }  # fmt: skip


def _study(name: str, seeds: int, citizens: int, burn_in: int) -> Study:
    months = burn_in + YEAR * len(YEARS)
    return Study(
        name, seeds, citizens, months, burn_in, scenarios, table=None, work=perform_lottery
    )


FULL = _study("lottery", seeds=30, citizens=5_000, burn_in=60)
QUICK = _study("lottery-quick", seeds=4, citizens=500, burn_in=24)


main = study_command(
    FULL, QUICK, lambda results: table(results.frame()),
    "Run what is not yet stored in FOLDER and print what each programme does for those drawn.",
)  # fmt: skip


if __name__ == "__main__":
    # worker processes find what they perform by the name of this module
    from experiments.studies import lottery

    lottery.main()
