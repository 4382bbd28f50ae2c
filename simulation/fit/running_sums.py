"""Running sums of fit and of its changes, from which the measures over time are computed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.core.vocabulary import CAUSES
from simulation.kernels.compiled import columnwise

#: Change of fit from which on it counts as large.
LARGE_CHANGE = 0.10
#: Longest spell of misfit with an entry of its own; months of longer spells share the last one.
LONGEST_RECORDED = 60
#: Longest spell that is counted, in months; it fits into 16 bits.
LONGEST_COUNTED = 30000
#: Months in the history of misfit: the bits of a word.
HISTORY_BITS = 64


class Totals(NamedTuple):
    """Sums over residents by education.

    Attributes
    ----------
    cause_squares : ndarray of shape (levels, causes)
        Sum of change by cause times total change.
    change_squares : ndarray of shape (levels,)
        Sum of squared changes.
    exits, at_risk : ndarray of int64, shape (levels, months)
        Spells of misfit that ended, and that could have, by length.
    """

    cause_squares: np.ndarray
    change_squares: np.ndarray
    exits: np.ndarray
    at_risk: np.ndarray


@columnwise
def record_fit(first, size, group, causes, misfit, sums, totals, outcome):
    """Add this month's fit and its change to the running sums.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    group : Group
    causes : array of shape (citizens, causes)
        Column of the citizens: change of fit by cause.
    misfit : float
        Fit below which a person is in misfit.
    sums : RunningSums
        Written.
    totals : Totals
        Added to in place.
    outcome : Outcome
        Total fit this month and last month.
    """
    resident, education = group
    now, before = outcome.total, outcome.before
    (months, changes, large, total, squares, products, first_fit, change_squares, fall_squares,
     history, history_months, spell) = sums  # fmt: skip
    cause_squares, change_squares_by_level, exits, at_risk = totals
    for i in range(size):
        row = first + i
        if not resident[row]:
            continue
        g = education[row]
        change = now[i] - before[i]
        for c in range(len(CAUSES)):
            cause_squares[g, c] += causes[row, c] * change
        change_squares_by_level[g] += change * change
        if spell[row] > 0:
            length = min(spell[row], LONGEST_RECORDED)
            at_risk[g, length] += 1
            exits[g, length] += 0 if now[i] < misfit else 1
    for i in range(size):
        row = first + i
        if resident[row]:
            new = now[i]
            change = new - before[i]
            seen = months[row] > 0
            changes[row] += 1 if seen else 0
            large[row] += 1 if seen and abs(change) >= LARGE_CHANGE else 0
            products[row] += new * before[i] if seen else 0.0
            change_squares[row] += change * change if seen else 0.0
            fall_squares[row] += min(change, 0.0) * min(change, 0.0) if seen else 0.0
            first_fit[row] = first_fit[row] if seen else new
            total[row] += new
            squares[row] += new * new
            months[row] += 1
    for i in range(size):
        row = first + i
        if resident[row]:
            poor = now[i] < misfit
            spell[row] = min(spell[row] + 1, LONGEST_COUNTED) if poor else 0
            history[row] = (history[row] << np.uint64(1)) | (np.uint64(1) if poor else np.uint64(0))
            history_months[row] = min(history_months[row] + 1, HISTORY_BITS)
