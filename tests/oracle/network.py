"""The network organisation: funding, members, trust, staff and capacity."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from tests.oracle.budget import money_for_teams, network_money, saturating, started
from tests.oracle.randomness import uniform
from tests.oracle.recognition import set_aside
from tests.oracle.state import rounded
from tests.oracle.trust import run_by_firms

#: Members and trust up to and from which each mode loses no efficiency, and the share of its work
#: that is not administration.
MODES = {
    "shared": (8.0, 0.75, 0.9),
    "lead_organisation": (25.0, 0.45, 0.85),
    "administrative_organisation": (60.0, 0.5, 0.8),
}
#: Standard deviations of the losses of efficiency, in log members and in trust.
MEMBERS_SPREAD, TRUST_SPREAD = 1.5, 0.35
#: Trust at which employers join a fully funded network at the rate `join_rate`.
USUAL_TRUST = 0.5


def network(city, parameters):
    """Capacity is funding times trust times efficiency times coverage times staff."""
    if not started(city, parameters):
        return
    state = city.network
    whole = network_money(city, parameters)
    money = whole - city.programmes.matched
    for_assessments = for_teams = 0.0
    if state.alive and city.month - state.founded >= parameters.setup_months:
        for_assessments = min(money, set_aside(city, "network", whole))
        money -= for_assessments
        for_teams = min(money, money_for_teams(city, parameters.team_share, whole))
        money -= for_teams
    funded = saturating(12.0 * money / city.residents, parameters.cost)
    meet(city, parameters)
    resistance = given_up(city, parameters)
    if not state.alive and not found(city, parameters, funded):
        return
    setting_up = city.month - state.founded < parameters.setup_months
    if parameters.trust_clamp >= 0.0:
        for employer in city.employers:
            if employer.present:
                employer.trust = rounded(parameters.trust_clamp)
    else:
        change_trust(city, parameters, setting_up)
    join_and_leave(city, parameters, funded)
    members = members_of(city)
    state.trust = parameters.initial_trust
    if members:
        state.trust = sum(employer.trust for employer in members) / len(members)
    state.poor_months = state.poor_months + 1 if funded < parameters.funding_threshold else 0
    distrusted = bool(members) and state.trust < parameters.trust_threshold
    if state.poor_months > parameters.endurance or distrusted or resistance:
        collapse(city, parameters)
        return
    state.capacity = 0.0
    if not setting_up:
        all_posts = sum(employer.posts for employer in city.employers if employer.present)
        covered = sum(employer.posts for employer in members) / max(1, all_posts)
        state.capacity = (
            funded
            * state.trust
            * efficiency(parameters.governance_mode, len(members), state.trust)
            * min(1.0, covered / parameters.full_coverage)
            * city.conditions.staff
        )
    set_levers(city, parameters)
    city.levers.network_assessments = for_assessments
    city.levers.network_teams = for_teams
    city.accounts.spending["network"] += money


def members_of(city):
    """Members that are in the city."""
    return [employer for employer in city.employers if employer.member and employer.present]


def meet(city, parameters):
    """Employers that arrived since last month have initial trust."""
    known = city.network.known
    for employer in city.employers:
        met = known[employer.row] if employer.row < len(known) else 0
        if employer.present and employer.identity != met:
            employer.trust = rounded(parameters.initial_trust)
    city.network.known = [employer.identity for employer in city.employers]


def found(city, parameters, funded):
    """Found a network with enough money, some months after a collapse at the earliest."""
    state = city.network
    rested = state.collapsed < 0 or city.month - state.collapsed > parameters.rest_months
    if funded < parameters.funding_threshold or not rested or state.resisted_months > 0:
        return False
    state.alive = True
    state.founded = city.month
    state.collapsed = -1
    state.poor_months = 0
    return True


def given_up(city, parameters):
    """Residents resist a firm that leads the network while they have too little trust in firms."""
    state, people = city.network, city.people
    led = parameters.governance_mode == "lead_organisation"
    if not led or run_by_firms(city) <= 0.0:
        state.resisted_months = 0
        return False
    if state.resisted_months > parameters.consent_months:
        return False
    trust = sum(citizen.trust_firms for citizen in people) / len(people)
    state.resisted_months = state.resisted_months + 1 if trust < parameters.consent_threshold else 0
    if not state.alive or state.resisted_months <= parameters.consent_months:
        return False
    city.event_counts["network_given_up"] = 1.0
    return True


def change_trust(city, parameters, setting_up):
    """Members compare placements with expectations, and review them jointly at intervals."""
    members = members_of(city)
    if not members:
        return
    state = city.network
    reviewing = city.month % parameters.reflection_interval == 0
    if not setting_up:
        expected = parameters.expected_placements * max(1, city.member_vacancies)
        delivered = min(1.0, city.placed_by_network / expected)
        state.delivered += parameters.delivery_weight * (delivered - state.delivered)
    target = parameters.base_trust + parameters.delivery_slope * state.delivered
    target += parameters.transparency_slope * parameters.transparency
    pace = parameters.trust_adjustment * (parameters.opaque_pace + parameters.transparency)
    for employer in members:
        employer.months_member += 1
        trust = employer.trust
        if not setting_up:
            gap = target - trust
            if gap < 0.0 and reviewing:
                gap *= parameters.review_loss
            trust += pace * gap
        if reviewing:
            trust += parameters.review_gain * parameters.transparency
        employer.trust = rounded(min(1.0, max(0.0, trust)))


def join_and_leave(city, parameters, funded):
    """Employers join with chance ``join · funded · trust / ½``, and leave with too little trust."""
    for employer in city.employers:
        chance = parameters.join_rate * funded * employer.trust / USUAL_TRUST
        draw = uniform(city.seed, Decision.NETWORK_CHOICE, city.month, employer.identity)
        able = employer.present and employer.posts >= parameters.minimum_posts
        if able and not employer.member and draw < chance:
            employer.member = True
            employer.months_member = 0
        if employer.trust < parameters.trust_threshold:
            employer.member = False


def collapse(city, parameters):
    """The network ends; members keep a share of their trust."""
    for employer in city.employers:
        if employer.member:
            employer.trust = rounded(employer.trust * parameters.kept_trust)
            employer.member = False
    state = city.network
    state.alive = False
    state.collapsed = city.month
    state.capacity = 0.0
    state.delivered = 0.0
    city.event_counts["network_collapsed"] = 1.0


def efficiency(mode, members, trust):
    """Less with more members than suit the mode, and with less trust than it needs."""
    best_members, best_trust, left = MODES[mode]
    crowd = max(0.0, math.log(max(1, members) / best_members)) / MEMBERS_SPREAD
    distrust = max(0.0, best_trust - trust) / TRUST_SPREAD
    return left * math.exp(-0.5 * crowd**2) * math.exp(-0.5 * distrust**2)


def set_levers(city, parameters):
    """Set the levers in proportion to capacity."""
    levers = city.levers
    capacity = min(1.0, city.network.capacity / parameters.full_capacity)
    capacity *= city.conditions.data_standards
    levers.network_reach = parameters.reach * capacity
    levers.transfer = parameters.transfer_share * capacity
    levers.curriculum = parameters.curriculum_share * capacity
