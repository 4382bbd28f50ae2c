"""Satisfaction of job-holders, by perceived fit, objective fit and education.

Satisfaction is happiness.
"""

from __future__ import annotations

from simulation.core.measure import measure
from simulation.core.vocabulary import EMPLOYED
from simulation.statistics.association import correlation
from simulation.statistics.unbalance import mid_rank, slope_index_of_inequality
from simulation.statistics.volatility import intraclass_correlation
from simulation.world import World


@measure(subject="fit", unit="correlation", taken="every year")
def perceived_with_satisfaction(world: World) -> float:
    """Correlation of happiness with perceived fit among job-holders; once a year.

    In meta-analyses job satisfaction correlates with perceived person–job fit at .56 and with
    person–organisation fit at .44 (Kristof-Brown, Zimmerman & Johnson 2005).
    """
    return _correlation_at_work(world, "happiness", "perceived")


@measure(subject="fit", unit="correlation", taken="every year")
def objective_with_satisfaction(world: World) -> float:
    """Correlation of happiness with total fit among job-holders; once a year.

    The fit of interests, measured objectively, correlates with satisfaction at about .19.
    """
    return _correlation_at_work(world, "happiness", "fit")


@measure(subject="fit", unit="correlation", taken="every year")
def perceived_with_objective(world: World) -> float:
    """Correlation of perceived fit with total fit among job-holders; once a year."""
    return _correlation_at_work(world, "perceived", "fit")


def _correlation_at_work(world: World, first: str, second: str) -> float:
    citizens = world.citizens
    working = citizens.resident & (citizens.status == EMPLOYED)
    return correlation(getattr(citizens, first)[working], getattr(citizens, second)[working])


@measure(subject="fit", unit="share", summary="last", taken="at the end")
def perceived_fit_icc(world: World) -> float:
    """Share of the variance of perceived fit at work that lies between people (ICC).

    Months without a job are left out. People are those of the panel, from the first measured month
    until they leave; the longer they are observed, the more of the variance lies within them.
    """
    months, total, squares = world.followed.perceived_at_work
    return intraclass_correlation(total, squares, months)


@measure(subject="unbalance", unit="0-1", taken="every year")
def slope_satisfaction(world: World) -> float:
    """Slope index of inequality of happiness of job-holders by education; once a year.

    ``SII = cov(happiness, R) / var(R)`` on the mid-rank R of education among job-holders, as
    in surveys of job satisfaction (PIAAC: .04).
    """
    workers = world.strata.workers
    means = world.strata.per_worker["happiness_at_work"][1:]
    return slope_index_of_inequality(means, mid_rank(workers), workers)
