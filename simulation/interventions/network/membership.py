"""Members of the network: which employers join and leave, and what its collapse leaves behind."""

from __future__ import annotations

from typing import Any

from simulation.core.randomness import Decision, uniforms
from simulation.world import World

#: Share of their trust that members keep when the network collapses.
KEPT_TRUST = 0.7


def change(world: World, network: Any, funded: float) -> None:
    """Employers join with chance ``2 · join · funded · trust``, and leave below the threshold."""
    employers = world.employers
    luck = uniforms(world.seed, Decision.NETWORK_CHOICE, world.month, employers.identity)
    chance = network.join_rate * funded * employers.trust * 2.0
    able = employers.present & ~employers.member & (employers.posts >= network.minimum_posts)
    joining = able & (luck < chance)
    employers.member[joining] = True
    employers.months_member[joining] = 0
    leaving = employers.member & (employers.trust < network.trust_threshold)
    employers.member[leaving] = False


def collapse(world: World) -> None:
    """The network ends; what members remember of it is less trust."""
    state, employers = world.network, world.employers
    employers.trust[employers.member] *= KEPT_TRUST
    employers.member[:] = False
    state.alive = False
    state.collapsed = world.month
    state.capacity = 0.0
    state.delivered = 0.0
    world.event_counts["network_collapsed"] = 1.0
