"""Runs that are done, on their way to the disk."""

from __future__ import annotations

import time
from collections.abc import Callable

from experiments.batch.plan import PlannedRun
from experiments.batch.worker import Done
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.store import KINDS, LARGE, Result, Store

#: Seconds a run that is done may wait for others to be written with. A run that took longer than
#: that itself does not wait.
PATIENCE = 1.0


class WriteBuffer:
    """Writes runs as they come: long ones one by one, short ones together.

    A file and its way to the disk cost some hundredths of a second. That is nothing beside a run
    of a minute and much beside one of a hundredth, so runs that end within the same second share
    one.

    Parameters
    ----------
    store : Store
    say : callable
        Takes messages for the user.
    """

    def __init__(self, store: Store, say: Callable[[str], None]) -> None:
        self._store = store
        self._say = say
        self._pending: list[Result] = []
        self._cells = 0
        self._due = float("inf")

    def take(self, run: PlannedRun, done: Done) -> None:
        """A run that succeeded."""
        tables = dict(done.tables or {})
        record = dict(done.record or {})
        self._pending.append(Result(run, tables, record))
        self._cells += sum(frame.size for frame, _ in tables.values())
        wait = 0.0 if record.get("wall_seconds", PATIENCE) >= PATIENCE else PATIENCE
        self._due = min(self._due, time.monotonic() + wait)
        if self._cells > LARGE:
            self._due = 0.0

    @property
    def patience(self) -> float | None:
        """Seconds until something has to be written; None if nothing waits."""
        return max(0.0, self._due - time.monotonic()) if self._pending else None

    def write(self, *, all_of_it: bool = False) -> None:
        """Write what has waited long enough, and keep the number of files small."""
        if not self._pending or not (all_of_it or self._due <= time.monotonic()):
            return
        try:
            self._put(self._pending)
        except OSError:
            if len(self._pending) == 1:
                raise
            # a smaller file may still find room; the first that does not ends it
            while self._pending:
                self._put(self._pending[:1])
        try:
            for kind in KINDS:
                self._store.put_together(kind)
        except DamagedFileError as error:
            self._say(f"{error}; the next batch in this folder makes its runs again")

    def _put(self, results: list[Result]) -> None:
        """Have the first of what waits on the disk, and only then wait for them no more.

        An interruption may come anywhere in between: what is not known to be on the disk is
        written again, and the store keeps each run once.
        """
        self._store.commit(results)
        self._pending = self._pending[len(results) :]
        if not self._pending:
            self._cells, self._due = 0, float("inf")
