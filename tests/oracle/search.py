"""Search: who looks for work, and where one applies."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from tests.oracle.fits import CHALLENGE, challenge_wanted, demand_ability
from tests.oracle.hiring import bar
from tests.oracle.randomness import share, uniform, words
from tests.oracle.search_channels import Hearing
from tests.oracle.state import Application
from tests.oracle.vacancies import vacancies
from tests.oracle.wages import offered_wage, pay_for_match

#: Applications that anybody sends at most, and mean wish for challenge over the stages of life.
BEST, MEAN_CHALLENGE = 3, 0.55
#: Felt fit below which job-holders look round more.
CONTENT = 0.65
#: A fair job beside the last one: its match and appeal; and the least wage that one hopes for.
FAIR_MATCH, FAIR_APPEAL, LOWEST_HOPE = 0.9, 0.5, 800.0
#: Months after which nobody holds out for less.
LONGEST_SPELL = 24


def run(city, parameters):
    """Those who search hear of vacancies and apply to the best of them."""
    vacant = vacancies(city)
    city.member_vacancies = 0
    if not vacant:
        return
    hearing = Hearing(city, vacant)
    city.member_vacancies = len(hearing.pool.posts)
    city.applications = []
    for citizen in city.people:
        if _searches(city, parameters, citizen):
            city.applications += _apply(city, parameters, citizen, hearing.heard_by(citizen))


def _searches(city, parameters, citizen):
    luck = uniform(city.seed, Decision.SEARCH_EFFORT, city.month, citizen.person)
    if citizen.status == UNEMPLOYED:
        effort = 0.5 + 0.6 * citizen.energy
        return luck < (0.5 * effort if citizen.course > 0 else effort)
    if citizen.status == EMPLOYED:
        misfit = max(0.0, CONTENT - citizen.perceived)
        return luck < parameters.on_the_job + parameters.dissatisfaction_slope * misfit
    return False


def _apply(city, parameters, citizen, channels):
    """Applications to the best of the posts heard of that one could get and that are worth it."""
    wish = min(max(MEAN_CHALLENGE + citizen.needs[CHALLENGE], 0.0), 1.0)
    wanted = challenge_wanted(wish, citizen.skills)
    floor = _reservation(city, parameters, citizen, wanted)
    hiring, slope = city.settings["hiring"], city.settings["pay"].match_slope
    worthwhile = []
    for row, channel in channels.items():
        post = city.posts[row]
        occupation = city.occupations[post.occupation]
        match = demand_ability(citizen.skills, occupation)
        if (
            post.employer == citizen.employer
            or match < bar(hiring, post) - hiring.application_slack
        ):
            continue
        wage = offered_wage(occupation) * pay_for_match(match, slope)
        utility = worth(parameters, occupation, wage, match, wanted)
        luck = words(city.seed, Decision.HIRING, city.month, citizen.person, post.identity)
        utility += parameters.taste_spread * (share(luck[2]) + share(luck[3]) - 1.0)
        utility -= _crossing(city, citizen, occupation)
        if utility > floor:
            worthwhile.append(Application(citizen.row, row, channel, utility, match))
    worthwhile.sort(key=lambda application: -application.utility)
    return worthwhile[: min(BEST, hiring.applications)]


def worth(parameters, occupation, wage, match, wanted):
    """``ln w + v_match · F_DA + v_appeal · appeal − v_challenge · (wanted − challenge)₊``."""
    missing = max(0.0, wanted - occupation.supply[1])
    appeal = sum(occupation.supply) / len(occupation.supply)
    return (
        math.log(wage)
        + parameters.value_match * match
        + parameters.value_appeal * appeal
        - parameters.value_challenge * missing
    )


def _reservation(city, parameters, citizen, wanted):
    """What a post must be worth more than: the own job, or one like the last one."""
    if citizen.occupation >= 0:
        occupation = city.occupations[citizen.occupation]
        match = demand_ability(citizen.skills, occupation)
        own = worth(parameters, occupation, citizen.wage, match, wanted)
        return own + parameters.switching_gain
    hoped = (
        math.log(max(citizen.wage, LOWEST_HOPE))
        + parameters.value_match * FAIR_MATCH
        + parameters.value_appeal * FAIR_APPEAL
    )
    spell = min(citizen.spell, LONGEST_SPELL)
    return hoped - parameters.initial_concession - parameters.reservation_decline * spell


def _crossing(city, citizen, occupation):
    """Cost of taking up work of another family of occupations."""
    boundaries = city.settings["boundaries"]
    if not boundaries.active:
        return 0.0
    return (
        boundaries.occupation_cost
        * city.occupations[citizen.last_occupation].barrier[occupation.row]
    )
