"""What measures over time read of expected, realised and potential fit.

For expected fit these are running sums over all citizens. For the other two variants, and for the
nulls, the same sums are computed in the last month from the series of the people followed
(:class:`simulation.panel.Followed`), whose groups are formed by education when measuring began. As
among all citizens, sums are read of people who live in the city now; spells of misfit and the
counts of a month include everybody then present.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any, NamedTuple

import numpy as np

from simulation.core.randomness import Decision, random_bits
from simulation.core.vocabulary import EDUCATIONS, EXPECTED_FIT, FIT_COLUMNS, FIT_VARIANTS
from simulation.fit.running_sums import LARGE_CHANGE, LONGEST_RECORDED
from simulation.kernels.compiled import compiled, zeros_by_name
from simulation.measures.stratified_sums import OCCUPATION_SUMS as FALLS
from simulation.measures.stratified_sums import once_a_month
from simulation.statistics.fit_series import count_spells, sum_series
from simulation.statistics.market import rate
from simulation.statistics.permanence import memoryless_null, shuffled_shock_null
from simulation.world import World

#: The people followed as observed, with shuffled shocks, and as identical people without memory.
PATHS = ("seen", "shuffled", "memoryless")
#: The same of the low educated among them.
PATH_LABELS = (*PATHS, *(f"low_{path}" for path in PATHS))
#: Lag of persistence and window of chronic misfit, in months, and share of it in misfit.
LAG, WINDOW, CHRONIC = 12, 60, 0.8
#: Numbers of 32 bits in one draw.
WORDS = 4


class MonthCounts(NamedTuple):
    """Counts of a month.

    Attributes
    ----------
    misfit, acute : ndarray of shape (levels,)
        Share of people in misfit, and with a change of fit of 0.10 or more, by education.
    falls : dict of str to ndarray of shape (occupations,)
        Sum of squared falls of fit (``squares``) and number of ``people`` with a change; those
        without a job count in the occupation that schooling prepared them for.
    """

    misfit: np.ndarray
    acute: np.ndarray
    falls: Mapping[str, np.ndarray]


def month_counts(world: World, fit: str) -> MonthCounts:
    """Counts of this month on a column of fit; nan before the first measured month."""
    if fit == EXPECTED_FIT:
        strata = world.strata
        return MonthCounts(strata.means("misfit"), strata.means("acute"), strata.falls)
    return _count_followed(world)[fit]


@once_a_month
def _count_followed(world: World) -> dict[str, MonthCounts]:
    """Counts of this month on the columns of realised and of potential fit."""
    followed, variants = world.followed, len(FIT_VARIANTS)
    shares = np.full((variants, 2, len(EDUCATIONS)), np.nan)
    falls = zeros_by_name((variants, world.occupations.rows), FALLS)
    if followed is not None:
        limits = np.float32(world.settings["fit"].misfit_threshold), np.float32(LARGE_CHANGE)
        # expected fit comes first and is counted over all residents
        series = followed.months[-1][1:], followed.last_month[1:]
        _count_month(series, limits, followed.levels, followed.work, shares, falls)
    return {
        FIT_COLUMNS[variant]: MonthCounts(shares[index, 0], shares[index, 1], falls[index])
        for index, variant in enumerate(FIT_VARIANTS)
    }


@compiled
def _count_month(series, limits, levels, work, shares, falls):
    """Write the shares in misfit and with a large change by education; add falls by occupation."""
    fit, before = series
    threshold, large = limits
    for variant in range(fit.shape[0]):
        for level in range(levels.size - 1):
            present, misfit, changed, acute = 0, 0, 0, 0
            for i in range(levels[level], levels[level + 1]):
                now, then = fit[variant, i], before[variant, i]
                change = now - then
                # nan equals nothing, not even itself
                present += now == now
                misfit += now < threshold
                changed += change == change
                acute += abs(change) >= large
                if change == change:
                    lower = min(float(now) - then, 0.0)
                    fall = falls[variant, work[i]]
                    fall.squares += lower * lower
                    fall.people += 1.0
            shares[variant, 0, level] = misfit / present if present > 0 else np.nan
            shares[variant, 1, level] = acute / changed if changed > 0 else np.nan


def running_sums(world: World, fit: str) -> Any:
    """Columns with the running sums of a column of fit."""
    return world.citizens if fit == EXPECTED_FIT else _sum_followed(world, fit)


@once_a_month
def _sum_followed(world: World, fit: str) -> SimpleNamespace:
    followed = world.followed
    threshold = world.settings["fit"].misfit_threshold
    sums = sum_series(followed.series(fit), threshold, LARGE_CHANGE)
    return SimpleNamespace(
        rows=followed.rows.size,
        resident=~np.isnan(followed.this_month(fit)),
        education=followed.education,
        first_ict=world.citizens.first_ict[followed.rows],
        **sums._asdict(),
    )


def misfit_spells(world: World, fit: str) -> tuple[np.ndarray, np.ndarray]:
    """Spells of misfit that ended, and that could have, by education and month of the spell."""
    if fit == EXPECTED_FIT:
        return world.changes.exits, world.changes.at_risk
    return _count_spells_followed(world, fit)


@once_a_month
def _count_spells_followed(world: World, fit: str) -> tuple[np.ndarray, np.ndarray]:
    followed = world.followed
    threshold = world.settings["fit"].misfit_threshold
    groups = followed.education, len(EDUCATIONS)
    return count_spells(followed.series(fit), threshold, *groups, LONGEST_RECORDED)


class PathShares(NamedTuple):
    """Permanence on each of :data:`PATH_LABELS`.

    Attributes
    ----------
    persistence : list of float
        P(misfit, given misfit twelve months ago), over all pairs of months.
    chronic : list of float
        Share in misfit in 80 % of the last 60 months.
    """

    persistence: list[float]
    chronic: list[float]


@once_a_month
def path_shares(world: World, fit: str) -> PathShares:
    """Permanence among people followed who never left, observed and under nulls."""
    followed = world.followed
    stayed = ~np.isnan(followed.this_month(fit))
    # a weighted mean of numbers up to 1 may exceed 1 by rounding
    series = np.clip(followed.series(fit)[:, stayed], 0.0, 1.0)
    bits = _draw_bits(world.seed, followed.persons[stayed], len(followed.months))
    threshold = np.float32(world.settings["fit"].misfit_threshold)
    seen = series < threshold
    shuffled = shuffled_shock_null(series, bits) < threshold
    low = followed.education[stayed] == 0
    paths = (
        seen, shuffled, memoryless_null(seen, bits),
        seen[:, low], shuffled[:, low], memoryless_null(seen[:, low], bits[:, low]),
    )  # fmt: skip
    shares = [_permanence(path) for path in paths]
    return PathShares([first for first, _ in shares], [second for _, second in shares])


@compiled
def _draw_bits(seed, persons, months):
    """Random bits of shape (months, people), each a function of seed, month and person."""
    bits = np.empty((persons.size, (months + WORDS - 1) // WORDS * WORDS), dtype=np.uint32)
    for i in range(persons.size):
        for item in range(bits.shape[1] // WORDS):
            first = item * WORDS
            bits[i, first], bits[i, first + 1], bits[i, first + 2], bits[i, first + 3] = (
                random_bits(seed, Decision.NULL_PATH, 0, persons[i], item)
            )
    return bits[:, :months].T


def _permanence(misfit: np.ndarray) -> tuple[float, float]:
    """Persistence and chronic share in misfit of shape (months, people)."""
    before, both, chronic = _count_permanence(misfit)
    whole = misfit.shape[1] if misfit.shape[0] >= WINDOW else 0
    return float(rate(both, before)), float(rate(chronic, whole))


@compiled
def _count_permanence(misfit):
    """Months in misfit, those with misfit a year later, and people in chronic misfit."""
    before, both, chronic = 0, 0, 0
    months = misfit.shape[0]
    for person in range(misfit.shape[1]):
        for month in range(months - LAG):
            before += misfit[month, person]
            both += misfit[month, person] & misfit[month + LAG, person]
        recent = 0
        for month in range(max(months - WINDOW, 0), months):
            recent += misfit[month, person]
        chronic += recent >= CHRONIC * WINDOW
    return before, both, chronic
