"""One batch at a time in a folder; the second waits for the first and then does what is missing."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

Say = Callable[[str], None]

#: Seconds between looks at whether a folder is free.
LOOK = 0.2
#: Seconds between signs of life where the system does not lock files, and after how many without
#: one a batch on another host is taken for dead.
SIGN_OF_LIFE, DEAD = 10.0, 120.0


@dataclass(frozen=True)
class Holder:
    """Who holds a folder: a process on a host, and since when."""

    process: int
    host: str
    since: str

    def __str__(self) -> str:
        return f"process {self.process} on {self.host}, since {self.since}"

    @property
    def here(self) -> bool:
        """Whether it is a process of this host."""
        return self.host == socket.gethostname()

    @property
    def alive(self) -> bool:
        """Whether it still runs; only to be asked on its own host."""
        try:
            os.kill(self.process, 0)
        except ProcessLookupError:
            return False
        except OSError:
            return True
        return True


def _me() -> Holder:
    now = datetime.now().astimezone().isoformat(sep=" ", timespec="seconds")
    return Holder(os.getpid(), socket.gethostname(), now)


def holder(path: Path) -> Holder | None:
    """Who a lock file says holds the folder; None if nobody, or it cannot be understood."""
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


@contextmanager
def only_one(directory: Path, say: Say) -> Iterator[None]:
    """Hold a folder for one batch; wait for whoever holds it.

    The operating system frees the lock when its holder dies, however it dies; what the holder wrote
    into the lock file is then left over, and is told. Where files cannot be locked (Windows, some
    network disks) the file itself is the lock, and its holder is taken for dead when its process is
    gone or, on another host, when it has given no sign of life for two minutes.
    """
    path = directory / ".lock"
    try:
        import fcntl
    except ImportError:
        with _held_by_file(directory, say):
            yield
        return
    with path.open("a") as file:
        told = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                told = told or _tell(path, directory, say)
                time.sleep(LOOK)
            except OSError:
                with _held_by_file(directory, say):
                    yield
                return
            else:
                break
        before = holder(path)
        if before is not None:
            say(f"the batch before this one ({before}) was cut off; what it finished is kept")
        path.write_text(json.dumps(asdict(_me())), encoding="utf-8")
        try:
            yield
        finally:
            os.truncate(path, 0)


def _tell(path: Path, directory: Path, say: Say) -> bool:
    who = holder(path)
    name = f" ({who})" if who else ""
    say(f"another batch{name} is at work in {directory}; waiting for it to end")
    return True


@contextmanager
def _held_by_file(directory: Path, say: Say) -> Iterator[None]:
    """Hold a folder by a file that only one can make."""
    path = directory / ".held"
    told = False
    while True:
        try:
            with path.open("x", encoding="utf-8") as file:
                json.dump(asdict(_me()), file)
            break
        except FileExistsError:
            if _stale(path):
                who = holder(path)
                say(f"the batch before this one ({who}) was cut off; what it finished is kept")
                path.unlink(missing_ok=True)
            else:
                told = told or _tell(path, directory, say)
                time.sleep(LOOK)
    done = threading.Event()

    def live() -> None:
        while not done.wait(SIGN_OF_LIFE):
            os.utime(path)

    threading.Thread(target=live, daemon=True).start()
    try:
        yield
    finally:
        done.set()
        path.unlink(missing_ok=True)


def _stale(path: Path) -> bool:
    """Whether whoever made a lock file is gone."""
    who = holder(path)
    if who is not None and who.here:
        return not who.alive
    try:
        return time.time() - path.stat().st_mtime > DEAD
    except OSError:
        return False
