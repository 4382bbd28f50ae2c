"""One batch at a time in a folder; the second waits for the first and then does what is missing."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def only_one(directory: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Hold a folder for one batch.

    The operating system frees the lock when its holder dies, however it dies. Where files cannot
    be locked (Windows, some network disks) nobody waits; two batches then do some runs twice, with
    the same bytes.
    """
    try:
        import fcntl
    except ImportError:
        yield
        return
    with (directory / ".lock").open("a") as file:
        said = False
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if not said:
                    say(f"another batch is at work in {directory}; waiting for it to end")
                said = True
                time.sleep(0.2)
            except OSError:
                break
            else:
                break
        yield
