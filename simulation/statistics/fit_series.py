"""Running sums of fit from complete series of fit, as kept for citizens month by month.

A series holds the fit of a person in consecutive months from the first one on, and nan after the
person has left. The sums are those of :mod:`simulation.statistics.volatility` and
:mod:`simulation.statistics.permanence`.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from simulation.kernels.compiled import compiled

#: Months in a history of misfit: the bits of a word.
HISTORY_BITS = 64


class SeriesSums(NamedTuple):
    """Sums over the observed months of each person: arrays of shape (people,).

    Attributes
    ----------
    months, changes, large_changes : ndarray of int64
        Months observed, successive differences, and large ones.
    total, squares, products, change_squares, fall_squares : ndarray of float64
    first, fit : ndarray of float64
        Fit in the first and in the last month observed.
    misfit_history : ndarray of uint64
        Misfit in the last 64 months observed, newest in bit 0.
    misfit_months : ndarray of int64
        Months in that history.
    """

    months: NDArray[np.int64]
    changes: NDArray[np.int64]
    large_changes: NDArray[np.int64]
    total: NDArray[np.float64]
    squares: NDArray[np.float64]
    products: NDArray[np.float64]
    change_squares: NDArray[np.float64]
    fall_squares: NDArray[np.float64]
    first: NDArray[np.float64]
    fit: NDArray[np.float64]
    misfit_history: NDArray[np.uint64]
    misfit_months: NDArray[np.int64]


def sum_series(fit: ArrayLike, threshold: float, large: float) -> SeriesSums:
    """Sums over the months of each person.

    Parameters
    ----------
    fit : array_like of shape (months, people)
    threshold : float
        Fit below which a person is in misfit.
    large : float
        Change of fit from which on it counts as large.
    """
    series = np.asfortranarray(fit, dtype=np.float32)
    people = series.shape[1]
    counts, sums = np.zeros((3, people), dtype=np.int64), np.zeros((7, people))
    history = np.zeros(people, dtype=np.uint64)
    _sum_series(series, (np.float32(threshold), large), counts, sums, history)
    months_in_history = np.minimum(counts[0], HISTORY_BITS)
    return SeriesSums._make((*counts, *sums, history, months_in_history))


@compiled
def _sum_series(series, limits, counts, sums, history):
    threshold, large = limits
    for person in range(series.shape[1]):
        months, large_changes, bits = 0, 0, np.uint64(0)
        total = squares = products = change_squares = fall_squares = 0.0
        first = last = float(series[0, person])
        for month in range(series.shape[0]):
            if np.isnan(series[month, person]):
                break
            fit = float(series[month, person])
            # in the first month the change is 0
            change = fit - last
            fall = min(change, 0.0)
            large_changes += abs(change) >= large
            products += fit * last if month > 0 else 0.0
            change_squares += change * change
            fall_squares += fall * fall
            bits = (bits << np.uint64(1)) | np.uint64(series[month, person] < threshold)
            months += 1
            total += fit
            squares += fit * fit
            last = fit
        history[person] = bits
        counts[0, person], counts[1, person] = months, max(months - 1, 0)
        counts[2, person] = large_changes
        sums[0, person], sums[1, person], sums[2, person] = total, squares, products
        sums[3, person], sums[4, person] = change_squares, fall_squares
        sums[5, person], sums[6, person] = first, last


def count_spells(
    fit: ArrayLike, threshold: float, group: ArrayLike, groups: int, longest: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Spells of misfit that ended, and that could have, by months since they began.

    A spell that is under way in the first month counts from then on.

    Parameters
    ----------
    fit : array_like of shape (months, people)
    threshold : float
        Fit below which a person is in misfit.
    group : array_like of int, shape (people,)
    groups : int
    longest : int
        Longest spell with an entry of its own, in months.

    Returns
    -------
    exits, at_risk : ndarray of shape (groups, longest + 1)
        Column d holds the d-th month of spells; the last one holds that of all longer spells, too.
    """
    exits, at_risk = np.zeros((2, groups, longest + 1), dtype=np.int64)
    series = np.asfortranarray(fit, dtype=np.float32)
    _count_spells(series, np.float32(threshold), np.asarray(group), exits, at_risk)
    return exits, at_risk


@compiled
def _count_spells(series, threshold, group, exits, at_risk):
    for person in range(series.shape[1]):
        spell = 0
        for month in range(series.shape[0]):
            fit = series[month, person]
            if np.isnan(fit):
                break
            poor = fit < threshold
            if spell > 0:
                length = min(spell, exits.shape[1] - 1)
                at_risk[group[person], length] += 1
                exits[group[person], length] += not poor
            spell = spell + 1 if poor else 0
