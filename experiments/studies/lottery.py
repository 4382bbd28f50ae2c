"""Lottery of course places: what courses do for those assigned, beside evaluations of training.

``python -m experiments.studies.lottery FOLDER`` runs the city with places by lottery for half of
its people, and without the programme, in a city with outside applicants and in one without. The
people of the last month before the programme are followed by their education, ICT level and state
at that time. The effect of assignment (intention to treat) is the difference between those
assigned and the others, less that difference with the same seed without the programme. With the
courses closed (:class:`simulation.interventions.channels.Channels`) there should be none.
``--quick`` runs a small size.

References
----------
Card, Kluve & Weber (2018), Journal of the European Economic Association 16; Crépon, Duflo, Gurgand,
Rathelot & Zamora (2013), Quarterly Journal of Economics 128.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
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
from experiments.output_tables import FORMATS, render
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
#: Share of people that the lottery assigns, and its halves.
ASSIGNED, HALVES = 0.5, ("assigned", "others")
#: City → changes of parameters.
CITIES: dict[str, dict[str, Any]] = {
    "with outsiders": {},
    "without outsiders": {"hiring.external_applicants": False},
}
#: Programme → changes of the scenario with training, of which only the places are left.
PROGRAMMES: dict[str, dict[str, Any]] = {
    "courses": {},
    "courses closed": {"interventions.channels.courses": False},
}
PLACES = {
    "interventions.training.lottery_share": ASSIGNED,
    "interventions.training.targeting": 0.0,
    "interventions.recognition.training_budget": 0.0,
}
#: Without a programme.
NONE = "none"


def arm(city: str, programme: str) -> str:
    """Name of the scenario of a programme in a city."""
    return f"{programme}_{city}".replace(" ", "_")


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """Each city without a programme, with courses and with the courses closed."""
    return list(_arms(size))


def _arms(size: Mapping[str, Any]) -> Iterator[Scenario]:
    start = {"interventions.training.start_month": int(size["city.burn_in"])}
    for city, of_city in CITIES.items():
        name = arm(city, NONE)
        yield load("baseline").but({**size, **of_city}, name=name, title=name, source=name)
        for programme, changes in PROGRAMMES.items():
            name = arm(city, programme)
            everything = {**size, **of_city, **start, **PLACES, **changes}
            yield load("training").but(everything, name=name, title=name, source=name)


class Cohort:
    """The residents of the last month before the programme, and what became of them.

    Parameters
    ----------
    world : World
        At the end of that month.
    """

    def __init__(self, world: World) -> None:
        from simulation.fit.running_sums import ict_level
        from simulation.interventions.training.lottery_assignment import lottery_assigned

        citizens = world.citizens
        self.rows = np.flatnonzero(citizens.resident)
        self.persons = citizens.person[self.rows].copy()
        self.taught = np.zeros(self.rows.size, dtype=bool)
        education = citizens.education[self.rows]
        level = np.array([ict_level(skill) for skill in citizens.skills[self.rows, ICT]])
        groups = [
            np.ones(self.rows.size, dtype=bool), citizens.status[self.rows] == UNEMPLOYED,
            *(education == number for number in range(len(EDUCATIONS))),
            *(level == number for number in range(len(ICT_LEVELS))),
        ]  # fmt: skip
        assigned = lottery_assigned(world, self.rows)
        self.member = np.array([[group & half for half in (assigned, ~assigned)]
                                for group in groups])  # fmt: skip
        self.sums = np.zeros((len(YEARS), *self.member.shape[:2], 3))

    def record(self, world: World, year: int) -> None:
        """Add a month: people still here, those with a job, and those ever in a public course."""
        citizens, rows = world.citizens, self.rows
        here = citizens.resident[rows] & (citizens.person[rows] == self.persons)
        self.taught |= here & citizens.course_public[rows]
        employed = here & (citizens.status[rows] == EMPLOYED)
        state = np.column_stack([here, employed, here & self.taught]).astype(float)
        self.sums[year] += self.member.astype(float) @ state

    def frame(self) -> pd.DataFrame:
        """Sums over the months of each year, one row per year, group and half of the lottery."""
        return pd.DataFrame([
            {
                "month": YEAR * year, "group": group, "half": half,
                **dict(zip(("people", "employed", "taught"), self.sums[y, g, h], strict=True)),
            }
            for y, year in enumerate(YEARS)
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
    """One row per city, programme, group and year, in percentage points, with 95 % intervals.

    `effect` is that of assignment on employment, `others` that of the programme on those who were
    not assigned, who may be displaced. `took_part` is the share of the assigned who have been in a
    course, less that of the others; `per_learner` is `effect` divided by it. `evaluations` is the
    mean of evaluations of training, per participant.
    """
    index = ["scenario", "seed", "month", "group", "half"]
    sums = runs.set_index(index)[["people", "employed", "taught"]]
    shares = 100.0 * sums[["employed", "taught"]].div(
        sums["people"].where(sums["people"] > 0), axis=0
    )
    wide = shares.unstack("half")
    rows = []
    for city in CITIES:
        for programme in PROGRAMMES:
            if arm(city, programme) not in wide.index.get_level_values("scenario"):
                continue
            treated, without = (wide.loc[arm(city, name)] for name in (programme, NONE))
            change = (treated - without).dropna()
            for group in GROUPS:
                for year in YEARS:
                    seeds = change.xs((YEAR * year, group), level=("month", "group"))
                    gap = {
                        name: seeds[name]["assigned"] - seeds[name]["others"]
                        for name in ("employed", "taught")
                    }
                    effect, low, high = mean_interval(gap["employed"])
                    others, others_low, others_high = mean_interval(seeds["employed"]["others"])
                    took = float(gap["taught"].mean())
                    rows.append({
                        "city": city, "programme": programme, "group": group, "year": year,
                        "effect": effect, "low": low, "high": high,
                        "took_part": took,
                        "per_learner": 100.0 * effect / took if took else np.nan,
                        "evaluations": EVALUATIONS[year],
                        "others": others, "others_low": others_low, "others_high": others_high,
                        "seeds": len(seeds),
                    })  # fmt: skip
    return rows


def _study(name: str, seeds: int, citizens: int, burn_in: int) -> Study:
    months = burn_in + YEAR * len(YEARS)
    return Study(
        name, seeds, citizens, months, burn_in, scenarios, table=None, work=perform_lottery
    )


FULL = _study("lottery", seeds=30, citizens=5_000, burn_in=60)
QUICK = _study("lottery-quick", seeds=4, citizens=500, burn_in=24)


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--quick", is_flag=True, help="A small size, to try it.")
@click.option("--jobs", type=click.IntRange(min=1), help="Processes; one per processor if not set.")
@click.option("--format", "how", type=click.Choice(FORMATS), default="table", show_default=True)
def main(folder: Path, quick: bool, jobs: int | None, how: str) -> None:
    """Run what is not yet stored in FOLDER and print what courses do for those assigned."""
    results = (QUICK if quick else FULL).run(folder, jobs)
    click.echo(render(table(results.frame()), how))


if __name__ == "__main__":
    main()
