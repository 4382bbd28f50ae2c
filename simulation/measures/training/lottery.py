"""Those the lot has drawn for public courses, and the others.

While courses are open to all, the halves that a lot would make are told apart all the same, so that
a city in which the lot counts can be compared with one in which it does not.
"""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.statistics.market import rate
from simulation.world import World

LOT = ("assigned", "others")


@measure(subject="interventions", unit="share", labels=LOT)
def employment_by_lottery(world: World) -> np.ndarray:
    """Share of residents with a job, of those the lot draws for public courses and of others."""
    return rate(world.strata.lot["employed"], world.strata.lot["people"])


@measure(subject="interventions", unit="0-1", labels=LOT)
def ict_by_lottery(world: World) -> np.ndarray:
    """Mean ICT skill of those the lot draws for public courses and of the others."""
    return rate(world.strata.lot["ict"], world.strata.lot["people"])


@measure(subject="city", unit="0-1")
def ict_spread(world: World) -> float:
    """Standard deviation of ICT skill over residents."""
    return world.strata.ict_spread
