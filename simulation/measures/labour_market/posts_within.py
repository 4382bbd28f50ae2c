"""How posts and their holders differ: shortfall of ICT by education, spread of log pay."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED
from simulation.world import World


@measure(subject="market", unit="0-1", labels=EDUCATIONS)
def ict_shortfall(world: World) -> np.ndarray:
    """Mean of ``(d − a)₊`` in ICT over job-holders, by education; d of the post, a the level.

    PIAAC, employed persons: .058, .088 and .115 at low, mid and high education. Education asked and
    ICT use of posts are inputs, who holds them is not.
    """
    return world.strata.per_worker["ict_shortfall"][1:]


@measure(subject="market", unit="log wage")
def pay_spread(world: World) -> float:
    """Standard deviation of the logarithm of wages of job-holders.

    PIAAC: .48 within countries (hourly wages of employees, top and bottom percent left out).
    """
    citizens = world.citizens
    wages = citizens.wage[citizens.resident & (citizens.status == EMPLOYED)]
    return float(np.log(np.maximum(wages, 1.0), dtype=float).std()) if wages.size else 0.0
