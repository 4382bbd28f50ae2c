"""Segregation of homes, workplaces and ties, and inequality of income and wealth."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from simulation.kernels.compiled import compiled

# Theil's index of equal values is 0 up to rounding, which must not be split into shares.
ROUNDING = 1e-12


class Theil(NamedTuple):
    """Theil's T in nats, and the share of it that lies between groups (nan without groups)."""

    total: float
    between_share: float


def dissimilarity(counts_a: ArrayLike, counts_b: ArrayLike) -> float:
    """Share of one of two groups that would have to move for equal distributions.

    ``D = 1/2 Σ_j |a_j / A - b_j / B|``

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (districts,)
        Citizens of either group per district; workplaces may stand for districts.

    Returns
    -------
    float
        In [0, 1]; nan if a group is empty.

    Raises
    ------
    ValueError
        If the numbers of districts differ or a count is negative.

    References
    ----------
    Duncan and Duncan (1955), A methodological analysis of segregation indexes, American
    Sociological Review 20.
    """
    a = np.asarray(counts_a, dtype=np.float64)
    b = np.asarray(counts_b, dtype=np.float64)
    if a.shape != b.shape:
        raise ValueError("both groups need a count >= 0 for every district")
    return _dissimilarity(a.ravel(), b.ravel())


@compiled
def _dissimilarity(a, b):
    whole_a, whole_b = 0.0, 0.0
    for index in range(a.size):
        if a[index] < 0 or b[index] < 0:
            raise ValueError("both groups need a count >= 0 for every district")
        whole_a += a[index]
        whole_b += b[index]
    if whole_a == 0.0 or whole_b == 0.0:
        return np.nan
    distance = 0.0
    for index in range(a.size):
        distance += abs(a[index] / whole_a - b[index] / whole_b)
    return min(distance / 2, 1.0)


def excess_dissimilarity(counts_a: ArrayLike, counts_b: ArrayLike) -> float:
    """Dissimilarity beyond what chance alone causes in small districts.

    ``(D - D*) / (1 - D*)``, not below 0. With random homes, ``a_j`` of the ``n_j`` people in
    a district is binomial with ``p = A / (A + B)``, and so, by the normal approximation,
    ``D* = 1/2 sqrt(2/π) (1/A + 1/B) sqrt(p (1 - p)) Σ_j sqrt(n_j)``.

    Parameters
    ----------
    counts_a, counts_b : array_like, shape (districts,)
        See :func:`dissimilarity`.

    Returns
    -------
    float
        In [0, 1]; nan if a group is empty, or if chance alone would separate both completely.

    References
    ----------
    Carrington and Troske (1997), On measuring segregation in samples with small units, Journal of
    Business and Economic Statistics 15.
    """
    observed = dissimilarity(counts_a, counts_b)
    if np.isnan(observed):
        return observed
    a = np.asarray(counts_a, dtype=np.float64)
    b = np.asarray(counts_b, dtype=np.float64)
    whole_a, whole_b = a.sum(), b.sum()
    share = whole_a / (whole_a + whole_b)
    spread = (1 / whole_a + 1 / whole_b) * math.sqrt(share * (1 - share))
    chance = float(np.sqrt(a + b).sum() * spread / math.sqrt(2 * math.pi))
    if chance >= 1.0:
        return float("nan")
    return float(max((observed - chance) / (1 - chance), 0.0))


def assortativity(mixing: ArrayLike) -> float:
    """Excess of ties between citizens of the same kind over chance.

    ``r = (Σ_i e_ii - Σ_i a_i b_i) / (1 - Σ_i a_i b_i)``, with e the shares of ties by kinds of both
    ends, and a and b its row and column sums.

    Parameters
    ----------
    mixing : array_like, shape (kinds, kinds)
        Ties from kind i to kind j; an undirected tie is counted in both directions.

    Returns
    -------
    float
        1 if ties never cross kinds, 0 by chance, >= -1; nan without ties or with one kind only.

    Raises
    ------
    ValueError
        If the matrix is not square or has a negative entry.

    References
    ----------
    Newman (2003), Mixing patterns in networks, Physical Review E 67, 026126.
    """
    ties = np.asarray(mixing, dtype=np.float64)
    if ties.ndim != 2 or ties.shape[0] != ties.shape[1] or (ties < 0).any():
        raise ValueError("mixing must be a square matrix of counts >= 0")
    rows, columns, total = ties.sum(axis=1), ties.sum(axis=0), ties.sum()
    # In counts rather than shares, which would not sum to exactly 1 with a single kind.
    by_chance = rows @ columns
    if total == 0 or by_chance >= total**2:
        return float("nan")
    return float((np.trace(ties) * total - by_chance) / (total**2 - by_chance))


def gini(values: ArrayLike) -> float:
    """Half the mean absolute difference between two citizens, over the mean.

    ``G = Σ_i Σ_j |x_i - x_j| / (2 n² mean) = Σ_i (2 i - n - 1) x_(i) / (n Σ x)``, sorted upwards.

    Parameters
    ----------
    values : array_like, shape (citizens,)
        Income or wealth. Zeros count; negative values (debts) are allowed, but G may exceed 1.

    Returns
    -------
    float
        In [0, 1 - 1/n] for values >= 0; nan if empty or if the mean is not above 0.

    References
    ----------
    Gini (1912), Variabilità e mutabilità. Chen, Tsaur and Rhai (1982), The Gini coefficient and
    negative income, Oxford Economic Papers 34.
    """
    # sorted in their own type: half the work for a column in single precision
    return _gini_of_sorted(np.sort(np.asarray(values), axis=None))


@compiled
def _gini_of_sorted(x):
    n, total, distance = x.size, 0.0, 0.0
    for index in range(n):
        total += x[index]
        distance += (2.0 * index + 1.0 - n) * x[index]
    return distance / (n * total) if total > 0 else np.nan


def theil(values: ArrayLike, groups: ArrayLike | None = None) -> Theil:
    """Theil's entropy index T of income or wealth, and its share between groups.

    ``T = 1/n Σ_i y_i ln y_i`` with ``y = x / mean``; between groups
    ``T_B = Σ_g (n_g / n) y_g ln y_g`` with y_g the group's mean of y; share ``T_B / T``.
    A zero adds ``0 ln 0 = 0``, its limit: T stays finite and still counts the zero in n, unlike
    indices that take the logarithm of every value.

    Parameters
    ----------
    values : array_like, shape (citizens,)
        All >= 0. Wealth with debts has no T; use :func:`gini`.
    groups : array_like, shape (citizens,), optional
        Label of each citizen's group, such as education level.

    Returns
    -------
    Theil
        Total in [0, ln n]; nan if empty, all zero, or any value negative. Share in [0, 1]; nan
        also if all values are equal.

    Raises
    ------
    ValueError
        If groups and values differ in length.

    References
    ----------
    Theil (1967), Economics and Information Theory. Shorrocks (1980), The class of additively
    decomposable inequality measures, Econometrica 48.
    """
    x = np.asarray(values)
    member = np.zeros(x.shape, dtype=np.uint8) if groups is None else np.asarray(groups)
    if member.shape != x.shape:
        raise ValueError(f"shapes differ: {x.shape} and {member.shape}")
    if member.dtype != np.uint8:
        _, member = np.unique(member, return_inverse=True)
    number = int(member.max()) + 1 if member.size else 1
    total, between = _entropies(x.ravel(), member.ravel(), number)
    if groups is None or not total > ROUNDING:
        return Theil(total, float("nan"))
    return Theil(total, min(max(between / total, 0.0), 1.0))


@compiled
def _entropies(x, member, groups):
    """Theil's T of some values and that of the means of their groups, each in nats."""
    size, sums = np.zeros(groups), np.zeros(groups)
    for entry in range(x.size):
        if not x[entry] >= 0:
            return np.nan, np.nan
        size[member[entry]] += 1.0
        sums[member[entry]] += x[entry]
    mean = sums.sum() / max(x.size, 1)
    if not mean > 0:
        return np.nan, np.nan
    total, between = 0.0, 0.0
    # y ln y, whose limit at 0 is 0
    for entry in range(x.size):
        if x[entry] > 0:
            total += x[entry] / mean * np.log(x[entry] / mean)
    for group in range(groups):
        if sums[group] > 0:
            relative = sums[group] / size[group] / mean
            between += size[group] * relative * np.log(relative)
    return max(total / x.size, 0.0), between / x.size
