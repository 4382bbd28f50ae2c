"""Record: running sums of fit and of its changes, from which the measures are taken."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import CAUSES
from simulation.kernels.compiled import columnwise

#: A change of fit from which on it counts as large.
LARGE_CHANGE = 0.10
#: Longest spell of misfit that is told apart, and longest that is counted, in months.
LONGEST_TOLD_APART, LONGEST = 60, 30000
#: Months of misfit that are remembered one by one: the bits of a word.
REMEMBERED = 64


@columnwise
def record_fit(first, size, citizens, now, before, misfit, sums, cause_squares,
               change_squares_by_level, exits, at_risk):  # fmt: skip
    """Add this month's fit and its change to the running sums, written in place.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; those of nobody are passed over.
    citizens : tuple of array
        Columns of the citizens, as unpacked below.
    now, before : array of shape (size,)
        Total fit this month and last month.
    misfit : float
        Fit below which somebody is in misfit.
    sums : tuple of array
        Columns of the citizens, as unpacked below.
    cause_squares : array of shape (levels, causes)
        Sum of cause times change by education.
    change_squares_by_level : array of shape (levels,)
        Sum of squared changes by education.
    exits, at_risk : array of shape (levels, months)
        Spells of misfit that ended, and that could have, by education and length.
    """
    resident, education, causes = citizens
    (months, changes, large, total, squares, products, first_fit, change_squares, fall_squares,
     history, history_months, spell) = sums  # fmt: skip
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
            length = min(spell[row], LONGEST_TOLD_APART)
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
            spell[row] = min(spell[row] + 1, LONGEST) if poor else 0
            history[row] = (history[row] << np.uint64(1)) | (np.uint64(1) if poor else np.uint64(0))
            history_months[row] = min(history_months[row] + 1, REMEMBERED)
