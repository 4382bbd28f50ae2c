"""Vacancy choice: searchers apply to sampled vacancies above their reservation value."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from simulation.core.randomness import Decision, draws, to_uniform
from simulation.core.vocabulary import ICT, NEEDS
from simulation.fit import PACKED, SKILL_COUNT
from simulation.fit.demand_ability import effective_demand_ability, with_own_ict
from simulation.fit.needs_supply import challenge_need
from simulation.fit.open_demand import OpenDemand, Outlook, expected_log_wage
from simulation.kernels.compiled import compiled, inlined
from simulation.processes.economy.pay import GOOD_MATCH
from simulation.processes.labour_market.licences import holds_licence, needs_licence
from simulation.processes.labour_market.search_channels import Searchers, VacancySample
from simulation.tables.applications import Applications
from simulation.world import World

#: Posts on a searcher's shortlist, and so the most applications that anybody can send.
SHORTLIST = 3
#: Mean of the need for challenge over the life stages, and its column in ``citizens.needs``.
MEAN_CHALLENGE, CHALLENGE = 0.55, NEEDS.index("challenge")


class Offers(NamedTuple):
    """What posts of each occupation offer, and what employers ask.

    Attributes
    ----------
    log_wage : ndarray of float64, shape (occupations,)
        Logarithm of the wage of a good match.
    appeal, challenge : ndarray of float32, shape (occupations,)
        Mean of all supplies to needs, and the supply of challenge.
    independence : ndarray of float64, shape (occupations,)
        What owners of a business value in it beyond pay, in log wage; 0 in all other work.
    barrier : ndarray of float32, shape (occupations, occupations)
        Barrier from the last occupation to the next, 0–1.
    path : ndarray of float64, shape (communities + 1,)
        Share of the cost of a barrier that members of each community avoid; the first value is
        that of people in none.
    open_demand : OpenDemand
        Posts near to the last occupation, for the pay to expect.
    crossing_cost : float
        Cost of a full barrier, in log wage.
    match_slope : float
        Slope of log wage over match.
    minimum_match : float
        Match from which people apply for a fresh vacancy.
    minimum_decline : float
        Fall of that match per month of vacancy.
    decline_months : int
        Months of vacancy after which it falls no further.
    licence_share : ndarray of float64, shape (occupations,)
        Share of posts that need a licence.
    licence_match : float
    licence_months : int
        See :func:`simulation.processes.labour_market.licences.holds_licence`.
    licence_skills : ndarray of bool, shape (occupations, 7)
        Skills that a course leading to the licence teaches.
    applications : int
        Most applications of a searcher.
    """

    log_wage: np.ndarray
    appeal: np.ndarray
    challenge: np.ndarray
    independence: np.ndarray
    barrier: np.ndarray
    path: np.ndarray
    open_demand: OpenDemand
    crossing_cost: float
    match_slope: float
    minimum_match: float
    minimum_decline: float
    decline_months: int
    licence_share: np.ndarray
    licence_match: float
    licence_months: int
    licence_skills: np.ndarray
    applications: int


class Reservation(NamedTuple):
    """What each searcher requires of a post.

    Attributes
    ----------
    challenge : ndarray of float64, shape (S,)
        Need for challenge, 0–1.
    value : ndarray of float64, shape (S,)
        Reservation value: the utility that a post must exceed, in log wage.
    """

    challenge: np.ndarray
    value: np.ndarray


class Considered(NamedTuple):
    """Sampled vacancies that may exceed the reservation value, before idiosyncratic taste.

    Attributes
    ----------
    entry : ndarray of int32
        Index in :class:`VacancySample`.
    match, utility, cost : ndarray of float64
        Match, utility, and cost of crossing a boundary between occupations.
    """

    entry: np.ndarray
    match: np.ndarray
    utility: np.ndarray
    cost: np.ndarray


class Shortlist(NamedTuple):
    """The best posts of each searcher, best first; arrays of shape (S, SHORTLIST).

    Attributes
    ----------
    utility, match : ndarray of float64
    post : ndarray of int32
        Rows; −1 for none.
    channel : ndarray of int8
    """

    utility: np.ndarray
    post: np.ndarray
    channel: np.ndarray
    match: np.ndarray


@inlined
def _utility(log_wage, match, appeal, challenge, need, value_match, value_appeal, value_challenge):
    """Utility of a post in log wage: pay, match, appeal, less the unmet need for challenge."""
    shortfall = max(0.0, need - challenge)
    return log_wage + value_match * match + value_appeal * appeal - value_challenge * shortfall


@compiled
def _reservations(searchers, citizens, occupations, offers, rule):
    """Need for challenge and reservation value of each searcher."""
    row, skills, needs, wage = searchers.row, citizens.skills, citizens.needs, citizens.wage
    currency, spell, occupation = citizens.currency, citizens.spell, citizens.occupation
    demand, weight = occupations.demand, occupations.weight
    appeal, challenge = offers.appeal, offers.challenge
    value_match, value_appeal = rule.value_match, rule.value_appeal
    value_challenge, last_occupation = rule.value_challenge, citizens.last_occupation
    expected_weight, pay = (
        rule.expected_pay_weight,
        (offers.log_wage, offers.match_slope, GOOD_MATCH),
    )
    packed = np.zeros((1, PACKED), dtype=np.float32)
    jobs = appeal.shape[0]
    outlook = Outlook(np.empty(jobs), np.empty(jobs), np.empty(jobs))
    need = np.empty(row.shape[0])
    value = np.empty(row.shape[0])
    for s in range(row.shape[0]):
        citizen = row[s]
        wish = min(max(MEAN_CHALLENGE + needs[citizen, CHALLENGE], 0.0), 1.0)
        need[s] = challenge_need(skills, citizen, wish)
        now = occupation[citizen]
        if now >= 0:
            match = effective_demand_ability(skills, currency, citizen, demand, weight, now)
            able = skills[citizen, ICT] * currency[citizen, ICT]
            match = with_own_ict(match, able, demand, weight, now, citizens.ict_above[citizen])
            own = _utility(math.log(wage[citizen]), match, appeal[now], challenge[now], need[s],
                           value_match, value_appeal, value_challenge)  # fmt: skip
            value[s] = own + rule.switching_gain + offers.independence[now]
        else:
            expected = math.log(max(wage[citizen], rule.minimum_expected_wage))
            if expected_weight > 0.0:
                for k in range(SKILL_COUNT):
                    packed[0, k] = skills[citizen, k] * currency[citizen, k]
                last, origin = last_occupation[citizen], citizens.origin[citizen]
                prepared = (np.uint32(last), np.uint32(origin))
                nearby = expected_log_wage(
                    packed, np.uint64(0), prepared, offers.open_demand, pay, outlook
                )  # fmt: skip
                expected += 0.0 if math.isnan(nearby) else expected_weight * (nearby - expected)
            usual = expected + rule.usual_match * value_match + rule.usual_appeal * value_appeal
            months = min(spell[citizen], rule.decline_months)
            value[s] = usual - rule.initial_concession - rule.reservation_decline * months
    return Reservation(need, value)


@compiled
def _consider(searchers, sample, reservation, citizens, posts, occupations, offers, rule):
    """Sampled posts that the searcher could get and, with the best taste, would accept."""
    row, need, value = searchers.row, reservation.challenge, reservation.value
    sampled_searcher, sampled_post = sample.searcher, sample.post
    skills, currency, employer = citizens.skills, citizens.currency, citizens.employer
    last_occupation = citizens.last_occupation
    post_occupation, post_employer, waiting = posts.occupation, posts.employer, posts.waiting
    ict_above, pay_ratio = posts.ict_above, posts.pay_ratio
    demand, weight = occupations.demand, occupations.weight
    log_wage, appeal, challenge, barrier = (
        offers.log_wage,
        offers.appeal,
        offers.challenge,
        offers.barrier,
    )
    path, community = offers.path, citizens.community
    match_slope, crossing_cost = offers.match_slope, offers.crossing_cost
    minimum_match, minimum_decline = offers.minimum_match, offers.minimum_decline
    decline_months = offers.decline_months
    value_match, value_appeal = rule.value_match, rule.value_appeal
    value_challenge, taste = rule.value_challenge, rule.taste_spread
    number = sampled_post.shape[0]
    entries = np.empty(number, dtype=np.int32)
    matches = np.empty(number)
    utilities = np.empty(number)
    costs = np.empty(number)
    count = 0
    for n in range(number):
        s = sampled_searcher[n]
        p = sampled_post[n]
        citizen = row[s]
        o = post_occupation[p]
        match = effective_demand_ability(skills, currency, citizen, demand, weight, o)
        able = skills[citizen, ICT] * currency[citizen, ICT]
        match = with_own_ict(match, able, demand, weight, o, ict_above[p])
        pay = log_wage[o] + match_slope * (match - GOOD_MATCH) + math.log(pay_ratio[p])
        utility = _utility(pay, match, appeal[o], challenge[o], need[s],
                           value_match, value_appeal, value_challenge)  # fmt: skip
        cost = crossing_cost * barrier[last_occupation[citizen], o]
        cost *= 1.0 - path[community[citizen] + 1]
        entries[count] = n
        matches[count] = match
        utilities[count] = utility
        costs[count] = cost
        # no branch, because the processor cannot predict who could get and would accept a post
        attainable = (
            match >= minimum_match - minimum_decline * min(waiting[p], decline_months)
        ) & (post_employer[p] != employer[citizen])
        count += attainable & (utility + taste - cost > value[s])
    return Considered(entries[:count], matches[:count], utilities[:count], costs[:count])


@compiled
def _without_unlicensed(considered, searchers, sample, citizens, posts, offers):
    """Leave out posts that need a licence which the searcher does not hold."""
    entry, match, utility, cost = considered
    share, taught = offers.licence_share, offers.licence_skills
    count = 0
    for i in range(entry.shape[0]):
        row = searchers.row[sample.searcher[entry[i]]]
        post = sample.post[entry[i]]
        o = posts.occupation[post]
        barred = needs_licence(posts.identity[post], share[o]) and not holds_licence(
            citizens, row, o, match[i], taught, offers
        )
        entry[count], match[count] = entry[i], match[i]
        utility[count], cost[count] = utility[i], cost[i]
        count += not barred
    return Considered(entry[:count], match[:count], utility[:count], cost[:count])


@compiled
def _insert(shortlist, s, utility, post, channel, match):
    """Insert a post into the shortlist of searcher `s` if it is among the best."""
    for b in range(SHORTLIST):
        if utility > shortlist.utility[s, b]:
            for c in range(SHORTLIST - 1, b, -1):
                shortlist.utility[s, c] = shortlist.utility[s, c - 1]
                shortlist.post[s, c] = shortlist.post[s, c - 1]
                shortlist.channel[s, c] = shortlist.channel[s, c - 1]
                shortlist.match[s, c] = shortlist.match[s, c - 1]
            shortlist.utility[s, b] = utility
            shortlist.post[s, b] = post
            shortlist.channel[s, b] = channel
            shortlist.match[s, b] = match
            return


@compiled
def _shortlist(seed, month, searchers, sample, considered, posts, reservation, taste):
    """Draw each searcher's taste for the considered posts and keep the best posts."""
    entry, key, identity = considered.entry, searchers.key, posts.identity
    value, searcher, post = reservation.value, sample.searcher, sample.post
    size = (searchers.row.shape[0], SHORTLIST)
    shortlist = Shortlist(
        np.full(size, -np.inf),
        np.full(size, -1, dtype=np.int32),
        np.empty(size, dtype=np.int8),
        np.empty(size),
    )
    keys = np.empty(entry.shape[0], dtype=np.uint32)
    items = np.empty(entry.shape[0], dtype=np.uint32)
    for i in range(entry.shape[0]):
        keys[i] = key[searcher[entry[i]]]
        items[i] = identity[post[entry[i]]]
    bits = draws(seed, Decision.HIRING, month, keys, items)
    for i in range(entry.shape[0]):
        s = searcher[entry[i]]
        p = post[entry[i]]
        liking = taste * (to_uniform(bits[2, i]) + to_uniform(bits[3, i]) - 1.0)
        utility = considered.utility[i] + liking - considered.cost[i]
        known = p == shortlist.post[s, 0] or p == shortlist.post[s, 1] or p == shortlist.post[s, 2]
        if utility > value[s] and not known:
            _insert(shortlist, s, utility, p, sample.channel[entry[i]], considered.match[i])
    return shortlist


@compiled
def _apply(searchers, shortlist, most):
    """Applications to the posts on the shortlists, at most `most` for each searcher."""
    number = 0
    for s in range(searchers.row.shape[0]):
        for b in range(most):
            number += shortlist.post[s, b] >= 0
    row = np.empty(number, dtype=np.int32)
    post = np.empty(number, dtype=np.int32)
    channel = np.empty(number, dtype=np.int8)
    utility = np.empty(number)
    match = np.empty(number)
    number = 0
    for s in range(searchers.row.shape[0]):
        for b in range(most):
            if shortlist.post[s, b] >= 0:
                row[number] = searchers.row[s]
                post[number] = shortlist.post[s, b]
                channel[number] = shortlist.channel[s, b]
                utility[number] = shortlist.utility[s, b]
                match[number] = shortlist.match[s, b]
                number += 1
    return row, post, channel, utility, match


@compiled
def _choose(draw, searchers, sample, citizens, occupations, posts, offers, rule):
    """Applications to the posts that searchers choose; see :class:`Applications`."""
    seed, month = draw
    reservation = _reservations(searchers, citizens, occupations, offers, rule)
    considered = _consider(
        searchers, sample, reservation, citizens, posts, occupations, offers, rule
    )
    considered = _without_unlicensed(considered, searchers, sample, citizens, posts, offers)
    shortlist = _shortlist(
        seed, month, searchers, sample, considered, posts, reservation, rule.taste_spread
    )
    return _apply(searchers, shortlist, offers.applications)


def choose_vacancies(
    world: World, searchers: Searchers, sample: VacancySample, offers: Offers
) -> Applications:
    """Choose the vacancies that searchers apply to.

    Parameters
    ----------
    world : World
    searchers : Searchers
    sample : VacancySample
        The vacancies that they sampled.
    offers : Offers

    Returns
    -------
    Applications
        For each searcher at most ``hiring.applications``.
    """
    return Applications(
        *_choose(
            (world.seed, world.month),
            searchers,
            sample,
            world.citizens,
            world.occupations,
            world.posts,
            offers,
            world.settings["search"],
        )
    )
