"""Career communities: whom the money reaches, who joins, and what they do for their members."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import ICT, SKILLS, UNEMPLOYED
from tests.oracle.budget import monthly_budget, network_money, saturating, started
from tests.oracle.policy import working_family
from tests.oracle.randomness import share, words
from tests.oracle.state import rounded

OCCUPATIONAL, INDUSTRY, CIVIC = range(3)
ANALYTICAL = SKILLS.index("analytical")
#: Members that facilitation is made ready for where there are none yet.
FIRST_MEMBERS = 10
#: Mean demand for ICT and analytical skill from which a family is knowledge-intensive.
KNOWLEDGE_INTENSIVE = 0.55


def communities(city, parameters):
    """Money is shared out; people join and leave; communities live, die, and do their work."""
    facilitated_kinds = [parameters.occupational, parameters.industry, parameters.civic]
    own = 0.0
    if started(city, parameters):
        gone = (city.month - parameters.start_month) / parameters.ramp_months
        gone = min(1.0, max(0.0, gone))
        ramp = parameters.first_share + (parameters.last_share - parameters.first_share) * gone
        own = monthly_budget(city, parameters) * ramp
    matched = matched_money(city) if any(facilitated_kinds) else 0.0
    city.programmes.matched = matched
    money = own + matched
    if money <= 0.0 and not any(community.members for community in city.communities):
        return
    kinds = [kind for kind, on in enumerate(facilitated_kinds) if on and money > 0.0]
    given = allot(city, parameters, money, kinds)
    work = []
    for community, euros in zip(city.communities, given, strict=True):
        community.facilitation = rounded(euros)
        per_member = euros / max(FIRST_MEMBERS, community.members)
        work.append(saturating(per_member, parameters.member_cost))
    join_and_leave(city, parameters, kinds, work)
    describe(city)
    live_and_die(city, parameters, work)
    take_effect(city, parameters)
    levers = city.levers
    levers.community_reach = parameters.reach
    levers.community_learning = parameters.learning
    levers.community_support = parameters.support
    levers.bridging = parameters.bridging
    if any(given):
        city.accounts.spending["communities"] += own
        city.accounts.spending["network"] += matched
    else:
        city.programmes.matched = 0.0


def matched_money(city):
    """Money that a living network gives to communities."""
    network = city.settings["interventions.network"]
    if not network.active or not started(city, network) or not city.network.alive:
        return 0.0
    return network.matched_funding * network_money(city, network)


def allot(city, parameters, money, kinds):
    """Euro for each community: by members, tilted by who has a say; new ones as far as it reaches.

    A sleeping community is woken, those for families with most of the say first, as long as
    everybody woken so far can be given enough for a birth.
    """
    tilt, say = standing(city)
    # money per member with which the work needed for a birth is done
    least = -math.log(1.0 - min(parameters.birth_threshold, 0.999)) * parameters.member_cost / 1.1
    weights = [0.0] * len(city.communities)
    asleep = []
    for community in city.communities:
        if community.kind not in kinds:
            continue
        if community.alive:
            members = community.members + FIRST_MEMBERS
            weights[community.row] = members * tilt[community.family]
        elif tilt[community.family] > 0.0:
            asleep.append(community)
    asleep.sort(key=lambda community: -say[community.family])
    total = sum(weights)
    lowest = math.inf
    for community in asleep:
        here = tilt[community.family]
        total += FIRST_MEMBERS * here
        lowest = min(lowest, here)
        if money * lowest < least * total:
            break
        weights[community.row] = FIRST_MEMBERS * here
    whole = sum(weights)
    return [money * weight / whole if whole > 0.0 else 0.0 for weight in weights]


def standing(city):
    """For each family: money relative to what its size alone would bring, and share of all say."""
    programmes = city.programmes
    if programmes.family_votes is not None and programmes.family_influence is not None:
        return programmes.family_influence, programmes.family_votes
    people = city.people
    say = [0.0] * len(city.families)
    for citizen in people:
        say[working_family(city, citizen)] += 1.0 / len(people)
    return [1.0] * len(city.families), say


def join_and_leave(city, parameters, kinds, work):
    """Members may leave; others look at one kind, drawn by lot, in their own family of work.

    Everybody sees the communities of last month.
    """
    alive_kinds = {community.kind for community in city.communities if community.alive}
    for citizen in city.people:
        luck = words(city.seed, Decision.COMMUNITY_CHOICE, city.month, citizen.person)
        if citizen.community >= 0:
            mine = city.communities[citizen.community]
            chance = parameters.leave_rate * (1.5 - work[mine.row]) * (1.3 - citizen.energy)
            if not mine.alive or share(luck[0]) < chance:
                citizen.community = -1
            continue
        kind = int(share(luck[1]) * 3)
        if kind not in kinds and kind not in alive_kinds:
            continue
        row = kind * len(city.families) + working_family(city, citizen)
        community = city.communities[row]
        if work[row] <= 0.0 and not community.alive:
            continue
        utility = wish_to_join(parameters, citizen, community, work[row])
        if share(luck[2]) < parameters.join_rate / (1.0 + math.exp(-2.0 * utility)):
            citizen.community = row


def wish_to_join(parameters, citizen, community, facilitated):
    """Utility of joining; those who resemble the members are drawn, and the weak given a voice."""
    utility = (
        parameters.energy_slope * (citizen.energy - 0.5)
        + parameters.trust_slope * (citizen.trust - 0.5)
        + parameters.misfit_slope * max(0.0, 0.65 - citizen.perceived)
        + facilitated
        + 0.8 * parameters.voice * max(0.0, 0.5 - citizen.trust)
    )
    if citizen.status == UNEMPLOYED:
        utility += 0.3
    if community.members > 0:
        apart = abs(citizen.education - community.schooling)
        utility -= parameters.homophily * (1.0 - parameters.bridging) * apart
    return utility


def describe(city):
    """Number, energy, mean ability and mean education of the members."""
    members_of = [[] for _ in city.communities]
    for citizen in city.people:
        if citizen.community >= 0:
            members_of[citizen.community].append(citizen)
    for community, members in zip(city.communities, members_of, strict=True):
        number = len(members)
        community.members = number
        community.active = rounded(sum(citizen.energy for citizen in members))
        community.schooling = rounded(
            sum(citizen.education for citizen in members) / max(1, number)
        )
        community.pool = [
            rounded(sum(citizen.skills[skill] for citizen in members) / max(1, number))
            for skill in range(len(SKILLS))
        ]


def live_and_die(city, parameters, work):
    """Active members or facilitation carry a community; ``own + (1 − own) · work · vigour``."""
    born = died = 0
    for community, facilitated in zip(city.communities, work, strict=True):
        was = community.alive
        carried = (
            community.active >= parameters.minimum_members
            or facilitated > parameters.life_threshold
        )
        community.alive = community.members > 0 and carried
        if community.alive and not was:
            community.born = city.month
            born += 1
        if was and not community.alive:
            died += 1
        vigour = min(1.0, community.active / parameters.minimum_members)
        own = parameters.self_organised * vigour
        capacity = own + (1.0 - own) * facilitated * vigour
        community.capacity = rounded(capacity) if community.alive else 0.0
    city.event_counts["communities_born"] = float(born)
    city.event_counts["communities_died"] = float(died)


def take_effect(city, parameters):
    """What each kind does with its capacity; close ones support more and hear less that is new."""
    close = parameters.bonding_effect * (1.0 - parameters.bridging)
    side = parameters.secondary_effect
    intensive = knowledge_intensive(city)
    for community in city.communities:
        capacity, kind = community.capacity, community.kind
        vacancy_information = capacity * (1.0 - close) * (side if kind == CIVIC else 1.0)
        community.vacancy_information = rounded(vacancy_information)
        community.skill_transfer = rounded(capacity * (1.0 if kind == OCCUPATIONAL else side))
        community.support = rounded(capacity * (1.0 + close))
        heard = capacity * parameters.voice * (1.0 if kind == CIVIC else side)
        community.voice_share = rounded(heard)
        community.coaching = rounded(parameters.coaching_share) if kind == INDUSTRY else 0.0
        opens = kind != CIVIC and intensive[community.family]
        community.venture = rounded(parameters.venture_rate * capacity) if opens else 0.0


def knowledge_intensive(city):
    """Whether the posts of each family asked so much ICT and analytical skill at month 0."""
    asked = [0.0] * len(city.families)
    posts = [0.0] * len(city.families)
    for occupation in city.occupations:
        demand = (occupation.design[ICT] + occupation.design[ANALYTICAL]) / 2.0
        asked[occupation.family] += occupation.employment * demand
        posts[occupation.family] += occupation.employment
    return [
        # a family without posts asks nothing
        number > 0.0 and demand / number >= KNOWLEDGE_INTENSIVE
        for demand, number in zip(asked, posts, strict=True)
    ]
