"""Satisfaction: how happy those at work are, by fit as felt, by fit as it is, by education."""

from __future__ import annotations

import numpy as np

from simulation.measure import measure
from simulation.statistics.association import correlation
from simulation.statistics.unbalance import individual_mid_rank, slope_index_of_inequality
from simulation.vocabulary import EMPLOYED
from simulation.world import World


def _at_work(world: World) -> np.ndarray:
    people = world.tally.people
    return people[world.citizens.status[people] == EMPLOYED]


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
    citizens, rows = world.citizens, _at_work(world)
    happy = citizens.happiness[rows]
    return np.array([correlation(happy, getattr(citizens, name)[rows]) for name in
                     ("perceived", "fit")])  # fmt: skip


@measure(subject="unbalance", unit="0-1")
def slope_satisfaction(world: World) -> float:
    """Slope index of inequality of happiness of job-holders by education; once a year.

    ``SII = cov(happiness, R) / var(R)`` on the mid-rank R of education among job-holders, as
    surveys ask for satisfaction with the job (PIAAC: .04).
    """
    if not world.reading_year:
        return float("nan")
    citizens, rows = world.citizens, _at_work(world)
    rank = individual_mid_rank(citizens.education[rows])
    return slope_index_of_inequality(citizens.happiness[rows], rank)
