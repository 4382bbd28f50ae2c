"""Runs of the baseline to judge: those in a folder, or new ones."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from experiments.batch.plan import Plan
from experiments.errors import RequestError
from experiments.storage.model_version import model_version
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.results import Results
from experiments.storage.store import Store
from experiments.studies.study import Study
from scenarios import Scenario, load

BASELINE = "baseline"


def cast(size: Mapping[str, Any]) -> list[Scenario]:
    """The baseline in some size."""
    return [load(BASELINE).but(size)]


#: What is run when there is nothing to read.
FULL = Study("validation", seeds=30, citizens=10_000, months=300, burn_in=60, cast=cast)
QUICK = Study("validation-quick", seeds=4, citizens=1_000, months=120, burn_in=36, cast=cast)


def runs_of_baseline(
    directory: Path, study: Study, jobs: int | None, say: Callable[[str], None]
) -> Results:
    """The runs of the baseline in a folder; where it has none, they are made there first.

    Runs that another command made are only read, whatever their size. Runs that this one made are
    completed when they are not all there, and made anew when the model has changed.

    Parameters
    ----------
    directory : Path
    study : Study
        The runs to be made when there are none; their folder is `directory` itself.
    jobs : int or None
        Processes at work at a time; as many as there are processors when None.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If the folder holds runs that another version of the model made, or runs but none of the
        baseline.
    """
    store = Store(directory)
    if store.files() and not _made_here(store, study):
        return _read(store, say)
    return study.carry_out(study.scenarios(), directory, jobs=jobs)


def _made_here(store: Store, study: Study) -> bool:
    """Whether the latest batch in a folder was this study, under whatever version of the model."""
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
    """Runs that somebody else made."""
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
