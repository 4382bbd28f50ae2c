"""Hearing of vacancies: one small loop per channel, each adding to what searchers have heard.

A notebook is kept for every searcher: the posts heard of and the channel of each. A channel that
nobody has opened costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation.compiled import compiled, inlined, uint32
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import digital_access
from simulation.luck import Decision, share, words
from simulation.vacancies import Ring, come_across
from simulation.vocabulary import BY_COMMUNITY, BY_NETWORK, BY_TIES, BY_TRANSFER, ONLINE
from simulation.world import World

#: Vacancies a searcher can keep in mind in a month, and how many each channel can add at most.
MOST = 48
MOST_ON_THE_MARKET = 24
MOST_PER_CHANNEL = 8
#: Vacancies of other members that somebody introduced by the network is told of.
INTRODUCTIONS = 4
#: Family of occupations in which one works on one's own account.
OWN_BUSINESS = "self_employment"
#: Items of luck for businesses of one's own, and how many vacancies are gone through.
VENTURE = 100
VENTURE_TRIES = 12


@dataclass
class Heard:
    """What each searcher has heard of.

    Attributes
    ----------
    post : ndarray of int32, shape (searchers, 48)
        Posts.
    channel : ndarray of int8, shape (searchers, 48)
        How each was heard of.
    number : ndarray of int32, shape (searchers,)
        How many there are.
    """

    post: np.ndarray
    channel: np.ndarray
    number: np.ndarray

    @classmethod
    def nothing(cls, searchers: int) -> Heard:
        """Empty notebooks."""
        return cls(
            np.empty((searchers, MOST), np.int32),
            np.empty((searchers, MOST), np.int8),
            np.zeros(searchers, np.int32),
        )


@inlined
def _whole(mean, word):
    """A whole number with the given mean: the fraction becomes one more or none by luck."""
    return math.floor(mean + share(word))


@compiled
def _on_the_market(
    seed,
    month,
    searchers,
    person,
    skills,
    energy,
    district,
    infrastructure,
    ring_post,
    place,
    bucket,
    shift,
    offline,
    online,
    post,
    channel,
    number,
):
    for s in range(searchers.shape[0]):
        row = searchers[s]
        access = digital_access(skills[row, 0]) * infrastructure[district[row]]
        drive = 0.4 + energy[row]
        first, second, _, _ = words(seed, Decision.SEARCH_ONLINE, month, person[row], 0)
        looks = _whole(offline * drive, first) + _whole(online * access * drive, second)
        looks = min(looks, MOST_ON_THE_MARKET)
        for item in range((looks + 3) // 4):
            luck = words(seed, Decision.SEARCH_ONLINE, month, person[row], item + 1)
            for place_in_four in range(min(4, looks - 4 * item)):
                index = come_across(luck[place_in_four], place, bucket, shift)
                post[s, number[s]] = ring_post[index]
                channel[s, number[s]] = ONLINE
                number[s] += 1


@compiled
def _from_contacts(
    seed,
    month,
    searchers,
    person,
    ties,
    resident,
    employer,
    listed,
    start,
    asked,
    post,
    channel,
    number,
):
    for s in range(searchers.shape[0]):
        row = searchers[s]
        luck = words(seed, Decision.SEARCH_ONLINE, month, person[row], 0)
        for t in range(min(_whole(asked, luck[2]), MOST_PER_CHANNEL)):
            who, which, _, _ = words(seed, Decision.SEARCH_TIES, month, person[row], t)
            tie = ties[row, int(share(who) * ties.shape[1])]
            if tie < 0 or not resident[tie]:
                continue
            # contacts speak of vacancies where they work
            at = employer[tie]
            if at < 0 or at == employer[row]:
                continue
            there = start[at + 1] - start[at]
            if there > 0:
                post[s, number[s]] = listed[start[at] + int(share(which) * there)]
                channel[s, number[s]] = BY_TIES
                number[s] += 1


@compiled
def _passed_on(row, tries, coached, family, skills, occupations, post_occupation, ring_post,
               place, bucket, shift):  # fmt: skip
    """One of four vacancies: of the community's own family, or what suits best with a coach."""
    occupation_family, demand, weight = occupations
    best = -1.0
    pick = -1
    for attempt in range(4):
        found = ring_post[come_across(tries[attempt], place, bucket, shift)]
        o = post_occupation[found]
        if coached:
            worth = demand_ability(skills, row, demand, weight, o)
            if worth > best:
                best = worth
                pick = found
        else:
            pick = found
            if occupation_family[o] == family:
                break
    return pick


@compiled
def _in_the_community(
    seed,
    month,
    searchers,
    person,
    community,
    communities,
    occupations,
    skills,
    post_occupation,
    ring_post,
    place,
    bucket,
    shift,
    reach,
    post,
    channel,
    number,
):
    capacity, community_family, coaching = communities
    for s in range(searchers.shape[0]):
        row = searchers[s]
        mine = community[row]
        if mine < 0:
            continue
        luck = words(seed, Decision.SEARCH_ONLINE, month, person[row], 0)
        told = _whole(reach * capacity[mine], luck[3])
        for c in range(min(told, MOST_PER_CHANNEL)):
            tries = words(seed, Decision.SEARCH_COMMUNITY, month, person[row], c)
            post[s, number[s]] = _passed_on(
                row, tries, c < coaching[mine] * told, community_family[mine], skills,
                occupations, post_occupation, ring_post, place, bucket, shift,
            )  # fmt: skip
            channel[s, number[s]] = BY_COMMUNITY
            number[s] += 1


@compiled
def _into_business(
    seed,
    month,
    searchers,
    person,
    community,
    venture,
    occupation_family,
    post_occupation,
    ring_post,
    place,
    bucket,
    shift,
    ventures,
    post,
    channel,
    number,
):
    """Members whose community opens the way find a business of their own to take up."""
    for s in range(searchers.shape[0]):
        row = searchers[s]
        mine = community[row]
        if mine < 0 or venture[mine] <= 0.0:
            continue
        luck = words(seed, Decision.SEARCH_COMMUNITY, month, person[row], VENTURE)
        if share(luck[0]) >= venture[mine] or number[s] >= MOST:
            continue
        for item in range(VENTURE_TRIES):
            tries = words(seed, Decision.SEARCH_COMMUNITY, month, person[row], VENTURE + 1 + item)
            pick = ring_post[come_across(tries[0], place, bucket, shift)]
            if occupation_family[post_occupation[pick]] == ventures:
                post[s, number[s]] = pick
                channel[s, number[s]] = BY_COMMUNITY
                number[s] += 1
                break


@compiled
def _through_the_network(
    seed,
    month,
    searchers,
    person,
    dismissed,
    was_member,
    ring_post,
    place,
    bucket,
    shift,
    reach,
    transfer,
    post,
    channel,
    number,
):
    for s in range(searchers.shape[0]):
        row = searchers[s]
        luck = words(seed, Decision.SEARCH_NETWORK, month, person[row], 0)
        told = _whole(reach, luck[0])
        introduced = dismissed[row] and was_member[row] and share(luck[1]) < transfer
        if introduced:
            told += INTRODUCTIONS
        for c in range(min(told, MOST_PER_CHANNEL)):
            pick = words(seed, Decision.SEARCH_NETWORK, month, person[row], c + 1)[0]
            post[s, number[s]] = ring_post[come_across(pick, place, bucket, shift)]
            channel[s, number[s]] = BY_TRANSFER if introduced else BY_NETWORK
            number[s] += 1


def hear(
    world: World,
    searchers: np.ndarray,
    everything: Ring,
    pooled: Ring,
    listed: np.ndarray,
    start: np.ndarray,
) -> Heard:
    """Let searchers hear of vacancies through every channel.

    Parameters
    ----------
    world : World
    searchers : ndarray of int32
        Rows of the citizens who search.
    everything : Ring
        All vacancies; there is at least one.
    pooled : Ring
        Vacancies of the members of the network; may be empty.
    listed, start : ndarray of int32
        Vacancies grouped by employer, see :func:`simulation.vacancies.by_employer`.

    Returns
    -------
    Heard
    """
    citizens, levers, rule = world.citizens, world.levers, world.settings["search"]
    heard = Heard.nothing(searchers.size)
    notes = (heard.post, heard.channel, heard.number)
    who = (world.seed, world.month, searchers, citizens.person)
    market = (everything.post, everything.place, everything.bucket, uint32(everything.shift))
    _on_the_market(
        *who,
        citizens.skills,
        citizens.energy,
        citizens.district,
        world.districts.infrastructure,
        *market,
        rule.offline,
        rule.online,
        *notes,
    )
    _from_contacts(
        *who,
        citizens.ties,
        citizens.resident,
        citizens.employer,
        listed,
        start,
        rule.ties,
        *notes,
    )
    if levers.community_reach > 0.0:
        _in_the_community(
            *who,
            citizens.community,
            (
                world.communities.telling,
                world.communities.family,
                world.communities.coaching,
            ),
            (world.occupations.family, world.occupations.demand, world.occupations.weight),
            citizens.skills,
            world.posts.occupation,
            *market,
            levers.community_reach,
            *notes,
        )
    business = own_business(world.occupations.families)
    if levers.community_reach > 0.0 and business >= 0:
        _into_business(
            *who,
            citizens.community,
            world.communities.venture,
            world.occupations.family,
            world.posts.occupation,
            *market,
            business,
            *notes,
        )
    if levers.network_reach > 0.0 and pooled.post.size > 0:
        _through_the_network(
            *who,
            citizens.dismissed,
            _worked_for_member(world),
            pooled.post,
            pooled.place,
            pooled.bucket,
            uint32(pooled.shift),
            levers.network_reach,
            levers.transfer,
            *notes,
        )
    return heard


def own_business(families: tuple[str, ...]) -> int:
    """Row of the family of people on their own account; −1 in a table without it."""
    return families.index(OWN_BUSINESS) if OWN_BUSINESS in families else -1


def _worked_for_member(world: World) -> np.ndarray:
    """Whether each citizen's employer of last month was a member of the network then."""
    last = world.citizens.last_employer
    return (last >= 0) & world.members_before[last]
