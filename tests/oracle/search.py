"""Search: who looks for work, and the applications that they send."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from tests.oracle.directed_search import ease, expected_log_wage
from tests.oracle.fits import (
    CHALLENGE,
    challenge_wanted,
    demand_ability,
    effective,
    is_about,
    work_of,
)
from tests.oracle.hiring import minimum
from tests.oracle.randomness import identity, share, uniform, words
from tests.oracle.search_channels import Channels, motivation
from tests.oracle.state import Application
from tests.oracle.vacancies import vacancies
from tests.oracle.wages import offered_wage, pay_for_match

#: Most applications of a searcher, and the mean need for challenge over the life stages.
SHORTLIST, MEAN_CHALLENGE = 3, 0.55
#: Number that the identity of a post is paired with to decide whether it needs a licence.
LICENCE_ITEM = 77


def run(city, parameters):
    """Searchers sample vacancies and apply to the best of them."""
    vacant = vacancies(city)
    city.member_vacancies = 0
    if not vacant:
        return
    channels = Channels(city, vacant)
    city.member_vacancies = len(channels.pool.posts)
    city.applications = []
    for citizen in city.people:
        if _searches(city, parameters, citizen):
            city.applications += _apply(city, parameters, citizen, channels.sample(citizen))


def _searches(city, parameters, citizen):
    drawn = uniform(city.seed, Decision.SEARCH_EFFORT, city.month, citizen.person)
    if citizen.status == UNEMPLOYED:
        effort = parameters.effort_base + parameters.effort_energy_slope * citizen.energy
        effort *= parameters.course_effort if citizen.course > 0 else 1.0
        return drawn < effort + motivation(city, citizen) * max(0.0, 1.0 - effort)
    if citizen.status == EMPLOYED:
        if parameters.by_components:
            missing = (1.0 - citizen.demand_ability) + (1.0 - citizen.needs_supply)
            chance = parameters.job_slope * missing
            return drawn < chance + parameters.belonging_slope * (1.0 - citizen.supplementary)
        misfit = max(0.0, parameters.contentment_fit - citizen.perceived)
        return drawn < parameters.on_the_job + parameters.dissatisfaction_slope * misfit
    return False


def _apply(city, parameters, citizen, channels):
    """Applications to the best of the sampled posts that are attainable and attractive."""
    wish = min(max(MEAN_CHALLENGE + citizen.needs[CHALLENGE], 0.0), 1.0)
    need = challenge_wanted(wish, citizen.skills)
    reservation = _reservation(city, parameters, citizen, need)
    hiring, slope = city.settings["hiring"], city.settings["pay"].match_slope
    attractive = []
    for row, channel in channels.items():
        post = city.posts[row]
        occupation = city.occupations[post.occupation]
        match = demand_ability(effective(citizen), work_of(city, post))
        if (
            post.employer == citizen.employer
            or match < minimum(hiring, post) - hiring.application_slack
            or lacks_licence(hiring, citizen, post, occupation, match)
        ):
            continue
        wage = offered_wage(occupation) * post.pay_ratio * pay_for_match(match, slope)
        utility = post_utility(parameters, occupation, wage, match, need)
        bits = words(city.seed, Decision.HIRING, city.month, citizen.person, post.identity)
        utility += parameters.taste_spread * (share(bits[2]) + share(bits[3]) - 1.0)
        utility -= _crossing(city, citizen, occupation)
        if utility > reservation:
            attractive.append(Application(citizen.row, row, channel, utility, match))
    attractive.sort(key=lambda application: -application.utility)
    return attractive[: min(SHORTLIST, hiring.applications)]


def lacks_licence(hiring, citizen, post, occupation, match):
    """Whether a post needs a licence that somebody does not hold."""
    if not hiring.licences:
        return False
    drawn = share(identity(post.identity, LICENCE_ITEM))
    if drawn >= hiring.licence_ratio * occupation.licence:
        return False
    if occupation.row in (citizen.origin, citizen.last_occupation):
        return False
    if citizen.studied < 0 or not is_about(occupation, citizen.studied):
        return True
    return citizen.trained > hiring.licence_months or match < hiring.licence_match


def post_utility(parameters, occupation, wage, match, need):
    """``ln w + v_match · F_DA + v_appeal · appeal − v_challenge · (need − challenge)₊``."""
    shortfall = max(0.0, need - occupation.supply[1])
    appeal = sum(occupation.supply) / len(occupation.supply)
    return (
        math.log(wage)
        + parameters.value_match * match
        + parameters.value_appeal * appeal
        - parameters.value_challenge * shortfall
    )


def _reservation(city, parameters, citizen, need):
    """Reservation value: utility of the own job, or of a usual post at the last wage."""
    if citizen.occupation >= 0:
        occupation = city.occupations[citizen.occupation]
        match = demand_ability(effective(citizen), work_of(city, citizen))
        own = post_utility(parameters, occupation, citizen.wage, match, need)
        ventures = city.settings["ventures"]
        if ventures.active and city.families[occupation.family] == "self_employment":
            own += ventures.independence
        return own + parameters.switching_gain
    expected = math.log(max(citizen.wage, parameters.minimum_expected_wage))
    if parameters.expected_pay_weight > 0.0:
        nearby = expected_log_wage(city, parameters, citizen)
        if nearby is not None:
            expected += parameters.expected_pay_weight * (nearby - expected)
    usual = (
        expected
        + parameters.value_match * parameters.usual_match
        + parameters.value_appeal * parameters.usual_appeal
    )
    spell = min(citizen.spell, parameters.decline_months)
    return usual - parameters.initial_concession - parameters.reservation_decline * spell


def _crossing(city, citizen, occupation):
    """Cost of taking up work of another family of occupations."""
    boundaries = city.settings["boundaries"]
    if not boundaries.active:
        return 0.0
    path = city.communities[citizen.community].path if citizen.community >= 0 else 0.0
    path *= city.levers.community_paths
    barrier = city.occupations[citizen.last_occupation].barrier[occupation.row]
    rule = city.settings["search"]
    if rule.directed:
        near = ease(city, rule.distance_scale, citizen.last_occupation, occupation.row)
        barrier = 1.0 - near
    return boundaries.occupation_cost * barrier * (1.0 - path)
