"""Governance: trust in the city, participation in its programmes, and decisions."""

from __future__ import annotations

import numpy as np

from simulation.core.accounts import INTERVENTIONS
from simulation.core.measure import means_by_education, measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.measures.labour_market.tracks import by_track
from simulation.statistics.market import rate
from simulation.world import World

#: Kinds of participation, and the ranks that it is compared over.
PARTICIPATION = tuple(
    f"{kind}_{by}" for kind in ("communities", "courses") for by in ("education", "ict")
)


trust_local = means_by_education(
    "trust_local",
    subject="city",
    unit="0-1",
    meaning="Mean trust in local government",
    column="trust",
)

trust_firms = means_by_education(
    "trust_firms",
    subject="city",
    unit="0-1",
    meaning="Mean trust in firms that run digital services",
)

digital_use = means_by_education(
    "digital_use",
    subject="city",
    unit="share",
    meaning="Mean share of the digital services within reach that people use, out of trust",
)


@measure(subject="interventions", unit="-1 to 1", labels=PARTICIPATION)
def participation_concentration(world: World) -> list[float]:
    """Concentration index of members and of learners on public courses, by education and by ICT.

    ``C = 2 cov(h, R) / mean(h)``, which for a binary h is twice the mean rank of participants less
    1: above 0 if the upper ranks participate more (Kakwani, Wagstaff & van Doorslaer 1997). nan
    without participants.
    """
    strata = world.strata
    return [
        2.0 * float(np.vdot(strata.sums[way], strata.rank(by)) / number) - 1.0 if number else np.nan
        for way, number in ((way, strata.whole(way)) for way in ("members", "learners"))
        for by in ("education", "ict")
    ]


@measure(subject="interventions", unit="share")
def reserved_places(world: World) -> float:
    """Share of public places reserved for the lowest third by ICT skill, as implemented."""
    return world.programmes.reserved if world.levers.training_places > 0 else np.nan


@measure(subject="interventions", unit="share", labels=("low", "mid", "high"))
def decision_weight(world: World) -> np.ndarray:
    """Weight of each third of residents by ICT skill in the decisions on programmes."""
    return world.programmes.decision_weight


@measure(subject="city", unit="share")
def government_staff(world: World) -> float:
    """Share of the city's digital work for which it has the staff with data skills."""
    return world.conditions.staff


@measure(subject="city", unit="ratio")
def digital_quality(world: World) -> float:
    """Quality of digital-only services relative to that of all public services."""
    return world.conditions.digital_quality


@measure(subject="cost", unit="ratio", labels=INTERVENTIONS)
def budget_ratio(world: World) -> np.ndarray:
    """Money that the city spends on each intervention relative to the plan, as gaps are known."""
    return world.programmes.budget_ratio


@measure(subject="cost", unit="months", labels=INTERVENTIONS, summary="last")
def budget_saved(world: World) -> np.ndarray:
    """Planned money of each intervention not spent yet, in months of the plan."""
    return world.programmes.budget_saved


@measure(subject="interventions", unit="yes or no")
def network_given_up(world: World) -> float:
    """Whether a network led by a firm was given up this month because residents resisted."""
    return world.event_counts.get("network_given_up", 0.0)


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def self_employment_entries(world: World) -> np.ndarray:
    """Residents who became self-employed this month, per resident, by education."""
    return rate(by_track(world)[1, 0], world.strata.by_education)


@measure(subject="cost", unit="euro/year")
def coordination_cost(world: World) -> float:
    """Cost of coordination in the network per resident and year, a part of its cost."""
    return 12.0 * world.network.coordination / world.residents
