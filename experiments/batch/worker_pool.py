"""Worker processes that survive the death of any of them and end with their parent.

:class:`WorkerPool` is an executor of :mod:`concurrent.futures`, used by batches and by the page of
sliders. The executor of the standard library does not suffice: a killed worker breaks it as a whole
and takes the tasks of all other workers along, and it has no limits. Here each worker has its own
pipe, so it is known whose task died with it. A call can also report its progress and be asked to
stop.
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

from experiments.batch.limits import NO_LIMITS, LimitError, Limits

#: Each worker is one thread: the cores are divided between runs, not within one.
ONE_THREAD = ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

#: Workers that may die of one call before it fails.
KILLS = 2
#: Seconds that a run over its time limit has to end by itself, at the end of a month.
GRACE = 2.0
#: Seconds between checks of the workers' memory, and between reports of progress.
INTERVAL = 0.2

_STOP = b""


class WorkerKilledError(RuntimeError):
    """A call whose worker died, twice."""

    def __init__(self) -> None:
        super().__init__(f"killed: the process that ran it died {KILLS} times")


# -- in a worker -------------------------------------------------------------------------------


class _Parent:
    """In a worker: the pipe to the parent, and the time of the latest report."""

    pipe: connection.Connection | None = None
    reported = 0.0


def report(progress: Any) -> None:
    """Send the progress of the present call to the parent, at most every :data:`INTERVAL`.

    Does nothing outside a worker.
    """
    now = time.monotonic()
    if _Parent.pipe is not None and now - _Parent.reported > INTERVAL:
        _Parent.reported = now
        _Parent.pipe.send_bytes(pickle.dumps(("progress", progress)))


def stop_requested() -> bool:
    """Whether the parent has asked this worker to end its present call; see `WorkerPool.stop`."""
    return _Parent.pipe is not None and _Parent.pipe.poll()


def _serve(pipe: connection.Connection) -> None:
    """Receive calls through the pipe and send back their results, until the parent closes it."""
    _Parent.pipe = pipe
    for name in ONE_THREAD:
        os.environ[name] = "1"
    _end_with_parent()
    while True:
        try:
            call = pipe.recv_bytes()
        except EOFError:
            return
        if call == _STOP:  # its call has ended
            continue
        try:
            function, arguments, options = pickle.loads(call)
            # the call has been read and its modules are imported: its time starts now
            pipe.send_bytes(pickle.dumps(("started", None)))
            answer = ("result", function(*arguments, **options))
        except BaseException as error:
            answer = ("error", error)
        try:
            content = pickle.dumps(answer)
        except Exception as error:  # the result cannot be pickled
            content = pickle.dumps(("error", RuntimeError(f"{type(error).__name__}: {error}")))
        pipe.send_bytes(content)


def _end_with_parent() -> None:
    """End this process when its parent ends, however that ends."""
    parent = parent_process()
    if parent is None:
        return
    if sys.platform == "linux":
        # the kernel does it even if compiled code never returns to the interpreter
        import ctypes

        set_death_signal = 1
        ctypes.CDLL(None).prctl(set_death_signal, signal.SIGKILL)
        if os.getppid() != parent.pid:
            os._exit(1)

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


# -- in the parent -----------------------------------------------------------------------------


@contextmanager
def _isolated_start() -> Iterator[None]:
    """Start a worker without the caller's script and without its Ctrl-C.

    A spawned process imports the running script, and a plain script without a ``__main__`` guard
    would run again. Workers need nothing from it. They inherit a mask against SIGINT: a Ctrl-C
    reaches the parent alone, which then ends them. A daemonic process, such as a Dask worker with a
    nanny, may not have children, so that none outlives it; ours end with their parent.
    """
    main = sys.modules["__main__"]
    hidden = {name: main.__dict__.pop(name) for name in ("__file__",) if hasattr(main, name)}
    spec, main.__spec__ = getattr(main, "__spec__", None), None
    mask = getattr(signal, "pthread_sigmask", None)
    before = mask(signal.SIG_BLOCK, {signal.SIGINT}) if mask else None
    process = current_process()
    daemon = process.daemon
    if daemon:
        process.daemon = False
    try:
        yield
    finally:
        if daemon:
            process.daemon = True
        main.__spec__ = spec
        main.__dict__.update(hidden)
        if mask:
            mask(signal.SIG_SETMASK, before)


@dataclass(eq=False)
class _Call:
    """A submitted call: its future, its pickled form, and how many workers died of it."""

    future: Future[Any]
    content: bytes
    affinity: Hashable = None
    kills: int = 0


class _Worker:
    """A worker process, the parent's end of its pipe, and its present call."""

    def __init__(self) -> None:
        context = get_context("spawn")
        self.pipe, child_end = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(child_end,), daemon=True)
        with _isolated_start():
            self.process.start()
        child_end.close()
        self.call: _Call | None = None
        self.affinity: Hashable = None
        self.started: float | None = None
        self.progress: Any = None

    def assign(self, call: _Call) -> None:
        """Send a call."""
        self.call, self.affinity, self.started, self.progress = call, call.affinity, None, None
        self.send(call.content)

    def send(self, content: bytes) -> None:
        """Send a message; the pool notices a dead worker when it next waits for messages."""
        try:
            self.pipe.send_bytes(content)
        except OSError:
            return

    def end(self) -> None:
        """Kill the process."""
        self.process.kill()
        self.process.join()
        self.pipe.close()


def _no_affinity(*_: Any) -> Hashable:
    return None


class WorkerPool(Executor):
    """A fixed number of worker processes, started when they are needed.

    Parameters
    ----------
    number : int
        Calls that run at a time.
    limits : Limits, optional
        Limits of each call. A worker that exceeds them is killed, and its call fails with a
        LimitError.
    affinity : callable, optional
        Takes the arguments of a call; returns a key for what a worker stores between calls, or
        None. A worker is preferably assigned a call with the key of its previous call.
    on_progress : callable, optional
        Called, in another thread, with the future of a call and what it reported.
    """

    def __init__(
        self,
        number: int,
        limits: Limits = NO_LIMITS,
        affinity: Callable[..., Hashable] = _no_affinity,
        on_progress: Callable[[Future[Any], Any], None] | None = None,
    ) -> None:
        self.number = number
        self.limits = limits
        self._affinity = affinity
        self._on_progress = on_progress
        self._waiting: deque[_Call] = deque()
        self._workers: list[_Worker] = []
        self._lock = threading.Lock()
        self._open = True
        self._killing = False
        self._wake_up, self._waker = connection.Pipe(duplex=False)
        self._thread: threading.Thread | None = None

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See :meth:`concurrent.futures.Executor.submit`."""
        future: Future[Any] = Future()
        call = _Call(future, pickle.dumps((fn, args, kwargs)), self._affinity(*args))
        with self._lock:
            if not self._open:
                raise RuntimeError("the worker pool was shut down")
            self._waiting.append(call)
            if self._thread is None:
                self._thread = threading.Thread(target=self._manage, daemon=True)
                self._thread.start()
            self._waker.send_bytes(b"")
        return future

    def stop(self, future: Future[Any]) -> None:
        """Ask the worker of a call to end it early; see :func:`stop_requested`."""
        for worker in list(self._workers):
            if worker.call is not None and worker.call.future is future:
                worker.send(_STOP)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """See :meth:`concurrent.futures.Executor.shutdown`."""
        with self._lock:
            self._open = False
            if cancel_futures:
                for call in self._waiting:
                    call.future.cancel()
        self._finish(wait)

    def kill(self) -> None:
        """End all workers at once; calls that are not finished fail."""
        with self._lock:
            self._open = False
            self._killing = True
        self._finish(wait=True)

    def progress(self) -> list[Any]:
        """Latest report of each running call that has sent one; see :func:`report`."""
        return [
            worker.progress
            for worker in list(self._workers)
            if worker.call and worker.progress is not None
        ]

    def _finish(self, wait: bool) -> None:
        if self._thread is not None:
            self._waker.send_bytes(b"")
            if wait:
                self._thread.join()

    # -- the manager's thread ------------------------------------------------------------------

    def _manage(self) -> None:
        """Dispatch calls, collect results and replace dead workers until the queue is empty."""
        try:
            while not self._killing:
                self._dispatch()
                busy = [worker for worker in self._workers if worker.call]
                if not busy and not self._waiting and not self._open:
                    break
                self._receive()
                self._enforce_limits()
        finally:
            for worker in self._workers:
                worker.end()
            running = [worker.call for worker in self._workers if worker.call]
            for call in [*self._waiting, *running]:
                if not call.future.done() and not call.future.cancel():
                    call.future.set_exception(RuntimeError("the worker pool was shut down"))

    def _dispatch(self) -> None:
        while self._waiting:
            worker = next((worker for worker in self._workers if not worker.call), None)
            if worker is None:
                if len(self._workers) >= self.number:
                    return
                worker = _Worker()
                self._workers.append(worker)
            with self._lock:
                call = self._next_call(worker)
            if call.kills or call.future.set_running_or_notify_cancel():
                worker.assign(call)

    def _next_call(self, worker: _Worker) -> _Call:
        """Take the call for a worker: one with its affinity, or with no other's, or the first."""
        others = {other.affinity for other in self._workers if other.call} - {None}
        call = min(
            self._waiting,
            key=lambda call: (
                call.affinity is None or call.affinity != worker.affinity,
                call.affinity in others,
            ),
        )
        self._waiting.remove(call)
        return call

    def _receive(self) -> None:
        """Wait for messages of workers, or until the limits are to be checked."""
        by_pipe = {worker.pipe: worker for worker in self._workers}
        timeout = INTERVAL if self.limits and any(w.call for w in self._workers) else None
        for pipe in connection.wait([self._wake_up, *by_pipe], timeout):
            if pipe is self._wake_up:
                self._wake_up.recv_bytes()
            else:
                self._handle_message(by_pipe[pipe])  # type: ignore[index]

    def _handle_message(self, worker: _Worker) -> None:
        try:
            kind, value = pickle.loads(worker.pipe.recv_bytes())
        except (EOFError, OSError):
            self._handle_worker_death(worker)
            return
        except Exception as error:  # for instance an error whose class cannot be made here
            kind, value = "error", RuntimeError(f"{type(error).__name__}: {error}")
        call = worker.call
        if call is None:
            return
        if kind == "started":
            worker.started = time.monotonic()
        elif kind == "progress":
            worker.progress = value
            if self._on_progress is not None:
                self._on_progress(call.future, value)
        else:
            worker.call = None
            (call.future.set_result if kind == "result" else call.future.set_exception)(value)

    def _handle_worker_death(self, worker: _Worker, cause: Exception | None = None) -> None:
        """End a worker that died or exceeded a limit; its call is tried again, or fails."""
        worker.end()
        self._workers.remove(worker)
        call = worker.call
        if call is None:
            return
        call.kills += 1
        if cause is not None:
            call.future.set_exception(cause)
        elif call.kills >= KILLS:
            call.future.set_exception(WorkerKilledError())
        else:
            with self._lock:
                self._waiting.appendleft(call)

    def _enforce_limits(self) -> None:
        if not self.limits:
            return
        now, seconds = time.monotonic(), self.limits.seconds
        for worker in [worker for worker in self._workers if worker.call]:
            if worker.started is None:
                continue
            try:
                if seconds is not None and now - worker.started > seconds + GRACE:
                    raise LimitError(
                        f"killed: still running after its limit of {seconds:g} s (--run-timeout); "
                        "it never reached the end of a month"
                    )
                self.limits.check_memory(worker.process.pid or 0)
            except LimitError as error:
                self._handle_worker_death(worker, error)


@contextmanager
def worker_pool(
    number: int,
    limits: Limits = NO_LIMITS,
    affinity: Callable[..., Hashable] = _no_affinity,
) -> Iterator[WorkerPool]:
    """A :class:`WorkerPool` whose workers are killed at the end of the context."""
    pool = WorkerPool(number, limits, affinity)
    try:
        yield pool
    finally:
        pool.kill()
