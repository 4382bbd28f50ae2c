"""The city: its two aims, its residents, its interventions and their cost."""

from __future__ import annotations

import numpy as np

from simulation.core.accounts import INTERVENTIONS
from simulation.core.measure import means_by_education, measure
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


health = means_by_education("health", subject="city", unit="0-1", meaning="Mean health")
happiness = means_by_education("happiness", subject="city", unit="0-1", meaning="Mean happiness")
energy = means_by_education("energy", subject="city", unit="0-1", meaning="Mean energy")
ict_skill = means_by_education(
    "ict_skill", subject="city", unit="0-1", meaning="Mean ICT skill", column="ict"
)


@measure(subject="cost", unit="euro/year", labels=INTERVENTIONS)
def cost(world: World) -> list[float]:
    """Cost of each intervention, per resident and year at this month's rate."""
    spent = world.accounts.spending
    return [12.0 * spent[name] / world.residents for name in INTERVENTIONS]


@measure(subject="city", unit="euro/month")
def services_money(world: World) -> float:
    """Money for public services per resident."""
    return world.accounts.services / world.residents


community_members = means_by_education(
    "community_members",
    subject="interventions",
    unit="share",
    meaning="Share of residents in a career community",
    column="members",
)


@measure(subject="interventions", unit="communities")
def communities_alive(world: World) -> float:
    """Number of career communities."""
    return float(world.communities.alive.sum())


@measure(subject="interventions", unit="employers")
def network_members(world: World) -> float:
    """Number of employers in the network."""
    return float(np.count_nonzero(world.employers.member & world.employers.present))


@measure(subject="interventions", unit="0-1")
def network_trust(world: World) -> float:
    """Mean trust of the network's members; no value without a network."""
    return world.network.trust if world.network.alive else np.nan


@measure(subject="interventions", unit="0-1")
def network_capacity(world: World) -> float:
    """Share of the network's work that its capacity covers."""
    return world.network.capacity


@measure(subject="interventions", unit="courses/year", labels=EDUCATIONS)
def public_courses(world: World) -> np.ndarray:
    """Public courses begun per resident and year at this month's rate, by education."""
    return rate(12.0 * world.flows["public_courses_started"], world.strata.by_education)
