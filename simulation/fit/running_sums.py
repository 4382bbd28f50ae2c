"""Running sums of fit and of its changes, from which the measures over time are computed."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.core.vocabulary import (
    CAUSES,
    EDUCATIONS,
    FIT_COLUMNS,
    ICT_LEVELS,
    LOSS_CAUSES,
    LOST,
    TRANSITIONS,
)
from simulation.kernels.compiled import columnwise, inlined

#: Change of fit from which on it counts as large.
LARGE_CHANGE = 0.10
#: Longest spell of misfit with an entry of its own; months of longer spells share the last one.
LONGEST_RECORDED = 60
#: Longest spell that is counted, in months; it fits into 16 bits.
LONGEST_COUNTED = 30000
#: Months in the history of misfit: the bits of a word.
HISTORY_BITS = 64


#: Levels of education and of ICT by which totals are grouped, and numbers of transitions, causes.
LEVELS, ICT_COUNT = len(EDUCATIONS), len(ICT_LEVELS)
CAUSE_COUNT = len(CAUSES)
JOB_LOSS = CAUSES.index("job_loss")
VARIANT_COUNT = len(FIT_COLUMNS)


class Totals(NamedTuple):
    """Sums over residents and months, by education, ICT level at first, and transition of the job.

    All but the last three have the shape (3, 5, transitions, …).

    Attributes
    ----------
    people : ndarray
        Person-months with a fit in the month before.
    squares : ndarray of shape (…, 3)
        Sum of squared changes of total fit, by variant.
    falls : ndarray
        Sum of squared falls of total fit.
    work_squares : ndarray
        Sum of squared changes of demand–ability fit.
    causes, realised_causes : ndarray of shape (…, causes)
        Sum of change by cause times change, of total fit and of realised fit.
    losses : ndarray of shape (3, 5, loss causes)
        Sum of change by job loss times change, by the cause of an involuntary loss; the rest are
        jobs given up.
    exits, at_risk : ndarray of int64, shape (3, months)
        Spells of misfit that ended, and that could have, by education and length.
    """

    people: np.ndarray
    squares: np.ndarray
    falls: np.ndarray
    work_squares: np.ndarray
    causes: np.ndarray
    realised_causes: np.ndarray
    losses: np.ndarray
    exits: np.ndarray
    at_risk: np.ndarray

    @classmethod
    def zeros(cls, *leading: int) -> Totals:
        """Sums of nothing, with further axes in front."""
        group = (*leading, LEVELS, ICT_COUNT, len(TRANSITIONS))
        spells = (*leading, LEVELS, LONGEST_RECORDED + 1)
        return cls(
            np.zeros(group), np.zeros((*group, VARIANT_COUNT)), np.zeros(group), np.zeros(group),
            np.zeros((*group, CAUSE_COUNT)), np.zeros((*group, CAUSE_COUNT)),
            np.zeros((*leading, LEVELS, ICT_COUNT, len(LOSS_CAUSES))),
            np.zeros(spells, dtype=np.int64), np.zeros(spells, dtype=np.int64),
        )  # fmt: skip


@inlined
def ict_level(ict):
    """Level of ICT skill in PIAAC, 0 to 4; levels are a fifth of the scale wide."""
    return min(int(ict * np.float32(ICT_COUNT)), ICT_COUNT - 1)


@columnwise
def record_changes(first, size, group, known, outcome, transition, totals):
    """Add this month's changes of fit to the totals.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident or a fit before are skipped.
    group : Group
    known : array of bool
        Column of the citizens: whether there was a fit last month.
    outcome : Outcome
    transition : array of shape (size,)
        What happened to the job.
    totals : Totals
        Added to in place.
    """
    resident, education, _, first_ict, dismissed, loss_cause = group
    now, before, work_change = outcome.total, outcome.before, outcome.work_change
    realised, potential = outcome.realised_change, outcome.potential_change
    people, squares, falls, work_squares, by_cause, by_realised_cause, losses, _, _ = totals
    for i in range(size):
        row = first + i
        if not (resident[row] and known[row]):
            continue
        g, level, t = education[row], first_ict[row], transition[i]
        change = now[i] - before[i]
        people[g, level, t] += 1.0
        squares[g, level, t, 0] += change * change
        squares[g, level, t, 1] += realised[i] * realised[i]
        squares[g, level, t, 2] += potential[i] * potential[i]
        falls[g, level, t] += min(change, 0.0) * min(change, 0.0)
        work_squares[g, level, t] += work_change[i] * work_change[i]
        if t == LOST and dismissed[row]:
            losses[g, level, loss_cause[row]] += outcome.causes[JOB_LOSS][i] * change
        for c in range(CAUSE_COUNT):
            part = outcome.causes[c][i]
            by_cause[g, level, t, c] += part * change
            by_realised_cause[g, level, t, c] += (part - outcome.jobless_causes[c][i]) * realised[i]


@columnwise
def record_fit(first, size, group, misfit, sums, totals, outcome):
    """Add this month's fit and its change to the running sums.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    group : Group
        Its ICT level at first is written in the first month observed.
    misfit : float
        Fit below which a person is in misfit.
    sums : RunningSums
        Written.
    totals : Totals
        Spells of misfit are added in place.
    outcome : Outcome
        Total fit this month and last month.
    """
    resident, education, skills, first_ict, _, _ = group
    now, before = outcome.total, outcome.before
    (months, changes, large, total, squares, products, first_fit, change_squares, fall_squares,
     history, history_months, spell) = sums  # fmt: skip
    exits, at_risk = totals.exits, totals.at_risk
    for i in range(size):
        row = first + i
        if resident[row] and spell[row] > 0:
            length = min(spell[row], LONGEST_RECORDED)
            at_risk[education[row], length] += 1
            exits[education[row], length] += 0 if now[i] < misfit else 1
    for i in range(size):
        row = first + i
        if resident[row]:
            new = now[i]
            change = new - before[i]
            seen = months[row] > 0
            first_ict[row] = first_ict[row] if seen else ict_level(skills[row, 0])
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
