"""Hearing of vacancies: one step per channel, each adding to what searchers have heard.

What is heard is one list of searcher, post and channel. Each step first gathers who draws what,
then draws for all of them together, then looks up what they drew: small loops over lists do in a
fraction of the time what one long loop over searchers does. A channel that nobody has opened costs
nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from simulation.core.randomness import Decision, draws, random_bits, to_uniform
from simulation.core.vocabulary import BY_COMMUNITY, BY_NETWORK, BY_TIES, BY_TRANSFER, ONLINE
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import digital_access
from simulation.kernels.compiled import compiled, inlined
from simulation.processes.labour_market.vacancies import Ring, sample_vacancy
from simulation.world import World

#: Vacancies that a searcher can hear of on the market in a month, and through other channels each.
MOST_ON_THE_MARKET = 24
MOST_PER_CHANNEL = 8
#: Vacancies of other members that somebody introduced by the network is told of.
INTRODUCTIONS = 4
#: Family of occupations in which one works on one's own account.
OWN_BUSINESS = "self_employment"
#: Items of luck for businesses of one's own, and how many vacancies are gone through.
VENTURE = 100
VENTURE_TRIES = 12


#: Vacancies heard of through all channels together at most.
MOST = MOST_ON_THE_MARKET + 3 * MOST_PER_CHANNEL + 1


@dataclass
class Heard:
    """What searchers have heard of, channel by channel and in each searcher by searcher.

    Attributes
    ----------
    searcher : ndarray of int32, shape (room,)
        Who has heard of it: places in the list of searchers.
    post : ndarray of int32, shape (room,)
        Posts.
    channel : ndarray of int8, shape (room,)
        How each was heard of.
    number : int
        How many entries there are; what lies behind them is undefined.
    """

    searcher: np.ndarray
    post: np.ndarray
    channel: np.ndarray
    number: int = 0

    @classmethod
    def nothing(cls, searchers: int) -> Heard:
        """An empty list with room for all that so many searchers can hear of."""
        room = searchers * MOST
        return cls(np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int8))


@inlined
def _whole(mean, word):
    """A whole number with the given mean: the fraction becomes one more or none by luck."""
    return math.floor(mean + to_uniform(word))


@compiled
def _numbered(number):
    """Everybody as often as `number` says: places in the list, and a running number for each."""
    total = 0
    for s in range(number.shape[0]):
        total += number[s]
    who = np.empty(total, dtype=np.int32)
    item = np.empty(total, dtype=np.int32)
    filled = 0
    for s in range(number.shape[0]):
        for i in range(number[s]):
            who[filled] = s
            item[filled] = i
            filled += 1
    return who, item


@compiled
def _keys(searchers, person):
    """Keys of luck of those who search."""
    keys = np.empty(searchers.shape[0], dtype=np.uint32)
    for s in range(searchers.shape[0]):
        keys[s] = person[searchers[s]]
    return keys


@compiled
def _draws(seed, decision, month, keys, who, item):
    """Four words for each of `who` and its item."""
    own = np.empty(who.shape[0], dtype=np.uint32)
    for i in range(who.shape[0]):
        own[i] = keys[who[i]]
    return draws(seed, decision, month, own, item)


@compiled
def _search_intensity(seed, month, keys):
    """Luck of how much one hears this month: offline, online, from contacts, in the community."""
    return draws(seed, Decision.SEARCH_ONLINE, month, keys, np.zeros(keys.shape[0], dtype=np.int32))


@compiled
def _on_the_market(
    seed,
    month,
    searchers,
    keys,
    search_intensity,
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
    notes,
    count,
):
    searcher, post, channel = notes
    looks = np.empty(searchers.shape[0], dtype=np.int32)
    sheets = np.empty(searchers.shape[0], dtype=np.int32)
    for s in range(searchers.shape[0]):
        row = searchers[s]
        access = digital_access(skills[row, 0]) * infrastructure[district[row]]
        drive = 0.4 + energy[row]
        found = _whole(offline * drive, search_intensity[0, s]) + _whole(
            online * access * drive, search_intensity[1, s]
        )
        looks[s] = min(found, MOST_ON_THE_MARKET)
        sheets[s] = (looks[s] + 3) // 4
    who, sheet = _numbered(sheets)
    luck = _draws(seed, Decision.SEARCH_ONLINE, month, keys, who, sheet + 1)
    for i in range(who.shape[0]):
        s = who[i]
        for place_in_four in range(min(4, looks[s] - 4 * sheet[i])):
            searcher[count] = s
            post[count] = ring_post[sample_vacancy(luck[place_in_four, i], place, bucket, shift)]
            channel[count] = ONLINE
            count += 1
    return count


@compiled
def _from_contacts(
    seed,
    month,
    searchers,
    keys,
    search_intensity,
    ties,
    resident,
    employer,
    listed,
    start,
    asked,
    notes,
    count,
):
    searcher, post, channel = notes
    questions = np.empty(searchers.shape[0], dtype=np.int32)
    for s in range(searchers.shape[0]):
        questions[s] = min(_whole(asked, search_intensity[2, s]), MOST_PER_CHANNEL)
    who, item = _numbered(questions)
    luck = _draws(seed, Decision.SEARCH_TIES, month, keys, who, item)
    contact = np.empty(who.shape[0], dtype=np.int32)
    for i in range(who.shape[0]):
        contact[i] = ties[searchers[who[i]], int(to_uniform(luck[0, i]) * ties.shape[1])]
    at = np.empty(who.shape[0], dtype=np.int32)
    for i in range(who.shape[0]):
        at[i] = employer[contact[i]] if contact[i] >= 0 else -1
    # contacts speak of vacancies where they work
    speak = np.empty(who.shape[0], dtype=np.int32)
    speaking = 0
    for i in range(who.shape[0]):
        there = max(at[i], 0)
        vacancies = start[there + 1] - start[there]
        speak[speaking] = i
        speaking += (at[i] >= 0) & (vacancies > 0) & (at[i] != employer[searchers[who[i]]])
    for one in range(speaking):
        i = speak[one]
        if resident[contact[i]]:
            vacancies = start[at[i] + 1] - start[at[i]]
            searcher[count] = who[i]
            post[count] = listed[start[at[i]] + int(to_uniform(luck[1, i]) * vacancies)]
            channel[count] = BY_TIES
            count += 1
    return count


@compiled
def _passed_on(row, tries, coached, family, skills, occupations, post_occupation, ring_post,
               place, bucket, shift):  # fmt: skip
    """One of four vacancies: of the community's own family, or what suits best with a coach."""
    occupation_family, demand, weight = occupations
    best = -1.0
    pick = -1
    for attempt in range(4):
        found = ring_post[sample_vacancy(tries[attempt], place, bucket, shift)]
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
    keys,
    search_intensity,
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
    notes,
    count,
):
    searcher, post, channel = notes
    capacity, community_family, coaching = communities
    for s in range(searchers.shape[0]):
        row = searchers[s]
        mine = community[row]
        if mine < 0:
            continue
        told = _whole(reach * capacity[mine], search_intensity[3, s])
        for c in range(min(told, MOST_PER_CHANNEL)):
            tries = random_bits(seed, Decision.SEARCH_COMMUNITY, month, keys[s], c)
            searcher[count] = s
            post[count] = _passed_on(
                row, tries, c < coaching[mine] * told, community_family[mine], skills,
                occupations, post_occupation, ring_post, place, bucket, shift,
            )  # fmt: skip
            channel[count] = BY_COMMUNITY
            count += 1
    return count


@compiled
def _into_business(
    seed,
    month,
    searchers,
    keys,
    community,
    venture,
    occupation_family,
    post_occupation,
    ring_post,
    place,
    bucket,
    shift,
    ventures,
    notes,
    count,
):
    """Members whose community opens the way find a business of their own to take up."""
    searcher, post, channel = notes
    for s in range(searchers.shape[0]):
        mine = community[searchers[s]]
        if mine < 0 or venture[mine] <= 0.0:
            continue
        luck = random_bits(seed, Decision.SEARCH_COMMUNITY, month, keys[s], VENTURE)
        if to_uniform(luck[0]) >= venture[mine]:
            continue
        for item in range(VENTURE_TRIES):
            tries = random_bits(seed, Decision.SEARCH_COMMUNITY, month, keys[s], VENTURE + 1 + item)
            pick = ring_post[sample_vacancy(tries[0], place, bucket, shift)]
            if occupation_family[post_occupation[pick]] == ventures:
                searcher[count] = s
                post[count] = pick
                channel[count] = BY_COMMUNITY
                count += 1
                break
    return count


@compiled
def _through_the_network(
    seed,
    month,
    searchers,
    keys,
    dismissed,
    previous_employer,
    members_before,
    ring_post,
    place,
    bucket,
    shift,
    reach,
    transfer,
    notes,
    count,
):
    searcher, post, channel = notes
    nobody = np.zeros(keys.shape[0], dtype=np.int32)
    chance = draws(seed, Decision.SEARCH_NETWORK, month, keys, nobody)
    introduced = np.zeros(searchers.shape[0], dtype=np.bool_)
    told = np.empty(searchers.shape[0], dtype=np.int32)
    for s in range(searchers.shape[0]):
        row = searchers[s]
        told[s] = _whole(reach, chance[0, s])
        last = previous_employer[row]
        if dismissed[row] and last >= 0 and members_before[last]:
            introduced[s] = to_uniform(chance[1, s]) < transfer
        if introduced[s]:
            told[s] += INTRODUCTIONS
        told[s] = min(told[s], MOST_PER_CHANNEL)
    who, item = _numbered(told)
    luck = _draws(seed, Decision.SEARCH_NETWORK, month, keys, who, item + 1)
    for i in range(who.shape[0]):
        searcher[count] = who[i]
        post[count] = ring_post[sample_vacancy(luck[0, i], place, bucket, shift)]
        channel[count] = BY_TRANSFER if introduced[who[i]] else BY_NETWORK
        count += 1
    return count


def hear(
    world: World,
    searchers: np.ndarray,
    everything: Ring,
    pooled: Ring | None,
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
    pooled : Ring or None
        Vacancies of the members of the network; None where there are none.
    listed, start : ndarray of int32
        Vacancies grouped by employer, see
        :func:`simulation.processes.labour_market.vacancies.by_employer`.

    Returns
    -------
    Heard
    """
    citizens, levers, rule = world.citizens, world.levers, world.settings["search"]
    heard = Heard.nothing(searchers.size)
    notes, number = (heard.searcher, heard.post, heard.channel), 0
    keys = _keys(searchers, citizens.person)
    who = (world.seed, world.month, searchers, keys)
    search_intensity = _search_intensity(world.seed, world.month, keys)
    market = (everything.post, everything.place, everything.bucket, np.uint32(everything.shift))
    number = _on_the_market(
        *who,
        search_intensity,
        citizens.skills,
        citizens.energy,
        citizens.district,
        world.districts.infrastructure,
        *market,
        rule.offline_vacancies,
        rule.online_vacancies,
        notes,
        number,
    )
    number = _from_contacts(
        *who,
        search_intensity,
        citizens.ties,
        citizens.resident,
        citizens.employer,
        listed,
        start,
        rule.contacts_asked,
        notes,
        number,
    )
    if levers.community_reach > 0.0:
        number = _in_the_community(
            *who,
            search_intensity,
            citizens.community,
            (
                world.communities.vacancy_information,
                world.communities.family,
                world.communities.coaching,
            ),
            (world.occupations.family, world.occupations.demand, world.occupations.weight),
            citizens.skills,
            world.posts.occupation,
            *market,
            levers.community_reach,
            notes,
            number,
        )
    business = own_business(world.occupations.families)
    if levers.community_reach > 0.0 and business >= 0:
        number = _into_business(
            *who,
            citizens.community,
            world.communities.venture,
            world.occupations.family,
            world.posts.occupation,
            *market,
            business,
            notes,
            number,
        )
    if levers.network_reach > 0.0 and pooled is not None:
        number = _through_the_network(
            *who,
            citizens.dismissed,
            citizens.previous_employer,
            world.members_before,
            pooled.post,
            pooled.place,
            pooled.bucket,
            np.uint32(pooled.shift),
            levers.network_reach,
            levers.transfer,
            notes,
            number,
        )
    heard.number = number
    return heard


def own_business(families: tuple[str, ...]) -> int:
    """Row of the family of people on their own account; −1 in a table without it."""
    return families.index(OWN_BUSINESS) if OWN_BUSINESS in families else -1
