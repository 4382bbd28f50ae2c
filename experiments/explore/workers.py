"""Worker processes that run cities for pages, tell how far they are, and can be stopped.

Those of :mod:`experiments.batch.worker_pool` are for batches: what they have begun they finish, and
nobody hears of it before. Here a run says every quarter of a second what it has so far, and ends at
the end of a month when nobody wants it any more.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from multiprocessing import connection, get_context
from multiprocessing.context import SpawnProcess
from typing import Any

from experiments.batch.worker_pool import ONE_THREAD, die_with_parent, quiet_start

#: What a worker says: that it is ready, what it has so far, a life, that it stopped, that it
#: failed; and what is said of one that died.
READY, PART, DONE, STOPPED, FAILED, DIED = range(6)


def _serve(pipe: connection.Connection) -> None:
    """What a worker does: orders come through the pipe, parts and lives go back.

    A word that is no order asks to stop; one that comes when the run is over already is nothing.
    """
    for name in ONE_THREAD:
        os.environ[name] = "1"
    die_with_parent()
    from experiments.explore import live_run

    live_run.warm_up()
    pipe.send((READY, None))
    while True:
        try:
            order = pipe.recv()
        except EOFError:
            return
        if order is None:
            continue
        try:
            life = live_run.live(order, lambda part: pipe.send((PART, part)), pipe.poll)
        except Exception as error:
            pipe.send((FAILED, f"{type(error).__name__}: {error}"))
        else:
            pipe.send((STOPPED, None) if life is None else (DONE, life))


class Worker:
    """A worker process, listened to by the event loop.

    Parameters
    ----------
    hear : callable
        Called with the worker, what kind of word it is and the word.
    """

    def __init__(self, hear: Callable[[Worker, int, Any], None]) -> None:
        context = get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_serve, args=(theirs,), daemon=True)
        with quiet_start():
            self.process.start()
        theirs.close()
        self._hear = hear
        self.ready = False
        self.job: Any = None
        asyncio.get_running_loop().add_reader(self._pipe.fileno(), self._listen)

    def _listen(self) -> None:
        try:
            kind, word = self._pipe.recv()
        except (EOFError, OSError):
            self.end()
            self._hear(self, DIED, None)
            return
        if kind == READY:
            self.ready = True
        self._hear(self, kind, word)

    def give(self, order: Any) -> None:
        """Have it run a city; whether it can is seen when it answers."""
        self._say(order)

    def stop(self) -> None:
        """Have it leave the run it is at, at the end of the month."""
        self._say(None)

    def _say(self, word: Any) -> None:
        try:
            self._pipe.send(word)
        except OSError:
            return

    def end(self) -> None:
        """Kill it, whatever it is doing."""
        asyncio.get_running_loop().remove_reader(self._pipe.fileno())
        self.process.kill()
        self.process.join()
        self._pipe.close()
