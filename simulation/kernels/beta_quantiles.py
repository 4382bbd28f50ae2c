"""Quantiles of a Beta distribution for many people at once, exact in single precision.

The exact inverse costs two microseconds a person, more than all else that makes a person. Most
values are therefore read off a table, whose error is known in each cell; where the error could
change the rounding to single precision, and at the ends, the exact inverse is taken.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import betaincinv
from scipy.stats import beta

from simulation.kernels.compiled import compiled

#: Cells of the table, equally wide in probability.
CELLS = 1024
#: Share at either end where quantiles bend too much for a table.
TAIL = 0.01
#: Fewer people than this are not worth a table.
FEW = 10_000
#: What the error measured at three places of each cell is multiplied by.
SAFETY = 8.0
#: Relative error of the exact inverse itself.
EXACT = 1e-14


def beta_quantiles(a: float, b: float, shares: np.ndarray) -> np.ndarray:
    """Quantiles of Beta(a, b).

    Parameters
    ----------
    a, b : float
        Shape, both above 0.
    shares : ndarray of shape (n,)
        Shares of the distribution below each quantile, 0–1.

    Returns
    -------
    ndarray of float32, shape (n,)
        The same as ``scipy.special.betaincinv(a, b, shares)`` rounded to single precision.
    """
    if shares.size < FEW:
        return np.asarray(betaincinv(a, b, shares), dtype=np.float32)
    value, slope, error = _table(float(a), float(b))
    found = np.empty(shares.size, dtype=np.float32)
    doubtful = np.empty(shares.size, dtype=np.bool_)
    _look_up(shares, value, slope, error, found, doubtful)
    found[doubtful] = betaincinv(a, b, shares[doubtful])
    return found


@lru_cache(maxsize=8)
def _table(a: float, b: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Quantiles at the ends of the cells, their slopes, and the largest error in each cell."""
    ends = np.linspace(0.0, 1.0, CELLS + 1)
    value = betaincinv(a, b, ends)
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = 1.0 / beta.pdf(value, a, b) / CELLS
        error = EXACT * value[1:]
        for part in (0.25, 0.5, 0.75):
            rough = _between(part, value[:-1], value[1:], slope[:-1], slope[1:])
            exact = betaincinv(a, b, (np.arange(CELLS) + part) / CELLS)
            error = np.maximum(error, np.abs(rough - exact))
    within = (ends[:-1] >= TAIL) & (ends[1:] <= 1.0 - TAIL) & np.isfinite(error)
    return value, slope, np.where(within, SAFETY * error, np.inf)


@compiled
def _between(part, low, high, slope_low, slope_high):
    """The cubic that has the given values and slopes at both ends of a cell."""
    rest = 1.0 - part
    rise = high - low
    bend = rest * (slope_low - rise) + part * (rise - slope_high)
    return low + part * rise + part * rest * bend


@compiled
def _look_up(shares, value, slope, error, found, doubtful):
    cells = error.shape[0]
    for index in range(shares.shape[0]):
        place = shares[index] * cells
        cell = min(int(place), cells - 1)
        rough = _between(place - cell, value[cell], value[cell + 1], slope[cell], slope[cell + 1])
        found[index] = rough
        # the largest error on either side gives the same number in single precision, or is exact
        doubtful[index] = np.float32(rough - error[cell]) != np.float32(rough + error[cell])
