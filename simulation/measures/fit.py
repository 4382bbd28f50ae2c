"""How well people fit, by education and by ICT level."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS
from simulation.statistics.market import rate
from simulation.world import World

CELLS = tuple(f"{education}_{level}" for education in EDUCATIONS for level in ICT_LEVELS)


@measure(subject="fit", unit="0-1")
def fit(world: World) -> float:
    """Mean total fit, realised and objective."""
    return world.strata.mean("fit")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def fit_by_education(world: World) -> np.ndarray:
    """Mean total fit by education."""
    return world.strata.means("fit")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def perceived(world: World) -> np.ndarray:
    """Mean felt fit by education."""
    return world.strata.means("perceived")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def demand_ability(world: World) -> np.ndarray:
    """Mean realised demand-ability fit by education; 0 counts for people without a job."""
    return world.strata.means("demand_ability")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def demand_ability_at_work(world: World) -> np.ndarray:
    """Mean demand-ability fit of job-holders by education (the intensive margin)."""
    return rate(world.strata.totals["at_work"], world.strata.workers)


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def potential(world: World) -> np.ndarray:
    """Mean demand-ability fit of the best post within reach, by education."""
    return world.strata.means("potential")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def needs_supply(world: World) -> np.ndarray:
    """Mean needs-supply fit by education."""
    return world.strata.means("needs_supply")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def supplementary(world: World) -> np.ndarray:
    """Mean supplementary fit by education."""
    return world.strata.means("supplementary")


@measure(subject="fit", unit="0-1", labels=EDUCATIONS)
def complementary(world: World) -> np.ndarray:
    """Mean complementary fit by education."""
    return world.strata.means("complementary")


def _by_level(cells: np.ndarray) -> np.ndarray:
    """Sums by the five ICT levels of PIAAC, from sums by ICT class."""
    return cells.reshape(len(EDUCATIONS), len(ICT_LEVELS), -1).sum(axis=2)


@measure(subject="fit", unit="0-1", labels=CELLS)
def fit_cell(world: World) -> np.ndarray:
    """Mean total fit by education and ICT level; empty where nobody is."""
    return rate(_by_level(world.strata.sums["fit"]), _by_level(world.strata.counts)).ravel()


@measure(subject="population", unit="share", labels=CELLS)
def people_cell(world: World) -> np.ndarray:
    """Share of residents by education and ICT level."""
    counts = _by_level(world.strata.counts)
    return (counts / counts.sum()).ravel()
