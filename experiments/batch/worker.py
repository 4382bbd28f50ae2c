"""One run, from its plan to its tables; the same code in a worker and in the main process."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from experiments.batch.limits import NO_LIMITS, Limits, forget_peak, peak_memory
from experiments.batch.output_checks import check, most_changes
from experiments.batch.plan import PlannedRun
from experiments.batch.worker_pool import how_far
from experiments.storage.model_version import model_version
from experiments.storage.parquet_file import Columns
from experiments.storage.run_record import surroundings

if TYPE_CHECKING:
    import pandas as pd

    from simulation.burn_in import BurnIns

OnMonth = Callable[[int], None]
#: "runs" or "panels" → a table, and what is known of its columns.
Frames = Mapping[str, "tuple[pd.DataFrame, Columns]"]
Live = Callable[[PlannedRun, OnMonth], Frames]


@dataclass(frozen=True)
class Task:
    """A run, what it may take, and the burn-in that it has in common with others, if any."""

    run: PlannedRun
    limits: Limits = NO_LIMITS
    burn_in: str | None = None


@dataclass(frozen=True)
class Done:
    """How a task ended.

    Attributes
    ----------
    cause : str or None
        One line on why it failed; None when it did not.
    traceback : str
        Where it failed.
    tables : dict
        "runs", and "panels" if citizens were followed → the table and what is known of its columns.
    record : dict
        How the run was made.
    """

    cause: str | None = None
    traceback: str = ""
    tables: Frames | None = None
    record: Mapping[str, Any] | None = None


def ended(future: Future[Done]) -> Done:
    """How a task ended, also if its worker died or could not be understood."""
    try:
        return future.result()
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        return Done(f"{type(error).__name__}: {first}")


class ModelChangedError(RuntimeError):
    """The model here is not the one that the batch was planned with."""


@cache
def _burn_ins() -> BurnIns:
    from simulation.burn_in import BurnIns

    return BurnIns()


def remembered(task: Task) -> BurnIns | None:
    """What this process remembers of earlier runs, if the task has its burn-in in common."""
    return _burn_ins() if task.burn_in else None


def perform(task: Task, on_month: OnMonth | None = None) -> Done:
    """Do a run; an error becomes an answer, not an exception."""
    return attempt(task, partial(live, burn_ins=remembered(task)), on_month)


def attempt(task: Task, live: Live, on_month: OnMonth | None = None) -> Done:
    """Do what a task asks in some way of living through it; see :func:`perform`.

    Parameters
    ----------
    task : Task
    live : callable
        Takes the run and what is to be called at the end of each month, gives its tables.
    on_month : callable, optional
        Called with the number of each month that is over; in a worker the parent is told.
    """
    told = on_month or how_far
    began, clock = datetime.now(UTC), time.monotonic()

    months: list[int] = []

    def month_over(month: int) -> None:
        months.append(month)
        task.limits.check(clock)
        told(month)

    try:
        if model_version() != task.run.model_version:
            raise ModelChangedError(
                "the model was changed while this batch was under way, "
                "or the worker has another one"
            )
        forget_peak()
        tables = live(task.run, month_over)
    except Exception as error:  # whatever a run dies of must not stop the others
        first = (str(error).splitlines() or [""])[0]
        return Done(f"{type(error).__name__}: {first}", traceback.format_exc())
    record = {
        "began": began.isoformat(timespec="seconds"),
        "wall_seconds": round(time.monotonic() - clock, 3),
        "peak_memory_megabytes": peak_memory(),
        # lived through by another run of the same process, which began with the same burn-in
        "months_taken_over": max(0, months[0] - 1) if months else 0,
        "made_with": surroundings(),
    }
    return Done(tables=tables, record=record)


def live(run: PlannedRun, on_month: OnMonth, burn_ins: BurnIns | None = None) -> Frames:
    """Let a city live through its months; gives what was measured, and who was followed."""
    from simulation.engine import simulate
    from simulation.measures import MEASURES
    from simulation.panel import KEPT
    from simulation.settings import Settings

    outcome = simulate(
        Settings(run.settings), run.seed, panel=run.panel, on_month=on_month, burn_ins=burn_ins
    )
    check(outcome.measures, run.settings["city.burn_in"], most_changes(outcome.world))
    columns = {
        column: {
            "measure": measure.name,
            "subject": measure.subject,
            "unit": measure.unit,
            "summary": measure.summary,
            "meaning": measure.meaning,
        }
        for measure in MEASURES.values()
        for column in measure.columns
    }
    tables = {"runs": (outcome.measures, columns)}
    if outcome.panel is not None:
        tables["panels"] = (outcome.panel, {name: {"unit": unit} for name, unit in KEPT.items()})
    return tables
