"""Those the lot has drawn for public courses, and the others.

While courses are open to all, the halves that a lot would make are told apart all the same, so that
a city in which the lot counts can be compared with one in which it does not.
"""

from __future__ import annotations

import numpy as np

from simulation.interventions.lottery import drawn
from simulation.measure import measure
from simulation.statistics.market import rate
from simulation.vocabulary import EMPLOYED, ICT
from simulation.world import World

LOT = ("drawn", "others")


def _by_lot(world: World, values: np.ndarray) -> np.ndarray:
    """Means over those drawn and over the others of one value per resident."""
    others = (~drawn(world, world.tally.people)).astype(np.int64)
    total = np.bincount(others, weights=values, minlength=2)
    return np.asarray(rate(total, np.bincount(others, minlength=2)))


@measure(subject="interventions", unit="share", labels=LOT)
def employment_by_lot(world: World) -> np.ndarray:
    """Share of residents with a job, of those the lot draws for public courses and of others."""
    return _by_lot(world, world.citizens.status[world.tally.people] == EMPLOYED)


@measure(subject="interventions", unit="0-1", labels=LOT)
def ict_by_lot(world: World) -> np.ndarray:
    """Mean ICT skill of those the lot draws for public courses and of the others."""
    return _by_lot(world, world.citizens.skills[world.tally.people, ICT])


@measure(subject="city", unit="0-1")
def ict_spread(world: World) -> float:
    """Standard deviation of ICT skill over residents."""
    return float(world.citizens.skills[world.tally.people, ICT].std(dtype=np.float64))
