"""Runs of the baseline for validation: those in a folder, or new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from experiments.batch.plan import Plan
from experiments.errors import RequestError
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.results import Results
from experiments.storage.store import Store
from experiments.studies.study import Study
from scenarios import Scenario, load
from simulation.core.model_version import model_version

BASELINE = "baseline"


def scenarios(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline in a size."""
    return [load(BASELINE).but(size)]


#: Run if the folder has no runs.
FULL = Study("validation", 30, 10_000, 300, 60, scenarios)
QUICK = Study("validation-quick", 4, 1_000, 120, 36, scenarios)


def runs_of_baseline(
    directory: Path, study: Study, jobs: int | None, say: Callable[[str], None]
) -> Results:
    """The runs of the baseline in a folder, which are made there if it has none.

    Runs of another command are only read, whatever their size. Runs of this command are completed
    if some are missing, and made again if the model has changed.

    Parameters
    ----------
    directory : Path
    study : Study
        The runs to make if there are none; their folder is `directory` itself.
    jobs : int or None
        Processes at a time; None is one per processor.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If the folder holds runs of another version of the model, or no run of the baseline.
    """
    store = Store(directory)
    if store.files() and not _made_here(store, study):
        return _read(store, say)
    return study.carry_out(study.scenarios(), directory, jobs=jobs)


def _made_here(store: Store, study: Study) -> bool:
    """Whether the latest batch in a folder was this study, with any version of the model."""
    path = store.directory / "plan.json"
    try:
        plan = Plan.from_json(path.read_text(encoding="utf-8"), str(path))
    except (OSError, ValueError, RequestError):
        return False
    asked = {(BASELINE, seed) for seed in range(1, study.seeds + 1)}
    return {run.key for run in plan.runs} == asked and all(
        study.changes.items() <= run.settings.items() for run in plan.runs
    )


def _read(store: Store, say: Callable[[str], None]) -> Results:
    """Runs of another command."""
    try:
        runs = [one for _, one in store.contents().values() if one.scenario == BASELINE]
    except DamagedFileError as error:
        raise RequestError(f"{error}; the command that made it makes it again") from None
    if not runs:
        raise RequestError(
            f"{store.directory}: holds runs, but none of the baseline; give another folder"
        )
    if any(one.model_version != model_version() for one in runs):
        raise RequestError(
            f"{store.directory}: these runs were made by another version of the model; make "
            "them again, or give another folder"
        )
    say(
        f"{len(runs)} runs of the baseline are in {store.directory}: "
        f"{runs[-1].citizens} citizens, {runs[-1].months} months"
    )
    return Results(store.directory, [one.key for one in runs])
