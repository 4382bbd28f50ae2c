"""Running sums of fit and of its changes since the end of burn-in."""

from __future__ import annotations

from simulation.core.vocabulary import CAUSES, ICT, ICT_LEVELS, LOST
from tests.oracle.state import rounded

#: Change of fit from which on it counts as large.
LARGE_CHANGE = 0.10
#: Longest spell of misfit with a count of its own, and longest that is counted, in months.
LONGEST_RECORDED, LONGEST_COUNTED = 60, 30_000
#: Months in the history of misfit.
HISTORY_BITS = 64


def record(city, citizen, change, known):
    """Add a person's fit of this month and its change to the sums."""
    now, before = change.now, change.before
    step = now - before
    _record_misfit(city, citizen, now < city.settings["fit"].misfit_threshold)
    if citizen.months == 0:
        citizen.first = rounded(now)
        citizen.first_ict = min(int(citizen.skills[ICT] * len(ICT_LEVELS)), len(ICT_LEVELS) - 1)
    else:
        citizen.changes += 1
        citizen.products += now * before
        citizen.change_squares += step**2
        citizen.fall_squares += min(step, 0.0) ** 2
        if abs(step) >= LARGE_CHANGE:
            citizen.large_changes += 1
    citizen.months += 1
    citizen.total += now
    citizen.squares += now**2
    if known:
        _record_change(city, citizen, change, step)


def _record_change(city, citizen, change, step):
    """Add the change to the sums by education, ICT level at first, and transition of the job."""
    people, squares, falls, work, causes, realised_causes, losses, _, _ = (
        part[citizen.education] for part in city.changes
    )
    level, transition = citizen.first_ict, change.transition
    people[level][transition] += 1.0
    for variant, part in enumerate((step, change.realised, change.potential)):
        squares[level][transition][variant] += part**2
    falls[level][transition] += min(step, 0.0) ** 2
    work[level][transition] += change.work**2
    if transition == LOST and citizen.dismissed:
        losses[level][citizen.loss_cause] += change.causes["job_loss"] * step
    for index, cause in enumerate(CAUSES):
        part, expected = change.causes[cause], change.jobless[cause]
        causes[level][transition][index] += part * step
        realised_causes[level][transition][index] += (part - expected) * change.realised


def _record_misfit(city, citizen, misfit):
    level = citizen.education
    if citizen.misfit_spell > 0:
        length = min(citizen.misfit_spell, LONGEST_RECORDED)
        exits, at_risk = city.changes[-2:]
        at_risk[level][length] += 1
        if not misfit:
            exits[level][length] += 1
    citizen.misfit_spell = min(citizen.misfit_spell + 1, LONGEST_COUNTED) if misfit else 0
    months = citizen.misfit_history * 2 + (1 if misfit else 0)
    citizen.misfit_history = months % 2**HISTORY_BITS
    citizen.misfit_months = min(citizen.misfit_months + 1, HISTORY_BITS)
