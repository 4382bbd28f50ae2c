"""Career communities: allocation of money, membership, and effects on members."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, ICT, SKILLS
from tests.oracle.budget import (
    SATURATION,
    money_for_teams,
    monthly_budget,
    network_money,
    saturating,
    started,
)
from tests.oracle.policy import working_family
from tests.oracle.randomness import share, words
from tests.oracle.state import rounded
from tests.oracle.trust import trust_in_provider

OCCUPATIONAL, INDUSTRY, CIVIC = range(3)
ANALYTICAL = SKILLS.index("analytical")
#: Perceived fit without misfit, and the middle of the scales of energy and trust.
NEUTRAL, MIDDLE = 0.65, 0.5


def communities(city, parameters):
    """Allocate money; people join and leave; communities start, end and take effect."""
    facilitated_kinds = [parameters.occupational, parameters.industry, parameters.civic]
    own = 0.0
    if started(city, parameters):
        progress = (city.month - parameters.start_month) / parameters.ramp_months
        progress = min(1.0, max(0.0, progress))
        ramp = parameters.first_share + (parameters.last_share - parameters.first_share) * progress
        own = monthly_budget(city, parameters) * ramp
        city.levers.communities_teams = money_for_teams(city, parameters.team_share, own)
        own -= city.levers.communities_teams
    matched = matched_money(city) if any(facilitated_kinds) else 0.0
    city.programmes.matched = matched
    money = own + matched
    if money <= 0.0 and not any(community.members for community in city.communities):
        return
    kinds = [kind for kind, on in enumerate(facilitated_kinds) if on and money > 0.0]
    given = allocate(city, parameters, money, kinds)
    work = []
    for community, euros in zip(city.communities, given, strict=True):
        community.facilitation = rounded(euros)
        per_member = euros / max(parameters.first_members, community.members)
        work.append(saturating(per_member, parameters.member_cost))
    invited = join_and_leave(city, parameters, kinds, work)
    city.event_counts["invitations"] = float(invited)
    describe(city)
    start_and_end(city, parameters, work)
    take_effect(city, parameters)
    levers = city.levers
    levers.community_reach = parameters.reach
    levers.community_renewal = parameters.shared_renewal
    levers.community_support = parameters.support_after_loss
    levers.community_motivation = parameters.motivation
    levers.community_paths = parameters.alternative_paths
    levers.bridging = parameters.bridging
    helping = sum(one.members * one.capacity for one in city.communities if one.kind == CIVIC)
    levers.coproduction = parameters.coproduction * helping / city.residents
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


def allocate(city, parameters, money, kinds):
    """Euro for each community, by its members and the influence of its family.

    Dormant communities start in the order of their families' votes, as long as the money suffices
    for all of them to start.
    """
    influence, votes = family_weights(city)
    # money per member with which the work needed to exist is done
    least = -math.log(1.0 - parameters.threshold) * parameters.member_cost / SATURATION
    weights = [0.0] * len(city.communities)
    dormant = []
    for community in city.communities:
        if community.kind not in kinds:
            continue
        if community.alive:
            members = community.members + parameters.first_members
            weights[community.row] = members * influence[community.family]
        elif influence[community.family] > 0.0:
            dormant.append(community)
    dormant.sort(key=lambda community: -votes[community.family])
    total = sum(weights)
    lowest = math.inf
    for community in dormant:
        weight = influence[community.family]
        total += parameters.first_members * weight
        lowest = min(lowest, weight)
        if money * lowest < least * total:
            break
        weights[community.row] = parameters.first_members * weight
    whole = sum(weights)
    return [money * weight / whole if whole > 0.0 else 0.0 for weight in weights]


def family_weights(city):
    """Influence of each family relative to its size, and its votes."""
    programmes = city.programmes
    if programmes.family_votes is not None and programmes.family_influence is not None:
        return programmes.family_influence, programmes.family_votes
    people = city.people
    votes = [0.0] * len(city.families)
    for citizen in people:
        votes[working_family(city, citizen)] += 1.0 / len(people)
    return [1.0] * len(city.families), votes


def join_and_leave(city, parameters, kinds, work):
    """Members may leave; others consider one random kind in their family of occupations.

    The communities are those of last month. Returns the number of people invited.
    """
    invitations = 0
    alive_kinds = {community.kind for community in city.communities if community.alive}
    for citizen in city.people:
        bits = words(city.seed, Decision.COMMUNITY_CHOICE, city.month, citizen.person)
        if citizen.community >= 0:
            mine = city.communities[citizen.community]
            chance = parameters.leave_rate * (parameters.unfacilitated_leave - work[mine.row])
            chance *= parameters.exhausted_leave - citizen.energy
            if not mine.alive or share(bits[0]) < chance:
                citizen.community = -1
            continue
        kind = int(share(bits[1]) * (CIVIC + 1))
        if kind not in kinds and kind not in alive_kinds:
            continue
        row = kind * len(city.families) + working_family(city, citizen)
        community = city.communities[row]
        if work[row] <= 0.0 and not community.alive:
            continue
        utility = utility_of_joining(city, parameters, citizen, community)
        lot = share(words(city.seed, Decision.INVITATION_LOT, 0, citizen.person)[0])
        asked = share(bits[3]) < parameters.invitation_rate * work[row]
        if asked and lot < parameters.invitation_share:
            utility += parameters.invitation_effect
            invitations += 1
        joining = parameters.join_rate / (1.0 + math.exp(-parameters.choice_slope * utility))
        if share(bits[2]) < joining:
            citizen.community = row
    return invitations


def utility_of_joining(city, parameters, citizen, community):
    """Utility of joining, larger with likeness to the members and with voice for the weak."""
    trust = trust_in_provider(city, citizen)
    utility = (
        parameters.energy_slope * (citizen.energy - MIDDLE)
        + parameters.trust_slope * (trust - MIDDLE)
        + parameters.misfit_slope * max(0.0, NEUTRAL - citizen.perceived)
        - parameters.reluctance
        + parameters.voice_slope * parameters.voice * max(0.0, MIDDLE - trust)
    )
    if citizen.status == EMPLOYED:
        utility -= parameters.work_time
    if parameters.care_from <= citizen.age < parameters.care_until:
        utility -= parameters.care_time
    if community.members > 0:
        apart = abs(citizen.education - community.schooling)
        utility -= parameters.homophily * (1.0 - parameters.bridging) * apart
    return utility


def describe(city):
    """Number, energy and mean education of the members; mean currency of those at work."""
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
        workers = [citizen for citizen in members if citizen.status == EMPLOYED]
        community.pool = [
            rounded(sum(citizen.currency[skill] for citizen in workers) / max(1, len(workers)))
            for skill in range(len(SKILLS))
        ]


def start_and_end(city, parameters, work):
    """Communities start and end; capacity is ``own + (1 − own) · work · vigour``."""
    born = died = 0
    for community, facilitated in zip(city.communities, work, strict=True):
        was = community.alive
        vigour = min(1.0, community.active / parameters.minimum_members)
        own = parameters.self_organised * vigour
        done = own + (1.0 - own) * facilitated
        community.alive = community.members > 0 and done >= parameters.threshold
        if community.alive and not was:
            community.born = city.month
            born += 1
        if was and not community.alive:
            died += 1
        capacity = own + (1.0 - own) * facilitated * vigour
        community.capacity = rounded(capacity) if community.alive else 0.0
    city.event_counts["communities_born"] = float(born)
    city.event_counts["communities_died"] = float(died)


def take_effect(city, parameters):
    """Effects of each kind; close communities support more and pass on fewer vacancies."""
    close = parameters.bonding_effect * (1.0 - parameters.bridging)
    side = parameters.secondary_effect
    intensive = knowledge_intensive(city, parameters)
    for community in city.communities:
        capacity, kind = community.capacity, community.kind
        vacancy_information = capacity * (1.0 - close) * (side if kind == CIVIC else 1.0)
        community.vacancy_information = rounded(vacancy_information)
        community.skill_transfer = rounded(capacity * (1.0 if kind == OCCUPATIONAL else side))
        community.support = rounded(min(1.0, capacity * (1.0 + close)))
        path = capacity * (1.0 if kind == INDUSTRY else side)
        community.path = rounded(parameters.bridging * path)
        if kind == CIVIC and parameters.coproduction > 0.0:
            community.support = rounded(community.support * (1.0 - parameters.coproduction_time))
        voice = capacity * parameters.voice * (1.0 if kind == CIVIC else side)
        community.voice_share = rounded(voice)
        community.coaching = rounded(parameters.coaching_share) if kind == INDUSTRY else 0.0
        opens = kind != CIVIC and intensive[community.family]
        community.venture = rounded(parameters.venture_rate * capacity) if opens else 0.0


def knowledge_intensive(city, parameters):
    """Whether each family's demand for ICT and analytical skill at month 0 is large."""
    asked = [0.0] * len(city.families)
    posts = [0.0] * len(city.families)
    for occupation in city.occupations:
        demand = (occupation.design[ICT] + occupation.design[ANALYTICAL]) / 2.0
        asked[occupation.family] += occupation.employment * demand
        posts[occupation.family] += occupation.employment
    return [
        # a family without posts is not knowledge-intensive
        number > 0.0 and demand / number >= parameters.knowledge_threshold
        for demand, number in zip(asked, posts, strict=True)
    ]
