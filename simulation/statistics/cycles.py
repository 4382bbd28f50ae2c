"""Cycles: the cyclical part of a series, after removing the trend."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.linalg import solveh_banded

from simulation.statistics.association import correlation

#: Smoothing parameter that Shimer (2005) uses for quarterly data.
SMOOTHING = 1e5
MONTHS_OF_QUARTER = 3
#: Largest deviation from trend, in logs, that counts as rounding.
ROUNDING = 1e-9


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
    for offset in range(3):
        banded[2 - offset, offset:] = np.diagonal(whole, offset)
    return solveh_banded(banded, y)


def quarterly_means(series: ArrayLike) -> NDArray[np.float64]:
    """Means of the complete quarters of a monthly series; leftover months at its start are dropped.

    Parameters
    ----------
    series : array_like, shape (months,)

    Returns
    -------
    ndarray, shape (months // 3,)
    """
    y = np.asarray(series, dtype=np.float64)
    return y[y.size % MONTHS_OF_QUARTER :].reshape(-1, MONTHS_OF_QUARTER).mean(axis=1)


def cyclical_deviations(series: ArrayLike, smoothing: float = SMOOTHING) -> NDArray[np.float64]:
    """Deviations of a monthly series from its trend, in logarithms of quarterly means.

    Their standard deviation is the size of the cycle: .19 for unemployment in the USA, 1951 to 2003
    (Shimer 2005, table 1).

    Parameters
    ----------
    series : array_like, shape (months,)
        Values > 0.
    smoothing : float
        See :func:`hodrick_prescott_trend`.

    Returns
    -------
    ndarray, shape (months // 3,)
        Empty with fewer than eight quarters, or with one that is 0 or unknown.
    """
    quarters = quarterly_means(series)
    if quarters.size < 8 or not (quarters > 0).all():
        return np.empty(0)
    log = np.log(quarters)
    return np.asarray(log - hodrick_prescott_trend(log, smoothing))


def cyclical_correlation(
    first: ArrayLike, second: ArrayLike, smoothing: float = SMOOTHING
) -> float:
    """Correlation of two monthly series over the cycle, as in Shimer (2005).

    The series are averaged over quarters, their logarithms are detrended with
    :func:`hodrick_prescott_trend`, and the deviations are correlated. For unemployment and
    vacancies this shows the Beveridge curve without shifts of the curve.

    Parameters
    ----------
    first, second : array_like, shape (months,)
        Values > 0, such as two rates, in the same months.
    smoothing : float
        See :func:`hodrick_prescott_trend`.

    Returns
    -------
    float
        In [-1, 1]; nan with fewer than eight quarters, with a quarter that is 0 or unknown, or
        if either series has no cyclical part.

    References
    ----------
    Shimer (2005), The cyclical behavior of equilibrium unemployment and vacancies, American
    Economic Review 95.
    """
    parts = [cyclical_deviations(series, smoothing) for series in (first, second)]
    if min(np.abs(part).max(initial=0.0) for part in parts) < ROUNDING:
        return float("nan")
    return correlation(*parts)
