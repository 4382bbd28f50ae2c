"""Run scenarios over seeds: what is there is kept, what fails is told, what is left can go on."""

from __future__ import annotations

import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments import progress
from experiments.lock import only_one
from experiments.model_version import model_version
from experiments.plan import Plan, Run, make_plan
from experiments.pool import pooled, processors
from experiments.record import surroundings
from experiments.results import Results
from experiments.resume import missing
from experiments.store import Store
from experiments.worker import Done, Task, perform
from scenarios import Scenario
from scenarios.files import file_parameters
from simulation.pinned import read_text, split

#: Runs from which on a new batch says how many it is about to do.
LARGE = 20

Say = Callable[[str], None]
Place = tuple[str, int]


def run(
    scenarios: Scenario | Sequence[Scenario],
    seeds: int | Iterable[int] = 10,
    *,
    jobs: int | None = None,
    output: str | Path | None = None,
    panel: int | Mapping[Place, int] = 0,
    show: bool | None = None,
    say: Say = progress.say,
) -> Results:
    """Run every scenario with every seed.

    Parameters
    ----------
    scenarios : Scenario or sequence of Scenario
    seeds : int or iterable of int
        How many seeds, beginning with 1, or which ones.
    jobs : int, optional
        Processes at work at a time; as many as there are processors when left out.
    output : str or Path, optional
        Folder of results; what it already holds is not run again. A temporary folder when left
        out, which lives as long as the results.
    panel : int or mapping of (scenario, seed) to int
        Citizens to follow month by month, in every city or in those that are named.
    show : bool, optional
        Whether to draw a progress bar; when left out, if somebody looks.
    say : callable, optional
        Takes messages for the user; they go to standard error when left out.

    Returns
    -------
    Results
        The runs that succeeded; ``failures`` names the others.

    Raises
    ------
    RequestError
        If two scenarios bear one name or the folder cannot be written; nothing was run.
    KeyboardInterrupt
        When interrupted; what was finished is kept.
    """
    chosen = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    numbers = range(1, seeds + 1) if isinstance(seeds, int) else seeds
    plan = make_plan(chosen, numbers, panel, model_version())
    temporary = output is None
    directory = Path(tempfile.mkdtemp(prefix="cityfit-") if output is None else output)
    show = progress.somebody_looks() if show is None else show
    try:
        batch = carry_out(plan, chosen, directory, jobs=jobs, say=say, show=show)
    except BaseException:
        if temporary:
            shutil.rmtree(directory, ignore_errors=True)
        raise
    done = [one.place for one in plan.runs if one.place not in batch.causes]
    return Results(directory, done, batch.causes, temporary)


@dataclass
class Batch:
    """How a plan was carried out.

    Attributes
    ----------
    there : int
        Runs that were there already.
    done : int
        Runs done now.
    causes : dict
        (scenario, seed) → why that run failed.
    """

    there: int
    done: int
    causes: dict[Place, str]


def carry_out(
    plan: Plan,
    scenarios: Iterable[Scenario],
    directory: Path,
    *,
    jobs: int | None = None,
    say: Say,
    show: bool,
    work: Callable[[Task], Done] = perform,
) -> Batch:
    """Carry out a plan in a folder of results.

    Parameters
    ----------
    plan : Plan
    scenarios : iterable of Scenario
        Those whose resolved files are to be written beside the results.
    directory : Path
    jobs : int, optional
    say : callable
        Takes messages for the user.
    show : bool
        Whether to draw a progress bar.
    work : callable
        What a worker does with a task.
    """
    store = Store(directory)
    store.prepare()
    with _terminable(), only_one(directory, say):
        store.sweep()
        try:
            todo = missing(plan, store, say)
            for scenario in scenarios:
                path = directory / "scenarios" / f"{scenario.name}.toml"
                store.write(path, scenario.to_toml().encode())
                _keep_files(scenario, store)
            store.write(directory / "plan.json", plan.to_json().encode())
            there = len(plan.runs) - len(todo)
            if there:
                say(f"{there} of {len(plan.runs)} runs are there already; {len(todo)} to do")
            elif len(todo) >= LARGE:
                say(f"{len(todo)} runs to do in {directory}")
            causes = _do(todo, store, jobs, say, show, work)
            for (name, seed), cause in causes.items():
                say(f"failed: {name} seed {seed}: {cause} ({store.failure_path(name, seed)})")
        finally:
            store.sweep()
    return Batch(there, len(todo) - len(causes), causes)


def _keep_files(scenario: Scenario, store: Store) -> None:
    """Copy the files that a scenario names beside the results, under name and fingerprint."""
    for name in file_parameters():
        value = scenario.settings.flat()[name]
        if value:
            path, text = read_text(value)
            copy = f"{Path(path).stem}-{split(value)[1]}{Path(path).suffix}"
            store.write(store.directory / "tables" / copy, text.encode())


def _do(
    runs: Sequence[Run],
    store: Store,
    jobs: int | None,
    say: Say,
    show: bool,
    work: Callable[[Task], Done],
) -> dict[Place, str]:
    """Do runs; return the causes of those that failed."""
    causes: dict[Place, str] = {}
    if not runs:
        return causes
    tasks = [Task(one, store.directory.resolve(), surroundings()) for one in runs]
    workers = min(jobs or processors(), len(tasks))
    lines = progress.Lines(0 if show else len(tasks))
    with progress.bar(sum(one.months for one in runs), show) as bar:
        ends = pooled(tasks, workers, work) if workers > 1 else _one_by_one(tasks, work, bar)
        with closing(ends):
            for end in ends:
                if workers > 1:
                    bar.update(end.task.run.months)
                _note(end, store, causes)
                lines.step(say)
    return causes


def _one_by_one(
    tasks: Sequence[Task], work: Callable[..., Done], bar: Any
) -> Generator[Done, None, None]:
    """Do tasks in this process."""
    for task in tasks:
        yield work(task, lambda _: bar.update(1))


def _note(end: Done, store: Store, causes: dict[Place, str]) -> None:
    """Write down why a run failed, or forget that it once did."""
    one = end.task.run
    path = store.failure_path(one.scenario, one.seed)
    if end.cause is None:
        path.unlink(missing_ok=True)
        return
    causes[one.place] = end.cause
    facts = {name: getattr(one, name) for name in Run.__dataclass_fields__}
    facts |= {"identity": one.identity, "cause": end.cause, "traceback": end.traceback}
    store.write_json(path, facts | end.task.surroundings)


@contextmanager
def _terminable() -> Iterator[None]:
    """Let SIGTERM end a batch the way Ctrl-C does."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: Any) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
