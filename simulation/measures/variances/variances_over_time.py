"""Permanence of misfit, volatility of fit, and causes of changes.

These statistics accumulate from the end of burn-in. They are read once a year and in the last
month, and are nan in other months.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from simulation.core.measure import means_by_education, measure
from simulation.core.vocabulary import CAUSES, EDUCATIONS
from simulation.kernels.compiled import compiled
from simulation.measures.stratified_sums import with_all
from simulation.statistics.market import rate
from simulation.statistics.permanence import (
    chronic_share,
    discrete_time_hazard_ratio,
    exit_hazard,
    memoryless_null,
    persistence,
    shuffled_shock_null,
)
from simulation.statistics.volatility import (
    downside_rmssd,
    intraclass_correlation,
    lag_one_autocorrelation,
    large_change_share,
    relative_variability,
    rmssd,
)
from simulation.world import World

#: Observed changes from which on a person's volatility counts.
ENOUGH = 12
#: Citizens per block, so that intermediate results stay in cache.
BLOCK = 1 << 14
#: The panel as observed, with shuffled shocks, and with identical, memoryless citizens.
PATHS = ("seen", "shuffled", "memoryless")
GROUPS = ("all", *EDUCATIONS)
CAUSES_BY_EDUCATION = tuple(f"{education}_{cause}" for education in EDUCATIONS for cause in CAUSES)


@compiled
def _add_values(resident, education, changes, values, totals, numbers):
    """Add values of residents who have been observed long enough, by education."""
    for row in range(resident.shape[0]):
        if resident[row] and changes[row] >= ENOUGH and not np.isnan(values[row]):
            totals[education[row]] += values[row]
            numbers[education[row]] += 1


def _means_over_people(world: World, formula: Callable[..., np.ndarray], *names: str) -> np.ndarray:
    """Mean over residents, and by education, of a statistic of some of their columns.

    Residents with fewer than :data:`ENOUGH` changes are left out.
    """
    citizens = world.citizens
    totals, numbers = np.zeros(len(EDUCATIONS)), np.zeros(len(EDUCATIONS), dtype=np.int64)
    for start in range(0, citizens.rows, BLOCK):
        rows = slice(start, start + BLOCK)
        values = formula(*(getattr(citizens, name)[rows] for name in names))
        _add_values(
            citizens.resident[rows],
            citizens.education[rows],
            citizens.changes[rows],
            values,
            totals,
            numbers,
        )
    return rate(with_all(totals), with_all(numbers))


def _misfits(world: World) -> tuple[np.ndarray, ...]:
    """Histories of misfit, months recorded, and education, −1 for rows without a resident."""
    citizens = world.citizens
    group = citizens.education.astype(np.int8)
    group[~citizens.resident] = -1
    return citizens.misfit_history, citizens.misfit_months, group


def _empty(labels: tuple[str, ...]) -> np.ndarray:
    return np.full(len(labels), np.nan)


misfit_share = means_by_education(
    "misfit_share",
    subject="permanence",
    unit="share",
    meaning="Share of residents in misfit this month",
    column="misfit",
)


@measure(subject="permanence", unit="1/month", labels=EDUCATIONS, summary="last")
def misfit_exit(world: World) -> np.ndarray:
    """Monthly chance of leaving misfit, by education, over all measured months so far."""
    return exit_hazard(world.changes.exits.sum(axis=1), world.changes.at_risk.sum(axis=1))


@measure(subject="permanence", unit="ratio", summary="last")
def misfit_exit_ratio(world: World) -> float:
    """Hazard ratio of leaving misfit, low against high education, at equal duration."""
    if not world.reading_year:
        return np.nan
    ends = [0, 2]
    ratio = discrete_time_hazard_ratio(world.changes.exits[ends], world.changes.at_risk[ends])
    return float(ratio.estimate)


@measure(subject="permanence", unit="share", labels=GROUPS, summary="last")
def misfit_persistence(world: World) -> np.ndarray:
    """P(misfit now, given misfit twelve months ago), for all and by education."""
    if not world.reading_year:
        return _empty(GROUPS)
    history, months, group = _misfits(world)
    return persistence(history, months, group=group, groups=len(EDUCATIONS))


@measure(subject="permanence", unit="share", labels=GROUPS, summary="last")
def chronic_misfit(world: World) -> np.ndarray:
    """Share in misfit for at least 80 % of the last 60 months, for all and by education."""
    if not world.reading_year:
        return _empty(GROUPS)
    history, months, group = _misfits(world)
    return chronic_share(history, months, group=group, groups=len(EDUCATIONS))


@measure(subject="permanence", unit="share", labels=PATHS, summary="last")
def panel_misfit_persistence(world: World) -> list[float]:
    """P(misfit, given misfit twelve months ago) in the panel, as observed and under two nulls."""
    panel = world.panel_fit
    if not world.reading_end or panel is None or panel.shape[0] <= 12:
        return [np.nan] * len(PATHS)
    return [_persistence(misfit) for misfit in _observed_and_nulls(world, panel)]


@measure(subject="permanence", unit="share", labels=PATHS, summary="last")
def panel_chronic_misfit(world: World) -> list[float]:
    """Share in misfit in 80 % of the last 60 months: the panel as observed and under two nulls."""
    panel = world.panel_fit
    if not world.reading_end or panel is None or panel.shape[0] < 60:
        return [np.nan] * len(PATHS)
    paths = _observed_and_nulls(world, panel)
    return [float((misfit[-60:].mean(axis=0) >= 0.8).mean()) for misfit in paths]


def _observed_and_nulls(world: World, panel: np.ndarray) -> list[np.ndarray]:
    """Misfit in the panel: as observed, with shuffled shocks, and without differences or memory."""
    threshold = world.settings["fit"].misfit_threshold
    generator = np.random.default_rng(int(world.seed))
    shuffled = shuffled_shock_null(panel, generator) < threshold
    return [panel < threshold, shuffled, memoryless_null(panel < threshold, generator)]


def _persistence(misfit: np.ndarray) -> float:
    """P(misfit, given misfit twelve months ago) in a panel of shape (months, citizens)."""
    before, now = misfit[:-12], misfit[12:]
    return float(now[before].mean()) if before.any() else np.nan


@measure(subject="volatility", unit="0-1", labels=GROUPS, summary="last")
def volatility_of_fit(world: World) -> np.ndarray:
    """Mean within-person RMSSD of fit since burn-in, for all and by education."""
    if not world.reading_year:
        return _empty(GROUPS)
    return _means_over_people(world, rmssd, "change_squares", "changes")


@measure(subject="volatility", unit="0-1", summary="last")
def volatility(world: World) -> float:
    """Mean within-person RMSSD of fit since burn-in."""
    return float(volatility_of_fit.read(world)[0])


@measure(subject="volatility", unit="0-1")
def fit_change_rms(world: World) -> float:
    """Root mean square change of fit over all residents, this month against the last."""
    return float(np.sqrt(world.strata.change_squares / world.strata.residents))


@measure(subject="volatility", unit="0-1", labels=GROUPS, summary="last")
def downside_volatility(world: World) -> np.ndarray:
    """Mean within-person RMSSD of falls of fit since burn-in."""
    if not world.reading_year:
        return _empty(GROUPS)
    return _means_over_people(world, downside_rmssd, "fall_squares", "changes")


@measure(subject="volatility", unit="share", labels=GROUPS, summary="last")
def relative_volatility(world: World) -> np.ndarray:
    """Standard deviation within person relative to the largest possible at that mean."""
    if not world.reading_year:
        return _empty(GROUPS)
    return _means_over_people(world, relative_variability, "total", "squares", "months")


@measure(subject="volatility", unit="share", labels=GROUPS, summary="last")
def large_changes(world: World) -> np.ndarray:
    """Share of months in which fit changed by 0.10 or more."""
    if not world.reading_year:
        return _empty(GROUPS)
    return _means_over_people(world, large_change_share, "large_changes", "changes")


@measure(subject="volatility", unit="correlation", labels=GROUPS, summary="last")
def autocorrelation(world: World) -> np.ndarray:
    """Mean within-person correlation of fit with fit of the month before."""
    if not world.reading_year:
        return _empty(GROUPS)
    return _means_over_people(
        world, lag_one_autocorrelation, "total", "squares", "products", "months", "first", "fit"
    )


@measure(subject="volatility", unit="share", summary="last")
def between_person_share(world: World) -> float:
    """Share of the variance of fit that lies between people (intraclass correlation)."""
    if not world.reading_year:
        return np.nan
    citizens = world.citizens
    counted = citizens.resident & (citizens.changes >= ENOUGH)
    months = np.where(counted, citizens.months, 0)
    return intraclass_correlation(citizens.total, citizens.squares, months)


@measure(subject="causes", unit="share", labels=CAUSES_BY_EDUCATION, summary="last")
def cause_share(world: World) -> np.ndarray:
    """Share of each cause in the squared changes of fit, by education; adds up to 1."""
    causes, squares = world.changes.causes, world.changes.squares[..., 0]
    return rate(causes.sum(axis=(1, 2)), squares.sum(axis=(1, 2))[:, None]).ravel()
