"""The network's money: paths of funding, and what it hands on to communities."""

from __future__ import annotations

from typing import Any

from simulation.interventions.budget import monthly_budget, started
from simulation.world import World

PATHS = ("continuous", "declining", "interrupted")


def funding_share(path: str, since: int, interruption: int) -> float:
    """Share of full funding, `since` months after full funding was agreed to end.

    Continuous funding never ends; declining funding falls in a straight line to nothing within
    `interruption` months; interrupted funding stops for so many months and comes back.
    """
    if path == "continuous" or since <= 0:
        return 1.0
    if path == "declining":
        return max(0.0, 1.0 - since / interruption)
    return 0.0 if since <= interruption else 1.0


def network_money(world: World, network: Any) -> float:
    """Money of the network this month, euro."""
    return monthly_budget(world, network) * network.funding(world.month)


def matched_money(world: World) -> float:
    """Money of a living network that goes to the facilitation of communities, euro."""
    network = world.settings["interventions.network"]
    lives = network.active and started(world, network) and world.network.alive
    if not lives or network.matched_funding <= 0.0:
        return 0.0
    return network.matched_funding * network_money(world, network)
