"""Services and cohesion: access to services, its cost, and cohesion of the city."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, ICT
from simulation.fit import needs_supply
from simulation.kernels.compiled import compiled
from simulation.processes.social.cohesion import segregation
from simulation.statistics.market import rate
from simulation.world import World


@measure(subject="city", unit="share")
def digital_only(world: World) -> float:
    """Share of services that can be reached only digitally and without a helper."""
    return world.conditions.digital_only


@measure(subject="city", unit="0-1")
def services_quality(world: World) -> float:
    """Quality of public services for a person with full access."""
    return world.conditions.services * world.conditions.safety


#: The formula of fit; the measure below has the same name.
share_reached = needs_supply.digital_access


@compiled
def _add_access(citizens, infrastructure, reached):
    resident, education = citizens.resident, citizens.education
    skills, district = citizens.skills, citizens.district
    for row in range(resident.shape[0]):
        if resident[row]:
            access = share_reached(skills[row, ICT]) * infrastructure[district[row]]
            reached[education[row]] += access


@measure(subject="city", unit="share", labels=EDUCATIONS, summary="last", taken="every year")
def digital_access(world: World) -> np.ndarray:
    """Mean share of digital services that people can use, by education; read once a year."""
    reached = np.zeros(len(EDUCATIONS))
    _add_access(world.citizens, world.districts.infrastructure, reached)
    return rate(reached, world.strata.by_education)


@measure(subject="cost", unit="euro/year")
def access_money(world: World) -> float:
    """Cost of helpers and digital infrastructure, per resident at this month's rate."""
    return 12.0 * world.accounts.inclusion / world.residents


@measure(subject="segregation", unit="0-1")
def cohesion(world: World) -> float:
    """Social cohesion: falls as groups live and meet apart."""
    return world.conditions.cohesion


@measure(
    subject="segregation", unit="0-1", labels=("homes", "ties"), summary="last", taken="every year"
)
def division(world: World) -> np.ndarray:
    """Dissimilarity of homes beyond chance, and assortativity of ties; read once a year."""
    return np.array(segregation(world, world.settings["cohesion"].groups))


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def burnout(world: World) -> np.ndarray:
    """Monthly chance that a job-holder leaves the labour force burned out, by education."""
    return rate(world.burned_out, world.states_before[:, EMPLOYED])
