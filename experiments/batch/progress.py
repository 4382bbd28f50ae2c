"""Progress of a batch: a bar in a terminal or notebook, a few lines elsewhere."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

#: Takes a message for the user.
Say = Callable[[str], None]

#: Ends every message about unfinished work.
HOW_TO_GO_ON = "give the same command again to go on"


def somebody_looks() -> bool:
    """Whether standard error is a terminal, or this is a notebook."""
    return (sys.stderr is not None and sys.stderr.isatty()) or in_notebook()


def in_notebook() -> bool:
    """Whether this is a notebook."""
    # only the shell of a notebook has a kernel; IPython may be imported elsewhere as well
    interactive = sys.modules.get("IPython")
    return interactive is not None and hasattr(interactive.get_ipython(), "kernel")


def say(line: str) -> None:
    """Write a message for the user to standard error, also while a bar is drawn."""
    if somebody_looks():
        from tqdm import tqdm

        tqdm.write(line, file=sys.stderr)
    elif sys.stderr is not None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


class Lines:
    """Says a line whenever another tenth of a batch is done, for use without a bar.

    Parameters
    ----------
    runs : int
        Runs of the batch; fewer than ten give no line.
    """

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.done = 0
        self.began = time.monotonic()

    def step(self, say: Say) -> None:
        """Count one finished run; the time left follows from the rate measured so far."""
        self.done += 1
        if self.runs < 10 or self.done == self.runs:
            return
        if self.done * 10 // self.runs > (self.done - 1) * 10 // self.runs:
            left = (time.monotonic() - self.began) / self.done * (self.runs - self.done)
            say(f"{self.done} of {self.runs} runs done, about {left / 60:.1f} minutes left")


@contextmanager
def bar(months: int, show: bool) -> Iterator[Any]:
    """Draw a progress bar over the months of all runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm warns in a notebook without widgets; text suffices
        from tqdm.auto import tqdm

        progress = tqdm(
            total=months, disable=not show, unit="month", unit_scale=True, smoothing=0.05,
            desc="cities", dynamic_ncols=True,
        )  # fmt: skip
    try:
        yield progress
    finally:
        progress.close()
