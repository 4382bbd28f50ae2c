"""Segregation of homes, workplaces and ties by education, and inequality."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.kernels.compiled import compiled
from simulation.statistics.segregation import (
    assortativity,
    dissimilarity,
    theil,
)
from simulation.statistics.segregation import gini as gini_coefficient
from simulation.tables.citizens import TIES
from simulation.world import World


@compiled
def _add_staff(resident, education, employer, staff):
    """Count job-holders by education and employer."""
    for row in range(resident.shape[0]):
        if resident[row] and employer[row] >= 0:
            staff[education[row], employer[row]] += 1


@compiled
def _add_ties(resident, education, ties, mixing):
    """Count ties between residents by the education of both ends."""
    for row in range(resident.shape[0]):
        if resident[row]:
            for t in range(TIES):
                other = ties[row, t]
                if other >= 0 and resident[other]:
                    mixing[education[row], education[other]] += 1


@measure(subject="segregation", unit="0-1")
def residential_dissimilarity(world: World) -> float:
    """Dissimilarity of low and high educated residents over districts."""
    homes = world.strata.homes
    return dissimilarity(homes[0], homes[-1])


@measure(subject="segregation", unit="0-1", summary="last", taken="every year")
def workplace_dissimilarity(world: World) -> float:
    """Dissimilarity of low and high educated job-holders over employers; read once a year."""
    citizens = world.citizens
    staff = np.zeros((len(EDUCATIONS), world.employers.rows), dtype=np.int64)
    _add_staff(citizens.resident, citizens.education, citizens.employer, staff)
    return dissimilarity(staff[0], staff[-1])


@measure(subject="segregation", unit="-1 to 1", summary="last", taken="every year")
def tie_assortativity(world: World) -> float:
    """Assortativity of ties by education; read once a year."""
    citizens = world.citizens
    mixing = np.zeros((len(EDUCATIONS), len(EDUCATIONS)), dtype=np.int64)
    _add_ties(citizens.resident, citizens.education, citizens.ties, mixing)
    return assortativity(mixing)


@measure(
    subject="segregation",
    unit="0-1",
    labels=("income", "savings"),
    summary="last",
    taken="every year",
)
def gini(world: World) -> list[float]:
    """Gini coefficient of income after tax and rent, and of savings; read once a year."""
    citizens, resident = world.citizens, world.citizens.resident
    return [gini_coefficient(column[resident]) for column in (citizens.income, citizens.money)]


@measure(subject="segregation", unit="share", summary="last", taken="every year")
def income_between_education(world: World) -> float:
    """Share of the Theil index of income that lies between levels of education; once a year."""
    citizens, resident = world.citizens, world.citizens.resident
    income = np.maximum(citizens.income[resident], 0.0)
    return theil(income, citizens.education[resident]).between_share
