"""Facilitation: which career communities the city's money reaches, and which it lets be born."""

from __future__ import annotations

import math

import numpy as np

from simulation.interventions.network.funding import matched_money
from simulation.interventions.policy import families_of
from simulation.world import World

#: Members that facilitation is made ready for where there are none yet.
FIRST_MEMBERS = 10.0


def facilitated(per_member: np.ndarray, cost: float) -> np.ndarray:
    """Share of the work done with money per member, ``1 − exp(−1.1 money / cost)``."""
    return 1.0 - np.exp(-1.1 * per_member / cost)


def money_for(share: float, cost: float) -> float:
    """Money per member with which a share of the work is done; see :func:`facilitated`."""
    return -math.log1p(-min(share, 0.999)) * cost / 1.1


def allot(
    money: float,
    members: np.ndarray,
    alive: np.ndarray,
    kind_open: np.ndarray,
    tilt: np.ndarray,
    say: np.ndarray,
    least: float,
) -> np.ndarray:
    """Money for each community in a month.

    Money follows members, tilted by who has a say: a community's weight is ``(members + 10) ·
    tilt``. Sleeping communities are woken one after the other, those for families with most of
    the say first, as long as each can be facilitated with `least` euro per member; below that none
    is born.

    Parameters
    ----------
    money : float
        Euro to share out.
    members : ndarray of int
        Members of each community.
    alive, kind_open : ndarray of bool
        Whether it exists, and whether its kind is facilitated.
    tilt : ndarray of float
        Money relative to what size alone would bring; positive.
    say : ndarray of float
        Share of all say that the people have whom each community is for.
    least : float
        Euro per member below which a community is not begun.

    Returns
    -------
    ndarray of float
        Euro for each community; sums to `money`, or to 0 if no community can be helped.
    """
    weight = np.where(kind_open & alive, (members + FIRST_MEMBERS) * tilt, 0.0)
    asleep = np.flatnonzero(kind_open & ~alive & (tilt > 0.0))
    asleep = asleep[np.argsort(-say[asleep], kind="stable")]
    total = weight.sum() + np.cumsum(FIRST_MEMBERS * tilt[asleep])
    # everybody woken so far must still get enough
    enough = money * np.minimum.accumulate(tilt[asleep]) >= least * total
    number = asleep.size if enough.all() else int(enough.argmin())
    weight[asleep[:number]] = FIRST_MEMBERS * tilt[asleep[:number]]
    whole = weight.sum()
    return money * weight / whole if whole > 0.0 else np.zeros(weight.size)


def standing(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Tilt and say of each community; without a policy, tilt is 1 and say goes by numbers."""
    programmes, family = world.programmes, world.communities.family
    if programmes.family_say is None or programmes.family_tilt is None:
        people = np.flatnonzero(world.citizens.resident)
        number = np.bincount(families_of(world, people), minlength=len(world.occupations.families))
        return np.ones(family.size), number[family] / people.size
    return programmes.family_tilt[family], programmes.family_say[family]


def share_matched(world: World, able: bool) -> float:
    """Money that the network gives to communities this month, booked as the network's.

    Parameters
    ----------
    world : World
    able : bool
        Whether there is a community that it can help; otherwise the network keeps its money.
    """
    world.programmes.matched = matched_money(world) if able else 0.0
    return world.programmes.matched
