"""Search channels: vacancies sampled online, offline, from contacts, communities and the network.

:func:`sample_vacancies` calls one function per channel. Each first counts how many vacancies every
searcher samples, then makes the random draws for all searchers at once, then looks up the
vacancies: short loops over lists run several times faster than one long loop over searchers. A
channel that no lever has opened costs nothing.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.core.randomness import Decision, draws, random_bits, to_uniform
from simulation.core.vocabulary import (
    BY_COMMUNITY,
    BY_NETWORK,
    BY_TIES,
    BY_TRANSFER,
    ICT,
    ONLINE,
    UNEMPLOYED,
)
from simulation.fit.demand_ability import effective_demand_ability, with_own_ict
from simulation.fit.needs_supply import digital_access
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.records import Record
from simulation.processes.labour_market.directed_search import NearVacancies, next_on_ring
from simulation.processes.labour_market.motivation import motivation
from simulation.processes.labour_market.vacancies import (
    EmployerVacancies,
    SamplingFrame,
    sample_vacancy,
)
from simulation.world import World

#: Most vacancies that a searcher samples in a month on the market, and through any other channel.
MARKET_LIMIT = 24
CHANNEL_LIMIT = 8
#: First item of the random draws for a business of one's own.
VENTURE_ITEM = 100
#: 32-bit numbers that one random draw returns.
DRAWN = 4


@dataclass(frozen=True)
class Searchers(Record):
    """The citizens who search, with the random bits that decide how many vacancies they sample.

    Attributes
    ----------
    row : ndarray of int32, shape (S,)
        Rows of the citizens.
    key : ndarray of uint32, shape (S,)
        Their keys of random draws.
    offline, online, contacts, community : ndarray of uint32, shape (S,)
        Random bits for the number of vacancies through each channel.
    """

    row: NDArray[np.int32]
    key: NDArray[np.uint32]
    offline: NDArray[np.uint32]
    online: NDArray[np.uint32]
    contacts: NDArray[np.uint32]
    community: NDArray[np.uint32]

    @classmethod
    def of(cls, world: World, rows: np.ndarray) -> Searchers:
        """Draw the random bits of the citizens in `rows`."""
        keys = world.citizens.person[rows]
        return cls(rows, keys, *_intensity_bits(world.seed, world.month, keys))


@dataclass(frozen=True)
class VacancySample(Record):
    """Vacancies that searchers sampled, by channel and within a channel by searcher.

    Attributes
    ----------
    searcher : ndarray of int32, shape (N,)
        Index in :class:`Searchers`.
    post : ndarray of int32, shape (N,)
        Rows of the posts.
    channel : ndarray of int8, shape (N,)
        Search channel.
    """

    searcher: NDArray[np.int32]
    post: NDArray[np.int32]
    channel: NDArray[np.int8]


@inlined
def _random_round(mean, bits):
    """A whole number with the given mean: round up with a chance equal to the fraction."""
    return math.floor(mean + to_uniform(bits))


@compiled
def _repeat(number):
    """Index each searcher `number` times, with a running number for each repetition."""
    total = 0
    for s in range(number.shape[0]):
        total += number[s]
    searcher = np.empty(total, dtype=np.int32)
    item = np.empty(total, dtype=np.int32)
    filled = 0
    for s in range(number.shape[0]):
        for i in range(number[s]):
            searcher[filled] = s
            item[filled] = i
            filled += 1
    return searcher, item


@compiled
def _draws(seed, decision, month, keys, searcher, item):
    """Four random numbers of 32 bits for each searcher and item."""
    own = np.empty(searcher.shape[0], dtype=np.uint32)
    for i in range(searcher.shape[0]):
        own[i] = keys[searcher[i]]
    return draws(seed, decision, month, own, item)


@compiled
def _intensity_bits(seed, month, keys):
    items = np.zeros(keys.shape[0], dtype=np.int32)
    bits = draws(seed, Decision.SEARCH_ONLINE, month, keys, items)
    return bits[0], bits[1], bits[2], bits[3]


@compiled
def _market_draws(seed, month, searchers, citizens, districts, motivated, rule):
    """Number of vacancies sampled offline and online, limited by digital access, and their draws.

    Returns
    -------
    number : ndarray of int32, shape (S,)
        Vacancies that each searcher samples.
    searcher, item, bits
        Draws of :data:`DRAWN` numbers each: index of the searcher, running number, random bits.
    """
    skills, energy, district = citizens.skills, citizens.energy, citizens.district
    infrastructure = districts.infrastructure
    row, offline_bits, online_bits = searchers.row, searchers.offline, searchers.online
    status, community = citizens.status, citizens.community
    base, offline, online = rule.intensity_base, rule.offline_vacancies, rule.online_vacancies
    number = np.empty(row.shape[0], dtype=np.int32)
    draws_needed = np.empty(row.shape[0], dtype=np.int32)
    for s in range(row.shape[0]):
        citizen = row[s]
        access = digital_access(skills[citizen, 0]) * infrastructure[district[citizen]]
        intensity = base + energy[citizen]
        if status[citizen] == UNEMPLOYED:
            intensity *= 1.0 + motivated[community[citizen] + 1]
        sampled = _random_round(offline * intensity, offline_bits[s]) + _random_round(
            online * access * intensity, online_bits[s]
        )
        number[s] = min(sampled, MARKET_LIMIT)
        draws_needed[s] = (number[s] + DRAWN - 1) // DRAWN
    searcher, item = _repeat(draws_needed)
    bits = _draws(seed, Decision.SEARCH_ONLINE, month, searchers.key, searcher, item + 1)
    return number, searcher, item, bits


@compiled
def _look_anywhere(number, searcher, item, bits, frame):
    """Sample the vacancies of the city, whatever their occupation."""
    frame_post, position, bucket = frame.post, frame.position, frame.bucket
    shift = np.uint32(frame.shift)
    total = number.sum()
    who = np.empty(total, dtype=np.int32)
    post = np.empty(total, dtype=np.int32)
    count = 0
    for i in range(searcher.shape[0]):
        s = searcher[i]
        for n in range(min(DRAWN, number[s] - DRAWN * item[i])):
            who[count] = s
            post[count] = frame_post[sample_vacancy(bits[n, i], position, bucket, shift)]
            count += 1
    return who, post


@compiled
def _look_nearby(number, searcher, item, bits, searchers, citizens, near):
    """Sample vacancies near to the last occupation; if there are none, nobody hears of any."""
    row, last_occupation = searchers.row, citizens.last_occupation
    near_post, position, start = near.post, near.position, near.start
    total = number.sum()
    who = np.empty(total, dtype=np.int32)
    post = np.empty(total, dtype=np.int32)
    count = 0
    for i in range(searcher.shape[0]):
        s = searcher[i]
        o = last_occupation[row[s]]
        first, end = start[o], start[o + 1]
        if first == end:
            continue
        for n in range(min(DRAWN, number[s] - DRAWN * item[i])):
            who[count] = s
            post[count] = near_post[next_on_ring(bits[n, i], position, first, end)]
            count += 1
    return who[:count], post[:count]


@compiled
def _ask_contacts(seed, month, searchers, citizens, by_employer, rule):
    """Ask contacts; each names one vacancy at his or her own employer, if it has any.

    Returns
    -------
    who : ndarray of int32
        Index of the searcher.
    answering : ndarray of int32
        Row of the contact.
    at : ndarray of int32
        Index of the vacancy in `by_employer`.
    """
    ties, resident, employer = citizens.ties, citizens.resident, citizens.employer
    row, contact_bits, start = searchers.row, searchers.contacts, by_employer.start
    asked = rule.contacts_asked
    number = np.empty(row.shape[0], dtype=np.int32)
    for s in range(row.shape[0]):
        number[s] = min(_random_round(asked, contact_bits[s]), CHANNEL_LIMIT)
    searcher, item = _repeat(number)
    bits = _draws(seed, Decision.SEARCH_TIES, month, searchers.key, searcher, item)
    contact = np.empty(searcher.shape[0], dtype=np.int32)
    for i in range(searcher.shape[0]):
        contact[i] = ties[row[searcher[i]], int(to_uniform(bits[0, i]) * ties.shape[1])]
    workplace = np.empty(searcher.shape[0], dtype=np.int32)
    for i in range(searcher.shape[0]):
        workplace[i] = employer[contact[i]] if contact[i] >= 0 else -1
    answer = np.empty(searcher.shape[0], dtype=np.int32)
    answers = 0
    for i in range(searcher.shape[0]):
        at = max(workplace[i], 0)
        vacancies = start[at + 1] - start[at]
        elsewhere = workplace[i] != employer[row[searcher[i]]]
        answer[answers] = i
        answers += (workplace[i] >= 0) & (vacancies > 0) & elsewhere
    who = np.empty(answers, dtype=np.int32)
    answering = np.empty(answers, dtype=np.int32)
    named = np.empty(answers, dtype=np.int32)
    count = 0
    for a in range(answers):
        i = answer[a]
        if resident[contact[i]]:
            first = start[workplace[i]]
            vacancies = start[workplace[i] + 1] - first
            who[count] = searcher[i]
            answering[count] = contact[i]
            named[count] = first + int(to_uniform(bits[1, i]) * vacancies)
            count += 1
    return who[:count], answering[:count], named[:count]


@compiled
def _name_own_occupation(answering, named, citizens, posts, by_employer, ease):
    """The vacancy nearest to each contact's own occupation, among the next few at the employer.

    Contacts look through :data:`CHANNEL_LIMIT` of them from the drawn one on; the first counts if
    several are as near.
    """
    listed, start = by_employer.post, by_employer.start
    employer, occupation = citizens.employer, citizens.occupation
    post = np.empty(named.shape[0], dtype=np.int32)
    for i in range(named.shape[0]):
        own = occupation[answering[i]]
        first = start[employer[answering[i]]]
        vacancies = start[employer[answering[i]] + 1] - first
        nearest = np.float32(-1.0)
        for n in range(min(vacancies, CHANNEL_LIMIT)):
            candidate = listed[first + (named[i] - first + n) % vacancies]
            near = ease[own, posts.occupation[candidate]]
            if near > nearest:
                nearest = near
                post[i] = candidate
    return post


@compiled
def _community_candidates(seed, month, searchers, citizens, communities, frame, reach):
    """Four candidate vacancies for each that a member learns of, and whether a coach chooses."""
    community, row, community_bits = citizens.community, searchers.row, searchers.community
    capacity, coaching = communities.vacancy_information, communities.coaching
    position, bucket, shift = frame.position, frame.bucket, np.uint32(frame.shift)
    number = np.zeros(row.shape[0], dtype=np.int32)
    coached_number = np.zeros(row.shape[0])
    for s in range(row.shape[0]):
        mine = community[row[s]]
        if mine >= 0:
            passed_on = _random_round(reach * capacity[mine], community_bits[s])
            number[s] = min(passed_on, CHANNEL_LIMIT)
            coached_number[s] = coaching[mine] * passed_on
    searcher, item = _repeat(number)
    bits = _draws(seed, Decision.SEARCH_COMMUNITY, month, searchers.key, searcher, item)
    candidates = np.empty((searcher.shape[0], DRAWN), dtype=np.int32)
    coached = np.empty(searcher.shape[0], dtype=np.bool_)
    for i in range(searcher.shape[0]):
        coached[i] = item[i] < coached_number[searcher[i]]
        for n in range(DRAWN):
            index = sample_vacancy(bits[n, i], position, bucket, shift)
            candidates[i, n] = frame.post[index]
    return searcher, candidates, coached


@compiled
def _choose_in_community(members, candidates, coached, citizens, communities, occupations, posts):
    """Choose the best match with a coach, else the first vacancy of the community's family."""
    skills, currency, community = citizens.skills, citizens.currency, citizens.community
    demand, weight, family = occupations.demand, occupations.weight, occupations.family
    chosen = np.empty(members.shape[0], dtype=np.int32)
    for i in range(members.shape[0]):
        best = -1.0
        for n in range(candidates.shape[1]):
            candidate = candidates[i, n]
            o = posts.occupation[candidate]
            if coached[i]:
                match = effective_demand_ability(skills, currency, members[i], demand, weight, o)
                able = skills[members[i], ICT] * currency[members[i], ICT]
                above = posts.ict_above[candidate]
                match = with_own_ict(match, able, demand, weight, o, above)
                if match > best:
                    best = match
                    chosen[i] = candidate
            else:
                chosen[i] = candidate
                if family[o] == communities.family[community[members[i]]]:
                    break
    return chosen


@compiled
def _founders(seed, month, searchers, citizens, communities):
    """Members whose community shows them a way into self-employment this month."""
    community, row, key = citizens.community, searchers.row, searchers.key
    founders = np.empty(row.shape[0], dtype=np.int32)
    count = 0
    for s in range(row.shape[0]):
        mine = community[row[s]]
        if mine < 0 or communities.venture[mine] <= 0.0:
            continue
        bits = random_bits(seed, Decision.SEARCH_COMMUNITY, month, key[s], VENTURE_ITEM)
        if to_uniform(bits[0]) < communities.venture[mine]:
            founders[count] = s
            count += 1
    return founders[:count]


@compiled
def _sample_businesses(seed, month, keys, frame, posts, own, samples):
    """The first sampled vacancy of self-employment for each key; −1 if there is none."""
    position, bucket, shift = frame.position, frame.bucket, np.uint32(frame.shift)
    business = np.full(keys.shape[0], -1, dtype=np.int32)
    for i in range(keys.shape[0]):
        for sample in range(samples):
            item = VENTURE_ITEM + 1 + sample
            bits = random_bits(seed, Decision.SEARCH_COMMUNITY, month, keys[i], item)
            post = frame.post[sample_vacancy(bits[0], position, bucket, shift)]
            if own[posts.occupation[post]]:
                business[i] = post
                break
    return business


@compiled
def _network_candidates(seed, month, searchers, citizens, members_before, frame, levers, rule):
    """Candidate vacancies of members, one or, for each in a transfer between members, four."""
    row, key = searchers.row, searchers.key
    dismissed, previous_employer = citizens.dismissed, citizens.previous_employer
    position, bucket, shift = frame.position, frame.bucket, np.uint32(frame.shift)
    items = np.zeros(key.shape[0], dtype=np.int32)
    first_bits = draws(seed, Decision.SEARCH_NETWORK, month, key, items)
    transferred = np.zeros(row.shape[0], dtype=np.bool_)
    number = np.empty(row.shape[0], dtype=np.int32)
    for s in range(row.shape[0]):
        sampled = _random_round(levers.network_reach, first_bits[0, s])
        last = previous_employer[row[s]]
        if dismissed[row[s]] and last >= 0 and members_before[last]:
            transferred[s] = to_uniform(first_bits[1, s]) < levers.transfer
        if transferred[s]:
            sampled += rule.transfer_vacancies
        number[s] = min(sampled, CHANNEL_LIMIT)
    searcher, item = _repeat(number)
    bits = _draws(seed, Decision.SEARCH_NETWORK, month, key, searcher, item + 1)
    candidates = np.empty((searcher.shape[0], DRAWN), dtype=np.int32)
    introduced = np.empty(searcher.shape[0], dtype=np.bool_)
    for i in range(searcher.shape[0]):
        introduced[i] = transferred[searcher[i]]
        for n in range(DRAWN if introduced[i] else 1):
            candidates[i, n] = frame.post[sample_vacancy(bits[n, i], position, bucket, shift)]
    return searcher, candidates, introduced


def sample_vacancies(
    world: World,
    searchers: Searchers,
    market: SamplingFrame,
    pool: SamplingFrame | None,
    by_employer: EmployerVacancies,
    near: NearVacancies | None = None,
) -> VacancySample:
    """Sample vacancies for searchers through every channel.

    Parameters
    ----------
    world : World
    searchers : Searchers
    market : SamplingFrame
        All vacancies; there is at least one.
    pool : SamplingFrame or None
        Vacancies of the members of the network organisation; None if there are none.
    by_employer : EmployerVacancies
        All vacancies.
    near : NearVacancies or None
        Vacancies near to each occupation, for directed search; None samples all alike.

    Returns
    -------
    VacancySample
    """
    citizens, levers = world.citizens, world.levers
    draw, rule = (world.seed, world.month), world.settings["search"]
    found = _market_draws(*draw, searchers, citizens, world.districts, motivation(world), rule)
    who, answering, named = _ask_contacts(*draw, searchers, citizens, by_employer, rule)
    if near is None:
        on_market = _look_anywhere(*found, market)
        told = by_employer.post[named]
    else:
        on_market = _look_nearby(*found, searchers, citizens, near)
        ease = world.occupations.ease(rule.distance_scale)
        told = _name_own_occupation(answering, named, citizens, world.posts, by_employer, ease)
    samples = [_through(ONLINE, *on_market), _through(BY_TIES, who, told)]
    if levers.community_reach > 0.0:
        parts = (_sample_in_community, _sample_self_employment)
        samples += [_through(BY_COMMUNITY, *part(world, searchers, market)) for part in parts]
    if levers.network_reach > 0.0 and pool is not None:
        samples.append(_sample_network(world, searchers, pool))
    return VacancySample(*map(np.concatenate, zip(*samples, strict=True)))


def _through(
    channel: int, searcher: np.ndarray, post: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Vacancies that were all sampled through one channel."""
    return searcher, post, np.full(post.size, channel, dtype=np.int8)


def _sample_in_community(
    world: World, searchers: Searchers, market: SamplingFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Searchers who learn of vacancies in their career community, and the vacancies."""
    citizens, communities, reach = world.citizens, world.communities, world.levers.community_reach
    searcher, candidates, coached = _community_candidates(
        world.seed, world.month, searchers, citizens, communities, market, reach
    )
    members = searchers.row[searcher]
    post = _choose_in_community(
        members, candidates, coached, citizens, communities, world.occupations, world.posts
    )
    return searcher, post


def _sample_network(
    world: World, searchers: Searchers, pool: SamplingFrame
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Searchers who learn of pooled vacancies; introductions are to the best match of four."""
    citizens = world.citizens
    searcher, candidates, introduced = _network_candidates(
        world.seed, world.month, searchers, citizens, world.members_before, pool, world.levers,
        world.settings["search"],
    )  # fmt: skip
    post = candidates[:, 0].copy()
    if introduced.any():
        post[introduced] = _choose_in_community(
            searchers.row[searcher[introduced]], candidates[introduced],
            np.ones(np.count_nonzero(introduced), dtype=bool), citizens, world.communities,
            world.occupations, world.posts,
        )  # fmt: skip
    return searcher, post, np.where(introduced, BY_TRANSFER, BY_NETWORK).astype(np.int8)


def _sample_self_employment(
    world: World, searchers: Searchers, market: SamplingFrame
) -> tuple[np.ndarray, np.ndarray]:
    """Searchers whose community shows them a business of their own, and the businesses."""
    own = world.occupations.on_own_account
    if not own.any():
        return np.empty(0, np.int32), np.empty(0, np.int32)
    founders = _founders(world.seed, world.month, searchers, world.citizens, world.communities)
    business = _sample_businesses(
        world.seed,
        world.month,
        searchers.key[founders],
        market,
        world.posts,
        own,
        world.settings["search"].venture_samples,
    )
    return founders[business >= 0], business[business >= 0]
