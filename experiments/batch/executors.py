"""Who does the runs: this process, processes beside it, a cluster, or any other executor."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter

from experiments.batch.cluster import dask
from experiments.batch.limits import NO_LIMITS, Limits
from experiments.batch.worker import Done, Task, ended
from experiments.batch.worker_pool import at_work, processors

Work = Callable[[Task], Done]

#: Runs under way at a time for each worker: one that it does and one that lies ready.
IN_FLIGHT = 2


@dataclass(frozen=True)
class Hired:
    """Those who do the tasks of a batch.

    Attributes
    ----------
    executor : concurrent.futures.Executor or None
        None is this process itself.
    at_most : callable
        How many tasks to hand it at a time.
    under_way : callable
        Months that tasks under way have behind them, as far as that is known.
    """

    executor: Executor | None = None
    at_most: Callable[[], int] = lambda: 1
    under_way: Callable[[], int] = lambda: 0


@dataclass(frozen=True)
class Workforce:
    """How a batch is carried out.

    Attributes
    ----------
    jobs : int or None
        Processes at work at a time; as many as there are processors when None.
    cluster : str or None
        Address of a Dask scheduler that has the runs done instead.
    executor : concurrent.futures.Executor or None
        Somebody else who has them done: loky's, mpi4py's, …
    limits : Limits
        What each run may take.
    here : bool
        Whether one job is done in this process itself, where a debugger reaches it. What kills a
        run then kills this process. Limits are looked after from outside, so with these it is not.
    """

    jobs: int | None = None
    cluster: str | None = None
    executor: Executor | None = None
    limits: Limits = NO_LIMITS
    here: bool = False

    @contextmanager
    def hired(self, tasks: int) -> Iterator[Hired]:
        """Those who do a number of tasks, for as long as it takes."""
        jobs = min(self.jobs or processors(), tasks)
        if self.cluster is not None:
            with dask(self.cluster) as (executor, threads):
                yield Hired(executor, lambda: IN_FLIGHT * threads())
        elif self.executor is not None:
            workers = self.jobs or getattr(self.executor, "_max_workers", None) or processors()
            yield Hired(self.executor, lambda: IN_FLIGHT * workers)
        elif self.jobs == 1 and self.here and not self.limits:
            yield Hired()
        else:
            with at_work(jobs, self.limits, affinity=attrgetter("burn_in")) as pool:
                yield Hired(pool, lambda: IN_FLIGHT * jobs, pool.under_way)


def flow(
    tasks: Iterable[Task],
    executor: Executor,
    at_most: Callable[[], int],
    work: Work,
    patience: Callable[[], float | None],
) -> Generator[tuple[Task, Done] | None, None, None]:
    """Have tasks done and give each one's end as it comes.

    Parameters
    ----------
    tasks : iterable of Task
        In the order in which they are to be begun.
    executor : concurrent.futures.Executor
    at_most : callable
        Tasks to be handed out at a time.
    work : callable
        What to do with a task, importable by name.
    patience : callable
        Seconds to wait for the next end; when they are over, None is given.
    """
    waiting = iter(tasks)
    flying: dict[Future[Done], Task] = {}
    while True:
        while len(flying) < at_most():
            task = next(waiting, None)
            if task is None:
                break
            flying[executor.submit(work, task)] = task
        if not flying:
            return
        ready, _ = wait(flying, timeout=patience(), return_when=FIRST_COMPLETED)
        for future in ready:
            yield flying.pop(future), ended(future)
        if not ready:
            yield None
