"""Running sums of fit and of its changes since the end of burn-in."""

from __future__ import annotations

from tests.oracle.state import rounded

#: Change of fit from which on it counts as large.
LARGE_CHANGE = 0.10
#: Longest spell of misfit with a count of its own, and longest that is counted, in months.
LONGEST_RECORDED, LONGEST_COUNTED = 60, 30_000
#: Months in the history of misfit.
HISTORY_BITS = 64


def record(city, citizen, now, before):
    """Add a person's fit of this month and its change to the sums."""
    change, level = now - before, citizen.education
    for cause, part in enumerate(citizen.causes):
        city.cause_squares[level][cause] += part * change
    city.change_squares[level] += change**2
    if citizen.months == 0:
        citizen.first = rounded(now)
    else:
        citizen.changes += 1
        citizen.products += now * before
        citizen.change_squares += change**2
        citizen.fall_squares += min(change, 0.0) ** 2
        if abs(change) >= LARGE_CHANGE:
            citizen.large_changes += 1
    citizen.months += 1
    citizen.total += now
    citizen.squares += now**2
    _record_misfit(city, citizen, now < city.settings["fit"].misfit_threshold)


def _record_misfit(city, citizen, misfit):
    level = citizen.education
    if citizen.misfit_spell > 0:
        length = min(citizen.misfit_spell, LONGEST_RECORDED)
        city.misfit_at_risk[level][length] += 1
        if not misfit:
            city.misfit_exits[level][length] += 1
    citizen.misfit_spell = min(citizen.misfit_spell + 1, LONGEST_COUNTED) if misfit else 0
    months = citizen.misfit_history * 2 + (1 if misfit else 0)
    citizen.misfit_history = months % 2**HISTORY_BITS
    citizen.misfit_months = min(citizen.misfit_months + 1, HISTORY_BITS)
