"""Search: who looks for work, which vacancies one hears of, and where one applies."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.compiled import compiled, inlined, uint32
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import challenge_need, digital_access
from simulation.luck import Decision, share, words
from simulation.parameter import parameter
from simulation.process import Process
from simulation.processes.hiring import Applications
from simulation.processes.pay import pay_for_match
from simulation.vacancies import by_employer, come_across, ring, vacant_posts
from simulation.vocabulary import (
    BY_COMMUNITY,
    BY_NETWORK,
    BY_TIES,
    BY_TRANSFER,
    EMPLOYED,
    ONLINE,
    UNEMPLOYED,
)
from simulation.world import World


@inlined
def _whole(mean, word):
    """A whole number with the given mean: the fraction becomes one more or none by luck."""
    return int(math.floor(mean + share(word)))


@compiled
def _choose_searchers(
    seed, month, resident, person, status, perceived, dismissed, course, energy, base, slope, rows
):
    """Rows of those who search this month; returns how many."""
    count = 0
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        luck = share(words(seed, Decision.SEARCH_EFFORT, month, person[row], 0)[0])
        if status[row] == UNEMPLOYED:
            effort = 0.5 + 0.6 * energy[row]
            if course[row] > 0:
                effort *= 0.5
            if luck < effort:
                rows[count] = row
                count += 1
        elif status[row] == EMPLOYED and luck < base + slope * max(0.0, 0.65 - perceived[row]):
            rows[count] = row
            count += 1
    return count


@compiled
def _look_round(
    seed,
    month,
    searchers,
    citizens,
    occupations,
    post_columns,
    the_ring,
    employer_vacancies,
    network_ring,
    community_state,
    rules,
    out,
):
    """Fill the applications of every searcher; returns how many there are."""
    (person, status, skills, energy, district, ties, wage, tenure, spell, occupation_now,
     employer_now, community, resident, dismissed, needs) = citizens  # fmt: skip
    demand, weight, base_wage, appeal, challenge, family = occupations
    identity, post_occupation, post_employer, waiting = post_columns
    ring_post, ring_place, ring_bucket, ring_shift = the_ring
    listed, listed_start = employer_vacancies
    net_post, net_place, net_bucket, net_shift = network_ring
    community_capacity, community_family, infrastructure, member, was_member = community_state
    (online, offline, asked_ties, applications, value_match, value_appeal, value_challenge, taste,
     holding_out, patience, switching, slack, standard, patience_employer, slope_pay, community_reach, network_reach,
     transfer) = rules  # fmt: skip
    out_row, out_post, out_channel, out_utility, out_match = out
    most = 48
    heard = np.empty(most, dtype=np.int32)
    channel = np.empty(most, dtype=np.int8)
    best_post = np.empty(3, dtype=np.int32)
    best_channel = np.empty(3, dtype=np.int8)
    best_utility = np.empty(3)
    best_match = np.empty(3)
    count = 0
    vacancies = ring_post.shape[0]
    for s in range(searchers.shape[0]):
        row = searchers[s]
        who = person[row]
        number = 0
        access = digital_access(skills[row, 0]) * infrastructure[district[row]]
        drive = 0.4 + energy[row]
        first, second, third, fourth = words(seed, Decision.SEARCH_ONLINE, month, who, 0)
        looks = _whole(offline * drive, first) + _whole(online * access * drive, second)
        item = 1
        while number < min(looks, 24):
            w0, w1, w2, w3 = words(seed, Decision.SEARCH_ONLINE, month, who, item)
            for word in (w0, w1, w2, w3):
                if number < min(looks, 24):
                    heard[number] = ring_post[
                        come_across(word, ring_place, ring_bucket, ring_shift)
                    ]
                    channel[number] = ONLINE
                    number += 1
            item += 1
        # contacts speak of vacancies where they work
        asked = _whole(asked_ties, third)
        for t in range(min(asked, 8)):
            w0, w1, _, _ = words(seed, Decision.SEARCH_TIES, month, who, t)
            tie = ties[row, int(share(w0) * ties.shape[1])]
            if tie < 0 or not resident[tie]:
                continue
            at = employer_now[tie]
            if at < 0 or at == employer_now[row]:
                continue
            there = listed_start[at + 1] - listed_start[at]
            if there > 0 and number < most:
                heard[number] = listed[listed_start[at] + int(share(w1) * there)]
                channel[number] = BY_TIES
                number += 1
        # the community passes vacancies of its family on, and others it hears of
        mine = community[row]
        if mine >= 0 and community_reach > 0.0:
            told = _whole(community_reach * community_capacity[mine], fourth)
            for c in range(min(told, 8)):
                w0, w1, w2, w3 = words(seed, Decision.SEARCH_COMMUNITY, month, who, c)
                pick = ring_post[come_across(w0, ring_place, ring_bucket, ring_shift)]
                for word in (w1, w2, w3):
                    if family[post_occupation[pick]] == community_family[mine]:
                        break
                    pick = ring_post[come_across(word, ring_place, ring_bucket, ring_shift)]
                if number < most:
                    heard[number] = pick
                    channel[number] = BY_COMMUNITY
                    number += 1
        # the network pools the vacancies of its members, whatever one's ICT
        if net_post.shape[0] > 0 and network_reach > 0.0:
            w0, w1, w2, w3 = words(seed, Decision.SEARCH_NETWORK, month, who, 0)
            pooled = _whole(network_reach, w0)
            introduced = dismissed[row] and was_member[row] and share(w1) < transfer
            if introduced:
                pooled += 4
            for c in range(min(pooled, 8)):
                w0, _, _, _ = words(seed, Decision.SEARCH_NETWORK, month, who, c + 1)
                if number < most:
                    heard[number] = net_post[come_across(w0, net_place, net_bucket, net_shift)]
                    channel[number] = BY_TRANSFER if introduced else BY_NETWORK
                    number += 1

        # what one has now, or would hold out for
        wanted = challenge_need(skills, row, min(max(0.55 + needs[row, 2], 0.0), 1.0))
        now = occupation_now[row]
        if now >= 0:
            match = demand_ability(skills, row, demand, weight, now)
            floor = (
                math.log(wage[row])
                + value_match * match
                + value_appeal * appeal[now]
                - value_challenge * max(0.0, wanted - challenge[now])
                + switching
            )
        else:
            months = min(spell[row], 24)
            # something like the last job, challenge included, and less as time goes by
            floor = math.log(max(wage[row], 800.0)) + 0.9 * value_match + 0.5 * value_appeal
            floor -= holding_out + patience * months
        for b in range(3):
            best_utility[b] = -1e9
            best_post[b] = -1
        for h in range(number):
            p = heard[h]
            o = post_occupation[p]
            seen_before = False
            for b in range(3):
                if best_post[b] == p:
                    seen_before = True
            if seen_before or post_employer[p] == employer_now[row]:
                continue
            match = demand_ability(skills, row, demand, weight, o)
            # one applies where one has a chance
            if match < standard - patience_employer * min(waiting[p], 12) - slack:
                continue
            luck = words(seed, Decision.HIRING, month, who, identity[p])
            utility = (
                math.log(base_wage[o] * pay_for_match(match, slope_pay))
                + value_match * match
                + value_appeal * appeal[o]
                - value_challenge * max(0.0, wanted - challenge[o])
                + taste * (share(luck[2]) + share(luck[3]) - 1.0)
            )
            if utility <= floor:
                continue
            # keep the three best
            for b in range(3):
                if utility > best_utility[b]:
                    for c in range(2, b, -1):
                        best_utility[c] = best_utility[c - 1]
                        best_post[c] = best_post[c - 1]
                        best_channel[c] = best_channel[c - 1]
                        best_match[c] = best_match[c - 1]
                    best_utility[b] = utility
                    best_post[b] = p
                    best_channel[b] = channel[h]
                    best_match[b] = match
                    break
        for b in range(min(3, applications)):
            if best_post[b] >= 0:
                out_row[count] = row
                out_post[count] = best_post[b]
                out_channel[count] = best_channel[b]
                out_utility[count] = best_utility[b]
                out_match[count] = best_match[b]
                count += 1
    return count


@dataclass(frozen=True)
class Search(Process):
    """Job-seekers and dissatisfied job-holders hear of vacancies and apply to the best of them.

    Vacancies are heard of online (as often as ICT skill and the district's infrastructure allow),
    offline, from contacts about where they work, from the career community and from the
    network's pool. Effort draws on energy. One applies to up to three vacancies that promise more
    than one has, or than one would hold out for, and for which one could be taken.
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
        4.0, unit="vacancies/month", low=0, high=30, status="calibrated",
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
        0.7, unit="log wage", low=0, high=10, status="assumed",
        meaning="worth of having one's need for challenge met, so that the able shun simple work",
        source="assumption; over-qualification costs satisfaction (PIAAC −.12)",
    )  # fmt: skip
    holding_out: float = parameter(
        0.3, unit="log wage", low=-2, high=5, status="calibrated",
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
        citizens, occupations, posts = world.citizens, world.occupations, world.posts
        levers, hiring = world.levers, world.settings["hiring"]
        world.applications = Applications.empty()
        vacancies = vacant_posts(world)
        if vacancies.size == 0:
            return
        rows = np.empty(citizens.rows, dtype=np.int32)
        count = _choose_searchers(
            world.seed,
            world.month,
            citizens.resident,
            citizens.person,
            citizens.status,
            citizens.perceived,
            citizens.dismissed,
            citizens.course,
            citizens.energy,
            self.on_the_job,
            self.dissatisfaction,
            rows,
        )
        searchers = rows[:count]
        applications = Applications.allocate(3 * count)
        open_ring = ring(world, vacancies)
        listed, start = by_employer(world, vacancies)
        members = world.employers.member
        pooled_posts = vacancies[members[posts.employer[vacancies]]]
        world.member_vacancies = pooled_posts.size
        pooled = ring(world, pooled_posts)
        number = _look_round(
            world.seed,
            world.month,
            searchers,
            (
                citizens.person,
                citizens.status,
                citizens.skills,
                citizens.energy,
                citizens.district,
                citizens.ties,
                citizens.wage,
                citizens.tenure,
                citizens.spell,
                citizens.occupation,
                citizens.employer,
                citizens.community,
                citizens.resident,
                citizens.dismissed,
                citizens.needs,
            ),
            (
                occupations.demand,
                occupations.weight,
                occupations.base_wage,
                occupations.supply.mean(axis=1),
                occupations.supply[:, 1].copy(),
                occupations.family,
            ),
            (posts.identity, posts.occupation, posts.employer, posts.waiting),
            (open_ring.post, open_ring.place, open_ring.bucket, uint32(open_ring.shift)),
            (listed, start),
            (pooled.post, pooled.place, pooled.bucket, uint32(pooled.shift)),
            (
                world.communities.capacity,
                world.communities.family,
                world.districts.infrastructure,
                members,
                _worked_for_member(world),
            ),
            (
                self.online,
                self.offline,
                self.ties,
                hiring.applications,
                self.value_match,
                self.value_appeal,
                self.value_challenge,
                self.taste,
                self.holding_out,
                self.patience,
                self.switching,
                hiring.slack,
                hiring.standard,
                hiring.patience,
                world.settings["pay"].match_slope,
                levers.community_reach,
                levers.network_reach,
                levers.transfer,
            ),
            (
                applications.row,
                applications.post,
                applications.channel,
                applications.utility,
                applications.match,
            ),
        )
        world.applications = applications.first(number)


def _worked_for_member(world: World) -> np.ndarray:
    """Whether each citizen's employer of last month was a member of the network then."""
    last = world.citizens.last_employer
    return (last >= 0) & world.members_before[last]
