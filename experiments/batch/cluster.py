"""A Dask cluster that executes runs, each in a process that may die without its Dask worker.

If a Dask worker dies, Dask counts its death against every task that the worker had, also against
those that only waited there. So each run has a process of :mod:`experiments.batch.worker_pool`
beside the Dask worker. It is then known whose run died, limits hold in the middle of a month, and
the Dask worker, which may belong to others, survives.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from operator import attrgetter
from typing import Any

from experiments.batch.limits import Limits
from experiments.batch.worker import Task, TaskResult, result_of
from experiments.batch.worker_pool import WorkerPool
from experiments.errors import RequestError

#: Seconds to wait for an answer of the scheduler, and for its first worker.
ANSWER, FIRST_WORKER = 15, 120
#: Seconds without a run after which the processes beside a Dask worker end.
IDLE = 30.0
#: Seconds for which a count of the cluster's threads is used: workers join and leave.
COUNT_VALID = 2.0


@contextmanager
def dask(address: str) -> Iterator[tuple[Executor, Callable[[], int]]]:
    """Connect to a Dask scheduler; gives an executor and a function that counts its threads.

    Results return through the scheduler: workers need no disk in common with this process.

    Raises
    ------
    RequestError
        If Dask is not installed, no scheduler answers, or the cluster has no workers.
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
        counted, count = 0.0, 1

        def threads() -> int:
            nonlocal counted, count
            if time.monotonic() - counted > COUNT_VALID:
                counted, count = time.monotonic(), max(1, sum(client.nthreads().values()))
            return count

        yield _ProcessPerRun(client.get_executor(pure=False)), threads


class _ProcessPerRun(Executor):
    """Wraps an executor so that each call runs in a process beside the executor's worker."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._executor.submit(perform_beside, fn, *args, **kwargs)


class _Pools:
    """Worker pools beside a Dask worker, kept as long as there are runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pools: dict[Limits, WorkerPool] = {}
        self._runs = 0
        self._timer: threading.Timer | None = None

    @contextmanager
    def submitted(
        self, work: Callable[[Task], TaskResult], task: Task
    ) -> Iterator[Future[TaskResult]]:
        """Submit a run; after the last run the pools end in :data:`IDLE` seconds."""
        from distributed import get_worker

        with self._lock:
            self._runs += 1
            if self._timer is not None:
                self._timer.cancel()
            if task.limits not in self._pools:
                self._pools[task.limits] = WorkerPool(
                    get_worker().state.nthreads, task.limits, attrgetter("burn_in")
                )
            future = self._pools[task.limits].submit(work, task)
        try:
            yield future
        finally:
            with self._lock:
                self._runs -= 1
                if not self._runs:
                    self._timer = threading.Timer(IDLE, self._end_if_idle)
                    self._timer.daemon = True
                    self._timer.start()

    def _end_if_idle(self) -> None:
        with self._lock:
            if self._runs:
                return
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.kill()


_POOLS = _Pools()


def perform_beside(work: Callable[[Task], TaskResult], task: Task) -> TaskResult:
    """Perform a run in a process beside this Dask worker."""
    with _POOLS.submitted(work, task) as future:
        return result_of(future)
