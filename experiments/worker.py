"""One run, from its plan to its files; the same code in a worker and in the main process."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from experiments.model_version import model_version
from experiments.plan import Run
from experiments.record import peak_memory
from experiments.store import Store

OnMonth = Callable[[int], None]


@dataclass(frozen=True)
class Task:
    """A run, where to put it, and what the batch records about its surroundings."""

    run: Run
    directory: Path
    surroundings: dict[str, Any]


@dataclass(frozen=True)
class Done:
    """How a task ended.

    Attributes
    ----------
    task : Task
    cause : str or None
        One line on why it failed; None when it did not.
    traceback : str
        Where it failed.
    """

    task: Task
    cause: str | None = None
    traceback: str = ""


class ModelChangedError(RuntimeError):
    """The model's files were edited while a batch was under way."""


def perform(task: Task, on_month: OnMonth | None = None) -> Done:
    """Do a run and write its files; an error becomes an answer, not an exception."""
    try:
        live(task, on_month)
    except Exception as error:  # whatever a run dies of must not stop the others
        first = (str(error).splitlines() or [""])[0]
        return Done(task, f"{type(error).__name__}: {first}", traceback.format_exc())
    return Done(task)


def live(task: Task, on_month: OnMonth | None) -> None:
    """Let a city live through its months and write down what was measured."""
    from simulation.measures import MEASURES
    from simulation.panel import KEPT
    from simulation.settings import Settings
    from simulation.simulate import simulate

    run = task.run
    if model_version() != run.model_version:
        raise ModelChangedError("the model was changed while this batch was under way")
    began, clock = datetime.now(UTC), time.perf_counter()
    settings = Settings(run.settings)
    outcome = simulate(settings, run.seed, panel=run.panel, on_month=on_month)
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
    record = {
        "scenario": run.scenario,
        "seed": run.seed,
        "identity": run.identity,
        "model_version": run.model_version,
        "began": began.isoformat(timespec="seconds"),
        "wall_seconds": round(time.perf_counter() - clock, 3),
        "peak_memory_of_process_megabytes": peak_memory(),
        **task.surroundings,
    }
    panel_columns = {name: {"unit": unit} for name, unit in KEPT.items()}
    store = Store(task.directory)
    store.save(run, outcome.measures, outcome.panel, columns, record, panel_columns)
