"""Limits on the time and memory of a run, and functions that measure both."""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path


class LimitError(RuntimeError):
    """A run exceeded its limit of time or memory."""


@dataclass(frozen=True)
class Limits:
    """Limits of a run.

    Attributes
    ----------
    seconds : float or None
        Wall time; None for no limit.
    megabytes : float or None
        Memory of the process, the program itself included; None for no limit.
    """

    seconds: float | None = None
    megabytes: float | None = None

    def __bool__(self) -> bool:
        return self.seconds is not None or self.megabytes is not None

    def check(self, start: float) -> None:
        """Raise a LimitError if this process, busy since `start` (monotonic), exceeds a limit.

        A run checks at the end of each month. The worker pool kills a run that never reaches the
        end of a month.
        """
        if self.seconds is not None and time.monotonic() - start > self.seconds:
            raise LimitError(f"took longer than its limit of {self.seconds:g} s (--run-timeout)")
        self.check_memory(os.getpid())

    def check_memory(self, process: int) -> None:
        """Raise a LimitError if a process holds more memory than allowed."""
        used = memory_of(process) if self.megabytes is not None else None
        if used is not None and used > (self.megabytes or 0.0):
            raise LimitError(
                f"held {used:.0f} MB, its limit is {self.megabytes:g} MB (--run-memory)"
            )


NO_LIMITS = Limits()


def memory_of(process: int) -> float | None:
    """Memory that a process holds now, in megabytes; None where the system does not report it."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_bytes().split()[1])
    except (OSError, ValueError, IndexError):
        return peak_memory() if process == os.getpid() else None
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def forget_peak() -> None:
    """Reset :func:`peak_memory`, where the system can: on Linux."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return


def peak_memory() -> float | None:
    """Largest memory this process has held, in megabytes; None where unknown.

    On Linux since :func:`forget_peak`, elsewhere since the process started.
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
