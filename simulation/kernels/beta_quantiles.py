"""Quantiles of a Beta distribution for many people, exact in single precision.

The exact inverse takes two microseconds per person, more than everything else that makes a person.
Most values are therefore interpolated in a table with a known error per cell. The exact inverse is
used in the tails, and where the error could change the rounding to single precision.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from scipy.special import betaincinv
from scipy.stats import beta

from simulation.kernels.compiled import compiled

#: Cells of the table, of equal width in probability.
CELLS = 1024
#: Probability at either end where quantiles are too curved for the table.
TAIL = 0.01
#: Number of people below which no table is made.
FEW = 10_000
#: Safety factor for the error, which is measured at three points of each cell.
SAFETY = 8.0
#: Relative error of the exact inverse itself.
EXACT = 1e-14


def beta_quantiles(a: float, b: float, shares: np.ndarray) -> np.ndarray:
    """Quantiles of Beta(a, b).

    Parameters
    ----------
    a, b : float
        Shape parameters, both above 0.
    shares : ndarray of shape (n,)
        Probabilities below each quantile, 0–1.

    Returns
    -------
    ndarray of float32, shape (n,)
        The same as ``scipy.special.betaincinv(a, b, shares)`` rounded to single precision.
    """
    if shares.size < FEW:
        return np.asarray(betaincinv(a, b, shares), dtype=np.float32)
    value, slope, error = _table(float(a), float(b))
    quantiles = np.empty(shares.size, dtype=np.float32)
    doubtful = np.empty(shares.size, dtype=np.bool_)
    _interpolate(shares, value, slope, error, quantiles, doubtful)
    quantiles[doubtful] = betaincinv(a, b, shares[doubtful])
    return quantiles


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
    """Cubic Hermite interpolation from values and slopes at both ends of a cell."""
    rest = 1.0 - part
    rise = high - low
    bend = rest * (slope_low - rise) + part * (rise - slope_high)
    return low + part * rise + part * rest * bend


@compiled
def _interpolate(shares, value, slope, error, quantiles, doubtful):
    cells = error.shape[0]
    for index in range(shares.shape[0]):
        position = shares[index] * cells
        cell = min(int(position), cells - 1)
        rough = _between(
            position - cell, value[cell], value[cell + 1], slope[cell], slope[cell + 1]
        )
        quantiles[index] = rough
        # the value is exact if the error bounds round to the same number in single precision
        doubtful[index] = np.float32(rough - error[cell]) != np.float32(rough + error[cell])
