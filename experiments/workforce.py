"""Who does the runs: this process, processes beside it, a cluster, or any other executor."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from contextlib import contextmanager
from dataclasses import dataclass

from experiments.errors import RequestError
from experiments.limits import NO_LIMITS, Limits
from experiments.pool import at_work, processors
from experiments.worker import Done, Task

Work = Callable[[Task], Done]

#: Runs under way at a time for each worker: one that it does and one that lies ready.
IN_FLIGHT = 2
#: Seconds that a scheduler gets to answer, and to have a first worker.
ANSWER, FIRST_WORKER = 15, 120


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
    """

    jobs: int | None = None
    cluster: str | None = None
    executor: Executor | None = None
    limits: Limits = NO_LIMITS

    @contextmanager
    def hired(self, tasks: int) -> Iterator[tuple[Executor | None, Callable[[], int]]]:
        """An executor and how many tasks to hand it at a time; None is this process itself.

        Parameters
        ----------
        tasks : int
            Tasks there are.
        """
        if self.cluster is not None:
            with dask(self.cluster) as hired:
                yield hired
            return
        jobs = min(self.jobs or processors(), tasks)
        if self.executor is not None:
            workers = self.jobs or getattr(self.executor, "_max_workers", None) or processors()
            yield self.executor, lambda: IN_FLIGHT * workers
        elif jobs == 1 and not self.limits:
            yield None, lambda: 1
        else:
            with at_work(jobs, self.limits) as workers:
                yield workers, lambda: IN_FLIGHT * jobs


@contextmanager
def dask(address: str) -> Iterator[tuple[Executor, Callable[[], int]]]:
    """Workers of a Dask cluster, by the address of its scheduler.

    Results come back through the scheduler: the workers need no disk in common with this process.

    Raises
    ------
    RequestError
        If Dask is not installed, nobody answers, or the cluster has no workers.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RequestError("--cluster needs Dask: install cityfit[cluster]") from None
    try:
        client = Client(address, timeout=ANSWER, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        reason = " ".join(str(error).split())[:80]
        raise RequestError(f"--cluster {address}: no Dask scheduler answers ({reason})") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=FIRST_WORKER)
        except TimeoutError:
            raise RequestError(f"--cluster {address}: the scheduler has no workers") from None
        known = (0.0, 1)

        def at_most() -> int:
            nonlocal known
            if time.monotonic() - known[0] > 2:  # workers come and go
                threads = sum(client.nthreads().values())
                known = (time.monotonic(), max(1, threads))
            return IN_FLIGHT * known[1]

        yield client.get_executor(pure=False), at_most


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
            yield flying.pop(future), outcome(future)
        if not ready:
            yield None


def outcome(future: Future[Done]) -> Done:
    """How a task ended, also if its worker died or could not be understood."""
    try:
        return future.result()
    except Exception as error:
        first = (str(error).splitlines() or [""])[0]
        return Done(f"{type(error).__name__}: {first}")
