"""Run scenarios over seeds: what is there is kept, what fails is told, what is left can go on."""

from __future__ import annotations

import signal
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments import progress
from experiments.errors import RequestError
from experiments.lock import only_one
from experiments.model_version import model_version
from experiments.plan import Plan, Run, make_plan, settings_hash
from experiments.pool import pooled, processors
from experiments.record import surroundings
from experiments.results import Results
from experiments.store import DamagedFileError, Store
from experiments.worker import Done, Task, perform
from scenarios import Scenario

Say = Callable[[str], None]
Place = tuple[str, int]


def run(
    scenarios: Scenario | Sequence[Scenario],
    seeds: int | Iterable[int] = 10,
    *,
    jobs: int | None = None,
    output: str | Path | None = None,
    panel: int = 0,
    show: bool | None = None,
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
    panel : int
        Citizens of each city to follow month by month.
    show : bool, optional
        Whether to draw a progress bar; when left out, if somebody looks.

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
    keep = None
    if output is None:
        keep = tempfile.TemporaryDirectory(prefix="cityfit-")
        output = keep.name
    show = progress.somebody_looks() if show is None else show
    batch = carry_out(plan, chosen, Path(output), jobs=jobs, say=progress.say, show=show)
    done = [one.place for one in plan.runs if one.place not in batch.causes]
    return Results(Path(output), done, batch.causes, keep)


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
            store.write(directory / "plan.json", plan.to_json().encode())
            there = len(plan.runs) - len(todo)
            if there:
                say(f"{there} of {len(plan.runs)} runs are there already; {len(todo)} to do")
            causes = _do(todo, store, jobs, show, work)
            for (name, seed), cause in causes.items():
                say(f"failed: {name} seed {seed}: {cause} ({store.failure_path(name, seed)})")
        finally:
            store.sweep()
    return Batch(there, len(todo) - len(causes), causes)


def missing(plan: Plan, store: Store, say: Say) -> list[Run]:
    """The runs of a plan that are not there, after setting aside what must not be mixed with them.

    Runs of an earlier model are moved to ``outdated/``, whatever their scenario; so are runs of a
    scenario of the plan that were made with other settings.
    """
    version = plan.runs[0].model_version
    hashes = {one.scenario: settings_hash(one.settings) for one in plan.runs}
    aside: Counter[str] = Counter()
    there = set()
    for path in store.run_files():
        try:
            facts = store.read(path)[1]
        except DamagedFileError as error:
            say(f"{error}; it is run again if it belongs to this batch")
            continue
        name = facts["scenario"]
        if facts["model_version"] != version:
            aside["the model has changed"] += 1
        elif facts["settings_hash"] != hashes.get(name, facts["settings_hash"]):
            aside[f"scenario {name} has changed"] += 1
        else:
            there.add(facts["identity"])
            continue
        store.set_aside(path, f"{facts['model_version']}-{facts['settings_hash']}")
    for reason, count in aside.items():
        folder = store.directory / "outdated"
        say(f"{reason} since {count} of the runs here were made; they are now in {folder}")
    for path, failure in store.failures():
        if failure["model_version"] != version or failure["identity"] in there:
            path.unlink()
    return [one for one in plan.runs if one.identity not in there or not store.has_panel(one)]


def failed_before(directory: Path, names: Sequence[str] = ()) -> Plan:
    """The plan of just those runs of a folder that failed, as they were.

    Parameters
    ----------
    directory : Path
    names : sequence of str
        Scenarios to take; all when empty.

    Raises
    ------
    RequestError
        If there is no such folder, or the model has changed since: then all runs have to be made
        again, not only those that failed.
    """
    if not directory.is_dir():
        raise RequestError(f"{directory}: there is no such folder")
    runs = [
        Run(**{name: failure[name] for name in Run.__dataclass_fields__})
        for _, failure in Store(directory).failures()
        if not names or failure["scenario"] in names
    ]
    if any(one.model_version != model_version() for one in runs):
        raise RequestError(
            f"{directory}: the model has changed since these runs failed; "
            "give the whole command again, without --rerun-failed"
        )
    return Plan(tuple(sorted(runs, key=lambda one: (one.seed, one.scenario))))


def _do(
    runs: Sequence[Run],
    store: Store,
    jobs: int | None,
    show: bool,
    work: Callable[[Task], Done],
) -> dict[Place, str]:
    """Do runs; return the causes of those that failed."""
    causes: dict[Place, str] = {}
    if not runs:
        return causes
    tasks = [Task(one, store.directory.resolve(), surroundings()) for one in runs]
    workers = min(jobs or processors(), len(tasks))
    with progress.bar(sum(one.months for one in runs), show) as bar:
        ends = pooled(tasks, workers, work) if workers > 1 else _one_by_one(tasks, work, bar)
        with closing(ends):
            for end in ends:
                if workers > 1:
                    bar.update(end.task.run.months)
                _note(end, store, causes)
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
