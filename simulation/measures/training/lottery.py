"""Citizens assigned to public courses by lottery, compared with the others.

The two groups are reported even if courses are open to all, so that cities with and without a
lottery can be compared.
"""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.statistics.market import rate
from simulation.world import World

GROUPS = ("assigned", "others")


@measure(subject="interventions", unit="share", labels=GROUPS)
def employment_by_lottery(world: World) -> np.ndarray:
    """Share with a job, of residents assigned to public courses by lottery and of the others."""
    return rate(world.strata.lottery["employed"], world.strata.lottery["people"])


@measure(subject="interventions", unit="0-1", labels=GROUPS)
def ict_by_lottery(world: World) -> np.ndarray:
    """Mean ICT skill of residents assigned to public courses by lottery and of the others."""
    return rate(world.strata.lottery["ict"], world.strata.lottery["people"])


@measure(subject="city", unit="0-1")
def ict_spread(world: World) -> float:
    """Standard deviation of ICT skill over residents."""
    return world.strata.ict_spread
