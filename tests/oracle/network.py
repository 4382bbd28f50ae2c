"""The network organisation: funding, members, trust, staff and capacity."""

from __future__ import annotations

from simulation.core.randomness import Decision
from tests.oracle.budget import money_for_teams, network_money, saturating, started
from tests.oracle.randomness import uniform
from tests.oracle.recognition import set_aside
from tests.oracle.state import rounded
from tests.oracle.trust import run_by_firms

#: Trust at which employers join a fully funded network at the rate `join_rate`.
USUAL_TRUST = 0.5


def network(city, parameters):
    """Capacity is funding after coordination times trust times coverage times staff."""
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
    meet(city, parameters)
    resistance = given_up(city, parameters)
    enough = funded_by(city, parameters, money) >= parameters.funding_threshold
    if not state.alive and not found(city, parameters, enough):
        return
    setting_up = city.month - state.founded < parameters.setup_months
    if parameters.trust_clamp >= 0.0:
        for employer in city.employers:
            if employer.present:
                employer.trust = rounded(parameters.trust_clamp)
    else:
        change_trust(city, parameters, setting_up)
    describe(city, parameters)
    needed = coordination(parameters, state.members, state.trust)
    work = parameters.cost * city.residents / 12.0
    state.coordination = needed * min(1.0, money / (needed + work))
    funded = funded_by(city, parameters, money - state.coordination)
    join_and_leave(city, parameters, funded)
    describe(city, parameters)
    dissolution = parameters.dissolution_rate * (1.0 - state.trust) / USUAL_TRUST
    dissolved = not enough and uniform(city.seed, Decision.NETWORK_END, city.month, 0) < dissolution
    if dissolved or resistance or (state.members and state.trust < parameters.trust_threshold):
        collapse(city, parameters)
        return
    state.capacity = 0.0
    if led(city, parameters) and not setting_up:
        all_posts = sum(employer.posts for employer in city.employers if employer.present)
        covered = sum(employer.posts for employer in members_of(city)) / max(1, all_posts)
        state.capacity = (
            funded
            * state.trust
            * min(1.0, covered / parameters.full_coverage)
            * city.conditions.staff
        )
    set_levers(city, parameters)
    city.levers.network_assessments = for_assessments
    city.levers.network_teams = for_teams
    city.accounts.spending["network"] += money


def funded_by(city, parameters, money):
    """Share of the work that money pays for."""
    return saturating(12.0 * money / city.residents, parameters.cost)


def describe(city, parameters):
    """Number of members and their mean trust."""
    members = members_of(city)
    city.network.members = len(members)
    city.network.trust = parameters.initial_trust
    if members:
        city.network.trust = sum(employer.trust for employer in members) / len(members)


def coordination(parameters, members, trust):
    """Euro for the hours of pairs without an organisation, else of links and of the office."""
    if parameters.governance_mode == "shared":
        pairs = members * (members - 1) / 2
        return parameters.hour_price * parameters.pair_hours * pairs * (1.0 - trust)
    hours = parameters.link_hours * members
    if parameters.governance_mode == "administrative_organisation":
        hours += parameters.office_hours
    return parameters.hour_price * hours


def visible(city, parameters):
    """Share of the work that members see."""
    members = members_of(city)
    transparency = parameters.transparency
    if parameters.governance_mode == "shared":
        seen = min(1.0, parameters.partners / max(1, len(members) - 1))
        return transparency + (1.0 - transparency) * seen
    if parameters.governance_mode == "lead_organisation" and members:
        posts = [employer.posts for employer in members]
        return transparency * (1.0 - max(posts) / max(1, sum(posts)))
    return transparency


def led(city, parameters):
    """Whether the network needs no lead, or has one that has set up its work."""
    state = city.network
    if parameters.governance_mode != "lead_organisation":
        return True
    members = members_of(city)
    if state.lead not in [employer.identity for employer in members]:
        state.lead_since = state.founded if state.lead < 0 else city.month
        state.lead = -1
        if members:
            state.lead = max(members, key=lambda employer: employer.posts).identity
    return state.lead >= 0 and city.month - state.lead_since >= parameters.setup_months


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


def found(city, parameters, enough):
    """Found a network with enough money, some months after a collapse at the earliest."""
    state = city.network
    rested = state.collapsed < 0 or city.month - state.collapsed > parameters.rest_months
    if not enough or not rested or state.resisted_months > 0:
        return False
    state.alive = True
    state.founded = city.month
    state.collapsed = -1
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
    seen = visible(city, parameters)
    target += parameters.transparency_slope * seen
    pace = parameters.trust_adjustment * (parameters.opaque_pace + seen)
    for employer in members:
        employer.months_member += 1
        trust = employer.trust
        if not setting_up:
            gap = target - trust
            if gap < 0.0 and reviewing:
                gap *= parameters.review_loss
            trust += pace * gap
        if reviewing:
            trust += parameters.review_gain * seen
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
    state.coordination = 0.0
    state.lead = -1
    city.event_counts["network_collapsed"] = 1.0


def set_levers(city, parameters):
    """Set the levers in proportion to capacity."""
    levers = city.levers
    capacity = min(1.0, city.network.capacity / parameters.full_capacity)
    capacity *= city.conditions.data_standards
    levers.network_reach = parameters.reach * capacity
    levers.transfer = parameters.transfer_share * capacity
    levers.curriculum = parameters.curriculum_share * capacity
