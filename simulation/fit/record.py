"""Record: running sums of fit and of its changes, from which the measures are taken."""

from __future__ import annotations

import numpy as np

from simulation.compiled import compiled
from simulation.vocabulary import CAUSES

#: A change of fit from which on it counts as large.
LARGE_CHANGE = 0.10
#: Longest spell of misfit that is told apart, and longest that is counted, in months.
LONGEST_TOLD_APART, LONGEST = 60, 30000
#: Months of misfit that are remembered one by one: the bits of a word.
REMEMBERED = 64


@compiled
def record_fit(people, education, causes, now, before, misfit, sums, cause_squares,
               change_squares_by_level, exits, at_risk):  # fmt: skip
    """Add this month's fit and its change to the running sums, written in place.

    Parameters
    ----------
    people : array of shape (people,)
        Rows of the residents.
    education, causes : array
        Columns of the citizens.
    now, before : array of shape (people,)
        Total fit this month and last month, in the order of `people`.
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
    (months, changes, large, total, squares, products, first, change_squares, fall_squares, history,
     history_months, spell) = sums  # fmt: skip
    for index in range(people.shape[0]):
        row = people[index]
        g = education[row]
        new = now[index]
        old = before[index]
        change = new - old
        for c in range(len(CAUSES)):
            cause_squares[g, c] += causes[row, c] * change
        change_squares_by_level[g] += change * change
        if months[row] > 0:
            changes[row] += 1
            products[row] += new * old
            change_squares[row] += change * change
            fall_squares[row] += min(change, 0.0) * min(change, 0.0)
            large[row] += 1 if abs(change) >= LARGE_CHANGE else 0
        else:
            first[row] = new
        months[row] += 1
        total[row] += new
        squares[row] += new * new

        poor = new < misfit
        if spell[row] > 0:
            length = min(spell[row], LONGEST_TOLD_APART)
            at_risk[g, length] += 1
            exits[g, length] += 0 if poor else 1
        spell[row] = min(spell[row] + 1, LONGEST) if poor else 0
        history[row] = (history[row] << np.uint64(1)) | (np.uint64(1) if poor else np.uint64(0))
        history_months[row] = min(history_months[row] + 1, REMEMBERED)
