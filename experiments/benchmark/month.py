"""Processor time of a month by size of the city, here and in another checkout in the same run.

What does not depend on the number of citizens is the *fixed cost*: the intercept of the line
through several sizes. Two versions take turns, because machines are shared and noisy; ratios of one
run can be compared, milliseconds of two runs cannot.
"""

from __future__ import annotations

import statistics
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from experiments.benchmark.reading import ROOT, Reading, in_process

PART = "month"
SIZES = (500, 2_000, 10_000)
MONTHS = 60


def readings(
    months: int = MONTHS, sizes: Sequence[int] = SIZES, turns: int = 3, against: Path | None = None
) -> Iterator[Reading]:
    """Milliseconds of a month, its fixed cost and, if asked for, ratios to another checkout.

    Parameters
    ----------
    months : int
        Months that are timed in each city.
    sizes : sequence of int
        Citizens.
    turns : int
        How often each version is timed; the medians count.
    against : Path, optional
        Folder of another checkout of this project, at least version 0.1.
    """
    folders = [ROOT] if against is None else [ROOT, against.resolve()]
    costs = [
        [in_process("month_cost", months, *sizes, code=folder) for folder in folders]
        for _ in range(turns)
    ]
    found = np.array(costs)  # by turn, checkout and size
    version = "" if against is None else version_of(against)
    fixed = np.array([[_fixed(sizes, row) for row in turn] for turn in found])
    for place, citizens in enumerate((*sizes, 0)):
        values = fixed if citizens == 0 else found[..., place]
        what = "month" if citizens else "fixed cost of a month"
        yield Reading(PART, what, citizens, 1, float(np.median(values[:, 0])), "ms")
        if against is not None:
            ratio = statistics.median(values[:, 0] / values[:, 1])
            yield Reading(PART, f"{what} over that of {version}", citizens, 1, ratio, "ratio")


def version_of(folder: Path) -> str:
    """Version of a checkout, ``version 0.1.0``; the folder's name if it does not tell."""
    file = folder / "pyproject.toml"
    project = tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    number = project.get("project", {}).get("version")
    return f"version {number}" if number else folder.name


def _fixed(sizes: Sequence[int], milliseconds: np.ndarray) -> float:
    """Intercept of the line through the cost by size."""
    return float(np.polyfit(sizes, milliseconds, 1)[1])
