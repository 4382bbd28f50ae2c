"""Separations: posts end, and outsiders go."""

from __future__ import annotations

from simulation.core.randomness import Decision
from simulation.core.vocabulary import CLOSED, EMPLOYED, OUTSIDER, VACANT
from tests.oracle.jobs import leave_post, vacate
from tests.oracle.randomness import share, uniform, words

#: A fit and a state of the person at which the occupation's turnover holds.
USUAL_MATCH, USUAL_PRODUCTIVITY = 0.9, 0.6
#: Months in a post that count as its first year.
FIRST_YEAR = 12
#: Months since a job loss are not counted beyond these.
LONG_AGO = 999


def run(city, parameters):
    """Jobs end by their hazard; some posts end with them, the others fall vacant."""
    for citizen in city.people:
        _one_month_more(citizen)
        if citizen.status == EMPLOYED:
            _keep_or_lose(city, parameters, citizen)
    for post in city.posts:
        if post.holder == OUTSIDER:
            luck = uniform(city.seed, Decision.EXTERNAL_DEPARTURE, city.month, post.identity)
            if luck < 1.0 / parameters.mean_outsider_stay:
                vacate(post)
        if post.holder == VACANT:
            post.waiting += 1


def _one_month_more(citizen):
    if citizen.recent_loss < LONG_AGO:
        citizen.recent_loss += 1
    if citizen.status == EMPLOYED:
        citizen.tenure += 1
    else:
        citizen.spell += 1


def hazard(city, parameters, citizen):
    """``rate · turnover · (1 + m (0.9 − F_DA)) · (1 + c (0.6 − productivity)) · new``."""
    new = parameters.new_job_hazard_ratio if citizen.tenure <= FIRST_YEAR else 1.0
    return (
        parameters.rate
        * city.occupations[citizen.occupation].turnover
        * (1.0 + parameters.match_slope * (USUAL_MATCH - citizen.demand_ability))
        * (1.0 + parameters.low_productivity_slope * (USUAL_PRODUCTIVITY - citizen.productivity))
        * new
    )


def _keep_or_lose(city, parameters, citizen):
    luck = words(city.seed, Decision.SEPARATION, city.month, citizen.person)
    if share(luck[0]) >= hazard(city, parameters, citizen):
        return
    post, employer = city.posts[citizen.post], city.employers[citizen.employer]
    leave_post(city, citizen)
    citizen.dismissed = True
    citizen.recent_loss = 0
    city.flows["lost_job"][citizen.education] += 1
    if share(luck[1]) < parameters.destroyed_share:
        post.holder = CLOSED
        employer.posts -= 1
