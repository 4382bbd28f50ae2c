"""A lock that lets one batch at a time write to a folder; the second waits for the first."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from experiments.batch.progress import Say

#: Seconds between attempts to get the lock.
RETRY = 0.2
#: Seconds between updates of a lock file where the system does not lock files, and age at which the
#: lock of a batch on another host is taken for left over.
REFRESH, EXPIRED = 10.0, 120.0


@dataclass(frozen=True)
class Holder:
    """The process that holds a folder."""

    process: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}, since {self.since}"

    @property
    def running(self) -> bool:
        """Whether the process still runs; only defined on its own host."""
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


def _this_process() -> str:
    now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    return json.dumps(asdict(Holder(os.getpid(), socket.gethostname(), now)))


def holder(path: Path) -> Holder | None:
    """Read who holds a folder from its lock file; None if nobody, or it cannot be parsed."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def only_one(directory: Path, say: Say) -> Iterator[None]:
    """Hold a folder for one batch; wait until its present holder releases it.

    The operating system releases the lock when its holder ends, however it ends. If the lock file
    still names a holder then, its batch was cut off, which is said. Where files cannot be locked
    (Windows, some network disks) the file itself is the lock. It is left over if its process does
    not run or, on another host, if it was not updated for two minutes.
    """
    path = directory / ".lock"
    try:
        import fcntl
    except ImportError:
        with _lock_by_file(directory, say):
            yield
        return
    with path.open("a") as file:
        waiting = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                waiting = _wait(path, directory, say, waiting)
            except OSError:
                with _lock_by_file(directory, say):
                    yield
                return
        previous = holder(path)
        if previous is not None:
            _say_cut_off(previous, say)
        path.write_text(_this_process(), encoding="utf-8")
        try:
            yield
        finally:
            os.truncate(path, 0)


def _wait(path: Path, directory: Path, say: Say, waiting: bool) -> bool:
    """Wait before the next attempt; say so before the first."""
    if not waiting:
        present = holder(path)
        name = f" ({present})" if present else ""
        say(f"another batch{name} is running in {directory}; waiting for it to end")
    time.sleep(RETRY)
    return True


def _say_cut_off(previous: Holder | None, say: Say) -> None:
    say(f"the previous batch ({previous}) was cut off; what it finished is kept")


@contextmanager
def _lock_by_file(directory: Path, say: Say) -> Iterator[None]:
    """Hold a folder by a file that only one process can create."""
    path = directory / ".held"
    waiting = False
    while True:
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(_this_process())
            break
        except FileExistsError:
            if _left_over(path):
                _say_cut_off(holder(path), say)
                path.unlink(missing_ok=True)
            else:
                waiting = _wait(path, directory, say, waiting)
    done = threading.Event()

    def refresh() -> None:
        while not done.wait(REFRESH):
            os.utime(path)

    threading.Thread(target=refresh, daemon=True).start()
    try:
        yield
    finally:
        done.set()
        path.unlink(missing_ok=True)


def _left_over(path: Path) -> bool:
    """Whether the process that created a lock file has ended."""
    present = holder(path)
    if present is not None and present.host == socket.gethostname():
        return not present.running
    try:
        return time.time() - path.stat().st_mtime > EXPIRED
    except OSError:
        return False
