"""Search: who looks for work, which vacancies one hears of, and where one applies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import Decision, draws, fill_uniforms, to_uniform
from simulation.core.vocabulary import INACTIVE, UNEMPLOYED
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import challenge_need
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.threads import side_by_side
from simulation.processes.economy.pay import GOOD_MATCH
from simulation.processes.labour_market.search_channels import Heard, hear
from simulation.processes.labour_market.vacancies import by_employer, ring, vacant_posts
from simulation.tables.applications import Applications
from simulation.world import World

#: Posts a searcher keeps in mind; at most as many applications are sent.
BEST = 3
#: Mean need for challenge over the stages of life.
MEAN_CHALLENGE = 0.55
#: Wage that even people who never earned hope for, euro per month.
LOWEST_HOPE = 800.0
#: Citizens who are asked at once whether they search, and searchers who search at once: so few
#: that what they draw and hear stays in the processor's cache.
BLOCK = 1024
TOGETHER = 4096


@compiled
def _search(luck, resident, status, perceived, course, energy, base, slope, searches):
    """Who of a block of citizens searches this month."""
    for row in range(luck.shape[0]):
        effort = (0.5 + 0.6 * energy[row]) * (0.5 if course[row] > 0 else 1.0)
        looking_round = base + slope * max(0.0, 0.65 - perceived[row])
        chance = effort if status[row] == UNEMPLOYED else looking_round
        searches[row] = resident[row] & (status[row] != INACTIVE) & (luck[row] < chance)


@compiled
def _choose_searchers(
    seed, month, person, resident, status, perceived, course, energy, base, slope
):
    """Rows of those who search this month."""
    people = person.shape[0]
    luck = np.empty(BLOCK)
    searches = np.empty(BLOCK, dtype=np.bool_)
    rows = np.empty(people, dtype=np.int32)
    count = 0
    for begin in range(0, people, BLOCK):
        end = min(begin + BLOCK, people)
        here = luck[: end - begin]
        fill_uniforms(seed, Decision.SEARCH_EFFORT, month, person[begin:end], 0, here)
        _search(
            here, resident[begin:end], status[begin:end], perceived[begin:end],
            course[begin:end], energy[begin:end], base, slope, searches,
        )  # fmt: skip
        for i in range(end - begin):
            rows[count] = begin + i
            count += searches[i]
    return rows[:count]


@inlined
def _worth(log_wage, match, appeal, challenge, wanted, value_match, value_appeal, value_challenge):
    """Worth of a post in log wage: pay, match, appeal, and challenge as far as it is wanted."""
    missing = max(0.0, wanted - challenge)
    return log_wage + value_match * match + value_appeal * appeal - value_challenge * missing


@compiled
def _expectations(
    searchers,
    skills,
    needs,
    wage,
    spell,
    occupation,
    demand,
    weight,
    appeal,
    challenge,
    values,
    switching,
    holding_out,
    patience,
):
    """How much challenge each searcher wants, and what a post must at least be worth."""
    value_match, value_appeal, value_challenge = values
    wanted = np.empty(searchers.shape[0])
    floor = np.empty(searchers.shape[0])
    for s in range(searchers.shape[0]):
        row = searchers[s]
        wish = min(max(MEAN_CHALLENGE + needs[row, 2], 0.0), 1.0)
        wanted[s] = challenge_need(skills, row, wish)
        now = occupation[row]
        if now >= 0:
            match = demand_ability(skills, row, demand, weight, now)
            own = _worth(math.log(wage[row]), match, appeal[now], challenge[now], wanted[s],
                         value_match, value_appeal, value_challenge)  # fmt: skip
            floor[s] = own + switching
        else:
            # something like the last job, and less as time goes by
            own = math.log(max(wage[row], LOWEST_HOPE)) + 0.9 * value_match + 0.5 * value_appeal
            floor[s] = own - holding_out - patience * min(spell[row], 24)
    return wanted, floor


@compiled
def _consider(
    searchers,
    heard_searcher,
    heard_post,
    employer,
    last_occupation,
    skills,
    post_columns,
    occupation_columns,
    barrier,
    wanted,
    floor,
    values,
    taste,
    match_slope,
    bar,
    patience,
    crossing_cost,
):
    """What may be worth an application: posts one could get and, at best, would want.

    Gives back which of the posts heard of these are, with their match, their worth before personal
    liking and the cost of crossing a boundary.
    """
    post_occupation, post_employer, waiting = post_columns
    demand, weight, log_wage, appeal, challenge = occupation_columns
    value_match, value_appeal, value_challenge = values
    number = heard_post.shape[0]
    which = np.empty(number, dtype=np.int32)
    matches = np.empty(number)
    worths = np.empty(number)
    costs = np.empty(number)
    count = 0
    for h in range(number):
        s = heard_searcher[h]
        p = heard_post[h]
        row = searchers[s]
        o = post_occupation[p]
        match = demand_ability(skills, row, demand, weight, o)
        pay = log_wage[o] + match_slope * (match - GOOD_MATCH)
        worth = _worth(pay, match, appeal[o], challenge[o], wanted[s],
                       value_match, value_appeal, value_challenge)  # fmt: skip
        cost = crossing_cost * barrier[last_occupation[row], o]
        which[count] = h
        matches[count] = match
        worths[count] = worth
        costs[count] = cost
        # no branch, since no processor can guess who could get what and would want it
        could = (match >= bar - patience * min(waiting[p], 12)) & (
            post_employer[p] != employer[row]
        )
        count += could & (worth + taste - cost > floor[s])
    return which[:count], matches[:count], worths[:count], costs[:count]


@compiled
def _keep_best(place, utility, post, channel, match, kept):
    """Put a post into the list of the best three, if it belongs there."""
    kept_utility, kept_post, kept_channel, kept_match = kept
    for b in range(BEST):
        if utility > kept_utility[place, b]:
            for c in range(BEST - 1, b, -1):
                kept_utility[place, c] = kept_utility[place, c - 1]
                kept_post[place, c] = kept_post[place, c - 1]
                kept_channel[place, c] = kept_channel[place, c - 1]
                kept_match[place, c] = kept_match[place, c - 1]
            kept_utility[place, b] = utility
            kept_post[place, b] = post
            kept_channel[place, b] = channel
            kept_match[place, b] = match
            return


@compiled
def _choose(
    seed,
    month,
    searchers,
    person,
    identity,
    heard_searcher,
    heard_post,
    heard_channel,
    considered,
    floor,
    taste,
    kept,
):
    """Keep the three best of what each searcher considers."""
    which, matches, worths, costs = considered
    kept_post = kept[1]
    keys = np.empty(which.shape[0], dtype=np.uint32)
    items = np.empty(which.shape[0], dtype=np.uint32)
    for i in range(which.shape[0]):
        keys[i] = person[searchers[heard_searcher[which[i]]]]
        items[i] = identity[heard_post[which[i]]]
    luck = draws(seed, Decision.HIRING, month, keys, items)
    for i in range(which.shape[0]):
        s = heard_searcher[which[i]]
        p = heard_post[which[i]]
        utility = (
            worths[i] + taste * (to_uniform(luck[2, i]) + to_uniform(luck[3, i]) - 1.0) - costs[i]
        )
        known = p == kept_post[s, 0] or p == kept_post[s, 1] or p == kept_post[s, 2]
        if utility > floor[s] and not known:
            _keep_best(s, utility, p, heard_channel[which[i]], matches[i], kept)


@compiled
def _send(searchers, kept, most):
    """Applications to the posts kept, at most so many each."""
    kept_utility, kept_post, kept_channel, kept_match = kept
    number = 0
    for s in range(searchers.shape[0]):
        for b in range(most):
            number += kept_post[s, b] >= 0
    row = np.empty(number, dtype=np.int32)
    post = np.empty(number, dtype=np.int32)
    channel = np.empty(number, dtype=np.int8)
    utility = np.empty(number)
    match = np.empty(number)
    number = 0
    for s in range(searchers.shape[0]):
        for b in range(most):
            if kept_post[s, b] >= 0:
                row[number] = searchers[s]
                post[number] = kept_post[s, b]
                channel[number] = kept_channel[s, b]
                utility[number] = kept_utility[s, b]
                match[number] = kept_match[s, b]
                number += 1
    return row, post, channel, utility, match


@dataclass(frozen=True)
class Search(Process):
    """Job-seekers and dissatisfied job-holders hear of vacancies and apply to the best of them.

    Vacancies are heard of online (as often as ICT skill and the district's infrastructure allow),
    offline, from contacts about where they work, from the career community and from the
    network's pool. Effort draws on energy. One applies to up to three vacancies that promise more
    than one has, or than one would hold out for, and for which one could be taken. Work of another
    family of occupations must promise more by the cost of crossing that boundary.
    """

    section: ClassVar[str] = "search"
    reads: ClassVar[tuple[str, ...]] = ("citizens.skills", "citizens.ties", "citizens.community")
    writes: ClassVar[tuple[str, ...]] = ()

    on_the_job: float = parameter(
        0.12, unit="1/month", low=0, high=1, status="calibrated",
        meaning="chance that a contented job-holder looks round in a month",
        source="job-to-job moves of 0.8 to 2.6 % a month",
    )  # fmt: skip
    dissatisfaction_slope: float = parameter(
        0.5, unit="1/month", low=0, high=5, status="assumed",
        meaning="rise of that chance per unit of felt fit below .65",
        source="intent to quit and person-job fit correlate −.46",
    )  # fmt: skip
    online_vacancies: float = parameter(
        5.0, unit="vacancies/month", low=0, high=30, status="calibrated",
        meaning="vacancies found online by a person with full digital access and middling energy",
        source="U to E flows of 6 to 15 % a month",
    )  # fmt: skip
    offline_vacancies: float = parameter(
        3.7, unit="vacancies/month", low=0, high=30, status="calibrated",
        meaning="vacancies found without ICT: employment office, notices, asking at the door",
        source="U to E flows of 6 to 15 % a month, about equal by education",
    )  # fmt: skip
    contacts_asked: float = parameter(
        5.0, unit="contacts/month", low=0, high=8, status="calibrated",
        meaning="contacts asked in a month", source="30 to 55 % of hires through contacts",
    )  # fmt: skip
    value_match: float = parameter(
        1.0, unit="log wage", low=0, high=10, status="assumed",
        meaning="worth of a perfect rather than a worthless match", source="assumption",
    )  # fmt: skip
    value_appeal: float = parameter(
        0.5, unit="log wage", low=0, high=10, status="assumed",
        meaning="worth of security, challenge, meaning and balance all full rather than empty",
        source="assumption",
    )  # fmt: skip
    value_challenge: float = parameter(
        0.7, unit="log wage", low=0, high=10, status="calibrated",
        meaning="worth of having one's need for challenge met, so that the able shun simple work",
        source="by hand, with job finding by education and over-qualification (PIAAC) in view",
    )  # fmt: skip
    initial_concession: float = parameter(
        0.26, unit="log wage", low=-2, high=5, status="calibrated",
        meaning="how far below the last job job-seekers go from the first month",
        source="U to E flows of 6 to 15 % a month",
    )  # fmt: skip
    taste_spread: float = parameter(
        0.25, unit="log wage", low=0, high=2, status="assumed",
        meaning="spread of personal liking for a post", source="assumption",
    )  # fmt: skip
    reservation_decline: float = parameter(
        0.025, unit="log wage/month", low=0, high=0.5, status="assumed",
        meaning="fall of what job-seekers hold out for, per month without a job",
        source="reservation wages fall with duration",
    )  # fmt: skip
    switching_gain: float = parameter(
        0.08, unit="log wage", low=0, high=2, status="assumed",
        meaning="gain that a job-holder asks for before moving", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, employers = world.citizens, world.employers
        vacancies = vacant_posts(world)
        world.member_vacancies = 0
        if vacancies.size == 0:
            return
        searchers = _choose_searchers(
            world.seed,
            world.month,
            citizens.person,
            citizens.resident,
            citizens.status,
            citizens.perceived,
            citizens.course,
            citizens.energy,
            self.on_the_job,
            self.dissatisfaction_slope,
        )
        everything = ring(world, vacancies)
        listed, start = by_employer(world, vacancies)
        pooled = vacancies[employers.member[world.posts.employer[vacancies]]]
        world.member_vacancies = pooled.size
        pool = ring(world, pooled) if pooled.size > 0 else None

        def apply(begin: int) -> Applications:
            some = searchers[begin : begin + TOGETHER]
            heard = hear(world, some, everything, pool, listed, start)
            return self._apply(world, some, heard)

        groups = range(0, max(searchers.size, 1), TOGETHER)
        world.applications = Applications.joined(side_by_side(apply, groups))

    def _apply(self, world: World, searchers: np.ndarray, heard: Heard) -> Applications:
        citizens, occupations, posts = world.citizens, world.occupations, world.posts
        hiring, count = world.settings["hiring"], searchers.size
        boundaries = world.settings["boundaries"]
        values = (self.value_match, self.value_appeal, self.value_challenge)
        appeal = occupations.supply.mean(axis=1)
        challenge = np.ascontiguousarray(occupations.supply[:, 1])
        log_wage = np.log(occupations.offered_wage(), dtype=np.float64)
        wanted, floor = _expectations(
            searchers,
            citizens.skills,
            citizens.needs,
            citizens.wage,
            citizens.spell,
            citizens.occupation,
            occupations.demand,
            occupations.weight,
            appeal,
            challenge,
            values,
            self.switching_gain,
            self.initial_concession,
            self.reservation_decline,
        )
        heard_searcher, heard_post = heard.searcher[: heard.number], heard.post[: heard.number]
        considered = _consider(
            searchers,
            heard_searcher,
            heard_post,
            citizens.employer,
            citizens.last_occupation,
            citizens.skills,
            (posts.occupation, posts.employer, posts.waiting),
            (occupations.demand, occupations.weight, log_wage, appeal, challenge),
            occupations.barrier,
            wanted,
            floor,
            values,
            self.taste_spread,
            world.settings["pay"].match_slope,
            hiring.minimum_fit - hiring.application_slack,
            hiring.minimum_decline,
            boundaries.occupation_cost if boundaries.active else 0.0,
        )
        kept = (
            np.full((count, BEST), -np.inf),
            np.full((count, BEST), -1, np.int32),
            np.empty((count, BEST), np.int8),
            np.empty((count, BEST)),
        )
        _choose(
            world.seed,
            world.month,
            searchers,
            citizens.person,
            posts.identity,
            heard_searcher,
            heard_post,
            heard.channel,
            considered,
            floor,
            self.taste_spread,
            kept,
        )
        return Applications(*_send(searchers, kept, hiring.applications))
