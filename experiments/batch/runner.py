"""Run scenarios over seeds: what is there is kept, what fails is told, what is left can go on."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.batch import progress
from experiments.batch.executors import IN_FLIGHT, Workforce, flow
from experiments.batch.limits import Limits
from experiments.batch.plan import Plan, PlannedRun, make_plan
from experiments.batch.resume import missing
from experiments.batch.tasks import dealt, tasks_of
from experiments.batch.worker import Done, Task, perform
from experiments.errors import RequestError, StoppedError
from experiments.storage.kept_files import keep
from experiments.storage.lock import only_one
from experiments.storage.model_version import model_version
from experiments.storage.results import Results
from experiments.storage.store import Store
from experiments.storage.write_buffer import WriteBuffer
from scenarios import Scenario

#: Runs from which on a new batch says how many it is about to do.
LARGE = 20
#: Scenarios up to which each is written as a file beside the results; the manifest has them anyway.
MOST_SCENARIO_FILES = 1_000

Say = Callable[[str], None]
RunKey = tuple[str, int]
#: Seconds between looks at how far the runs are, where a bar shows it.
LOOK = 0.5
#: Exit code of a process that was interrupted.
INTERRUPTED = 130


def run(
    scenarios: Scenario | Sequence[Scenario],
    seeds: int | Iterable[int] = 10,
    *,
    jobs: int | None = None,
    output: str | Path | None = None,
    panel: int | Mapping[RunKey, int] = 0,
    show: bool | None = None,
    say: Say = progress.say,
    cluster: str | None = None,
    executor: Executor | None = None,
    run_timeout: float | None = None,
    run_memory: float | None = None,
) -> Results:
    """Run every scenario with every seed.

    Parameters
    ----------
    scenarios : Scenario or sequence of Scenario
    seeds : int or iterable of int
        How many seeds, beginning with 1, or which ones.
    jobs : int, optional
        Processes at work at a time; as many as there are processors when left out. One is this
        process itself, where a debugger reaches the runs; a run that kills its process kills it.
    output : str or Path, optional
        Folder of results; what it already holds is not run again. A temporary folder when left
        out, which lives as long as the results.
    panel : int or mapping of (scenario, seed) to int
        Citizens to follow month by month, in every city or in those that are named.
    show : bool, optional
        Whether to draw a progress bar; when left out, if somebody looks.
    say : callable, optional
        Takes messages for the user; they go to standard error when left out.
    cluster : str, optional
        Address of a Dask scheduler whose workers do the runs, for instance tcp://host:8786.
    executor : concurrent.futures.Executor, optional
        Any other one that is to do the runs; `jobs` then says how many it does at a time.
    run_timeout : float, optional
        Seconds a run may take; one that takes longer fails.
    run_memory : float, optional
        Megabytes that the process of a run may hold; a run that takes more fails.

    Returns
    -------
    Results
        The runs that succeeded; ``failures`` names the others.

    Raises
    ------
    RequestError
        If two scenarios bear one name or the folder cannot be written; nothing was run.
    StoppedError
        If the batch could not go on, on a full disk for instance; what was finished is kept.
    KeyboardInterrupt
        When interrupted; what was finished is kept, in a notebook also without `output`.
    """
    chosen = [scenarios] if isinstance(scenarios, Scenario) else list(scenarios)
    numbers = range(1, seeds + 1) if isinstance(seeds, int) else seeds
    limits = Limits(run_timeout, run_memory)
    workforce = Workforce(jobs, cluster, executor, limits, here=True)
    plan = make_plan(chosen, numbers, panel, model_version())
    temporary = output is None
    directory = Path(tempfile.mkdtemp(prefix="cityfit-") if output is None else output)
    show = progress.somebody_looks() if show is None else show
    try:
        batch = carry_out(plan, chosen, directory, workforce=workforce, say=say, show=show)
    except KeyboardInterrupt:
        if progress.in_notebook():
            # no command line speaks here, and a temporary folder may hold an hour's work
            how = f', with output="{directory}",' if temporary else ""
            say(f"interrupted; what was finished is kept in {directory}: run this cell again{how} "
                "to go on")  # fmt: skip
        elif temporary:
            shutil.rmtree(directory, ignore_errors=True)
        raise
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
    causes: dict[RunKey, str]


def carry_out(
    plan: Plan,
    scenarios: Iterable[Scenario],
    directory: Path,
    *,
    workforce: Workforce | None = None,
    say: Say,
    show: bool,
    work: Callable[..., Done] = perform,
    whole: Plan | None = None,
    beside: Mapping[str, bytes] | None = None,
    last_look: Callable[[], None] = lambda: None,
) -> Batch:
    """Carry out a plan in a folder of results.

    Parameters
    ----------
    plan : Plan
    scenarios : iterable of Scenario
        Those whose resolved files are to be written beside the results.
    directory : Path
    workforce : Workforce, optional
    say : callable
        Takes messages for the user.
    show : bool
        Whether to draw a progress bar.
    work : callable
        What a worker does with a task.
    whole : Plan, optional
        What the plan is a shard of, to be kept beside the results.
    beside : mapping of str to bytes, optional
        Name → content of further files to be kept beside the results.
    last_look : callable, optional
        Called when no other batch can write to the folder any more, before anything is written; it
        raises if what the plan was made from has changed since.

    Raises
    ------
    RequestError
        If the plan holds a run twice or the folder cannot be written; nothing was run.
    StoppedError
        If results cannot be written any more; what was finished is kept.
    """
    plan.refuse_double()
    store = Store(directory)
    store.prepare()
    try:
        with _interruptible(), only_one(directory, say):
            last_look()
            store.check(say)
            todo = missing(plan, store, say)
            _keep(whole or plan, list(scenarios), store, say)
            for name, content in (beside or {}).items():
                store.write(store.directory / name, content)
            there = len(plan.runs) - len(todo)
            if there:
                say(f"{there} of {len(plan.runs)} runs are there already; {len(todo)} to do")
            elif len(todo) >= LARGE:
                say(f"{len(todo)} runs to do in {directory}")
            try:
                causes = _do(todo, store, workforce or Workforce(), say, show, work)
            finally:
                store.close()
    except OSError as error:
        where = error.filename or directory
        raise StoppedError(
            f"{where}: {error.strerror or error}; what was finished is kept, "
            f"{progress.HOW_TO_GO_ON}"
        ) from error
    for (name, seed), cause in causes.items():
        say(f"failed: {name} seed {seed}: {cause} ({store.failures_path})")
    return Batch(there, len(todo) - len(causes), causes)


def _keep(plan: Plan, scenarios: Sequence[Scenario], store: Store, say: Say) -> None:
    """Write beside the results what is run: the plan, the scenarios, the files these name."""
    path = store.directory / "plan.json"
    if path.is_file():
        try:
            Plan.from_json(path.read_text(encoding="utf-8", errors="replace"), str(path))
        except RequestError as error:
            say(f"{error}; it is written anew from what was asked for now")
    store.write(path, plan.to_json().encode())
    if len(scenarios) <= MOST_SCENARIO_FILES:
        for scenario in scenarios:
            file = store.directory / "scenarios" / f"{scenario.name}.toml"
            store.write(file, scenario.to_toml().encode())
    for scenario in scenarios:
        keep(scenario, store)


def _do(
    runs: Sequence[PlannedRun],
    store: Store,
    workforce: Workforce,
    say: Say,
    show: bool,
    work: Callable[..., Done],
) -> dict[RunKey, str]:
    """Do runs; return the causes of those that failed."""
    causes: dict[RunKey, str] = {}
    good: set[RunKey] = set()
    if not runs:
        return causes
    write_buffer = WriteBuffer(store, say)
    tasks = tasks_of(runs, workforce.limits)
    lines = progress.Lines(0 if show else len(tasks))

    def over(task: Task, done: Done) -> None:
        if done.cause is None:
            write_buffer.take(task.run, done)
            good.add(task.run.place)
        else:
            causes[task.run.place] = done.cause
            store.note_failures([(task.run, done.cause, done.traceback)])
        lines.step(say)

    def patience() -> float | None:
        wait = write_buffer.patience
        return min(LOOK, LOOK if wait is None else wait) if show else wait

    try:
        with (
            workforce.hired(len(tasks)) as hired,
            progress.bar(sum(one.months for one in runs), show) as bar,
        ):
            lived = 0
            ends: Iterable[tuple[Task, Done] | None]
            if hired.executor is None:
                here = dealt(tasks, 1)
                ends = ((task, work(task, lambda _: bar.update(1))) for task in here)
            else:
                order = dealt(tasks, max(1, hired.at_most() // IN_FLIGHT))
                ends = flow(order, hired.executor, hired.at_most, work, patience)
            for end in ends:
                if end is not None:
                    lived += end[0].run.months
                    over(*end)
                write_buffer.write()
                bar.update(max(0, lived + hired.under_way() - bar.n))
    finally:
        write_buffer.write(all_of_it=True)
        store.forget_failures(lambda one: (one["scenario"], one["seed"]) in good)
    return causes


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM end a batch the way Ctrl-C does, and a second one of either end it at once.

    In a notebook a second interruption is one more of the same, so as not to end the kernel.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    seen = False

    def interrupt(*_: Any) -> None:
        nonlocal seen
        if seen and not progress.in_notebook():
            os._exit(INTERRUPTED)  # the workers die with this process
        seen = True
        raise KeyboardInterrupt

    before = {one: signal.signal(one, interrupt) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
