"""Where runs are executed: in this process, in workers, on a cluster or by another executor."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import TypedDict

from experiments.batch.arguments import limit, refuse_unknown
from experiments.batch.cluster import dask
from experiments.batch.limits import NO_LIMITS, Limits
from experiments.batch.worker import Task, TaskResult, result_of
from experiments.batch.worker_pool import worker_pool
from experiments.errors import RequestError
from simulation.core.processors import processors

Work = Callable[[Task], TaskResult]

#: Tasks submitted at a time for each worker: one that runs and one that is ready to follow it.
IN_FLIGHT = 2


class WorkforceOptions(TypedDict, total=False):
    """Where and within which limits runs are executed; options of :func:`experiments.run`.

    Attributes
    ----------
    cluster : str
        Address of a Dask scheduler, for instance tcp://host:8786.
    executor : concurrent.futures.Executor
        Another executor: loky's, mpi4py's, …; `jobs` then gives the runs that it does at a time.
    run_timeout : float
        Seconds a run may take; a run that takes longer fails.
    run_memory : float
        Megabytes that the process of a run may hold; a run that holds more fails.
    """

    cluster: str | None
    executor: Executor | None
    run_timeout: float | None
    run_memory: float | None


@dataclass(frozen=True)
class OpenWorkforce:
    """A workforce that is ready for tasks.

    Attributes
    ----------
    executor : concurrent.futures.Executor or None
        None is this process itself.
    capacity : callable
        Returns how many tasks to submit at a time.
    progress : callable
        Returns the finished months of running tasks, as far as known.
    """

    executor: Executor | None = None
    capacity: Callable[[], int] = lambda: 1
    progress: Callable[[], int] = lambda: 0


@dataclass(frozen=True)
class Workforce:
    """What executes the runs of a batch.

    Attributes
    ----------
    jobs : int or None
        Runs at a time; as many as there are processors when None.
    cluster : str or None
        Address of a Dask scheduler.
    executor : concurrent.futures.Executor or None
        Another executor: loky's, mpi4py's, …
    limits : Limits
        Limits of each run.
    here : bool
        Whether a single job runs in this process itself, where a debugger reaches it. What kills
        such a run kills this process. With limits it never does: they are enforced from outside.
    """

    jobs: int | None = None
    cluster: str | None = None
    executor: Executor | None = None
    limits: Limits = NO_LIMITS
    here: bool = False

    @classmethod
    def of(cls, jobs: int | None, options: WorkforceOptions) -> Workforce:
        """Make the workforce of :func:`experiments.run`.

        Raises
        ------
        TypeError
            If an option is unknown.
        RequestError
            If one has a value that is not allowed.
        """
        others = ("seeds", "jobs", "output", "panel", "city", "show", "say")
        refuse_unknown(options, (*others, *WorkforceOptions.__annotations__))
        cluster, executor = options.get("cluster"), options.get("executor")
        if cluster is not None and not isinstance(cluster, str):
            raise RequestError(
                f"cluster = {cluster!r}: must be the address of a Dask scheduler, as in "
                '"tcp://host:8786"'
            )
        if executor is not None and not callable(getattr(executor, "submit", None)):
            raise RequestError(
                f"executor = {executor!r}: must be an executor, as in ProcessPoolExecutor(4)"
            )
        limits = Limits(
            limit("run_timeout", options.get("run_timeout")),
            limit("run_memory", options.get("run_memory")),
        )
        return cls(jobs, cluster, executor, limits, here=True)

    @contextmanager
    def open(self, tasks: int) -> Iterator[OpenWorkforce]:
        """Start what executes a number of tasks; it ends with the context."""
        if self.cluster is not None:
            with dask(self.cluster) as (executor, threads):
                yield OpenWorkforce(executor, lambda: IN_FLIGHT * threads())
        elif self.executor is not None:
            workers = self.jobs or getattr(self.executor, "_max_workers", None) or processors()
            yield OpenWorkforce(self.executor, lambda: IN_FLIGHT * workers)
        elif self.jobs == 1 and self.here and not self.limits:
            yield OpenWorkforce()
        else:
            jobs = min(self.jobs or processors(), tasks)
            with worker_pool(jobs, self.limits, attrgetter("burn_in")) as pool:
                yield OpenWorkforce(pool, lambda: IN_FLIGHT * jobs, lambda: sum(pool.progress()))


def results(
    tasks: Iterable[Task],
    workforce: OpenWorkforce,
    work: Work,
    patience: Callable[[], float | None],
) -> Generator[tuple[Task, TaskResult] | None, None, None]:
    """Submit tasks to an executor and yield each result as it arrives.

    Parameters
    ----------
    tasks : iterable of Task
        In the order in which they start.
    workforce : OpenWorkforce
        With an executor.
    work : callable
        Performs a task; importable by name.
    patience : callable
        Returns the seconds to wait for the next result; after them None is yielded.
    """
    assert workforce.executor is not None
    waiting = iter(tasks)
    submitted: dict[Future[TaskResult], Task] = {}
    while True:
        while len(submitted) < workforce.capacity():
            task = next(waiting, None)
            if task is None:
                break
            submitted[workforce.executor.submit(work, task)] = task
        if not submitted:
            return
        ready, _ = wait(submitted, timeout=patience(), return_when=FIRST_COMPLETED)
        for future in ready:
            yield submitted.pop(future), result_of(future)
        if not ready:
            yield None
