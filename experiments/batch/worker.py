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
from experiments.batch.shipment import Shipment
from experiments.batch.worker_pool import report
from experiments.storage.parquet_file import Columns
from experiments.storage.run_record import environment
from simulation.core.model_version import model_version
from simulation.core.table_sizes import arguments_of

if TYPE_CHECKING:
    import pandas as pd

    from simulation.burn_in import BurnIns
    from simulation.engine import Outcome

OnMonth = Callable[[int], None]
#: "runs", "panels" or "occupations" → a table and the description of its columns.
Tables = Mapping[str, "tuple[pd.DataFrame, Columns]"]


@dataclass(frozen=True)
class Task:
    """A run, its limits, the key of a burn-in that it shares with others, and its extensions."""

    run: PlannedRun
    limits: Limits = NO_LIMITS
    burn_in: str | None = None
    shipment: Shipment | None = None


@dataclass(frozen=True)
class TaskResult:
    """The result of a task.

    Attributes
    ----------
    cause : str or None
        One line that says why the run failed; None if it succeeded.
    traceback : str
        Where it failed.
    tables : dict
        "runs", and the monthly tables that were asked for → the table and its column descriptions.
    record : dict
        How the run was made.
    """

    cause: str | None = None
    traceback: str = ""
    tables: Tables | None = None
    record: Mapping[str, Any] | None = None


def result_of(future: Future[TaskResult]) -> TaskResult:
    """Return the result of a task, also if its worker died or its answer cannot be read."""
    try:
        return future.result()
    except Exception as error:
        return TaskResult(_one_line(error))


def _one_line(error: Exception) -> str:
    first = (str(error).splitlines() or [""])[0]
    return f"{type(error).__name__}: {first}"


class ModelChangedError(RuntimeError):
    """The model of this process is not the one that the batch was planned with."""


@cache
def _burn_ins() -> BurnIns:
    from simulation.burn_in import BurnIns

    return BurnIns()


def shared_burn_ins(task: Task) -> BurnIns | None:
    """Return the burn-ins that this process stores, if the task shares its burn-in."""
    return _burn_ins() if task.burn_in else None


def perform(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """Simulate the city of a task; see :func:`perform_with`."""
    return perform_with(task, partial(run_city, burn_ins=shared_burn_ins(task)), on_month)


def perform_with(
    task: Task,
    make_tables: Callable[[PlannedRun, OnMonth], Tables],
    on_month: OnMonth | None = None,
) -> TaskResult:
    """Perform a task with a function that makes its tables; an error becomes a result.

    Parameters
    ----------
    task : Task
    make_tables : callable
        Takes the run and a callback for the end of each month; returns the tables.
    on_month : callable, optional
        Called with the number of each finished month; in a worker it is reported to the parent.
    """
    on_month = on_month or report
    began, start = datetime.now(UTC), time.monotonic()
    months: list[int] = []

    def month_over(month: int) -> None:
        months.append(month)
        task.limits.check(start)
        on_month(month)

    try:
        if model_version() != task.run.model_version:
            raise ModelChangedError(
                "the model was changed while this batch was running, "
                "or the worker has another version of it"
            )
        if task.shipment is not None:
            task.shipment.unpack()
        forget_peak()
        tables = make_tables(task.run, month_over)
    except Exception as error:  # whatever fails a run must not stop the others
        return TaskResult(_one_line(error), traceback.format_exc())
    record = {
        "began": began.isoformat(timespec="seconds"),
        "wall_seconds": round(time.monotonic() - start, 3),
        "peak_memory_megabytes": peak_memory(),
        # simulated by another run of the same process with the same burn-in
        "months_taken_over": max(0, months[0] - 1) if months else 0,
        "made_with": environment(),
    }
    return TaskResult(tables=tables, record=record)


def run_city(run: PlannedRun, on_month: OnMonth, burn_ins: BurnIns | None = None) -> Tables:
    """Simulate a city; return its measures and the monthly tables that were asked for."""
    from simulation.engine import simulate
    from simulation.measures import measures_of
    from simulation.monthly_tables import KINDS
    from simulation.settings import Settings

    settings = Settings(run.settings)
    if settings.city_class is not None:
        outcome = _run_model(settings.city_class, settings, run, on_month)
    else:
        outcome = simulate(
            settings, run.seed, **arguments_of(run.tables), on_month=on_month, burn_ins=burn_ins
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
        for measure in measures_of(settings).values()
        for column in measure.columns
    }
    tables = {"runs": (outcome.measures, columns)}
    for kind, table in outcome.tables.items():
        tables[kind] = (table, {name: {"unit": unit} for name, unit in KINDS[kind].units.items()})
    return tables


def _run_model(kind: type, settings: Any, run: PlannedRun, on_month: OnMonth) -> Outcome:
    """Run a city of a user's kind, a subclass of SmartCity, month by month."""
    from simulation.engine import Outcome

    city = kind(settings, seed=run.seed, **arguments_of(run.tables))
    for month in range(city.month + 1, run.months + 1):
        city.step()
        on_month(month)
    measures = city.measures.reset_index()
    return Outcome(measures, city.world, city._run.frames())
