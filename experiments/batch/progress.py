"""How far a batch is: a bar with the time left where somebody looks, a few lines where not."""

from __future__ import annotations

import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


def somebody_looks() -> bool:
    """Whether standard error is a terminal, or this is a notebook."""
    return (sys.stderr is not None and sys.stderr.isatty()) or in_notebook()


def in_notebook() -> bool:
    """Whether this is a notebook."""
    # a notebook's shell has a kernel; that somebody imported one's parts says nothing
    interactive = sys.modules.get("IPython")
    return interactive is not None and hasattr(interactive.get_ipython(), "kernel")


#: Ends every message about what was left unfinished.
HOW_TO_GO_ON = "give the same command again to go on"


def say(line: str) -> None:
    """A message for the user, on standard error, also while a bar is drawn."""
    if somebody_looks():
        from tqdm import tqdm

        tqdm.write(line, file=sys.stderr)
    elif sys.stderr is not None:
        sys.stderr.write(line + "\n")
        sys.stderr.flush()


class Lines:
    """A line each time another tenth of a batch is done, for when there is no bar.

    Parameters
    ----------
    runs : int
        Runs in the batch; fewer than ten are not worth a line.
    """

    def __init__(self, runs: int) -> None:
        self.runs = runs
        self.done = 0
        self.began = time.monotonic()

    def step(self, say: Callable[[str], None]) -> None:
        """One more run is done."""
        self.done += 1
        if self.runs < 10 or self.done == self.runs:
            return
        if self.done * 10 // self.runs > (self.done - 1) * 10 // self.runs:
            left = (time.monotonic() - self.began) / self.done * (self.runs - self.done)
            say(f"{self.done} of {self.runs} runs done, about {left / 60:.1f} minutes left")


@contextmanager
def bar(months: int, show: bool) -> Iterator[Any]:
    """A progress bar over the months of all runs."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tqdm warns where a notebook has no widgets; text will do
        from tqdm.auto import tqdm

        progress = tqdm(
            total=months, disable=not show, unit="month", unit_scale=True, smoothing=0.05,
            desc="cities", dynamic_ncols=True,
        )  # fmt: skip
    try:
        yield progress
    finally:
        progress.close()
