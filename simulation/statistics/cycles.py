"""Cycles: what of a series comes and goes, after what drifts has been taken off."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solveh_banded

from simulation.statistics.association import correlation

#: Smoothing of the trend that Shimer (2005) takes off quarterly data.
SMOOTHING = 1e5
MONTHS_OF_QUARTER = 3
#: Logarithms that never go further from their trend than this are still; the rest is rounding.
STILL = 1e-9


def hodrick_prescott_trend(series: ArrayLike, smoothing: float = SMOOTHING) -> NDArray[np.float64]:
    """Smooth trend of a series.

    ``τ = argmin Σ (y_t − τ_t)² + λ Σ (τ_{t+1} − 2 τ_t + τ_{t−1})²``, that is
    ``(I + λ D'D) τ = y`` with the second differences D.

    Parameters
    ----------
    series : array_like, shape (periods,)
        Without nan.
    smoothing : float
        λ; the larger, the straighter the trend.

    Returns
    -------
    ndarray, shape (periods,)
        The series itself when it has fewer than three periods.

    References
    ----------
    Hodrick and Prescott (1997), Postwar U.S. business cycles, Journal of Money, Credit and
    Banking 29.
    """
    y = np.asarray(series, dtype=np.float64)
    if y.size < 3:
        return y.copy()
    second = np.diff(np.eye(y.size), 2, axis=0)
    whole = np.eye(y.size) + smoothing * second.T @ second
    banded = np.zeros((3, y.size))
    for place in range(3):
        banded[2 - place, place:] = np.diagonal(whole, place)
    return solveh_banded(banded, y)


def quarterly_means(series: ArrayLike) -> NDArray[np.float64]:
    """Means of the whole quarters of a monthly series; months left over at its start are dropped.

    Parameters
    ----------
    series : array_like, shape (months,)

    Returns
    -------
    ndarray, shape (months // 3,)
    """
    y = np.asarray(series, dtype=np.float64)
    return y[y.size % MONTHS_OF_QUARTER :].reshape(-1, MONTHS_OF_QUARTER).mean(axis=1)


def cyclical_correlation(one: ArrayLike, other: ArrayLike, smoothing: float = SMOOTHING) -> float:
    """Correlation of two monthly series over the cycle, as Shimer (2005) takes it.

    The series are averaged over quarters; of their logarithms the trend of
    :func:`hodrick_prescott_trend` is taken off; what is left is correlated. For unemployment and
    vacancies this is the slope of the Beveridge curve without the curve's own shifts.

    Parameters
    ----------
    one, other : array_like, shape (months,)
        Values > 0, such as two rates, in the same months.
    smoothing : float
        See :func:`hodrick_prescott_trend`.

    Returns
    -------
    float
        In [-1, 1]; nan with fewer than eight quarters, with a quarter that is 0 or unknown, or
        when either series does nothing but drift.

    References
    ----------
    Shimer (2005), The cyclical behavior of equilibrium unemployment and vacancies, American
    Economic Review 95.
    """
    parts = []
    for series in (one, other):
        quarters = quarterly_means(series)
        if quarters.size < 8 or not (quarters > 0).all():
            return float("nan")
        log = np.log(quarters)
        parts.append(log - hodrick_prescott_trend(log, smoothing))
    if min(np.abs(part).max() for part in parts) < STILL:
        return float("nan")
    return correlation(*parts)
