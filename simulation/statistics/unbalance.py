"""Unbalance: how strongly fit rises with rank in education, in ICT skill or in both.

Every function takes one entry per citizen or one per cell of citizens with the cell's mean fit and
its size as weight. Both give the same number as long as rank is constant within a cell, because
``cov(F, R)`` then only sees cell means. A ``ValueError`` is raised if shapes differ or a weight is
negative or nan; where a statistic is not defined it is nan.

References: Bross (1958), Biometrics 14 (mid-ranks as ridits); Erreygers (2009), Journal of Health
Economics 28; Fisher (1925), Statistical Methods for Research Workers, chapter VII; Wagstaff, Paci
and van Doorslaer (1991), Social Science & Medicine 33.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.kernels.compiled import compiled

# A standard deviation below this part of the level of the means is rounding, not variation.
ROUNDING = 1e-6


def mid_rank(weights: ArrayLike) -> NDArray[np.float64]:
    """Fractional mid-rank of ordered categories (Bross 1958).

    ``R_k = (w_1 + … + w_{k-1} + w_k / 2) / (w_1 + … + w_K)``

    Parameters
    ----------
    weights : array_like, shape (categories,)
        Citizens per category, from the lowest category to the highest, all >= 0.

    Returns
    -------
    ndarray, shape (categories,)
        Rank in (0, 1), whose weighted mean is 1/2; nan throughout if the total weight is 0.
    """
    return _mid_rank(np.asarray(weights, dtype=np.float64).ravel())


@compiled
def _mid_rank(size):
    total = 0.0
    for weight in size:
        if not weight >= 0.0:
            raise ValueError("weights must be numbers >= 0")
        total += weight
    rank = np.full(size.size, np.nan)
    below = 0.0
    for category in range(size.size):
        if total > 0.0:
            rank[category] = (below + size[category] / 2.0) / total
        below += size[category]
    return rank


def individual_mid_rank(values: ArrayLike, weight: ArrayLike | None = None) -> NDArray[np.float64]:
    """Fractional mid-rank of every citizen's value; equal values share one rank.

    Parameters
    ----------
    values : array_like, shape (citizens,)
        Every distinct value is a category of :func:`mid_rank`.
    weight : array_like, shape (citizens,), optional

    Returns
    -------
    ndarray, shape (citizens,)
        Rank in (0, 1); nan throughout if the total weight is 0.
    """
    _, category = np.unique(np.asarray(values), return_inverse=True)
    size = None if weight is None else np.asarray(weight, dtype=np.float64)
    return mid_rank(np.bincount(category, weights=size))[category]


def slope_index_of_inequality(
    fit: ArrayLike, rank: ArrayLike, weight: ArrayLike | None = None
) -> float:
    """Fit at the top of the ranking minus fit at the bottom, by the regression line.

    ``SII = cov(F, R) / var(R)``, the weighted least-squares slope of F on R (Wagstaff 1991).

    Parameters
    ----------
    fit : array_like
        Fit per citizen, or mean fit per cell.
    rank : array_like
        Fractional mid-rank, 0-1, of the same shape.
    weight : array_like, optional
        Citizens per entry, of the same shape; equal by default. Entries of weight 0 are ignored,
        whatever their fit, so that an empty cell may hold nan.

    Returns
    -------
    float
        In units of fit; > 0 if fit favours the high ranks; nan if var(R) or the total weight is 0.
    """
    covariance, variance = _moments(fit, rank, weight)
    return covariance / variance if variance > 0 else float("nan")


def erreygers_index(fit: ArrayLike, rank: ArrayLike, weight: ArrayLike | None = None) -> float:
    """Erreygers' corrected concentration index of a fit bounded by 0 and 1.

    ``E = 8 cov(F, R)``, that is ``4 mean(F) C`` with the concentration index C (2009).

    Parameters as in :func:`slope_index_of_inequality`.

    Returns
    -------
    float
        In [-1, 1]; > 0 if fit favours the high ranks; nan if var(R) or the total weight is 0.
    """
    return 8 * _moments(fit, rank, weight)[0]


def covariances_with_rank(
    sums: ArrayLike, rank: ArrayLike, people: ArrayLike
) -> tuple[NDArray[np.float64], float]:
    """Covariance of several columns with one rank, from their sums over cells of citizens.

    ``cov(F, R) = Σ_c (R_c − R̄) (S_c − n_c F̄) / N`` with the sum S_c of F over the n_c citizens of
    cell c. Over the variance of R it is :func:`slope_index_of_inequality`, eight times it is
    :func:`erreygers_index`, for all columns at once.

    Parameters
    ----------
    sums : array_like of shape (cells, columns)
    rank, people : array_like of shape (cells,)
        Fractional mid-rank, 0-1, and citizens.

    Returns
    -------
    covariances : ndarray of shape (columns,)
    variance : float
        Of the rank; all nan if all ranks are equal, or without people.
    """
    columns, ranks, number = (np.asarray(part, dtype=np.float64) for part in (sums, rank, people))
    if not columns.shape[:1] == ranks.shape == number.shape:
        raise ValueError(f"shapes {columns.shape}, {ranks.shape}, {number.shape} do not fit")
    return _covariances(columns, ranks, number)


@compiled
def _covariances(sums, rank, people):
    covariances = np.full(sums.shape[1], np.nan)
    total, r_mean = 0.0, 0.0
    low, high = np.inf, -np.inf
    for cell in range(people.size):
        if people[cell] > 0:
            total += people[cell]
            r_mean += people[cell] * rank[cell]
            low, high = min(low, rank[cell]), max(high, rank[cell])
    # as in `_weighted_moments`
    if total == 0.0 or low == high:
        return covariances, np.nan
    r_mean /= total
    variance = 0.0
    for cell in range(people.size):
        variance += people[cell] * (rank[cell] - r_mean) ** 2 if people[cell] > 0 else 0.0
    # all columns at once, because their additions do not wait for each other
    covariances[:] = 0.0
    means = np.zeros(sums.shape[1])
    for cell in range(people.size):
        for column in range(means.size):
            means[column] += sums[cell, column]
    means /= total
    for cell in range(people.size):
        if people[cell] > 0:
            distance = rank[cell] - r_mean
            for column in range(means.size):
                above = sums[cell, column] - people[cell] * means[column]
                covariances[column] += distance * above
    return covariances / total, variance / total


def between_group_share(
    group_means: ArrayLike, group_sizes: ArrayLike, total_variance: float
) -> float:
    """Share of the variance of fit that lies between groups (eta squared, Fisher 1925).

    ``eta² = Σ_g n_g (m_g - m)² / (N V)`` with the population variance V (divided by N).

    Parameters
    ----------
    group_means, group_sizes : array_like, shape (groups,)
        Mean fit and number of citizens; the mean of an empty group is ignored.
    total_variance : float
        Variance over all citizens of these groups, in squared units of fit.

    Returns
    -------
    float
        In [0, 1]; nan without citizens or without variance beyond rounding.

    Raises
    ------
    ValueError
        Also if the groups vary more than their citizens do, which no variance of these allows.
    """
    means = np.asarray(group_means, dtype=np.float64).ravel()
    size = np.asarray(group_sizes, dtype=np.float64).ravel()
    share, excess = _between(means, size, float(total_variance))
    if excess > 0:
        raise ValueError(f"variance between groups {excess} exceeds the total {total_variance}")
    return share


@compiled
def _between(means, size, total_variance):
    """Eta squared, and the variance between groups where it is too large; else 0."""
    people, mean, largest = 0.0, 0.0, 0.0
    if means.size != size.size:
        raise ValueError("means and sizes of groups differ in number")
    for group in range(size.size):
        if not size[group] >= 0.0:
            raise ValueError("sizes must be numbers >= 0")
        if size[group] > 0.0:
            people += size[group]
            mean += size[group] * means[group]
            largest = max(largest, abs(means[group]))
    if people == 0.0 or not np.sqrt(max(total_variance, 0.0)) > ROUNDING * largest:
        return np.nan, 0.0
    between = 0.0
    for group in range(size.size):
        if size[group] > 0.0:
            between += size[group] / people * (means[group] - mean / people) ** 2
    if between > 1.001 * total_variance:
        return np.nan, between
    return min(between / total_variance, 1.0), 0.0


class Decomposition(NamedTuple):
    """Slope index of a sum and of each of its parts, in units of fit."""

    total: float
    parts: dict[str, float]


def decomposition(
    parts: Mapping[str, ArrayLike], rank: ArrayLike, weight: ArrayLike | None = None
) -> Decomposition:
    """Slope index of inequality of a sum, split into the slope indices of its parts.

    ``SII(Σ_p F_p) = Σ_p SII(F_p)``, since covariance is linear in F. The parts potential and
    realised - potential split realised fit; the weighted dimensions of fit split total fit.

    Parameters
    ----------
    parts : mapping of str to array_like
        Addends of fit, already multiplied by their weights in the sum, each of the rank's shape.
    rank, weight : array_like
        As in :func:`slope_index_of_inequality`.

    Returns
    -------
    Decomposition
        The slope index of the sum, and one per part; all nan if var(R) or the total weight is 0.
    """
    addends = {name: np.asarray(part, dtype=np.float64) for name, part in parts.items()}
    total = sum(addends.values(), start=np.zeros(np.shape(rank)))
    return Decomposition(
        slope_index_of_inequality(total, rank, weight),
        {name: slope_index_of_inequality(part, rank, weight) for name, part in addends.items()},
    )


@compiled
def _weighted_moments(f, r, w):
    """Weighted population covariance of `f` and `r`, and variance of `r`; nan if it is 0."""
    total, f_mean, r_mean = 0.0, 0.0, 0.0
    low, high = np.inf, -np.inf
    for entry in range(w.size):
        if not w[entry] >= 0:
            raise ValueError("weights must be numbers >= 0")
        # what weighs nothing may be nan
        if w[entry] > 0:
            total += w[entry]
            f_mean += w[entry] * f[entry]
            r_mean += w[entry] * r[entry]
            low, high = min(low, r[entry]), max(high, r[entry])
    # The ends are compared, not the variance: a constant rank may have a variance of rounding.
    if total == 0.0 or low == high:
        return np.nan, np.nan
    f_mean, r_mean = f_mean / total, r_mean / total
    covariance, variance = 0.0, 0.0
    # Centring fit changes nothing on paper but keeps a large constant in F out of the rounding.
    for entry in range(w.size):
        if w[entry] > 0:
            distance = r[entry] - r_mean
            covariance += w[entry] * distance * (f[entry] - f_mean)
            variance += w[entry] * distance * distance
    return covariance / total, variance / total


def _moments(fit: ArrayLike, rank: ArrayLike, weight: ArrayLike | None) -> tuple[float, float]:
    """Weighted population covariance of fit and rank, and variance of rank; nan if it is 0."""
    f = np.asarray(fit, dtype=np.float64)
    r = np.asarray(rank, dtype=np.float64)
    w = np.ones(f.shape) if weight is None else np.asarray(weight, dtype=np.float64)
    if not f.shape == r.shape == w.shape:
        raise ValueError(f"shapes {f.shape}, {r.shape}, {w.shape} differ")
    return _weighted_moments(f.ravel(), r.ravel(), w.ravel())
