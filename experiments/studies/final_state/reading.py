"""Read districts and occupations off a city after its last month."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED

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
    "asked": "education that an occupation asks for",
    "emerging": "whether an occupation is being born in smart cities",
}


def perform_to_the_end(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Run a city and read its end; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, partial(_live, burn_ins=shared_burn_ins(task)), on_month)


def _live(run: PlannedRun, on_month: OnMonth, burn_ins: BurnIns | None) -> Tables:
    from simulation.engine import simulate
    from simulation.settings import Settings

    outcome = simulate(Settings(run.settings), run.seed, on_month=on_month, burn_ins=burn_ins)
    return {"runs": (state(outcome.world), {})}


def state(world: World) -> pd.DataFrame:
    """Districts and occupations of a city, one row each, with :data:`COLUMNS`.

    Parameters
    ----------
    world : World
    """
    citizens, districts, occupations = world.citizens, world.districts, world.occupations
    here = np.asarray(citizens.resident)
    at_work = here & (citizens.status == EMPLOYED) & (citizens.occupation >= 0)
    homes = _people(world, citizens.district, here, districts.rows)
    work = _people(world, citizens.occupation, at_work, occupations.rows)
    rows = {
        DISTRICT: homes.assign(
            rent=districts.rent.astype(float),
            amenities=districts.amenities.astype(float),
            infrastructure=districts.infrastructure.astype(float),
        ),
        OCCUPATION: work.assign(
            posts=occupations.posts.astype(float),
            family=[occupations.families[number] for number in occupations.family],
            asked=[EDUCATIONS[level] for level in occupations.education_asked],
            emerging=occupations.emerging.astype(bool),
        ),
    }
    frames = [
        frame.assign(kind=kind, place=np.arange(1, len(frame) + 1)) for kind, frame in rows.items()
    ]
    table = pd.concat(frames, ignore_index=True).assign(month=world.month)
    table["emerging"] = table["emerging"].eq(True)
    table[["family", "asked"]] = table[["family", "asked"]].fillna("")
    return table[list(COLUMNS)]


def _people(world: World, where: np.ndarray, who: np.ndarray, places: int) -> pd.DataFrame:
    """Number, education and mean fit of some citizens by place."""
    citizens = world.citizens
    number = np.bincount(where[who], minlength=places)
    fit = np.bincount(where[who], weights=citizens.fit[who].astype(float), minlength=places)
    columns: dict[str, np.ndarray] = {"residents": number}
    for level, education in enumerate(EDUCATIONS):
        group = who & (citizens.education == level)
        columns[education] = np.bincount(where[group], minlength=places)
    columns["fit"] = np.divide(fit, number, out=np.full(places, np.nan), where=number > 0)
    return pd.DataFrame(columns)
