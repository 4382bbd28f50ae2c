"""Educational gradient of fit at equal ICT skill."""

from __future__ import annotations

from simulation.core.measure import measure
from simulation.statistics.within_classes import slope_within_classes
from simulation.world import World


@measure(subject="unbalance", unit="0-1", twins="residents")
def slope_within_ict(world: World, fit: str) -> float:
    """Slope of fit on education rank among people of the same ICT skill (classes of .02)."""
    strata = world.strata
    means = strata.stratum_means(fit)
    return slope_within_classes(means, strata.rank("education"), strata.counts)
