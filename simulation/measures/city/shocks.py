"""Shocks: loss of labour demand and of open services this month."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.world import World


@measure(subject="shocks", unit="share", labels=("shut", "departed"))
def demand_lost(world: World) -> np.ndarray:
    """Share of initial posts that a pandemic shuts, and that left with an anchor employer."""
    occupations = world.occupations
    weight = occupations.employment.astype(float)
    lost = np.array([(weight * occupations.shut).sum(), (weight * occupations.departed).sum()])
    return lost / weight.sum()


@measure(subject="shocks", unit="share")
def services_open(world: World) -> float:
    """Share of face-to-face public services that are open."""
    return world.conditions.counters
