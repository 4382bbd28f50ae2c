"""Occupation rules: what a scenario changes in the table of occupations before month 0."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.core.vocabulary import EDUCATIONS, ICT
from simulation.initialisation.population import marginals
from simulation.tables.occupations import Occupations

#: Technology intensity that the occupations table describes; the default of ``digitalisation``.
REFERENCE_INTENSITY = 0.5


def balance(shares: np.ndarray, asked: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Shares of employment rescaled so that each education asked has its wanted part.

    Parameters
    ----------
    shares : ndarray of shape (occupations,)
        Shares of posts; they sum to 1.
    asked : ndarray of shape (occupations,)
        Education that each occupation usually asks.
    wanted : ndarray of shape (levels,)
        Part of all posts that should ask each education; sums to 1.

    Returns
    -------
    ndarray of shape (occupations,)
        Within an education, occupations keep their proportions. A level that no occupation asks
        for is left out and the others share its part.
    """
    by_level = np.bincount(asked, weights=shares.astype(float), minlength=wanted.size)
    part = np.where(by_level > 0, wanted, 0.0)
    factor = part / part.sum() / np.where(by_level > 0, by_level, 1.0)
    return shares * factor[asked] * by_level.sum()


def arrange(occupations: Occupations, settings: Mapping[str, Any]) -> None:
    """Change the occupations of a new city as its scenario asks, in place.

    With ``τ`` the technology intensity at month 0, ICT demand becomes
    ``d · (1 + slope · (τ − ½))``: intensity raises its mean and its spread alike (constructs 1.1).
    """
    rule = settings["occupations"]
    technology = settings["digitalisation"]
    more = 1.0 + technology.demand_slope * (technology.start - REFERENCE_INTENSITY)
    if more != 1.0:
        ict = np.clip(occupations.design[:, ICT] * max(more, 0.0), 0.02, 0.98)
        occupations.design[:, ICT] = ict
        occupations.demand[:, ICT] = ict
        occupations.previous_demand[:, ICT] = ict
    if not rule.job_mix_skew:
        wanted, _ = marginals(settings["city"].country)
        assert wanted.size == len(EDUCATIONS)
        occupations.level_shares = wanted
        occupations.employment[:] = balance(
            occupations.employment, occupations.education_asked, wanted
        )
        occupations.describe_again()
    if not rule.conditions_differ:
        weight = occupations.employment.astype(float)
        occupations.turnover[:] = np.average(occupations.turnover, weights=weight)
        occupations.supply[:] = np.average(occupations.supply, axis=0, weights=weight)
