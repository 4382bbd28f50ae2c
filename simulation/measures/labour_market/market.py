"""The job market: states, flows, vacancies, occupations."""

from __future__ import annotations

import numpy as np

from simulation.core.measure import means_by_education, measure
from simulation.core.vocabulary import (
    BY_TIES,
    BY_TRANSFER,
    EDUCATIONS,
    EMPLOYED,
    LOSS_CAUSES,
    UNEMPLOYED,
)
from simulation.measures.same_persons import GROUPS as BEFORE
from simulation.measures.same_persons import by_group
from simulation.measures.stratified_sums import once_a_month, with_all
from simulation.statistics.market import (
    monthly_hazard,
    rate,
    ratio,
    unemployment_rate,
)
from simulation.world import World

GROUPS = ("all", *EDUCATIONS)
GROUPS_BY_CAUSE = tuple(f"{group}_{cause}" for group in GROUPS for cause in LOSS_CAUSES)


@once_a_month
def _states(world: World) -> np.ndarray:
    """Residents now and when the month began: by labour-market state, for all and by education."""
    return with_all(np.array([world.strata.states.T, world.states_before.T]))


@measure(subject="market", unit="share", labels=GROUPS)
def unemployment(world: World) -> np.ndarray:
    """Unemployed among those in the labour force, for all and by education."""
    states, _ = _states(world)
    return unemployment_rate(states[UNEMPLOYED], states[EMPLOYED])


@measure(subject="market", unit="share", labels=GROUPS)
def employment(world: World) -> np.ndarray:
    """Share of residents with a job, for all and by education."""
    return world.strata.per_resident["employed"]


@measure(subject="market", unit="1/month", labels=GROUPS)
def job_finding(world: World) -> np.ndarray:
    """Hires from unemployment per unemployed citizen at the start of the month."""
    hired, (_, before) = with_all(world.flows["hired_from_unemployment"]), _states(world)
    return monthly_hazard(hired, np.maximum(before[UNEMPLOYED], hired))


@measure(subject="market", unit="1/month", labels=GROUPS)
def job_loss(world: World) -> np.ndarray:
    """Involuntary job losses per job-holder at the start of the month."""
    _, before = _states(world)
    return monthly_hazard(with_all(world.flows["lost_job"]), before[EMPLOYED])


@measure(subject="market", unit="share", labels=GROUPS_BY_CAUSE, summary="last")
def job_loss_cause(world: World) -> np.ndarray:
    """Share of each cause in job losses since burn-in, for all and by education; adds up to 1."""
    losses = with_all(world.losses_by_cause.T)
    return rate(losses, losses.sum(axis=0)).T.ravel()


@measure(subject="market", unit="1/month", labels=GROUPS)
def job_to_job(world: World) -> np.ndarray:
    """Moves from job to job per job-holder at the start of the month."""
    _, before = _states(world)
    return monthly_hazard(with_all(world.flows["hired_from_job"]), before[EMPLOYED])


@measure(subject="market", unit="share")
def vacancies(world: World) -> float:
    """Vacant posts among all posts."""
    strata = world.strata
    return ratio(strata.vacant, strata.vacant + strata.filled + strata.outside)


@measure(subject="market", unit="share")
def outsiders(world: World) -> float:
    """Posts held by outsiders among all filled posts."""
    held = world.strata.outside
    return ratio(held, world.strata.filled + held)


@measure(subject="market", unit="share")
def hires_through_ties(world: World) -> float:
    """Hires through a contact or an introduction among all hires."""
    channels = world.channels
    return ratio(channels[BY_TIES] + channels[BY_TRANSFER], channels.sum())


@measure(subject="market", unit="share", labels=BEFORE)
def screened_out(world: World) -> np.ndarray:
    """Applications good enough for the employer that automated screening turned down.

    Share of them among all applications that reach the employer's minimum, for all, by education
    and by ICT level when measuring began. It is 0 without automated screening.
    """
    if not world.screened.any():
        return np.zeros(len(BEFORE))
    good, turned_down = by_group(world.screened)
    return rate(turned_down, good)


@measure(subject="market", unit="share", labels=("over", "under"))
def qualification_mismatch(world: World) -> list[float]:
    """Job-holders with more, and with less, education than their occupation usually requires."""
    return [world.strata.per_worker[name][0] for name in ("over", "under")]


@measure(subject="market", unit="ratio", labels=("mid_low", "high_mid"))
def wage_premium(world: World) -> list[float]:
    """Mean wage of mid over low, and of high over mid education, less 1."""
    _, low, mid, high = world.strata.per_worker["wage"]
    return [ratio(mid, low) - 1.0, ratio(high, mid) - 1.0]


@measure(subject="occupations", unit="share")
def emerging_posts(world: World) -> float:
    """Posts of the five emerging families among all posts."""
    posts = world.occupations.posts
    return ratio(posts[world.occupations.emerging].sum(), posts.sum())


@measure(subject="occupations", unit="count/month", labels=("opened", "closed", "relocated"))
def posts_changed(world: World) -> list[float]:
    """Posts opened and closed by labour demand, and posts that left with their employer."""
    counts = ("posts_opened", "posts_closed", "posts_relocated")
    return [world.event_counts.get(name, 0.0) for name in counts]


@measure(subject="occupations", unit="count/month")
def dimensions_redesigned(world: World) -> float:
    """Skill dimensions of occupations that were redesigned this month."""
    return world.event_counts.get("dimensions_redesigned", 0.0)


@measure(subject="occupations", unit="share")
def automated(world: World) -> float:
    """Share of the initial posts that machines have taken over."""
    occupations = world.occupations
    weight = occupations.employment.astype(float)
    return float((weight * occupations.displaced).sum() / weight.sum())


trained = means_by_education(
    "trained",
    subject="population",
    unit="share",
    meaning="Share of residents who began a course in the last twelve months",
)
