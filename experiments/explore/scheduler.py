"""The scheduler between pages and workers: which run is next, which is cancelled, which is known.

Each open page is a session with a list of runs it wants. Whoever has had the least is served first:
first runs of all sessions before second runs of any, among equals the session that has waited
longest. A run that nobody wants any more is stopped; a run that two sessions want is done once; the
runs done last are remembered.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass, field
from typing import Any

from experiments.explore import workers
from experiments.explore.live_run import RunRequest, RunResult
from experiments.explore.workers import Worker

#: Runs that are remembered, some ten kilobytes each.
REMEMBERED = 1000
#: Times a run may take its worker along before it is given up, and times that workers may die
#: before they are ready.
DEATHS = 2
STILLBORN = 3


@dataclass(eq=False)
class Session:
    """An open page: how often it was served, and what is news to it."""

    served: int = 0
    news: asyncio.Queue[tuple[str, RunRequest, Any]] = field(default_factory=asyncio.Queue)


@dataclass(eq=False)
class _Job:
    """A run that somebody wants: by session, at which place in its list."""

    order: RunRequest
    wanted: dict[Session, int]
    worker: Worker | None = None
    deaths: int = 0


class Scheduler:
    """Sessions and workers; lives in one event loop.

    Parameters
    ----------
    workers : int
        Processes at work at a time.
    sessions : int
        Pages that may be served at a time.
    """

    def __init__(self, workers: int, sessions: int) -> None:
        self.number = workers
        self.most = sessions
        self.sessions: set[Session] = set()
        self._jobs: dict[Any, _Job] = {}
        self._known: OrderedDict[Any, RunResult] = OrderedDict()
        self._workers: list[Worker] = []
        self._tick = 0
        self._stillborn = 0

    def open(self) -> None:
        """Start the workers; they load the compiled model, or compile it."""
        self._workers = [Worker(self._hear) for _ in range(self.number)]

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.end()
        self._workers = []

    @property
    def ready(self) -> bool:
        """Whether a worker has the model compiled."""
        return any(worker.ready for worker in self._workers)

    @property
    def broken(self) -> bool:
        """Whether no worker is left, because none of them lived to be ready."""
        return not self._workers

    @property
    def full(self) -> bool:
        """Whether no further page can be served now."""
        return len(self.sessions) >= self.most

    @property
    def under_way(self) -> int:
        """Runs that are wanted and not done."""
        return len(self._jobs)

    async def serve(
        self, orders: Sequence[RunRequest], patience: float = 0.5
    ) -> AsyncGenerator[tuple[str, RunRequest | None, Any], None]:
        """What becomes of a session's runs, as it comes.

        Parameters
        ----------
        orders : sequence of RunRequest
            In the order in which they are wanted.
        patience : float
            Seconds after which a session hears that there is nothing new.

        Yields
        ------
        kind, order, word
            ``part`` with the series so far, ``life`` with a :class:`RunResult`, ``failed`` with a
            cause, or ``nothing``. It ends when every run is done or has failed; leaving it early
            withdraws what is not done.
        """
        session = Session()
        self.sessions.add(session)
        try:
            wanted: dict[Any, RunRequest] = {order.key: order for order in orders}
            for place, (key, order) in enumerate(wanted.items()):
                self._want(session, key, order, place)
            self._hand_out()
            while wanted:
                try:
                    kind, order, word = await asyncio.wait_for(session.news.get(), patience)
                except TimeoutError:
                    yield "nothing", None, None
                    continue
                if kind != "part":
                    wanted.pop(order.key, None)
                yield kind, order, word
        finally:
            self.sessions.discard(session)
            self._withdraw(session)

    def _want(self, session: Session, key: Any, order: RunRequest, place: int) -> None:
        life = self._known.get(key)
        if life is not None:
            self._known.move_to_end(key)
            session.news.put_nowait(("life", order, life))
        elif key in self._jobs:
            self._jobs[key].wanted[session] = place
        else:
            self._jobs[key] = _Job(order, {session: place})

    def _withdraw(self, session: Session) -> None:
        for key, job in list(self._jobs.items()):
            if job.wanted.pop(session, None) is None or job.wanted:
                continue
            del self._jobs[key]
            if job.worker is not None:
                job.worker.stop()

    def _turn(self, job: _Job) -> tuple[int, int]:
        return min((place, session.served) for session, place in job.wanted.items())

    def _hand_out(self) -> None:
        for worker in self._workers:
            waiting = [job for job in self._jobs.values() if job.worker is None]
            if not waiting:
                return
            if worker.job is None and worker.ready:
                job = min(waiting, key=self._turn)
                job.worker, worker.job = worker, job
                self._tick += 1
                for session in job.wanted:
                    session.served = self._tick
                worker.give(job.order)

    def _hear(self, worker: Worker, kind: int, word: Any) -> None:
        job = worker.job
        if kind == workers.PART:
            self._tell(job, "part", word)
            return
        worker.job = None
        if kind == workers.DIED:
            self._replace(worker, job)
        elif job is not None and kind in (workers.DONE, workers.FAILED):
            if kind == workers.DONE:
                self._known[job.order.key] = word
                if len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            self._finish(job, "life" if kind == workers.DONE else "failed", word)
        self._hand_out()

    def _tell(self, job: _Job, kind: str, word: Any) -> None:
        for session in job.wanted:
            session.news.put_nowait((kind, job.order, word))

    def _finish(self, job: _Job, kind: str, word: Any) -> None:
        if self._jobs.get(job.order.key) is job:
            del self._jobs[job.order.key]
        self._tell(job, kind, word)

    def _replace(self, worker: Worker, job: _Job | None) -> None:
        self._workers.remove(worker)
        self._stillborn += not worker.ready
        if self._stillborn < STILLBORN:
            self._workers.append(Worker(self._hear))
        if job is None:
            return
        job.worker = None
        job.deaths += 1
        if job.deaths >= DEATHS:
            self._finish(job, "failed", "its process died")
