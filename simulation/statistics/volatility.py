"""Volatility: how much a citizen's fit moves from month to month, from running sums per citizen.

The sums run over a citizen's observed months F_1 … F_n, one after the other without a gap:
``months`` n; ``changes`` n - 1; ``total`` Σ F; ``squares`` Σ F²; ``products`` Σ F_t F_{t-1};
``change_squares`` Σ (F_t - F_{t-1})²; ``fall_squares`` the same over falls only; ``large_changes``
the count of absolute changes >= 0.10; ``first`` F_1; ``last`` F_n. They belong in float64:
variances are differences of large sums. All are arrays of shape (citizens,). A citizen with
fewer than two changes has no volatility yet and gets nan.

References: Donner (1986), International Statistical Review 54; Jahng, Wood and Trull (2008) and
Mestdagh et al. (2018), Psychological Methods 13 and 23; Kendall (1954), Biometrika 41; Sortino and
Price (1994), Journal of Investing 3; von Neumann et al. (1941), Ann. Math. Statist. 12.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.kernels.compiled import compiled
from simulation.statistics.market import rate

# A sum of squared deviations below this part of the sum of squares is rounding, not variation.
ROUNDING = 1e-12


def rmssd(change_squares: ArrayLike, changes: ArrayLike) -> NDArray[np.float64]:
    """Root mean square of successive differences: the typical size of a monthly change.

    ``RMSSD = sqrt(Σ (F_t - F_{t-1})² / changes)`` (von Neumann et al. 1941)

    Parameters
    ----------
    change_squares, changes : array_like

    Returns
    -------
    ndarray
        In units of fit.
    """
    return np.sqrt(_per_change(change_squares, changes))


def downside_rmssd(fall_squares: ArrayLike, changes: ArrayLike) -> NDArray[np.float64]:
    """The part of :func:`rmssd` that is due to falls.

    ``sqrt(Σ min(F_t - F_{t-1}, 0)² / changes)`` (Sortino and Price 1994); divided by all changes,
    not by the falls, so that the squares of downside and upside add up to the squared RMSSD.

    Parameters
    ----------
    fall_squares, changes : array_like, shape (citizens,)

    Returns
    -------
    ndarray, shape (citizens,)
        In units of fit, never above the RMSSD.
    """
    return np.sqrt(_per_change(fall_squares, changes))


def large_change_share(large_changes: ArrayLike, changes: ArrayLike) -> NDArray[np.float64]:
    """Share of months in which fit changes a lot (probability of acute change).

    ``large_changes / changes`` (Jahng et al. 2008)

    Parameters
    ----------
    large_changes, changes : array_like, shape (citizens,)

    Returns
    -------
    ndarray, shape (citizens,)
        In [0, 1].
    """
    return _per_change(large_changes, changes)


def relative_variability(
    total: ArrayLike, squares: ArrayLike, months: ArrayLike, low: float = 0, high: float = 1
) -> NDArray[np.float64]:
    """Standard deviation over the largest one possible with this mean, bounds and number of months.

    With s = Σ (F - low) / (high - low), the spread of n values is largest when floor(s) of them
    stand at ``high``, one holds the rest, and all others stand at ``low``:
    ``max Σ (F - mean)² = (high - low)² (floor(s) + (s - floor(s))² - s² / n)``.
    This is the exact maximum for finite n (Mestdagh et al. 2018), not only its limit
    ``n (mean - low) (high - mean)``. The divisors n or n - 1 cancel.

    Parameters
    ----------
    total, squares, months : array_like, shape (citizens,)
    low, high : float
        Bounds of the scale of F.

    Returns
    -------
    ndarray, shape (citizens,)
        In [0, 1]; nan also if the mean is at a bound, where nothing can vary.
    """
    n = np.asarray(months, dtype=np.float64)
    f = np.asarray(total, dtype=np.float64)
    width = high - low
    s = np.clip((f - n * low) / width, 0.0, n)
    scaled_squares = (np.asarray(squares, dtype=np.float64) - 2 * low * f + n * low**2) / width**2
    mean_part = s * rate(s, n)
    whole = np.floor(s)
    largest = whole + (s - whole) ** 2 - mean_part
    # Near either bound both spreads are differences of almost equal sums.
    varies = (n >= 3) & (largest > ROUNDING * np.maximum(n, 1))
    observed = np.maximum(scaled_squares - mean_part, 0.0)
    return np.minimum(np.sqrt(rate(observed, np.where(varies, largest, np.nan))), 1.0)


def lag_one_autocorrelation(
    total: ArrayLike,
    squares: ArrayLike,
    products: ArrayLike,
    months: ArrayLike,
    first: ArrayLike,
    last: ArrayLike,
) -> NDArray[np.float64]:
    """Correlation of a citizen's fit with that of the month before.

    Pearson's r of the n - 1 pairs (F_{t-1}, F_t), each side with its own mean and variance, whose
    sums are ``total - last``, ``total - first``, ``squares - last²`` and ``squares - first²``. For
    an AR(1) process it falls short of φ by about ``(1 + 3 φ) / n`` (Kendall 1954).

    Parameters
    ----------
    total, squares, products, months, first, last : array_like, shape (citizens,)

    Returns
    -------
    ndarray, shape (citizens,)
        In [-1, 1]; nan also where fit does not vary.
    """
    f, f2, product, n, start, end = (
        np.asarray(sums, dtype=np.float64)
        for sums in (total, squares, products, months, first, last)
    )
    pairs = np.where(n >= 3, n - 1, np.nan)
    before, after = f - end, f - start
    covariance = product - before * after / pairs
    variance_before = f2 - end**2 - before**2 / pairs
    variance_after = f2 - start**2 - after**2 / pairs
    varies = np.minimum(variance_before, variance_after) > ROUNDING * f2
    scale = np.sqrt(np.where(varies, variance_before * variance_after, np.nan))
    return np.clip(rate(covariance, scale), -1.0, 1.0)


def intraclass_correlation(total: ArrayLike, squares: ArrayLike, months: ArrayLike) -> float:
    """Share of the variance of fit that lies between citizens rather than within their months.

    One-way random effects with unequal numbers of months (Donner 1986):
    ``ICC = (MSB - MSW) / (MSB + (n0 - 1) MSW)``, ``n0 = (N - Σ n_i² / N) / (k - 1)``,
    for k citizens and N citizen-months; 1 - ICC is the within-person share.

    Parameters
    ----------
    total, squares, months : array_like, shape (citizens,)
        Citizens with 0 months are ignored.

    Returns
    -------
    float
        At most 1, and below 0 if citizens' means differ less than chance would make them; nan
        with fewer than two citizens, without repeated months or without variance.
    """
    sums = np.broadcast_arrays(total, squares, months)
    return _intraclass_correlation(*(np.ascontiguousarray(part).ravel() for part in sums))


@compiled
def _intraclass_correlation(total, squares, months):
    citizens, observations, month_squares = 0, 0.0, 0.0
    sums, sums_of_squares, within = 0.0, 0.0, 0.0
    for row in range(months.size):
        n = float(months[row])
        if n > 0:
            citizens += 1
            observations += n
            month_squares += n * n
            sums += total[row]
            sums_of_squares += squares[row]
            within += squares[row] - total[row] * total[row] / n
    if citizens < 2 or observations <= citizens:
        return np.nan
    mean = sums / observations
    between = 0.0
    for row in range(months.size):
        n = float(months[row])
        if n > 0:
            between += n * (total[row] / n - mean) ** 2
    between = between / (citizens - 1)
    within = max(within, 0.0) / (observations - citizens)
    if between + within <= ROUNDING * sums_of_squares / observations:
        return np.nan
    usual = (observations - month_squares / observations) / (citizens - 1)
    return (between - within) / (between + (usual - 1) * within)


def _per_change(amount: ArrayLike, changes: ArrayLike) -> NDArray[np.float64]:
    count = np.asarray(changes, dtype=np.float64)
    return rate(amount, np.where(count >= 2, count, np.nan))
