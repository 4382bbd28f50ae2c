"""The city: its two aims, its people, its interventions and what they cost."""

from __future__ import annotations

import numpy as np

from simulation.core.accounts import INTERVENTIONS
from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.statistics.market import rate
from simulation.world import World


@measure(subject="city", unit="citizens")
def residents(world: World) -> float:
    """Residents aged 25 to 64."""
    return world.strata.residents


@measure(subject="city", unit="share", labels=EDUCATIONS)
def education_shares(world: World) -> np.ndarray:
    """Shares of residents by education."""
    return world.strata.by_education / world.strata.residents


@measure(subject="city", unit="0-1")
def digitalisation(world: World) -> float:
    """Technology intensity of the city."""
    return world.conditions.digitalisation


@measure(subject="city", unit="euro/month")
def wealth(world: World) -> float:
    """Output of citizens' work per resident: occupation's wage times productivity (W)."""
    return world.strata.mean("output")


@measure(subject="city", unit="0-1")
def well_being(world: World) -> float:
    """Mean of health and happiness over residents (B)."""
    return 0.5 * (world.strata.mean("health") + world.strata.mean("happiness"))


@measure(subject="city", unit="0-1", labels=EDUCATIONS)
def health(world: World) -> np.ndarray:
    """Mean health by education."""
    return world.strata.means("health")


@measure(subject="city", unit="0-1", labels=EDUCATIONS)
def happiness(world: World) -> np.ndarray:
    """Mean happiness by education."""
    return world.strata.means("happiness")


@measure(subject="city", unit="0-1", labels=EDUCATIONS)
def energy(world: World) -> np.ndarray:
    """Mean energy by education."""
    return world.strata.means("energy")


@measure(subject="city", unit="0-1", labels=EDUCATIONS)
def ict_skill(world: World) -> np.ndarray:
    """Mean ICT skill by education."""
    return world.strata.means("ict")


@measure(subject="cost", unit="euro/year", labels=INTERVENTIONS)
def cost(world: World) -> list[float]:
    """What each intervention cost, per resident and year at this month's rate."""
    spent = world.accounts.spending
    return [12.0 * spent[name] / world.residents for name in INTERVENTIONS]


@measure(subject="city", unit="euro/month")
def services_money(world: World) -> float:
    """Money for public services per resident."""
    return world.accounts.services / world.residents


@measure(subject="interventions", unit="share", labels=EDUCATIONS)
def community_members(world: World) -> np.ndarray:
    """Share of residents in a career community, by education."""
    return world.strata.means("members")


@measure(subject="interventions", unit="communities")
def communities_alive(world: World) -> float:
    """Career communities there are."""
    return float(world.communities.alive.sum())


@measure(subject="interventions", unit="employers")
def network_members(world: World) -> float:
    """Employers in the network."""
    return float(np.count_nonzero(world.employers.member & world.employers.present))


@measure(subject="interventions", unit="0-1")
def network_trust(world: World) -> float:
    """Mean trust of the network's members; no value without a network."""
    return world.network.trust if world.network.alive else np.nan


@measure(subject="interventions", unit="0-1")
def network_capacity(world: World) -> float:
    """Share of its work that the network can do."""
    return world.network.capacity


@measure(subject="interventions", unit="courses/year", labels=EDUCATIONS)
def public_courses(world: World) -> np.ndarray:
    """Public courses begun per resident and year at this month's rate, by education."""
    return rate(12.0 * world.flows["public_courses_started"], world.strata.by_education)
