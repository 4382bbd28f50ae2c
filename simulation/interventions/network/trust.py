"""Trust of employers in the network: given at the start, earned by delivery, lost without it."""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.world import World


def welcome(world: World, network: Any) -> None:
    """Employers that the network has not met yet bring initial trust."""
    state, employers = world.network, world.employers
    known = np.zeros(employers.rows, dtype=np.uint32)
    known[: state.known.size] = state.known
    new = employers.present & (employers.identity != known)
    employers.trust[new] = network.initial_trust
    state.known = employers.identity.copy()


def clamp(world: World, network: Any) -> bool:
    """Hold trust at a value if an experiment asks for it; whether one does."""
    if network.trust_clamp < 0.0:
        return False
    world.employers.trust[world.employers.present] = network.trust_clamp
    return True


def update(world: World, network: Any, setting_up: bool) -> None:
    """Members compare last month's placements with what the network set out to do.

    ``deserved = .25 + .55 delivery + .15 transparency``, where delivery is the smoothed share of
    one in five member vacancies filled through the network, as much as one can hope for. Trust
    goes ``speed · (½ + transparency)`` of the way in a month. In a month of joint review losses
    are halved, since members see why something failed, and openness adds trust. During set-up
    nobody expects placements yet, so only reviews count.
    """
    state, employers = world.network, world.employers
    members = employers.member & employers.present
    if not members.any():
        return
    employers.months_member[members] += 1
    reflecting = world.month % network.reflection_interval == 0
    trust = employers.trust[members]
    if not setting_up:
        placed = float(world.placed_by_network)
        vacancies = max(1.0, float(world.member_vacancies))
        state.delivered = 0.85 * state.delivered + 0.15 * min(1.0, placed / (0.2 * vacancies))
        deserved = 0.25 + 0.55 * state.delivered + 0.15 * network.transparency
        gap = deserved - trust
        speed = network.trust_adjustment * (0.5 + network.transparency)
        trust = trust + speed * np.where(gap > 0, gap, (0.5 if reflecting else 1.0) * gap)
    if reflecting:
        trust = trust + 0.02 * network.transparency
    employers.trust[members] = np.clip(trust, 0.0, 1.0)
