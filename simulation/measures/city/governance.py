"""Governance: trust in the city, who takes part in its programmes, what they come to."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.processes.labour_market.search_channels import own_business
from simulation.statistics.market import rate
from simulation.world import World

#: Ways of taking part, and the ranks that taking part is compared over.
TAKING_PART = tuple(
    f"{way}_{by}" for way in ("communities", "courses") for by in ("education", "ict")
)


@measure(subject="city", unit="0-1", labels=EDUCATIONS)
def trust_local(world: World) -> np.ndarray:
    """Mean trust in local government by education."""
    return world.strata.means("trust")


@measure(subject="interventions", unit="-1 to 1", labels=TAKING_PART)
def participation_concentration(world: World) -> list[float]:
    """Concentration index of members and of learners on public courses, by education and by ICT.

    ``C = 2 cov(h, R) / mean(h)``, which for a yes-or-no h is twice the mean rank of those who take
    part less 1: above 0 the upper ranks take part more (Kakwani, Wagstaff & van Doorslaer 1997).
    No value where nobody takes part.
    """
    strata = world.strata
    return [
        2.0 * float(np.vdot(strata.sums[way], strata.rank(by)) / number) - 1.0 if number else np.nan
        for way, number in ((way, strata.whole(way)) for way in ("members", "learners"))
        for by in ("education", "ict")
    ]


@measure(subject="interventions", unit="share")
def reserved_places(world: World) -> float:
    """Share of public places that was in the end reserved for the lowest third by ICT skill."""
    return world.programmes.reserved if world.levers.training_places > 0 else np.nan


@measure(subject="interventions", unit="share", labels=("low", "mid", "high"))
def decision_weight(world: World) -> np.ndarray:
    """Weight of each third of residents by ICT skill in the decisions on programmes."""
    return world.programmes.decision_weight


@measure(subject="interventions", unit="share")
def network_staff(world: World) -> float:
    """Capacity that the shortage of data staff leaves to the network; no value without one."""
    return world.network.staff if world.network.alive else np.nan


@measure(subject="market", unit="1/month", labels=EDUCATIONS)
def self_employment_entries(world: World) -> np.ndarray:
    """Residents who began to work on their own account this month, per resident, by education."""
    occupations, strata = world.occupations, world.strata
    own = occupations.family == own_business(occupations.families)
    return rate(strata.started @ own.astype(np.int64), strata.by_education)
