"""Facilitation: how money is allocated to career communities, and which of them it starts."""

from __future__ import annotations

import math

import numpy as np

from simulation.interventions.budget import SATURATION
from simulation.interventions.network.funding import matched_money
from simulation.interventions.policy import families_of
from simulation.world import World


def facilitated(per_member: np.ndarray, cost: float) -> np.ndarray:
    """Share of the work done with money per member, ``1 − exp(−1.1 money / cost)``."""
    return 1.0 - np.exp(-SATURATION * per_member / cost)


def money_for(share: float, cost: float) -> float:
    """Money per member for a share of the work below 1; inverse of :func:`facilitated`."""
    return -math.log1p(-share) * cost / SATURATION


def allocate(
    money: float,
    members: np.ndarray,
    alive: np.ndarray,
    kind_open: np.ndarray,
    influence: np.ndarray,
    votes: np.ndarray,
    least: float,
    first_members: float,
) -> np.ndarray:
    """Allocate money to communities for one month.

    The weight of a community is ``(members + first_members) · influence``. Dormant communities
    start in the order of the votes of their family, as long as all of them can be facilitated with
    `least` euro per member.

    Parameters
    ----------
    money : float
        Euro to allocate.
    members : ndarray of int
        Members of each community.
    alive, kind_open : ndarray of bool
        Whether it exists, and whether its kind is facilitated.
    influence : ndarray of float
        Decision weight of its family relative to the family's size.
    votes : ndarray of float
        Decision weight of its family.
    least : float
        Euro per member below which no community starts.
    first_members : float
        Members for whom facilitation is planned in a community without members.

    Returns
    -------
    ndarray of float
        Euro for each community; sums to `money`, or to 0 if no community can be facilitated.
    """
    weight = np.where(kind_open & alive, (members + first_members) * influence, 0.0)
    dormant = np.flatnonzero(kind_open & ~alive & (influence > 0.0))
    dormant = dormant[np.argsort(-votes[dormant], kind="stable")]
    total = weight.sum() + np.cumsum(first_members * influence[dormant])
    # each community started so far must still get enough
    enough = money * np.minimum.accumulate(influence[dormant]) >= least * total
    number = dormant.size if enough.all() else int(enough.argmin())
    weight[dormant[:number]] = first_members * influence[dormant[:number]]
    whole = weight.sum()
    return money * weight / whole if whole > 0.0 else np.zeros(weight.size)


def family_weights(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Influence and votes of each community's family; without a policy, by numbers alone."""
    programmes, family = world.programmes, world.communities.family
    if programmes.family_votes is None or programmes.family_influence is None:
        people = np.flatnonzero(world.citizens.resident)
        number = np.bincount(families_of(world, people), minlength=len(world.occupations.families))
        return np.ones(family.size), number[family] / people.size
    return programmes.family_influence[family], programmes.family_votes[family]


def match_funding(world: World, able: bool) -> float:
    """Money that the network gives to communities this month, charged to the network.

    Parameters
    ----------
    world : World
    able : bool
        Whether any kind of community is facilitated; otherwise the network keeps its money.
    """
    world.programmes.matched = matched_money(world) if able else 0.0
    return world.programmes.matched
