"""How posts and their holders differ: shortfall of ICT by education, spread of log pay."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, ICT
from simulation.statistics.market import rate
from simulation.world import World


def _holders(world: World) -> np.ndarray:
    citizens = world.citizens
    return np.flatnonzero(citizens.resident & (citizens.status == EMPLOYED))


@measure(subject="market", unit="0-1", labels=EDUCATIONS)
def ict_shortfall(world: World) -> np.ndarray:
    """Mean of ``(d − a)₊`` in ICT over job-holders, by education; d of the post, a the level.

    PIAAC, employed persons: .058, .088 and .115 at low, mid and high education. Education asked and
    ICT use of posts are inputs, who holds them is not.
    """
    citizens, occupations, rows = world.citizens, world.occupations, _holders(world)
    asked = occupations.demand[citizens.occupation[rows], ICT] + citizens.ict_above[rows]
    lacking = np.maximum(np.clip(asked, 0.0, 1.0) - citizens.skills[rows, ICT], 0.0)
    education, levels = citizens.education[rows], len(EDUCATIONS)
    sums = np.bincount(education, weights=lacking.astype(float), minlength=levels)
    return np.asarray(rate(sums, np.bincount(education, minlength=levels)))


@measure(subject="market", unit="log wage")
def pay_spread(world: World) -> float:
    """Standard deviation of the logarithm of wages of job-holders.

    PIAAC: .48 within countries (hourly wages of employees, top and bottom percent left out).
    """
    wages = world.citizens.wage[_holders(world)]
    return float(np.log(np.maximum(wages, 1.0), dtype=float).std()) if wages.size else 0.0
