"""Occupation rules: changes of a scenario to the table of occupations at month 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.core.vocabulary import ICT
from simulation.initialisation.population import marginals
from simulation.tables.occupations import Occupations, sum_by_level

#: Technology intensity that the occupations table describes; the default of ``digitalisation``.
REFERENCE_INTENSITY = 0.5
#: Range that the changed ICT demand is cut to, so that no occupation asks nothing or everything.
ICT_DEMAND_RANGE = (0.02, 0.98)


def balance(shares: np.ndarray, asked: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Shares of employment rescaled so that each education asked has its target share.

    Parameters
    ----------
    shares : ndarray of shape (occupations,)
        Shares of posts; they sum to 1.
    asked : ndarray of shape (occupations, levels)
        Shares of the posts of each occupation by education asked.
    target : ndarray of shape (levels,)
        Share of all posts that should ask each education; sums to 1.

    Returns
    -------
    ndarray of shape (occupations,)
        Each is multiplied by a mean, over the educations that its posts ask, of one factor per
        education. Occupations that ask the same keep their proportions. The target share of a level
        that no occupation asks is divided among the other levels.
    """
    by_level = sum_by_level(shares.astype(float), asked)
    part = np.where(by_level > 0, target, 0.0)
    # posts that ask level k after posts that ask level l are multiplied by a factor
    effect = asked.T @ (shares.astype(float)[:, None] * asked)
    factor = np.linalg.pinv(effect) @ (part / part.sum() * by_level.sum())
    changed = shares * np.maximum(asked @ factor, 0.0)
    return np.asarray(changed * (by_level.sum() / changed.sum()))


def _factors(shares: np.ndarray, asked: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float]:
    """Factor of the posts that ask each education, relative to all, and the sum of all posts."""
    by_level = sum_by_level(shares.astype(float), asked)
    part = np.where(by_level > 0, target, 0.0)
    return part / part.sum() / np.where(by_level > 0, by_level, 1.0), float(by_level.sum())


def _spread(values: np.ndarray, weight: np.ndarray, ratio: float) -> np.ndarray:
    """Values whose logarithms lie `ratio` times as far from their mean."""
    logs = np.log(values.astype(float))
    mean = np.average(logs, weights=weight)
    return np.asarray(np.exp(mean + ratio * (logs - mean)))


def apply_rules(occupations: Occupations, settings: Mapping[str, Any]) -> None:
    """Apply a scenario's occupation rules to the occupations of a new city, in place.

    With ``τ`` the technology intensity at month 0, ICT demand becomes
    ``d · (1 + slope · (τ − ½))``: intensity raises both its mean and its spread (constructs 1.1).
    """
    rule = settings["occupations"]
    posts = occupations.employment.astype(float)
    if rule.wage_spread != 1.0:
        occupations.base_wage[:] = _spread(occupations.base_wage, posts, rule.wage_spread)
    if rule.turnover_spread != 1.0 and (occupations.turnover > 0.0).all():
        before = np.average(occupations.turnover, weights=posts)
        turnover = _spread(occupations.turnover, posts, rule.turnover_spread)
        occupations.turnover[:] = turnover * (before / np.average(turnover, weights=posts))
    technology = settings["digitalisation"]
    if not rule.posts_differ:
        occupations.cells[:] = 0.0
        occupations.describe_again()
    more = 1.0 + technology.demand_slope * (technology.start - REFERENCE_INTENSITY)
    if more != 1.0:
        ict = np.clip(occupations.design[:, ICT] * max(more, 0.0), *ICT_DEMAND_RANGE)
        occupations.design[:, ICT] = ict
        occupations.demand[:, ICT] = ict
        occupations.previous_demand[:, ICT] = ict
    if not rule.job_mix_skew:
        residents, _ = marginals(settings["city"].country)
        occupations.level_shares = residents
        asked = occupations.asked
        # within an occupation, too, posts shift towards the educations that residents have
        factor, total = _factors(occupations.employment, asked, residents)
        occupations.employment[:] *= (asked * factor).sum(axis=1) * total
        cells = occupations.cells * factor[:, None]
        total = cells.sum(axis=(1, 2), keepdims=True)
        occupations.cells = np.divide(cells, total, out=cells, where=total > 0.0)
        occupations.describe_again()
    if not rule.conditions_differ:
        weight = occupations.employment.astype(float)
        occupations.turnover[:] = np.average(occupations.turnover, weights=weight)
        occupations.supply[:] = np.average(occupations.supply, axis=0, weights=weight)
    if settings["ventures"].active:
        # businesses end by a hazard of their own
        occupations.turnover[occupations.on_own_account] = 0.0
