"""The final state: the districts and the occupations of a city after its last month.

The monthly measures describe no single district or occupation; this study stores them.
"""

from __future__ import annotations

from collections.abc import Mapping
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
from experiments.studies.study import Study
from scenarios import Scenario, load
from simulation.core.vocabulary import EDUCATIONS

if TYPE_CHECKING:
    from simulation.burn_in import BurnIns
    from simulation.world import World

DISTRICT, OCCUPATION = "district", "occupation"
#: Columns of both kinds of rows, with units.
COLUMNS = {
    "month": "months",
    "kind": "district or occupation",
    "place": "number, from 1",
    "residents": "citizens who live or work there",
    **dict.fromkeys(EDUCATIONS, "citizens of this education among them"),
    "fit": "0-1, their mean fit",
    "rent": "euro/month, of a district",
    "amenities": "0-1, of a district",
    "infrastructure": "0-1, of a district",
    "posts": "posts, of an occupation",
    "family": "name, of an occupation",
    "asked": "education required by an occupation",
    "emerging": "whether an occupation emerges in smart cities",
}


def perform_to_the_end(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Run a city and return its final state; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, partial(_run, burn_ins=shared_burn_ins(task)), on_month)


def _run(run: PlannedRun, on_month: OnMonth, burn_ins: BurnIns | None) -> Tables:
    from simulation.engine import simulate
    from simulation.settings import Settings

    outcome = simulate(Settings(run.settings), run.seed, on_month=on_month, burn_ins=burn_ins)
    return {"runs": (state(outcome.world), {})}


def state(world: World) -> pd.DataFrame:
    """Districts and occupations of a city, one row each, with :data:`COLUMNS`."""
    from simulation.by_occupation import stocks

    citizens, districts, occupations = world.citizens, world.districts, world.occupations
    resident = np.asarray(citizens.resident)
    homes = _people(world, citizens.district, resident, districts.rows)
    work = stocks(world)
    people = {education: work[f"employed_{education}"] for education in EDUCATIONS}
    tables = {
        DISTRICT: homes.assign(
            rent=districts.rent.astype(float),
            amenities=districts.amenities.astype(float),
            infrastructure=districts.infrastructure.astype(float),
        ),
        OCCUPATION: pd.DataFrame(
            {
                "residents": work["employed"],
                **people,
                "fit": work["fit"],
                "posts": work["posts"].astype(float),
                "family": [occupations.families[number] for number in occupations.family],
                "asked": [EDUCATIONS[level] for level in occupations.education_asked],
                "emerging": occupations.emerging.astype(bool),
            }
        ),
    }
    frames = [
        frame.assign(kind=kind, place=np.arange(1, len(frame) + 1))
        for kind, frame in tables.items()
    ]
    table = pd.concat(frames, ignore_index=True).assign(month=world.month)
    table["emerging"] = table["emerging"].eq(True)
    table[["family", "asked"]] = table[["family", "asked"]].fillna("")
    return table[list(COLUMNS)]


def _people(world: World, group: np.ndarray, included: np.ndarray, groups: int) -> pd.DataFrame:
    """Number, education and mean fit of some citizens by group."""
    citizens = world.citizens
    number = np.bincount(group[included], minlength=groups)
    fit = np.bincount(
        group[included], weights=citizens.fit[included].astype(float), minlength=groups
    )
    columns: dict[str, np.ndarray] = {"residents": number}
    for level, education in enumerate(EDUCATIONS):
        educated = included & (citizens.education == level)
        columns[education] = np.bincount(group[educated], minlength=groups)
    columns["fit"] = np.divide(fit, number, out=np.full(groups, np.nan), where=number > 0)
    return pd.DataFrame(columns)


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline in a size."""
    return [load("baseline").but(size)]


#: Large enough for about a hundred people in each of the hundred districts.
FULL = Study("final_state", 10, 10_000, 180, 60, scenarios, work=perform_to_the_end)
QUICK = Study("final_state-quick", 2, 1_000, 60, 24, scenarios, work=perform_to_the_end)
