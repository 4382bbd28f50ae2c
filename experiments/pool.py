"""Worker processes that survive the death of any of them, and die with their parent."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import Counter, deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any

from experiments.worker import Done, Task, perform

Work = Callable[[Task], Done]

#: Each worker is one thread: the cores are divided between runs, not within one.
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

KILLED_TWICE = "killed: the process that ran it died twice while it ran nothing else"


def processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Start a worker without the caller's script and without its Ctrl-C.

    A spawned process would import the script that is running, which a plain script without a
    ``__main__`` guard does not survive; our workers need nothing from it. They inherit a mask
    against SIGINT, so that a Ctrl-C reaches the parent alone, which then ends them.
    """
    main = sys.modules["__main__"]
    hidden = {name: main.__dict__.pop(name) for name in ("__file__",) if hasattr(main, name)}
    spec, main.__spec__ = getattr(main, "__spec__", None), None
    mask = getattr(signal, "pthread_sigmask", None)
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    try:
        yield
    finally:
        main.__spec__ = spec
        main.__dict__.update(hidden)
        if mask:
            mask(signal.SIG_SETMASK, before)


class _Worker(SpawnProcess):
    """A spawned process; see :func:`_quiet_start`."""

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802, the name is multiprocessing's
        with _quiet_start():
            return SpawnProcess._Popen(process_obj)


class _Context(SpawnContext):
    """Spawn, remembering the processes started so that they can be ended."""

    def __init__(self) -> None:
        super().__init__()
        self.started: list[SpawnProcess] = []

    def Process(self, *args: Any, **options: Any) -> SpawnProcess:  # type: ignore[override] # noqa: N802
        """A worker process."""
        process = _Worker(*args, **options)
        self.started.append(process)
        return process


def _begin() -> None:
    """First thing in a worker: one thread, and an end when the parent ends."""
    for name in ONE_THREAD:
        os.environ[name] = "1"
    parent = parent_process()
    if parent is None:
        return

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Pool:
    """A process pool that can be ended at once."""

    def __init__(self, workers: int) -> None:
        self.context = _Context()
        self.executor = ProcessPoolExecutor(workers, self.context, initializer=_begin)

    def end(self) -> None:
        """Kill the workers, whatever they are doing."""
        for process in self.context.started:
            if process.pid is not None and process.is_alive():
                process.kill()
        self.executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def at_work(workers: int) -> Iterator[Executor]:
    """Worker processes for tasks that come in batches; they are ended on the way out.

    Parameters
    ----------
    workers : int
        Number of processes.
    """
    pool = _Pool(workers)
    try:
        yield pool.executor
    finally:
        pool.end()


def pooled(
    tasks: Sequence[Task], workers: int, work: Work = perform
) -> Generator[Done, None, None]:
    """Do tasks in worker processes and give each one's end as it comes.

    A worker that is killed breaks the pool and takes along whatever else was under way. Those
    tasks are suspects: each is done again alone, and one that kills two workers so is given up.

    Parameters
    ----------
    tasks : sequence of Task
        In the order in which they are to be begun.
    workers : int
        Number of processes.
    work : callable
        What to do with a task, importable by name.
    """
    waiting = deque(tasks)
    while waiting:
        suspects = deque((yield from _together(waiting, workers, 2 * workers, work)))
        kills: Counter[tuple[str, int]] = Counter()
        while suspects:
            for task in (yield from _together(suspects, 1, 1, work)):
                kills[task.run.place] += 1
                if kills[task.run.place] < 2:
                    suspects.appendleft(task)
                else:
                    yield Done(task, KILLED_TWICE)


def _together(
    waiting: deque[Task], workers: int, at_most: int, work: Work
) -> Generator[Done, None, list[Task]]:
    """Work off `waiting`, with `at_most` tasks handed out at a time.

    Returns the tasks that were handed out when the pool broke; none if all went well.
    """
    pool = _Pool(min(workers, len(waiting)))
    flying: dict[Future[Done], Task] = {}
    broken = False
    try:
        while (waiting and not broken) or flying:
            while waiting and not broken and len(flying) < at_most:
                try:
                    future = pool.executor.submit(work, waiting[0])
                except BrokenProcessPool:
                    broken = True
                else:
                    flying[future] = waiting.popleft()
            ready, _ = wait(flying, return_when=FIRST_COMPLETED)
            if any(isinstance(future.exception(), BrokenProcessPool) for future in ready):
                break
            for future in ready:
                del flying[future]
                yield future.result()
    finally:
        pool.end()
    suspects = []
    for future, task in flying.items():
        if future.done() and not future.cancelled() and future.exception() is None:
            yield future.result()
        else:
            suspects.append(task)
    return suspects
