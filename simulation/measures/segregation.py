"""Segregation: where the educated and the others live, work and know each other; inequality."""

from __future__ import annotations

import numpy as np

from simulation.measure import measure
from simulation.statistics.segregation import assortativity, dissimilarity, gini, theil
from simulation.world import World


def _cross(education: np.ndarray, place: np.ndarray, places: int) -> np.ndarray:
    """Count people by education (rows) and place (columns)."""
    cell = education.astype(np.int64) * places + place
    return np.bincount(cell, minlength=3 * places).reshape(3, places).astype(float)


@measure(subject="segregation", unit="0-1")
def residential_dissimilarity(world: World) -> float:
    """Dissimilarity of low and high educated residents over districts."""
    citizens, tally = world.citizens, world.tally
    counts = _cross(tally.education_of, citizens.district[tally.people], world.districts.rows)
    return dissimilarity(counts[0], counts[2])


@measure(subject="segregation", unit="0-1", summary="last")
def workplace_dissimilarity(world: World) -> float:
    """Dissimilarity of low and high educated job-holders over employers; read once a year."""
    if not world.reading_year:
        return np.nan
    citizens, tally = world.citizens, world.tally
    employer = citizens.employer[tally.people]
    at_work = employer >= 0
    counts = _cross(tally.education_of[at_work], employer[at_work], world.employers.rows)
    return dissimilarity(counts[0], counts[2])


@measure(subject="segregation", unit="-1 to 1", summary="last")
def tie_assortativity(world: World) -> float:
    """Assortativity of ties by education; read once a year."""
    if not world.reading_year:
        return np.nan
    citizens = world.citizens
    rows = world.tally.people
    ties = citizens.ties[rows]
    valid = (ties >= 0) & citizens.resident[ties]
    own = np.repeat(citizens.education[rows], ties.shape[1]).reshape(ties.shape)[valid]
    mixing = _cross(own, citizens.education[ties[valid]], 3)
    return assortativity(mixing)


@measure(subject="segregation", unit="0-1", labels=("income", "savings"), summary="last")
def gini_of(world: World) -> list[float]:
    """Gini coefficient of income after tax and rent, and of savings; read once a year."""
    if not world.reading_year:
        return [np.nan, np.nan]
    citizens, rows = world.citizens, world.tally.people
    return [gini(citizens.income[rows]), gini(citizens.money[rows])]


@measure(subject="segregation", unit="share", summary="last")
def income_between_education(world: World) -> float:
    """Share of the Theil index of income that lies between levels of education; once a year."""
    if not world.reading_year:
        return np.nan
    citizens, tally = world.citizens, world.tally
    income = np.maximum(citizens.income[tally.people], 0.0)
    return float(theil(income, tally.education_of).between_share)
