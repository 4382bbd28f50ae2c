"""Careers: earnings, large changes of fit, and outcomes of a cohort."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EDUCATIONS
from simulation.measures.labour_market.cohort import differences
from simulation.measures.variances.fit_records import month_counts
from simulation.world import World

#: Outcomes of :mod:`simulation.measures.labour_market.cohort` that all members have.
CAREER = ("employability", "flexibility", "connectivity", "wage_growth")


@measure(subject="volatility", unit="share", labels=EDUCATIONS, twins="people followed")
def acute_change(world: World, fit: str) -> np.ndarray:
    """Share of residents whose fit changed by 0.10 or more this month, by education."""
    return month_counts(world, fit).acute


@measure(subject="careers", unit="euro/month", labels=("all", *EDUCATIONS))
def earnings(world: World) -> np.ndarray:
    """Gross wages per resident, 0 for those without a job, for all and by education."""
    return world.strata.per_resident["wage"]


@measure(subject="city", unit="euro/month")
def output_of_posts(world: World) -> float:
    """Output of all filled posts per resident; an outsider produces what citizens do on average.

    Wealth counts the work of citizens only. A post held by an outsider adds its occupation's wage
    times the mean productivity of citizens at work: a neutral assumption, since outsiders'
    productivity is not modelled.
    """
    strata = world.strata
    workers = strata.whole("employed")
    typical = strata.whole("productivity") / workers if workers else 0.0
    outside = float(strata.outsiders @ world.occupations.base_wage) * typical
    return (strata.whole("output") + outside) / strata.residents


@measure(subject="careers", unit="SD", labels=CAREER, summary="last", taken="at the end")
def complementary_career(world: World) -> np.ndarray:
    """Change since burn-in of job-holders in complementary jobs, less that of matched others.

    Matched by education, age and ability, in standard deviations of the change: best fit among
    vacancies within reach, share of posts within ability, employers with a contact, logarithm of
    the wage. Read in the last month (:mod:`simulation.measures.labour_market.cohort`).
    """
    return differences(world)[: len(CAREER)]


@measure(subject="careers", unit="0-1 difference", summary="last", taken="at the end")
def complementary_fit_at_work(world: World) -> float:
    """The same difference in demand-ability fit, for people with a job at both ends."""
    return float(differences(world)[-1])
