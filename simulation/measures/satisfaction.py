"""Satisfaction: how happy those at work are, by fit as felt, by fit as it is, by education."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EMPLOYED
from simulation.statistics.association import correlation
from simulation.statistics.market import rate
from simulation.statistics.unbalance import mid_rank, slope_index_of_inequality
from simulation.world import World


@measure(subject="fit", unit="correlation", labels=("perceived", "objective"))
def happiness_with_fit(world: World) -> np.ndarray:
    """Correlation of happiness with felt and with objective fit among job-holders; once a year.

    ``r(happiness, felt fit)`` and ``r(happiness, total fit)``. In meta-analyses felt fit goes with
    satisfaction at .56 (Kristof-Brown, Zimmerman and Johnson 2005), objective fit at about .19.
    Happiness follows felt fit slowly and from the month before, while most of what felt fit changes
    by from one month to the next is mood; whoever has just left a bad spell feels a good fit and is
    not happy yet. Both keep the first number far below what surveys find.
    """
    if not world.reading_year:
        return np.full(2, np.nan)
    citizens = world.citizens
    working = citizens.resident & (citizens.status == EMPLOYED)
    happy, felt, fits = (
        column[working] for column in (citizens.happiness, citizens.perceived, citizens.fit)
    )
    return np.array([correlation(happy, felt), correlation(happy, fits)])


@measure(subject="unbalance", unit="0-1")
def slope_satisfaction(world: World) -> float:
    """Slope index of inequality of happiness of job-holders by education; once a year.

    ``SII = cov(happiness, R) / var(R)`` on the mid-rank R of education among job-holders, as
    surveys ask for satisfaction with the job (PIAAC: .04).
    """
    if not world.reading_year:
        return float("nan")
    workers = world.strata.workers
    means = rate(world.strata.totals["happiness_at_work"], workers)
    return slope_index_of_inequality(means, mid_rank(workers), workers)
