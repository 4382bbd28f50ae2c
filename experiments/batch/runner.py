"""Run scenarios over seeds: finished runs are kept, failures are reported, the rest can go on."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Unpack

from experiments.batch import progress
from experiments.batch.arguments import job_number, panel_sizes, path_of, scenario_list, seed_list
from experiments.batch.executors import IN_FLIGHT, Workforce, WorkforceOptions, results
from experiments.batch.plan import Plan, PlannedRun, RunKey, make_plan
from experiments.batch.progress import Say as Say
from experiments.batch.resume import missing_runs
from experiments.batch.tasks import interleaved, tasks_of
from experiments.batch.worker import Task, TaskResult, perform
from experiments.errors import RequestError, StoppedError
from experiments.storage.kept_files import keep
from experiments.storage.lock import only_one
from experiments.storage.results import Results
from experiments.storage.store import Store
from experiments.storage.write_buffer import WriteBuffer
from scenarios import Scenario
from simulation.core.model_version import model_version

#: A batch of at least so many runs says at its start how many there are.
LARGE = 20
#: A batch of more scenarios writes no file for each; the manifest has their settings anyway.
MOST_SCENARIO_FILES = 1_000
#: Seconds between updates of the bar.
BAR_INTERVAL = 0.5
#: Exit code of an interrupted process.
INTERRUPTED = 130


class RunOptions(WorkforceOptions, total=False):
    """Further options of :func:`run`.

    Attributes
    ----------
    by_occupation : bool
        Whether to store every occupation month by month.
    """

    by_occupation: bool


def run(
    scenarios: Scenario | str | Sequence[Scenario | str],
    seeds: int | Iterable[int] = 10,
    *,
    jobs: int | None = None,
    output: str | Path | None = None,
    panel: int | Mapping[RunKey, int] = 0,
    city: type | None = None,
    show: bool | None = None,
    say: Say = progress.say,
    **options: Unpack[RunOptions],
) -> Results:
    """Run every scenario with every seed.

    Parameters
    ----------
    scenarios : Scenario, str or sequence of them
        Scenarios, or their names or files as :func:`scenarios.load` takes them.
    seeds : int or iterable of int
        How many seeds, starting with 1, or which ones.
    jobs : int, optional
        Runs at a time; by default, and with -1, as many as there are processors. One job runs in
        this process, where a debugger reaches it; what kills such a run kills this process.
    output : str or Path, optional
        Folder of results; runs that it already holds are not run again. By default a temporary
        folder that is removed with the results.
    panel : int or mapping of (scenario, seed) to int
        Citizens to follow month by month, in every city or in those that are named.
    city : type, optional
        A subclass of ``SmartCity`` in which the scenarios run.
    show : bool, optional
        Whether to draw a progress bar; by default in a terminal or notebook.
    say : callable, optional
        Takes messages for the user; by default they go to standard error.
    by_occupation : bool, optional
        Whether to store every occupation month by month; see :meth:`Results.by_occupation`.
    cluster : str, optional
        Address of a Dask scheduler whose workers execute the runs, such as tcp://host:8786.
    executor : concurrent.futures.Executor, optional
        Another executor for the runs; `jobs` then gives the runs that it does at a time.
    run_timeout : float, optional
        Seconds a run may take; a run that takes longer fails.
    run_memory : float, optional
        Megabytes that the process of a run may hold; a run that holds more fails.

    Returns
    -------
    Results
        The runs that succeeded; ``failures`` names the others.

    Raises
    ------
    RequestError
        If an argument is not allowed, two scenarios have one name, or the folder cannot be
        written; nothing was run.
    StoppedError
        If the batch could not go on, for instance on a full disk; finished runs are kept.
    KeyboardInterrupt
        When interrupted; finished runs are kept, in a notebook also without `output`.

    Examples
    --------
    >>> from scenarios import load
    >>> small = load("baseline").but({"city.citizens": 300, "city.months": 12, "city.burn_in": 4})
    >>> results = run(small, seeds=2, jobs=1, run_timeout=600)
    """
    chosen, numbers = scenario_list(scenarios), seed_list(seeds)
    if city is not None:
        chosen = [scenario.with_city(city) for scenario in chosen]
    by_occupation = options.pop("by_occupation", False)
    workforce = Workforce.of(job_number(jobs), options)
    plan = make_plan(chosen, numbers, panel_sizes(panel), model_version(), by_occupation)
    with output_folder(output, say) as directory:
        batch = carry_out(plan, chosen, directory, workforce=workforce, say=say, show=show)
    return batch.results(plan, directory, temporary=output is None)


@contextmanager
def output_folder(output: str | Path | None, say: Say = progress.say) -> Iterator[Path]:
    """Give a folder of results, by default a temporary one that is removed if its batch fails.

    An interrupted cell of a notebook keeps it, since it may hold an hour's work, and says how to go
    on: there is no command line that would.
    """
    directory = Path(tempfile.mkdtemp(prefix="cityfit-")) if output is None else path_of(output)
    try:
        yield directory
    except BaseException as error:
        interrupted = isinstance(error, KeyboardInterrupt) and progress.in_notebook()
        if interrupted:
            how = f', with output="{directory}",' if output is None else ""
            say(f"interrupted; finished runs are kept in {directory}: run this cell again{how} "
                "to go on")  # fmt: skip
        elif output is None:
            shutil.rmtree(directory, ignore_errors=True)
        raise


@dataclass
class Batch:
    """The result of carrying out a plan.

    Attributes
    ----------
    there : int
        Runs that were there already.
    done : int
        Runs that succeeded now.
    causes : dict
        (scenario, seed) → why that run failed.
    """

    there: int
    done: int
    causes: dict[RunKey, str]

    def results(self, plan: Plan, directory: Path, temporary: bool = False) -> Results:
        """The runs of the plan that are in the folder; see :class:`Results`."""
        succeeded = [run.key for run in plan.runs if run.key not in self.causes]
        return Results(directory, succeeded, self.causes, temporary)


@dataclass(frozen=True)
class FolderContent:
    """What a batch writes to its folder beside the results.

    Attributes
    ----------
    whole_plan : Plan or None
        The plan of which the batch does a shard; None if it does all of it.
    files : mapping of str to bytes
        Name → content of further files.
    verify : callable or None
        Called when no other batch can write to the folder any more, before anything is written. It
        raises if what the plan was made from has changed.
    """

    whole_plan: Plan | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    verify: Callable[[], None] | None = None


def carry_out(
    plan: Plan,
    scenarios: Iterable[Scenario],
    directory: Path,
    *,
    workforce: Workforce | None = None,
    say: Say = progress.say,
    show: bool | None = None,
    work: Callable[..., TaskResult] = perform,
    content: FolderContent | None = None,
) -> Batch:
    """Do the runs of a plan that are not yet in a folder of results.

    Parameters
    ----------
    plan : Plan
    scenarios : iterable of Scenario
        Written beside the results as resolved files.
    directory : Path
    workforce : Workforce, optional
    say : callable, optional
        Takes messages for the user.
    show : bool, optional
        Whether to draw a progress bar; by default in a terminal or notebook.
    work : callable
        Performs a task.
    content : FolderContent, optional

    Raises
    ------
    RequestError
        If the plan contains a run twice or the folder cannot be written; nothing was run.
    StoppedError
        If results can no longer be written; finished runs are kept.
    """
    plan.refuse_duplicates()
    content = content or FolderContent()
    show = progress.somebody_looks() if show is None else show
    store = Store(directory)
    store.prepare()
    try:
        with _interruptible(), only_one(directory, say):
            if content.verify is not None:
                content.verify()
            store.check(say)
            todo = missing_runs(plan, store, say)
            _write_inputs(content.whole_plan or plan, list(scenarios), store, say)
            for name, text in content.files.items():
                store.write(store.directory / name, text)
            there = len(plan.runs) - len(todo)
            if there:
                say(f"{there} of {len(plan.runs)} runs are there already; {len(todo)} to do")
            elif len(todo) >= LARGE:
                say(f"{len(todo)} runs to do in {directory}")
            try:
                causes = _do(todo, store, workforce or Workforce(), _Report(say, show), work)
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


def _write_inputs(plan: Plan, scenarios: Sequence[Scenario], store: Store, say: Say) -> None:
    """Write the plan, the scenarios and the files that these name beside the results."""
    path = store.directory / "plan.json"
    if path.is_file():
        try:
            Plan.from_json(path.read_text(encoding="utf-8", errors="replace"), str(path))
        except RequestError as error:
            say(f"{error}; it is replaced by the present plan")
    store.write(path, plan.to_json().encode())
    if len(scenarios) <= MOST_SCENARIO_FILES:
        for scenario in scenarios:
            file = store.directory / "scenarios" / f"{scenario.name}.toml"
            store.write(file, scenario.to_toml().encode())
    for scenario in scenarios:
        keep(scenario, store)


@dataclass(frozen=True)
class _Report:
    """Where a batch reports its progress: in messages, or in a bar if it is shown."""

    say: Say
    show: bool


def _do(
    runs: Sequence[PlannedRun],
    store: Store,
    workforce: Workforce,
    to: _Report,
    work: Callable[..., TaskResult],
) -> dict[RunKey, str]:
    """Do runs; return the causes of those that failed."""
    causes: dict[RunKey, str] = {}
    succeeded: set[RunKey] = set()
    if not runs:
        return causes
    buffer = WriteBuffer(store, to.say)
    tasks = tasks_of(runs, workforce.limits)
    lines = progress.Lines(0 if to.show else len(tasks))

    def finish(task: Task, result: TaskResult) -> None:
        if result.cause is None:
            buffer.add(task.run, result)
            succeeded.add(task.run.key)
        else:
            causes[task.run.key] = result.cause
            store.note_failures([(task.run, result.cause, result.traceback)])
        lines.step(to.say)

    def patience() -> float | None:
        due = buffer.seconds_left
        return min(BAR_INTERVAL, BAR_INTERVAL if due is None else due) if to.show else due

    try:
        with (
            workforce.open(len(tasks)) as ready,
            progress.bar(sum(run.months for run in runs), to.show) as bar,
        ):
            months = 0
            done: Iterable[tuple[Task, TaskResult] | None]
            if ready.executor is None:
                done = (
                    (task, work(task, lambda _: bar.update(1))) for task in interleaved(tasks, 1)
                )
            else:
                order = interleaved(tasks, max(1, ready.capacity() // IN_FLIGHT))
                done = results(order, ready, work, patience)
            for pair in done:
                if pair is not None:
                    months += pair[0].run.months
                    finish(*pair)
                buffer.write()
                bar.update(max(0, months + ready.progress() - bar.n))
    finally:
        buffer.write(everything=True)
        store.forget_failures(lambda failure: (failure["scenario"], failure["seed"]) in succeeded)
    return causes


@contextmanager
def _interruptible() -> Iterator[None]:
    """Let SIGTERM end a batch as Ctrl-C does, and a second signal of either kind end it at once.

    In a notebook a second interruption is as the first, since ending at once would end the kernel.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    interrupted = False

    def interrupt(*_: Any) -> None:
        nonlocal interrupted
        if interrupted and not progress.in_notebook():
            os._exit(INTERRUPTED)  # the workers end with this process
        interrupted = True
        raise KeyboardInterrupt

    before = {
        number: signal.signal(number, interrupt) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
