"""Worker processes that survive the death of any of them, and die with their parent.

An executor of :mod:`concurrent.futures`. That of the standard library does not do: a worker that is
killed breaks it as a whole and takes the tasks of all others along, and it knows no limits. Here
each worker has a pipe of its own, so it is known whose task died with it.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import connection, current_process, get_context, parent_process
from multiprocessing.context import SpawnProcess
from typing import Any

from experiments.batch.limits import LimitError, Limits, memory_of

#: Each worker is one thread: the cores are divided between runs, not within one.
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

#: Times a task may take its worker along before it is given up.
KILLS = 2
#: Seconds a run that is over its time has to end by itself, at the end of a month.
GRACE = 2.0
#: Seconds between looks at the memory of workers, and between their words on how far they are.
LOOK = 0.2


class WorkerKilledError(RuntimeError):
    """A task whose worker died, twice."""

    def __init__(self) -> None:
        super().__init__(f"killed: the process that ran it died {KILLS} times")


def processors() -> int:
    """Processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def quiet_start() -> Iterator[None]:
    """Start a worker without the caller's script and without its Ctrl-C, whoever the caller is.

    A spawned process would import the script that is running, which a plain script without a
    ``__main__`` guard does not survive; our workers need nothing from it. They inherit a mask
    against SIGINT, so that a Ctrl-C reaches the parent alone, which then ends them. They may be
    started by a process that is to have no children, as a Dask worker with a nanny is: that is so
    that none is left behind, and ours end with their parent.
    """
    main = sys.modules["__main__"]
    hidden = {name: main.__dict__.pop(name) for name in ("__file__",) if hasattr(main, name)}
    spec, main.__spec__ = getattr(main, "__spec__", None), None
    mask = getattr(signal, "pthread_sigmask", None)
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    this = current_process()
    childless = this.daemon
    if childless:
        this.daemon = False
    try:
        yield
    finally:
        if childless:
            this.daemon = True
        main.__spec__ = spec
        main.__dict__.update(hidden)
        if mask:
            mask(signal.SIG_SETMASK, before)


def die_with_parent() -> None:
    """End this process when its parent ends, however that ends."""
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        # the kernel does it even if compiled code never gives the interpreter back
        import ctypes

        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent.pid:
            os._exit(1)

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class _Voice:
    """In a worker: the pipe to its parent, and when it last said how far it is."""

    pipe: connection.Connection | None = None
    spoke = 0.0


def how_far(step: int) -> None:
    """Tell the parent, every now and then, how far the present call is; nothing elsewhere."""
    now = time.monotonic()
    if _Voice.pipe is not None and now - _Voice.spoke > LOOK:
        _Voice.spoke = now
        _Voice.pipe.send(step)


def _serve(pipe: connection.Connection) -> None:
    """What a worker does: calls come through the pipe, answers go back."""
    _Voice.pipe = pipe
    for name in ONE_THREAD:
        os.environ[name] = "1"
    die_with_parent()
    while True:
        try:
            call = pipe.recv_bytes()
        except EOFError:
            return
        try:
            function, arguments, options = pickle.loads(call)
            pipe.send(None)  # it has been read and what it needs is imported: now it begins
            answer = (True, function(*arguments, **options))
        except BaseException as error:
            answer = (False, error)
        try:
            content = pickle.dumps(answer)
        except Exception as error:  # an answer that cannot be sent is an answer, too
            content = pickle.dumps((False, RuntimeError(f"{type(error).__name__}: {error}")))
        pipe.send_bytes(content)


@dataclass(eq=False)
class _Call:
    """A call on its way: its future, its bytes, and how many workers died of it."""

    future: Future[Any]
    content: bytes
    affinity: Hashable = None
    kills: int = 0


class _Worker:
    """A worker process, its end of the pipe, and the affinity of its latest call."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        with quiet_start():
            self.process.start()
        theirs.close()
        self.call: _Call | None = None
        self.affinity: Hashable = None
        self.began: float | None = None
        self.step = 0

    def give(self, call: _Call) -> None:
        """Have it do something; whether it can is seen when it answers."""
        self.call, self.affinity, self.began, self.step = call, call.affinity, None, 0
        try:
            self.pipe.send_bytes(call.content)
        except OSError:
            return

    def end(self) -> None:
        """Kill it, whatever it is doing."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


class Workers(Executor):
    """A fixed number of worker processes, started when they are needed.

    Parameters
    ----------
    number : int
        Processes at work at a time.
    limits : Limits, optional
        What a call may take. A worker that takes more is killed, and its call fails with a
        LimitError.
    affinity : callable, optional
        Takes the arguments of a call and gives what workers remember from one such call to the
        next, or None. Who has just done such a call is handed the next of them first.
    """

    def __init__(
        self,
        number: int,
        limits: Limits | None = None,
        affinity: Callable[..., Hashable] = lambda *_: None,
    ) -> None:
        self.number = number
        self.limits = limits or Limits()
        self._affinity = affinity
        self._waiting: deque[_Call] = deque()
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._open = True
        self._killing = False
        self._bell, self._ring = connection.Pipe(duplex=False)
        self._thread: threading.Thread | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See :meth:`concurrent.futures.Executor.submit`."""
        future: Future[Any] = Future()
        call = _Call(future, pickle.dumps((fn, args, kwargs)), self._affinity(*args))
        with self._lock:
            if not self._open:
                raise RuntimeError("the workers have been sent home")
            self._waiting.append(call)
            if self._thread is None:
                self._thread = threading.Thread(target=self._manage, daemon=True)
                self._thread.start()
            self._ring.send_bytes(b"")
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See :meth:`concurrent.futures.Executor.shutdown`."""
        with self._lock:
            self._open = False
            if cancel_futures:
                for call in self._waiting:
                    call.future.cancel()
        self._leave(wait)

    def kill(self) -> None:
        """Send the workers home at once, whatever they are doing."""
        with self._lock:
            self._open = False
            self._killing = True
        self._leave(wait=True)

    def under_way(self) -> int:
        """Steps that the calls under way have said to have behind them; see :func:`how_far`."""
        return sum(worker.step for worker in list(self._workers) if worker.call)

    def _leave(self, wait: bool) -> None:
        if self._thread is not None:
            self._ring.send_bytes(b"")
            if wait:
                self._thread.join()

    # -- the manager's thread ------------------------------------------------------------------

    def _manage(self) -> None:
        """Hand out calls, take answers, bury the dead, until all is done."""
        try:
            while not self._killing:
                self._hand_out()
                busy = [worker for worker in self._workers if worker.call]
                if not busy and not self._waiting and not self._open:
                    break
                self._hear()
                self._hold_to_limits()
        finally:
            for worker in self._workers:
                worker.end()
            for call in [*self._waiting, *(one.call for one in self._workers if one.call)]:
                if not call.future.done() and not call.future.cancel():
                    call.future.set_exception(RuntimeError("the workers were sent home"))

    def _hand_out(self) -> None:
        while self._waiting:
            free = next((worker for worker in self._workers if not worker.call), None)
            if free is None:
                if len(self._workers) >= self.number:
                    return
                free = _Worker()
                self._workers.append(free)
            with self._lock:
                call = self._next_for(free)
            if call.kills or call.future.set_running_or_notify_cancel():
                free.give(call)

    def _next_for(self, worker: _Worker) -> _Call:
        """The call that a worker is handed: one of its affinity, or of nobody's, or the first."""
        others = {one.affinity for one in self._workers if one.call} - {None}
        call = min(
            self._waiting,
            key=lambda one: (
                one.affinity is None or one.affinity != worker.affinity,
                one.affinity in others,
            ),
        )
        self._waiting.remove(call)
        return call

    def _hear(self) -> None:
        """Wait until somebody has something to say, or it is time to look at the limits."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        timeout = LOOK if self.limits and any(one.call for one in self._workers) else None
        for speaking in connection.wait([self._bell, *by_pipe], timeout):
            if speaking is self._bell:
                self._bell.recv_bytes()
            else:
                self._listen(by_pipe[speaking])  # type: ignore[index]

    def _listen(self, worker: _Worker) -> None:
        """Take a worker's word, or its silence if it has died."""
        try:
            answer = pickle.loads(worker.pipe.recv_bytes())
        except (EOFError, OSError):
            self._handle_worker_death(worker)
            return
        except Exception as error:  # an error whose class cannot be made here, for instance
            answer = (False, RuntimeError(f"{type(error).__name__}: {error}"))
        if answer is None:
            worker.began = time.monotonic()
            return
        if isinstance(answer, int):
            worker.step = answer
            return
        call, worker.call = worker.call, None
        if call is not None:
            well, value = answer
            (call.future.set_result if well else call.future.set_exception)(value)

    def _handle_worker_death(self, worker: _Worker, why: Exception | None = None) -> None:
        """End a worker that has died or has to; its call is tried again, or fails."""
        worker.end()
        self._workers.remove(worker)
        call = worker.call
        if call is None:
            return
        call.kills += 1
        if why is not None:
            call.future.set_exception(why)
        elif call.kills >= KILLS:
            call.future.set_exception(WorkerKilledError())
        else:
            with self._lock:
                self._waiting.appendleft(call)

    def _hold_to_limits(self) -> None:
        now = time.monotonic()
        for worker in [one for one in self._workers if one.call and one.began]:
            limits, began = self.limits, worker.began or now
            if limits.seconds is not None and now - began > limits.seconds + GRACE:
                self._handle_worker_death(worker, LimitError(limits.never_ended))
            elif limits.megabytes is not None:
                held = memory_of(worker.process.pid or 0)
                if held is not None and held > limits.megabytes:
                    self._handle_worker_death(worker, LimitError(limits.too_large(held)))


@contextmanager
def at_work(
    workers: int,
    limits: Limits | None = None,
    affinity: Callable[..., Hashable] = lambda *_: None,
) -> Iterator[Workers]:
    """Worker processes, which are ended on the way out.

    Parameters
    ----------
    workers : int
        Number of processes.
    limits : Limits, optional
        What each call may take.
    affinity : callable, optional
        What calls have in common; see :class:`Workers`.
    """
    pool = Workers(workers, limits, affinity)
    try:
        yield pool
    finally:
        pool.kill()
