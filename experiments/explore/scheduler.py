"""The scheduler between pages and workers: it decides which run is next and which is stopped.

Each open page is a session with a list of requested runs. Sessions take turns: the first runs of
all sessions come before the second runs of any; among equals the session that has waited longest is
next. A run that no session needs any more is stopped. A run that two sessions request is done once,
and the latest results are stored.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from experiments.batch.worker_pool import WorkerPool
from experiments.explore import live_run
from experiments.explore.live_run import RunRequest, RunResult

#: Results that are stored: some ten kilobytes each, those of first pairs some hundred.
STORED = 1000


@dataclass(eq=False)
class Session:
    """An open page: when it was last served, and its unread messages."""

    served: int = 0
    messages: asyncio.Queue[tuple[str, RunRequest, Any]] = field(default_factory=asyncio.Queue)


@dataclass(eq=False)
class _Job:
    """A requested run: session → its position in the list of that session; its future if begun."""

    request: RunRequest
    positions: dict[Session, int]
    future: Future[Any] | None = None


class Scheduler:
    """Sessions and workers; used within one event loop.

    Parameters
    ----------
    workers : int
        Runs at a time.
    sessions : int
        Largest number of pages at a time.
    """

    def __init__(self, workers: int, sessions: int) -> None:
        self.number = workers
        self.most = sessions
        self.sessions: set[Session] = set()
        self._jobs: dict[Any, _Job] = {}
        self._results: OrderedDict[Any, RunResult] = OrderedDict()
        self._running: dict[Future[Any], _Job] = {}
        self._pool: WorkerPool | None = None
        self._warm = self._failed = 0
        self._turns = 0

    def open(self) -> None:
        """Start the workers; they load the compiled model, or compile it."""
        loop = asyncio.get_running_loop()

        def in_loop(callback: Callable[..., None]) -> Callable[..., None]:
            # the pool calls back in a thread of its own
            def call(*arguments: Any) -> None:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(callback, *arguments)

            return call

        self._in_loop = in_loop
        self._pool = WorkerPool(self.number, on_progress=in_loop(self._handle_progress))
        for _ in range(self.number):
            started = self._pool.submit(live_run.warm_up)
            started.add_done_callback(in_loop(self._handle_start))

    def close(self) -> None:
        """End the workers."""
        if self._pool is not None:
            self._pool.kill()
            self._pool = None

    @property
    def ready(self) -> bool:
        """Whether a worker has the model compiled."""
        return self._warm > 0

    @property
    def broken(self) -> bool:
        """Whether no worker could be started."""
        return self._failed == self.number

    @property
    def full(self) -> bool:
        """Whether no further page can be served now."""
        return len(self.sessions) >= self.most

    @property
    def unfinished(self) -> int:
        """Requested runs that are not finished."""
        return len(self._jobs)

    def result(self, request: RunRequest) -> RunResult | None:
        """The result of a run if it is stored."""
        return self._results.get(request.key)

    async def serve(
        self, requests: Sequence[RunRequest], patience: float = 0.5
    ) -> AsyncGenerator[tuple[str, RunRequest | None, Any], None]:
        """Yield what happens to the runs of a session.

        Parameters
        ----------
        requests : sequence of RunRequest
            In the order in which they are needed.
        patience : float
            Seconds without a message after which ``nothing`` is yielded.

        Yields
        ------
        kind, request, message
            ``progress`` with the series so far, ``result`` with a :class:`RunResult`, ``failed``
            with a cause, or ``nothing``. It ends when every run has finished or failed; if it is
            closed early, the remaining runs are withdrawn.
        """
        session = Session()
        self.sessions.add(session)
        try:
            open_requests = {request.key: request for request in requests}
            for position, request in enumerate(open_requests.values()):
                self._request(session, request, position)
            self._dispatch()
            while open_requests:
                try:
                    kind, request, message = await asyncio.wait_for(
                        session.messages.get(), patience
                    )
                except TimeoutError:
                    yield "nothing", None, None
                    continue
                if kind != "progress":
                    open_requests.pop(request.key, None)
                yield kind, request, message
        finally:
            self.sessions.discard(session)
            self._withdraw(session)

    def _request(self, session: Session, request: RunRequest, position: int) -> None:
        result = self._results.get(request.key)
        if result is not None:
            self._results.move_to_end(request.key)
            session.messages.put_nowait(("result", request, result))
        elif request.key in self._jobs:
            self._jobs[request.key].positions[session] = position
        else:
            self._jobs[request.key] = _Job(request, {session: position})

    def _withdraw(self, session: Session) -> None:
        for key, job in list(self._jobs.items()):
            if job.positions.pop(session, None) is None or job.positions:
                continue
            del self._jobs[key]
            if job.future is not None and not job.future.cancel() and self._pool is not None:
                self._pool.stop(job.future)

    def _turn(self, job: _Job) -> tuple[int, int]:
        return min((position, session.served) for session, position in job.positions.items())

    def _dispatch(self) -> None:
        """Submit the next runs, one for each worker that is warm and free."""
        while self._pool is not None and len(self._running) < self._warm:
            waiting = [job for job in self._jobs.values() if job.future is None]
            if not waiting:
                return
            job = min(waiting, key=self._turn)
            self._turns += 1
            for session in job.positions:
                session.served = self._turns
            job.future = self._pool.submit(live_run.simulate, job.request)
            self._running[job.future] = job
            job.future.add_done_callback(self._in_loop(self._handle_end))

    def _handle_start(self, future: Future[None]) -> None:
        failed = future.cancelled() or future.exception() is not None
        self._failed += failed
        self._warm += not failed
        self._dispatch()

    def _handle_progress(self, future: Future[Any], series: Any) -> None:
        if future in self._running:
            self._send(self._running[future], "progress", series)

    def _handle_end(self, future: Future[RunResult | None]) -> None:
        job = self._running.pop(future)
        key = job.request.key
        if self._jobs.get(key) is job:
            del self._jobs[key]
        error = None if future.cancelled() else future.exception()
        if error is not None:
            self._send(job, "failed", f"{type(error).__name__}: {error}")
        elif not future.cancelled() and (result := future.result()) is not None:
            self._results[key] = result
            if len(self._results) > STORED:
                self._results.popitem(last=False)
            self._send(job, "result", result)
        self._dispatch()

    def _send(self, job: _Job, kind: str, message: Any) -> None:
        for session in job.positions:
            session.messages.put_nowait((kind, job.request, message))
