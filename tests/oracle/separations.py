"""Separations: jobs end, and outsiders leave."""

from __future__ import annotations

from simulation.core.randomness import Decision
from simulation.core.vocabulary import CLOSED, EMPLOYED, OUTSIDER, VACANT
from tests.oracle.jobs import dismiss, vacate
from tests.oracle.randomness import share, uniform, words

#: Highest count of months since a job loss.
LONG_AGO = 999


def run(city, parameters):
    """Jobs end by their hazard; some posts close with them, the others become vacant."""
    for citizen in city.people:
        _count_month(citizen)
        if citizen.status == EMPLOYED:
            if parameters.contracts:
                _decide_contract(city, parameters, citizen)
            _dismiss_by_hazard(city, parameters, citizen)
    for post in city.posts:
        if post.holder == OUTSIDER:
            drawn = uniform(city.seed, Decision.EXTERNAL_DEPARTURE, city.month, post.identity)
            if drawn < 1.0 / parameters.mean_outsider_stay:
                vacate(post)
        if post.holder == VACANT:
            post.waiting += 1


def _count_month(citizen):
    if citizen.recent_loss < LONG_AGO:
        citizen.recent_loss += 1
    if citizen.status == EMPLOYED:
        citizen.tenure += 1
    else:
        citizen.spell += 1


def _decide_contract(city, parameters, citizen):
    """A contract is temporary or not from the first month on; later it may become permanent."""
    bits = words(city.seed, Decision.SEPARATION, city.month, citizen.person)
    if citizen.tenure == 1:
        share_of_holders = city.occupations[citizen.occupation].temporary
        share_of_hires = parameters.temporary_entry_ratio * share_of_holders
        citizen.temporary = share(bits[2]) < share_of_hires
    elif citizen.temporary:
        citizen.temporary = share(bits[3]) >= parameters.conversion_rate


def _by_tenure(parameters, tenure):
    """``late + (early − late) / (1 + months / scale)``, or one factor for new jobs."""
    if not parameters.by_tenure:
        new = tenure <= parameters.new_job_months
        return parameters.new_job_hazard_ratio if new else 1.0
    late = parameters.late_hazard_ratio
    return late + (parameters.early_hazard_ratio - late) / (1.0 + tenure / parameters.tenure_scale)


def _by_contract(city, parameters, citizen):
    """Factor for the contract, whose mean in an occupation is 1."""
    if not parameters.contracts:
        return 1.0
    ratio = parameters.temporary_hazard_ratio
    mean = 1.0 + (ratio - 1.0) * city.occupations[citizen.occupation].temporary
    return (ratio if citizen.temporary else 1.0) / mean


def hazard(city, parameters, citizen):
    """``rate · turnover · (1 + m (usual − F_DA)) · (1 + c (usual − productivity)) · t · c``."""
    productivity = parameters.usual_productivity - citizen.productivity
    return (
        parameters.rate
        * city.occupations[citizen.occupation].turnover
        * (1.0 + parameters.match_slope * (parameters.usual_match - citizen.demand_ability))
        * (1.0 + parameters.low_productivity_slope * productivity)
        * _by_tenure(parameters, citizen.tenure)
        * _by_contract(city, parameters, citizen)
    )


def _dismiss_by_hazard(city, parameters, citizen):
    bits = words(city.seed, Decision.SEPARATION, city.month, citizen.person)
    if share(bits[0]) >= hazard(city, parameters, citizen):
        return
    post, employer = city.posts[citizen.post], city.employers[citizen.employer]
    closes = share(bits[1]) < parameters.destroyed_share
    dismiss(city, citizen, "closure" if closes else "dismissal")
    if closes:
        post.holder = CLOSED
        employer.posts -= 1
