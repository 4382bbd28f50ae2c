"""Quantiles of many values without a full sort.

NumPy's functions copy the values and partition for several ranks, which takes five times as long.
"""

from __future__ import annotations

import math

import numpy as np


def quantile(values: np.ndarray, part: float) -> float:
    """Quantile with linear interpolation, the same as :func:`numpy.quantile`.

    Parameters
    ----------
    values : ndarray of float, shape (n,)
        At least one, none of them nan. Reordered in place.
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
    position = (values.size - 1) * part
    below = min(math.floor(position), values.size - 1)
    low, high = _neighbours(values, below)
    fraction = position - below
    # from the nearer of the two, so that rounding stays between them
    return float(
        low + (high - low) * fraction if fraction < 0.5 else high - (high - low) * (1.0 - fraction)
    )


def median(values: np.ndarray) -> float:
    """Median, the mean of the middle two when their number is even; see :func:`quantile`."""
    low, high = _neighbours(values, (values.size - 1) // 2)
    return float(low if values.size % 2 else (low + high) / 2)


def _neighbours(values: np.ndarray, rank: int) -> tuple[np.floating, np.floating]:
    """The value of a rank, counted from 0, and the next one; the last has itself as next."""
    values.partition(rank)
    above = values[rank + 1 :]
    return values[rank], above.min() if above.size else values[rank]
