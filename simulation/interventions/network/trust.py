"""Trust of employers in the network: initial trust, and its response to delivery."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.world import World


def set_initial_trust(world: World, rule: Any) -> None:
    """Give initial trust to employers that have arrived since last month."""
    state, employers = world.network, world.employers
    known = np.zeros(employers.rows, dtype=np.uint32)
    known[: state.known.size] = state.known
    new = employers.present & (employers.identity != known)
    employers.trust[new] = rule.initial_trust
    state.known = employers.identity.copy()


def clamp_trust(world: World, rule: Any) -> bool:
    """Hold trust at `trust_clamp` if an experiment sets it; return whether one does."""
    if rule.trust_clamp < 0.0:
        return False
    world.employers.trust[world.employers.present] = rule.trust_clamp
    return True


def update_trust(world: World, rule: Any, setting_up: bool, visible: float) -> None:
    """Move members' trust towards the level that delivery and visible work justify.

    ``target = base_trust + delivery_slope · delivered + transparency_slope · visible``, where
    `visible` is the share of the work that members see
    (:func:`simulation.interventions.network.governance_modes.visible_work`).
    Delivered is the smoothed ratio of member vacancies filled through the network to the share
    `expected_placements` of them. Trust closes the share ``trust_adjustment · (opaque_pace +
    visible)`` of the gap in a month. Joint reviews reduce losses to the share `review_loss`,
    because members see the reasons of failure, and add ``review_gain · visible``. During
    set-up nobody expects placements yet, so only reviews count.
    """
    state, employers = world.network, world.employers
    members = employers.member & employers.present
    if not members.any():
        return
    employers.months_member[members] += 1
    reviewing = world.month % rule.reflection_interval == 0
    trust = employers.trust[members]
    if not setting_up:
        expected = rule.expected_placements * max(1.0, float(world.member_vacancies))
        delivered = min(1.0, float(world.placed_by_network) / expected)
        weight = rule.delivery_weight
        state.delivered = (1.0 - weight) * state.delivered + weight * delivered
        target = rule.base_trust + rule.delivery_slope * state.delivered
        target += rule.transparency_slope * visible
        gap = target - trust
        pace = rule.trust_adjustment * (rule.opaque_pace + visible)
        trust = trust + pace * np.where(
            gap > 0, gap, (rule.review_loss if reviewing else 1.0) * gap
        )
    if reviewing:
        trust = trust + rule.review_gain * visible
    employers.trust[members] = np.clip(trust, 0.0, 1.0)
