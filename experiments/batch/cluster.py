"""A Dask cluster that does the runs, each in a process that may die without its Dask worker.

A Dask worker that dies takes all it has along, and Dask holds its death against every task that it
had, also against those that only waited there. So a run has a process of
:mod:`experiments.batch.worker_pool` beside the Dask worker: there it is known whose run died, the
limits hold in the middle of a month, and the worker, which may be others', lives on.
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
from experiments.batch.worker import Done, Task, ended
from experiments.batch.worker_pool import Workers
from experiments.errors import RequestError

#: Seconds that a scheduler gets to answer, and to have a first worker.
ANSWER, FIRST_WORKER = 15, 120
#: Seconds without a run after which a Dask worker has no processes beside it any more.
IDLE = 30.0


@contextmanager
def dask(address: str) -> Iterator[tuple[Executor, Callable[[], int]]]:
    """Workers of a Dask cluster, by the address of its scheduler, and how many threads they have.

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

        def threads() -> int:
            nonlocal known
            if time.monotonic() - known[0] > 2:  # workers come and go
                known = (time.monotonic(), max(1, sum(client.nthreads().values())))
            return known[1]

        yield _Apart(client.get_executor(pure=False)), threads


class _Apart(Executor):
    """Has another executor do each call in a process beside its worker."""

    def __init__(self, executor: Executor) -> None:
        self._executor = executor

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        return self._executor.submit(in_a_process, fn, *args, **kwargs)


class _Beside:
    """Processes beside this one, kept from run to run for as long as there are runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pools: dict[Limits, Workers] = {}
        self._runs = 0
        self._alarm: threading.Timer | None = None

    def submit(self, work: Callable[[Task], Done], task: Task) -> Future[Done]:
        """Begin a run; :meth:`over` is to be called when it has ended."""
        from distributed import get_worker

        with self._lock:
            self._runs += 1
            if self._alarm is not None:
                self._alarm.cancel()
            if task.limits not in self._pools:
                self._pools[task.limits] = Workers(
                    get_worker().state.nthreads, task.limits, attrgetter("burn_in")
                )
            return self._pools[task.limits].submit(work, task)

    def over(self) -> None:
        """A run has ended; after the last one the processes are only kept for a while."""
        with self._lock:
            self._runs -= 1
            if not self._runs:
                self._alarm = threading.Timer(IDLE, self._leave)
                self._alarm.daemon = True
                self._alarm.start()

    def _leave(self) -> None:
        with self._lock:
            if self._runs:
                return
            pools, self._pools = self._pools, {}
        for pool in pools.values():
            pool.kill()


_BESIDE = _Beside()


def in_a_process(work: Callable[[Task], Done], task: Task) -> Done:
    """What a Dask worker does with a run: have it done beside itself."""
    try:
        return ended(_BESIDE.submit(work, task))
    finally:
        _BESIDE.over()
