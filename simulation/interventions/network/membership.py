"""Membership of the network: employers that join and leave, and the collapse of the network."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.core.randomness import Decision, uniform, uniforms
from simulation.world import World

#: Trust at which employers join a fully funded network at the rate `join_rate`.
USUAL_TRUST = 0.5


def change_members(world: World, rule: Any, funded: float) -> None:
    """Employers join with chance ``join_rate · funded · trust / ½`` and leave below a threshold."""
    employers = world.employers
    draws = uniforms(world.seed, Decision.NETWORK_CHOICE, world.month, employers.identity)
    chance = rule.join_rate * funded * employers.trust / USUAL_TRUST
    able = employers.present & ~employers.member & (employers.posts >= rule.minimum_posts)
    joining = able & (draws < chance)
    employers.member[joining] = True
    employers.months_member[joining] = 0
    leaving = employers.member & (employers.trust < rule.trust_threshold)
    employers.member[leaving] = False


def given_up(world: World, rule: Any) -> bool:
    """Count the months in which residents resist; return whether the network is given up for it.

    Residents resist a network led by a firm while their mean trust in firms is below
    `consent_threshold`. Who has given up such a network does not begin another.
    """
    state, citizens = world.network, world.citizens
    if not rule.led_by_firm or world.settings["trust"].run_by_firms <= 0.0:
        state.resisted_months = 0
        return False
    if state.resisted_months > rule.consent_months:
        return False
    trust = citizens.trust_firms[citizens.resident].mean(dtype=np.float64)
    state.resisted_months = state.resisted_months + 1 if trust < rule.consent_threshold else 0
    if not state.alive or state.resisted_months <= rule.consent_months:
        return False
    world.event_counts["network_given_up"] = 1.0
    return True


def dissolves(world: World, rule: Any) -> bool:
    """Whether a network without the money to continue dissolves in this month.

    The chance is ``dissolution_rate · (1 − trust) / ½``: members who trust each other keep it
    alive until there is money again.
    """
    chance = rule.dissolution_rate * (1.0 - world.network.trust) / USUAL_TRUST
    return uniform(world.seed, Decision.NETWORK_END, world.month, 0) < chance


def collapse(world: World, rule: Any) -> None:
    """End the network; its members keep the share `kept_trust` of their trust."""
    state, employers = world.network, world.employers
    employers.trust[employers.member] *= rule.kept_trust
    employers.member[:] = False
    state.alive = False
    state.collapsed = world.month
    state.capacity = state.delivered = state.coordination = 0.0
    state.lead = -1
    world.event_counts["network_collapsed"] = 1.0
