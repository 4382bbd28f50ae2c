"""How well people fit, by education and by ICT level."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import means_by_education, measure
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS
from simulation.statistics.market import rate
from simulation.world import World

CELLS = tuple(f"{education}_{level}" for education in EDUCATIONS for level in ICT_LEVELS)


@measure(subject="fit", unit="0-1", twins="residents")
def fit(world: World, fit: str) -> float:
    """Mean total fit; without a job, with the fit to expect of the open demand."""
    return world.strata.mean(fit)


@measure(subject="fit", unit="0-1", labels=EDUCATIONS, twins="residents")
def fit_by_education(world: World, fit: str) -> np.ndarray:
    """Mean total fit, by education."""
    return world.strata.means(fit)


perceived = means_by_education("perceived", subject="fit", unit="0-1", meaning="Mean perceived fit")
demand_ability = means_by_education(
    "demand_ability",
    subject="fit",
    unit="0-1",
    meaning="Mean demand-ability fit; without a job, the fit to expect of the open demand",
)


@measure(subject="fit", unit="0-1", labels=("", *EDUCATIONS))
def fit_at_work(world: World) -> np.ndarray:
    """Mean demand-ability fit of job-holders, of all and by education (the intensive margin)."""
    return world.strata.per_worker["at_work"]


potential = means_by_education(
    "potential",
    subject="fit",
    unit="0-1",
    meaning="Mean demand-ability fit of the best post within reach",
)
needs_supply = means_by_education(
    "needs_supply", subject="fit", unit="0-1", meaning="Mean needs-supply fit"
)
supplementary = means_by_education(
    "supplementary", subject="fit", unit="0-1", meaning="Mean supplementary fit"
)
complementary = means_by_education(
    "complementary", subject="fit", unit="0-1", meaning="Mean complementary fit"
)


def _by_level(cells: np.ndarray) -> np.ndarray:
    """Sums by the five ICT levels of PIAAC, from sums by ICT class."""
    return cells.reshape(len(EDUCATIONS), len(ICT_LEVELS), -1).sum(axis=2)


@measure(subject="fit", unit="0-1", labels=CELLS)
def fit_cell(world: World) -> np.ndarray:
    """Mean total fit by education and present ICT level; nan for empty groups."""
    return rate(_by_level(world.strata.sums["fit"]), _by_level(world.strata.counts)).ravel()


@measure(subject="population", unit="share", labels=CELLS)
def people_cell(world: World) -> np.ndarray:
    """Share of residents by education and present ICT level."""
    counts = _by_level(world.strata.counts)
    return (counts / counts.sum()).ravel()
