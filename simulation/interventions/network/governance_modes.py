"""Modes of network governance: what coordination costs, and what members see of the work.

Provan & Kenis (2008), Journal of Public Administration Research and Theory 18: members who govern
together coordinate in pairs, so that few can; an administrative organisation costs an office and
brokers for many; a lead organisation brokers without an office of its own, and the network depends
on it. Which mode achieves most for which network follows from these costs and from trust; no
efficiency is given.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from simulation.world import World

MODES = ("shared", "lead_organisation", "administrative_organisation")
SHARED, LEAD, ADMINISTRATIVE = MODES


def coordination_cost(rule: Any, members: int, trust: float) -> float:
    """Cost of coordination in a month, euro.

    In shared governance ``price · pair_hours · n (n − 1) / 2 · (1 − trust)``: every two members
    coordinate, and less has to be agreed and checked with trust. With a broker ``price · link_hours
    · n``, and with an administrative organisation ``price · office_hours`` in addition.

    Parameters
    ----------
    rule : Network
    members : int
        Number of members.
    trust : float
        Their mean trust, 0–1.
    """
    if rule.governance_mode == SHARED:
        pairs = members * (members - 1) / 2
        hours = rule.pair_hours * pairs * (1.0 - trust)
    else:
        hours = rule.link_hours * members
        hours += rule.office_hours if rule.governance_mode == ADMINISTRATIVE else 0.0
    return float(rule.hour_price * hours)


def visible_work(world: World, rule: Any) -> float:
    """Share of the network's work that its members see, 0–1: the transparency that trust follows.

    The declared transparency with an administrative organisation. In shared governance members also
    see what they decide with `partners` others, ``transparency + (1 − transparency) · min(1,
    partners / (n − 1))``. With a lead organisation they do not see the part of the work that it
    does in its own house, its share of the members' posts.
    """
    employers = world.employers
    members = employers.member & employers.present
    transparency = float(rule.transparency)
    if rule.governance_mode == SHARED:
        others = max(1, int(members.sum()) - 1)
        return transparency + (1.0 - transparency) * min(1.0, rule.partners / others)
    if rule.governance_mode == LEAD and members.any():
        posts = employers.posts[members]
        return transparency * (1.0 - float(posts.max()) / max(1, int(posts.sum())))
    return transparency


def leader(world: World) -> int:
    """Identity of the member with most posts, the first of equals; −1 without members."""
    employers = world.employers
    members = np.flatnonzero(employers.member & employers.present)
    if not members.size:
        return -1
    return int(employers.identity[members[employers.posts[members].argmax()]])


def has_lead(world: World, rule: Any) -> bool:
    """Whether somebody leads the network; a network that lost its lead starts again with another.

    Only a network with a lead organisation depends on one. A new lead sets up its work for
    `setup_months`.
    """
    state, employers = world.network, world.employers
    if rule.governance_mode != LEAD:
        return True
    members = employers.member & employers.present
    if state.lead < 0 or not (members & (employers.identity == state.lead)).any():
        first = state.lead < 0
        state.lead = leader(world)
        state.lead_since = state.founded if first else world.month
    return state.lead >= 0 and world.month - state.lead_since >= rule.setup_months
