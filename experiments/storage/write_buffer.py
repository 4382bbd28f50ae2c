"""A buffer of finished runs that are to be written together."""

from __future__ import annotations

import time

from experiments.batch.plan import PlannedRun
from experiments.batch.progress import Say
from experiments.batch.worker import TaskResult
from experiments.storage.parquet_file import DamagedFileError
from experiments.storage.store import KINDS, LARGE, FinishedRun, Store

#: Seconds that a finished run may wait for others to share its file. A run that took longer than
#: that itself does not wait.
PATIENCE = 1.0


class WriteBuffer:
    """Writes finished runs: long ones one by one, short ones together.

    Writing a file takes some hundredths of a second. That is little beside a run of a minute and
    much beside a run of a hundredth of a second, so runs that end within one second share a file.

    Parameters
    ----------
    store : Store
    say : callable
        Takes messages for the user.
    """

    def __init__(self, store: Store, say: Say) -> None:
        self._store = store
        self._say = say
        self._pending: list[FinishedRun] = []
        self._cells = 0
        self._due = float("inf")

    def add(self, run: PlannedRun, result: TaskResult) -> None:
        """Add a run that succeeded."""
        tables = dict(result.tables or {})
        record = dict(result.record or {})
        self._pending.append(FinishedRun(run, tables, record))
        self._cells += sum(frame.size for frame, _ in tables.values())
        wait = 0.0 if record.get("wall_seconds", PATIENCE) >= PATIENCE else PATIENCE
        self._due = min(self._due, time.monotonic() + wait)
        if self._cells > LARGE:
            self._due = 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until something has to be written; None if nothing waits."""
        return max(0.0, self._due - time.monotonic()) if self._pending else None

    def write(self, *, everything: bool = False) -> None:
        """Write what has waited long enough, and keep the number of files small."""
        if not self._pending or not (everything or self._due <= time.monotonic()):
            return
        try:
            self._commit(self._pending)
        except OSError:
            if len(self._pending) == 1:
                raise
            # there may be space for smaller files; the first that has none raises
            while self._pending:
                self._commit(self._pending[:1])
        try:
            for kind in KINDS:
                self._store.combine_small_files(kind)
        except DamagedFileError as error:
            self._say(f"{error}; the next batch in this folder makes its runs again")

    def _commit(self, runs: list[FinishedRun]) -> None:
        """Write the first pending runs, and remove them only when they are on the disk.

        After an interruption in between they are written again; the store keeps each run once.
        """
        self._store.commit(runs)
        self._pending = self._pending[len(runs) :]
        if not self._pending:
            self._cells, self._due = 0, float("inf")
