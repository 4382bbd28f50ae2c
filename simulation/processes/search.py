"""Search: who looks for work, which vacancies one hears of, and where one applies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.applications import Applications
from simulation.compiled import compiled, inlined
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import challenge_need
from simulation.hearing import Heard, hear
from simulation.luck import Decision, share, uniforms, words
from simulation.parameter import parameter
from simulation.process import Process
from simulation.processes.pay import pay_for_match
from simulation.vacancies import by_employer, ring, vacant_posts
from simulation.vocabulary import EMPLOYED, UNEMPLOYED
from simulation.world import World

#: Posts a searcher keeps in mind; at most as many applications are sent.
BEST = 3
#: Mean need for challenge over the stages of life.
MEAN_CHALLENGE = 0.55
#: Wage that even people who never earned hope for, euro per month.
LOWEST_HOPE = 800.0


@compiled
def _choose_searchers(resident, luck, status, perceived, course, energy, base, slope, rows):
    """Rows of those who search this month; returns how many."""
    count = 0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        if status[row] == UNEMPLOYED:
            effort = 0.5 + 0.6 * energy[row]
            if course[row] > 0:
                effort *= 0.5
            if luck[row] < effort:
                rows[count] = row
                count += 1
        elif status[row] == EMPLOYED and luck[row] < base + slope * max(0.0, 0.65 - perceived[row]):
            rows[count] = row
            count += 1
    return count


@inlined
def _worth(wage, match, appeal, challenge, wanted, value_match, value_appeal, value_challenge):
    """Worth of a post in log wage: pay, match, appeal, and challenge as far as it is wanted."""
    missing = max(0.0, wanted - challenge)
    return math.log(wage) + value_match * match + value_appeal * appeal - value_challenge * missing


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
    wanted,
    floor,
):
    """How much challenge each searcher wants, and what a post must at least be worth."""
    value_match, value_appeal, value_challenge = values
    for s in range(searchers.shape[0]):
        row = searchers[s]
        wish = min(max(MEAN_CHALLENGE + needs[row, 2], 0.0), 1.0)
        wanted[s] = challenge_need(skills, row, wish)
        now = occupation[row]
        if now >= 0:
            match = demand_ability(skills, row, demand, weight, now)
            own = _worth(wage[row], match, appeal[now], challenge[now], wanted[s],
                         value_match, value_appeal, value_challenge)  # fmt: skip
            floor[s] = own + switching
        else:
            # something like the last job, and less as time goes by
            own = math.log(max(wage[row], LOWEST_HOPE)) + 0.9 * value_match + 0.5 * value_appeal
            floor[s] = own - holding_out - patience * min(spell[row], 24)


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
    skills,
    employer,
    post_columns,
    occupation_columns,
    heard_post,
    heard_channel,
    heard_number,
    wanted,
    floor,
    values,
    taste,
    match_slope,
    bar,
    patience,
    trade,
    barrier,
    crossing_cost,
    kept,
):
    """Keep the three best of what each searcher heard of and could get."""
    identity, post_occupation, post_employer, waiting = post_columns
    demand, weight, base_wage, appeal, challenge = occupation_columns
    value_match, value_appeal, value_challenge = values
    kept_post = kept[1]
    for s in range(searchers.shape[0]):
        row = searchers[s]
        for h in range(heard_number[s]):
            p = heard_post[s, h]
            known = p == kept_post[s, 0] or p == kept_post[s, 1] or p == kept_post[s, 2]
            if known or post_employer[p] == employer[row]:
                continue
            o = post_occupation[p]
            match = demand_ability(skills, row, demand, weight, o)
            if match < bar - patience * min(waiting[p], 12):
                continue
            luck = words(seed, Decision.HIRING, month, person[row], identity[p])
            wage = base_wage[o] * pay_for_match(match, match_slope)
            utility = _worth(wage, match, appeal[o], challenge[o], wanted[s],
                             value_match, value_appeal, value_challenge)  # fmt: skip
            utility += taste * (share(luck[2]) + share(luck[3]) - 1.0)
            utility -= crossing_cost * barrier[trade[row], o]
            if utility > floor[s]:
                _keep_best(s, utility, p, heard_channel[s, h], match, kept)


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
    dissatisfaction: float = parameter(
        0.5, unit="1/month", low=0, high=5, status="assumed",
        meaning="rise of that chance per unit of felt fit below .65",
        source="intent to quit and person-job fit correlate −.46",
    )  # fmt: skip
    online: float = parameter(
        5.0, unit="vacancies/month", low=0, high=30, status="calibrated",
        meaning="vacancies found online by a person with full digital access and middling energy",
        source="U to E flows of 6 to 15 % a month",
    )  # fmt: skip
    offline: float = parameter(
        3.7, unit="vacancies/month", low=0, high=30, status="calibrated",
        meaning="vacancies found without ICT: employment office, notices, asking at the door",
        source="U to E flows of 6 to 15 % a month, about equal by education",
    )  # fmt: skip
    ties: float = parameter(
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
    holding_out: float = parameter(
        0.26, unit="log wage", low=-2, high=5, status="calibrated",
        meaning="how far below the last job job-seekers go from the first month",
        source="U to E flows of 6 to 15 % a month",
    )  # fmt: skip
    taste: float = parameter(
        0.25, unit="log wage", low=0, high=2, status="assumed",
        meaning="spread of personal liking for a post", source="assumption",
    )  # fmt: skip
    patience: float = parameter(
        0.025, unit="log wage/month", low=0, high=0.5, status="assumed",
        meaning="fall of what job-seekers hold out for, per month without a job",
        source="reservation wages fall with duration",
    )  # fmt: skip
    switching: float = parameter(
        0.08, unit="log wage", low=0, high=2, status="assumed",
        meaning="gain that a job-holder asks for before moving", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        vacancies = vacant_posts(world)
        if vacancies.size == 0:
            return
        rows = np.empty(citizens.rows, dtype=np.int32)
        count = _choose_searchers(
            citizens.resident,
            uniforms(world.seed, Decision.SEARCH_EFFORT, world.month, citizens.person),
            citizens.status,
            citizens.perceived,
            citizens.course,
            citizens.energy,
            self.on_the_job,
            self.dissatisfaction,
            rows,
        )
        searchers = rows[:count]
        listed, start = by_employer(world, vacancies)
        pooled = vacancies[world.employers.member[world.posts.employer[vacancies]]]
        world.member_vacancies = pooled.size
        heard = hear(world, searchers, ring(world, vacancies), ring(world, pooled), listed, start)
        world.applications = self._apply(world, searchers, heard)

    def _apply(self, world: World, searchers: np.ndarray, heard: Heard) -> Applications:
        citizens, occupations, posts = world.citizens, world.occupations, world.posts
        hiring, count = world.settings["hiring"], searchers.size
        boundaries = world.settings["boundaries"]
        values = (self.value_match, self.value_appeal, self.value_challenge)
        appeal = occupations.supply.mean(axis=1)
        challenge = np.ascontiguousarray(occupations.supply[:, 1])
        wanted, floor = np.empty(count), np.empty(count)
        _expectations(
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
            self.switching,
            self.holding_out,
            self.patience,
            wanted,
            floor,
        )
        kept = (
            np.full((count, BEST), -np.inf),
            np.full((count, BEST), -1, np.int32),
            np.zeros((count, BEST), np.int8),
            np.zeros((count, BEST)),
        )
        _choose(
            world.seed,
            world.month,
            searchers,
            citizens.person,
            citizens.skills,
            citizens.employer,
            (posts.identity, posts.occupation, posts.employer, posts.waiting),
            (occupations.demand, occupations.weight, occupations.offered_wage(), appeal, challenge),
            heard.post,
            heard.channel,
            heard.number,
            wanted,
            floor,
            values,
            self.taste,
            world.settings["pay"].match_slope,
            hiring.standard - hiring.slack,
            hiring.patience,
            citizens.trade,
            occupations.barrier,
            boundaries.occupation_cost if boundaries.active else 0.0,
            kept,
        )
        utility, post, channel, match = (table[:, : hiring.applications] for table in kept)
        sent = post >= 0
        row = np.broadcast_to(searchers[:, None], post.shape)
        return Applications(row[sent], post[sent], channel[sent], utility[sent], match[sent])
