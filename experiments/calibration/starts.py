"""Starting points of a search: the current values, and points spread over the whole ranges.

One chain of proposals finds a local minimum near its start. So there are several chains, each with
its own start and random numbers; the acceptable vectors come from all of them. Start 1 is the
current values; the others are points of a scrambled Sobol' sequence (Joe and Kuo 2008; Owen 1998),
which fill the ranges evenly for any number of starts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from experiments.calibration.targets import Range

#: Trials of a chain before the estimator begins: the start, and points around it.
FIRST = 10
#: They are uniform within this share of each range, around the start.
NEAR = 0.5


def start_of(number: int, starts: int) -> int:
    """Start of a trial, from 1: the chains take turns."""
    return number % starts + 1


def at(searched: Range, place: float) -> float:
    """The value at a place of a range, 0 to 1."""
    scale, back = (math.log, math.exp) if searched.log else (float, float)
    low, high = scale(searched.low), scale(searched.high)
    return min(max(back(low + place * (high - low)), searched.low), searched.high)


def share(searched: Range, value: float) -> float:
    """Position of a value in a range, 0 to 1."""
    scale = math.log if searched.log else float
    low, high = scale(searched.low), scale(searched.high)
    return (scale(value) - low) / (high - low)


def start(ranges: Sequence[Range], seed: int, which: int) -> dict[str, float]:
    """Values of a start.

    Parameters
    ----------
    ranges : sequence of Range
    seed : int
        Of the study.
    which : int
        From 1, the current values. A start does not depend on the number of starts.
    """
    if which == 1:
        return {searched.name: searched.start for searched in ranges}
    from scipy.stats import qmc

    points = qmc.Sobol(len(ranges), scramble=True, rng=np.random.default_rng(seed))
    if which > 2:
        points.fast_forward(which - 2)
    (point,) = points.random(1)
    return {
        searched.name: at(searched, float(share))
        for searched, share in zip(ranges, point, strict=True)
    }


def near(
    ranges: Sequence[Range], seed: int, begin: Mapping[str, float], number: int
) -> dict[str, float]:
    """Values of a trial near a start.

    Parameters
    ----------
    ranges : sequence of Range
    seed : int
        Of the study.
    begin : mapping of str to float
        The start.
    number : int
        Of the trial; it determines its random numbers.
    """
    generator = np.random.default_rng([seed, number])
    values = {}
    for searched in ranges:
        step = NEAR * (generator.random() - 0.5)
        values[searched.name] = at(
            searched, min(max(share(searched, begin[searched.name]) + step, 0.0), 1.0)
        )
    return values
