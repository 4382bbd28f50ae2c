"""Foresight: the skill that the demand to come will lack, for a curriculum ahead of demand."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from simulation.core.vocabulary import ICT, SKILLS
from simulation.world import World


def coming_subject(world: World, horizon: float) -> int:
    """Skill that lacks most in the demand to come.

    The shortfall to come of skill k is ``Σ_o n_o ω_ok r_ok + Σ_o g_o ω_ok (d_ok − ē_k)₊``, with n
    posts, ω weights, d demand and ē the mean effective ability of residents. The first sum is that
    of redesigns announced, r the rise of ICT demand if an occupation were redesigned now; the
    second that of emerging occupations, g the posts that their growth adds within the horizon.

    Parameters
    ----------
    world : World
    horizon : float
        Months ahead; 0 returns the skill with the largest shortage now.
    """
    if horizon <= 0.0:
        return int(world.conditions.shortage.argmax())
    occupations, citizens = world.occupations, world.citizens
    weight = occupations.weight.astype(float)
    number = occupations.posts.astype(float)
    lacking = np.zeros(len(SKILLS))
    redesign = world.settings["redesign"]
    if redesign.active:
        ahead = world.conditions.digitalisation - occupations.digitalised.astype(float)
        rise = redesign.ict_drift * np.maximum(ahead, 0.0)
        lacking[ICT] += float((number * weight[:, ICT] * rise).sum())
    people = citizens.resident
    able = (citizens.skills[people] * citizens.currency[people]).mean(axis=0)
    short = np.maximum(occupations.demand.astype(float) - able, 0.0)
    lacking += (posts_to_come(world, horizon)[:, None] * weight * short).sum(axis=0)
    return int(lacking.argmax()) if lacking.any() else int(world.conditions.shortage.argmax())


def posts_to_come(world: World, horizon: float) -> np.ndarray:
    """Posts that the growth of emerging occupations adds within some months, by occupation."""
    occupations, rule = world.occupations, world.settings["emerging_occupations"]
    if not rule.active:
        return np.zeros(occupations.rows)
    grown = _logistic(world.month, rule)
    later = _logistic(world.month + horizon, rule)
    added = occupations.birth_share.astype(float) - occupations.employment
    total = float(occupations.posts.sum())
    more = total * added * (later / grown - 1.0)
    return np.where(occupations.emerging, np.maximum(more, 0.0), 0.0)


def _logistic(month: float, rule: Any) -> float:
    """Share of the emerging posts that exist in a month."""
    return 1.0 / (1.0 + math.exp(-(month - rule.midpoint_month) / rule.duration))
