"""Permanence of misfit, volatility of fit, and causes of changes.

These statistics accumulate from the end of burn-in. Most are taken once a year. Those of realised
and of potential fit, and the nulls, are taken at the end, from the people followed.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import CAUSES, EDUCATIONS, ICT_LEVELS
from simulation.kernels.compiled import compiled
from simulation.measures.same_persons import by_group
from simulation.measures.variances.fit_records import (
    PATH_LABELS,
    misfit_spells,
    month_counts,
    path_shares,
    running_sums,
)
from simulation.statistics.market import rate
from simulation.statistics.permanence import (
    chronic_share,
    discrete_time_hazard_ratio,
    exit_hazard,
    persistence,
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
#: Everybody, each education, and each ICT level when a person was first observed.
GROUPS = ("all", *EDUCATIONS, *(f"ict_{level}" for level in ICT_LEVELS))
#: Declare a statistic that accumulates from the end of burn-in.
_over_time = partial(measure, summary="last", taken="every year", twins="people followed")
CAUSES_BY_EDUCATION = tuple(f"{education}_{cause}" for education in EDUCATIONS for cause in CAUSES)


@compiled
def _add_values(resident, education, first_ict, changes, values, totals, numbers):
    """Add values of residents observed long enough, by education and ICT level at first."""
    for row in range(resident.shape[0]):
        if resident[row] and changes[row] >= ENOUGH and not np.isnan(values[row]):
            totals[education[row], first_ict[row]] += values[row]
            numbers[education[row], first_ict[row]] += 1


def _means_over_people(
    world: World, fit: str, formula: Callable[..., np.ndarray], *names: str
) -> np.ndarray:
    """Mean over residents, by education and by ICT level, of a statistic of some running sums.

    Residents with fewer than :data:`ENOUGH` changes are left out.
    """
    people = running_sums(world, fit)
    totals, numbers = np.zeros((2, len(EDUCATIONS), len(ICT_LEVELS)))
    for start in range(0, people.rows, BLOCK):
        rows = slice(start, start + BLOCK)
        values = formula(*(getattr(people, name)[rows] for name in names))
        _add_values(
            people.resident[rows],
            people.education[rows],
            people.first_ict[rows],
            people.changes[rows],
            values,
            totals,
            numbers,
        )
    return rate(by_group(totals), by_group(numbers))


def _share_by_group(world: World, fit: str, share: Callable[..., np.ndarray]) -> np.ndarray:
    """A share of residents, of each education and of each ICT level, from histories of misfit."""
    people = running_sums(world, fit)
    shares = []
    groupings = (people.education, EDUCATIONS), (people.first_ict, ICT_LEVELS)
    for column, names in groupings:
        group = column.astype(np.int8)
        group[~people.resident] = -1
        history = people.misfit_history, people.misfit_months
        shares.append(share(*history, group=group, groups=len(names)))
    return np.concatenate([shares[0], shares[1][1:]])


@measure(subject="permanence", unit="share", labels=EDUCATIONS, twins="people followed")
def misfit_share(world: World, fit: str) -> np.ndarray:
    """Share of residents in misfit this month, by education."""
    return month_counts(world, fit).misfit


@measure(
    subject="permanence", unit="1/month", labels=EDUCATIONS, summary="last",
    twins="people followed",
)  # fmt: skip
def misfit_exit(world: World, fit: str) -> np.ndarray:
    """Monthly chance of leaving misfit, by education, over all measured months so far."""
    return exit_hazard(*(counts.sum(axis=1) for counts in misfit_spells(world, fit)))


@_over_time(subject="permanence", unit="ratio")
def misfit_exit_ratio(world: World, fit: str) -> float:
    """Hazard ratio of leaving misfit, low against high education, at equal duration."""
    low_and_high = (counts[[0, 2]] for counts in misfit_spells(world, fit))
    ratio = discrete_time_hazard_ratio(*low_and_high)
    return float(ratio.estimate)


@_over_time(subject="permanence", unit="share", labels=GROUPS)
def misfit_persistence(world: World, fit: str) -> np.ndarray:
    """P(misfit now, given misfit twelve months ago), for all, by education and by ICT level."""
    return _share_by_group(world, fit, persistence)


@_over_time(subject="permanence", unit="share", labels=GROUPS)
def chronic_misfit(world: World, fit: str) -> np.ndarray:
    """Share in misfit for 80 % of the last 60 months or more, by education and by ICT level."""
    return _share_by_group(world, fit, chronic_share)


@measure(
    subject="permanence", unit="share", labels=PATH_LABELS, summary="last",
    twins="people followed", taken="at the end",
)  # fmt: skip
def panel_misfit_persistence(world: World, fit: str) -> list[float]:
    """P(misfit, given misfit twelve months ago) of people followed: observed, and two nulls."""
    return path_shares(world, fit).persistence


@measure(
    subject="permanence", unit="share", labels=PATH_LABELS, summary="last",
    twins="people followed", taken="at the end",
)  # fmt: skip
def panel_chronic_misfit(world: World, fit: str) -> list[float]:
    """Share of people followed in misfit in 80 % of the last 60 months: observed, and two nulls."""
    return path_shares(world, fit).chronic


@_over_time(subject="volatility", unit="0-1", labels=GROUPS)
def volatility_of_fit(world: World, fit: str) -> np.ndarray:
    """Mean within-person RMSSD of fit since burn-in, for all, by education and by ICT level."""
    return _means_over_people(world, fit, rmssd, "change_squares", "changes")


@_over_time(subject="volatility", unit="0-1")
def volatility(world: World, fit: str) -> float:
    """Mean within-person RMSSD of fit since burn-in."""
    return float(_means_over_people(world, fit, rmssd, "change_squares", "changes")[0])


@measure(subject="volatility", unit="0-1")
def fit_change_rms(world: World) -> float:
    """Root mean square change of fit over all residents, this month against the last."""
    return float(np.sqrt(world.strata.change_squares / world.strata.residents))


@_over_time(subject="volatility", unit="0-1", labels=GROUPS)
def downside_volatility(world: World, fit: str) -> np.ndarray:
    """Mean within-person RMSSD of falls of fit since burn-in."""
    return _means_over_people(world, fit, downside_rmssd, "fall_squares", "changes")


@_over_time(subject="volatility", unit="share", labels=GROUPS)
def relative_volatility(world: World, fit: str) -> np.ndarray:
    """Standard deviation within person relative to the largest possible at that mean."""
    return _means_over_people(world, fit, relative_variability, "total", "squares", "months")


@_over_time(subject="volatility", unit="share", labels=GROUPS)
def large_changes(world: World, fit: str) -> np.ndarray:
    """Share of months in which fit changed by 0.10 or more."""
    return _means_over_people(world, fit, large_change_share, "large_changes", "changes")


@_over_time(subject="volatility", unit="correlation", labels=GROUPS)
def autocorrelation(world: World, fit: str) -> np.ndarray:
    """Mean within-person correlation of fit with fit of the month before."""
    names = ("total", "squares", "products", "months", "first", "fit")
    return _means_over_people(world, fit, lag_one_autocorrelation, *names)


@measure(subject="volatility", unit="share", summary="last", taken="every year")
def between_person_share(world: World) -> float:
    """Share of the variance of fit that lies between people (intraclass correlation)."""
    citizens = world.citizens
    counted = citizens.resident & (citizens.changes >= ENOUGH)
    months = np.where(counted, citizens.months, 0)
    return intraclass_correlation(citizens.total, citizens.squares, months)


@measure(subject="causes", unit="share", labels=CAUSES_BY_EDUCATION, summary="last")
def cause_share(world: World) -> np.ndarray:
    """Share of each cause in the squared changes of fit, by education; adds up to 1."""
    return _cause_shares(world.changes.causes, world.changes.squares[..., 0])


@measure(subject="causes", unit="share", labels=CAUSES_BY_EDUCATION, summary="last")
def cause_share_realised(world: World) -> np.ndarray:
    """Share of each cause in the squared changes of realised fit, by education; adds up to 1.

    The causes of the changes of expected fit of people who stay without a job are none of realised
    fit, and those of potential fit are not kept, because it is sampled.
    """
    return _cause_shares(world.changes.realised_causes, world.changes.squares[..., 1])


def _cause_shares(causes: np.ndarray, squares: np.ndarray) -> np.ndarray:
    """Shares of causes by education, over ICT levels and transitions."""
    return rate(causes.sum(axis=(1, 2)), squares.sum(axis=(1, 2))[:, None]).ravel()
