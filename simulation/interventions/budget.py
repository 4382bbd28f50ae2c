"""Budget: money of the interventions, and what is left for public services."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, ClassVar

from simulation.core.accounts import INTERVENTIONS
from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.world import World

#: ``1 − exp(−1.1)`` is two thirds: a scale is the money with which two thirds of a task is done.
SATURATION = 1.1


def started(world: World, intervention: Any) -> bool:
    """Whether an intervention has money and its start month is past."""
    return intervention.annual_budget_per_citizen > 0.0 and world.month > intervention.start_month


def monthly_budget(world: World, intervention: Any) -> float:
    """Money of one intervention this month, euro: the plan, as reviewed, after any funding cut."""
    planned = intervention.annual_budget_per_citizen * world.residents / 12.0 * world.levers.funding
    name = intervention.section.rpartition(".")[2]
    if name not in INTERVENTIONS:
        return float(planned)
    return float(planned * world.programmes.budget_ratio[INTERVENTIONS.index(name)])


def money_for_teams(world: World, share: float, money: float) -> float:
    """The share of an intervention's `money` for work teams, euro; 0 if no employer adopts them."""
    teams = world.settings["work_teams"]
    return share * money if teams.active and teams.adoption_share > 0.0 else 0.0


def saturating(money: float, scale: float) -> float:
    """Share of a task done with `money`, ``1 − exp(−1.1 money / scale)``: two thirds at `scale`."""
    return 1.0 - math.e ** (-SATURATION * money / scale)


@dataclass(frozen=True)
class PublicBudget(Process):
    """Public services receive the taxes that benefits, interventions and access leave.

    Quality depends on money per resident: ``services = base · (money per resident / usual
    money)^elasticity · (1 + coproduction)``, at most 1. Every euro spent on an intervention is lost
    to services. Members of civic communities help to produce services
    (:class:`simulation.interventions.communities.communities.Communities`).
    """

    section: ClassVar[str] = "public_budget"

    base_services: float = parameter(
        0.7, unit="0-1", low=0, high=1, status="assumed",
        meaning="quality of public services at the usual money per resident", source="assumption",
    )  # fmt: skip
    elasticity: float = parameter(
        0.3, unit="ratio", low=0, high=2, status="assumed",
        meaning="elasticity of service quality with respect to money", source="assumption",
    )  # fmt: skip
    usual_money: float = parameter(
        560.0, unit="euro/month", low=1, high=5000, status="assumed",
        meaning="money per resident and month at which services have their base quality",
        source="about what taxes leave in the baseline",
    )  # fmt: skip

    def run(self, world: World) -> None:
        accounts = world.accounts
        accounts.services = accounts.taxes - accounts.benefits - sum(accounts.spending.values())
        accounts.services -= accounts.inclusion
        money = max(accounts.services, 1.0) / world.residents
        quality = self.base_services * (money / self.usual_money) ** self.elasticity
        world.conditions.services = min(1.0, quality * (1.0 + world.levers.coproduction))
