"""Careers: what people earn, how often fit changes a lot, what becomes of a cohort."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.measures.labour_market.cohort import differences
from simulation.measures.stratified_sums import with_all
from simulation.statistics.market import rate
from simulation.world import World

OUTCOMES = ("employability", "flexibility", "connectivity", "wage_growth")


@measure(subject="volatility", unit="share", labels=EDUCATIONS)
def acute_change(world: World) -> np.ndarray:
    """Share of residents whose fit changed by .10 or more this month, by education."""
    return world.strata.means("acute")


@measure(subject="careers", unit="euro/month", labels=("all", *EDUCATIONS))
def earnings(world: World) -> np.ndarray:
    """Gross wages per resident, those without a job counted with 0, for all and by education."""
    return rate(with_all(world.strata.totals["wage"]), with_all(world.strata.by_education))


@measure(subject="city", unit="euro/month")
def output_of_posts(world: World) -> float:
    """Output of all filled posts per resident; an outsider produces what citizens do on average.

    Wealth counts the work of citizens only. A post held by somebody from outside adds its
    occupation's wage times the mean productivity of citizens at work: a neutral assumption, as an
    outsider's own is not kept.
    """
    strata = world.strata
    workers = strata.whole("employed")
    typical = strata.whole("productivity") / workers if workers else 0.0
    outside = float(strata.outsiders @ world.occupations.base_wage) * typical
    return (strata.whole("output") + outside) / strata.residents


@measure(subject="careers", unit="SD", labels=OUTCOMES, summary="last")
def complementary_career(world: World) -> np.ndarray:
    """Change since the end of burn-in of job-holders who then had complementary jobs.

    Less that of others of the same education, age and ability, in standard deviations of the
    change: best fit among vacancies within reach, share of posts one could do, employers one has a
    contact at, logarithm of the wage. Read in the last month
    (:mod:`simulation.measures.labour_market.cohort`).
    """
    if not world.reading_end or world.cohort is None:
        return np.full(len(OUTCOMES), np.nan)
    return differences(world)[: len(OUTCOMES)]


@measure(subject="careers", unit="0-1 difference", summary="last")
def complementary_fit_at_work(world: World) -> float:
    """The same for demand-ability fit of those who have a job at both ends."""
    if not world.reading_end or world.cohort is None:
        return np.nan
    return float(differences(world)[-1])
