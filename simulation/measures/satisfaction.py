"""Satisfaction of job-holders, by perceived fit, objective fit and education."""

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
    """Correlation of happiness with perceived and with objective fit among job-holders.

    ``r(happiness, perceived fit)`` and ``r(happiness, total fit)``, once a year. In meta-analyses
    satisfaction correlates with perceived fit at .56 (Kristof-Brown, Zimmerman & Johnson 2005) and
    with objective fit at about .19. Happiness follows last month's perceived fit slowly, while
    perceived fit varies from month to month mostly with mood. The first number therefore stays far
    below surveys.
    """
    if not world.reading_year:
        return np.full(2, np.nan)
    citizens = world.citizens
    working = citizens.resident & (citizens.status == EMPLOYED)
    happiness, perceived, fit = (
        column[working] for column in (citizens.happiness, citizens.perceived, citizens.fit)
    )
    return np.array([correlation(happiness, perceived), correlation(happiness, fit)])


@measure(subject="unbalance", unit="0-1")
def slope_satisfaction(world: World) -> float:
    """Slope index of inequality of happiness of job-holders by education; once a year.

    ``SII = cov(happiness, R) / var(R)`` on the mid-rank R of education among job-holders, as
    in surveys of job satisfaction (PIAAC: .04).
    """
    if not world.reading_year:
        return float("nan")
    workers = world.strata.workers
    means = rate(world.strata.totals["happiness_at_work"], workers)
    return slope_index_of_inequality(means, mid_rank(workers), workers)
