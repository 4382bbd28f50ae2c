"""How long a run may take and how much memory it may hold, and who looks."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path


class LimitError(RuntimeError):
    """A run took longer, or more memory, than it was allowed."""


@dataclass(frozen=True)
class Limits:
    """What a run may take.

    Attributes
    ----------
    seconds : float or None
        Wall time; None for as long as it wants.
    megabytes : float or None
        Memory of the process it runs in, the program itself included; None for all there is.
    """

    seconds: float | None = None
    megabytes: float | None = None

    def __bool__(self) -> bool:
        return self.seconds is not None or self.megabytes is not None

    def check(self, began: float) -> None:
        """Raise a LimitError if this process, at work since `began` (monotonic), takes too much.

        A run looks at the end of each month. One that does not come to the end of a month is ended
        by the pool from outside.
        """
        if self.seconds is not None and time.monotonic() - began > self.seconds:
            raise LimitError(f"took longer than the {self.seconds:g} s it may (--run-timeout)")
        if self.megabytes is not None:
            held = memory_of(os.getpid())
            if held is not None and held > self.megabytes:
                raise LimitError(self.too_large(held))

    def too_large(self, held: float) -> str:
        """Words for a run that holds too much memory, in megabytes."""
        return f"held {held:.0f} MB of the {self.megabytes:g} MB it may (--run-memory)"

    @property
    def never_ended(self) -> str:
        """Words for a run that was ended from outside because it did not end by itself."""
        return (
            f"still at work after the {self.seconds:g} s it may (--run-timeout), and ended: "
            "it did not come to the end of a month"
        )


#: As long and as much as a run wants.
NO_LIMITS = Limits()


def memory_of(process: int) -> float | None:
    """Memory that a process holds now, in megabytes; None where the system does not say."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return peak_memory() if process == os.getpid() else None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def forget_peak() -> None:
    """Let :func:`peak_memory` begin anew, where the system can: on Linux."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_memory() -> float | None:
    """Greatest memory this process has held, in megabytes; None where unknown.

    On Linux since :func:`forget_peak`, elsewhere since it began.
    """
    try:
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return round(int(line.split()[1]) * 1024 / 1e6, 1)
    except (OSError, ValueError):
        pass
    try:
        import resource
    except ImportError:
        return None
    unit = 1 if sys.platform == "darwin" else 1024
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6, 1)
