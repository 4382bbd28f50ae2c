"""Funding of the network: paths over time, and the money it passes on to communities."""

from __future__ import annotations

from typing import Any

from simulation.interventions.budget import monthly_budget, started
from simulation.world import World

PATHS = ("continuous", "declining", "interrupted")


def funding_share(path: str, since: int, interruption: int) -> float:
    """Share of full funding, `since` months after the end of the period of full funding.

    Continuous funding stays at 1; declining funding falls linearly to 0 within `interruption`
    months; interrupted funding is 0 for `interruption` months and 1 afterwards.
    """
    if path == "continuous" or since <= 0:
        return 1.0
    if path == "declining":
        return max(0.0, 1.0 - since / interruption)
    return 0.0 if since <= interruption else 1.0


def network_money(world: World, rule: Any) -> float:
    """Money of the network this month, euro."""
    return monthly_budget(world, rule) * rule.funding(world.month)


def matched_money(world: World) -> float:
    """Money that the network, if it is alive, spends on facilitating communities, euro."""
    rule = world.settings["interventions.network"]
    alive = rule.active and started(world, rule) and world.network.alive
    if not alive or rule.matched_funding <= 0.0:
        return 0.0
    return rule.matched_funding * network_money(world, rule)
