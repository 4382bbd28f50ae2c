"""Redesign and job loss in the changes of fit: their share on each margin, by education and ICT.

``python -m experiments.studies.cause_shares FOLDER`` runs the baseline and reads the sums of
squared changes that a city keeps by transition, cause, education and ICT level at the start of
measuring. ``--quick`` runs a small size.
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
from experiments.comparison import mean_interval
from experiments.studies.command import study_command
from experiments.studies.study import Rows, Study
from scenarios import Scenario, load
from simulation.core.vocabulary import CAUSES, MARGINS

if TYPE_CHECKING:
    from simulation.burn_in import BurnIns
    from simulation.world import World

#: Causes that are reported.
REPORTED = ("redesign", "job_loss")
#: Columns of a run, with units.
COLUMNS = {
    "month": "months",
    "margin": "name",
    "cause": "name",
    "group": "education, or ICT level at the start of measuring",
    "share": "share of the squared changes of fit",
}


def shares(world: World) -> pd.DataFrame:
    """Share of each reported cause on each margin and in each group, with :data:`COLUMNS`.

    ``Σ Δ_c ΔF / Σ ΔF²`` over the person-months of a group on a margin since burn-in.
    """
    from simulation.measures.same_persons import GROUPS, by_group

    rows = []
    for margin, transitions in MARGINS.items():
        squares = by_group(world.changes.squares[:, :, list(transitions), 0].sum(axis=2))
        for cause in REPORTED:
            kept = world.changes.causes[:, :, list(transitions), CAUSES.index(cause)].sum(axis=2)
            with np.errstate(invalid="ignore", divide="ignore"):
                found = by_group(kept) / squares
            rows += [
                {"month": world.month, "margin": margin, "cause": cause, "group": group or "all",
                 "share": float(share)}
                for group, share in zip(GROUPS, found, strict=True)
            ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def perform(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Run a city and return its shares; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, partial(_run, burn_ins=shared_burn_ins(task)), on_month)


def _run(run: PlannedRun, on_month: OnMonth, burn_ins: BurnIns | None) -> Tables:
    from simulation.engine import simulate
    from simulation.settings import Settings

    outcome = simulate(Settings(run.settings), run.seed, on_month=on_month, burn_ins=burn_ins)
    return {"runs": (shares(outcome.world), {})}


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline in a size."""
    return [load("baseline").but(size)]


def table(runs: pd.DataFrame) -> Rows:
    """One row per margin, cause and group: the mean over seeds with its 95 % interval."""
    rows: Rows = []
    for (margin, cause, group), part in runs.groupby(["margin", "cause", "group"], sort=False):
        mean, low, high = mean_interval(part["share"])
        rows.append({
            "margin": margin, "cause": cause, "group": group,
            "share": mean, "low": low, "high": high, "seeds": len(part),
        })  # fmt: skip
    return rows


FULL = Study("cause_shares", 30, 5_000, 240, 60, scenarios, table=table, work=perform)
QUICK = Study("cause_shares-quick", 2, 500, 84, 24, scenarios, table=table, work=perform)


main = study_command(
    FULL, QUICK, lambda results: table(results.frame()),
    "Run what is not yet stored in FOLDER and print the shares of redesign and job loss.",
)  # fmt: skip


if __name__ == "__main__":
    # worker processes find what performs a run by the name of its module
    from experiments.studies import cause_shares

    cause_shares.main()
