"""Hiring: employers rank applicants by what they see and offer; applicants take the best offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits, to_uniform
from simulation.core.vocabulary import (
    BY_NETWORK,
    BY_TIES,
    BY_TRANSFER,
    EMPLOYED,
    OUTSIDER,
    VACANT,
)
from simulation.fit.demand_ability import demand_ability
from simulation.kernels.compiled import compiled
from simulation.kernels.threads import over_rows
from simulation.processes.economy.pay import pay_for_match
from simulation.tables.applications import Applications
from simulation.tables.posts import leave_post, take_post
from simulation.world import World


@compiled
def _matches(profiles, demand, weight):
    """Demand–ability fit of each of some profiles of ability with each occupation."""
    match = np.empty((profiles.shape[0], demand.shape[0]))
    for row in range(profiles.shape[0]):
        for o in range(demand.shape[0]):
            match[row, o] = demand_ability(profiles, row, demand, weight, o)
    return match


@compiled
def _score(
    row,
    post,
    channel,
    match,
    score,
    seed,
    month,
    person,
    education,
    status,
    spell,
    demand,
    weight,
    post_occupation,
    identity,
    believed_of,
    credential,
    evident,
    informal,
    recognition,
    district,
    places,
    city_of,
    district_weight,
    noise,
    duration,
    referral,
):
    """What the employer makes of each applicant."""
    for a in range(row.shape[0]):
        i = row[a]
        p = post[a]
        o = post_occupation[p]
        seen = match[a]
        if informal:
            shown = demand_ability(evident, i, demand, weight, o)
            seen = shown + recognition * (seen - shown)
        if credential > 0.0:
            # the certificate speaks for what people with it can do on average
            seen = (1.0 - credential) * seen + credential * believed_of[education[i], o]
        if district_weight > 0.0:
            # and the address for what people there can do beside those elsewhere in the city
            there = demand_ability(places, district[i], demand, weight, o)
            seen += district_weight * (there - city_of[0, o])
        luck = random_bits(seed, Decision.HIRING, month, person[i], identity[p])
        seen += noise * (to_uniform(luck[0]) + to_uniform(luck[1]) - 1.0)
        if status[i] != EMPLOYED:
            seen -= duration * min(spell[i], 8) / 8.0
        if channel[a] == BY_TIES or channel[a] == BY_TRANSFER:
            seen += referral
        score[a] = seen


@compiled
def _bars(post, waiting, standard, patience, outsider):
    """What an applicant must reach: the bar of a vacancy, and the best applicant from outside."""
    bar = np.empty(post.shape[0])
    for a in range(post.shape[0]):
        waited = min(waiting[post[a]], 12)
        bar[a] = max(standard - patience * waited, outsider[post[a]])
    return bar


@compiled
def _offer(row, post, utility, score, bar, person, holder, placed, best, chosen):
    """One round: each vacancy offers to its best applicant; each applicant takes the best offer.

    Ties go to the smaller identity, so that the order of applications does not matter.
    """
    for a in range(row.shape[0]):
        best[post[a]] = -1
        chosen[row[a]] = -1
    for a in range(row.shape[0]):
        p = post[a]
        if holder[p] != VACANT or placed[row[a]] or score[a] < bar[a]:
            continue
        b = best[p]
        if (
            b < 0
            or score[a] > score[b]
            or (score[a] == score[b] and person[row[a]] < person[row[b]])
        ):
            best[p] = a
    for a in range(row.shape[0]):
        if best[post[a]] != a:
            continue
        c = chosen[row[a]]
        if c < 0 or utility[a] > utility[c] or (utility[a] == utility[c] and post[a] < post[c]):
            chosen[row[a]] = a


@compiled
def _hire(
    rounds,
    bids,
    score,
    bar,
    person,
    education,
    work,
    last_occupation,
    wage,
    dismissed,
    columns_posts,
    family,
    offered,
    slope,
    flows,
    channels,
):
    """Rounds of offers; gives back how many were hired into another family of occupations.

    Entries of `best`, `chosen` and `placed` are set for those concerned and for nobody else.
    """
    row, post, channel, utility, match = bids
    status, held, employer, occupation, tenure, spell = work
    holder, waiting, post_employer, post_occupation = columns_posts
    from_unemployment, from_job = flows
    best = np.empty(holder.shape[0], dtype=np.int32)
    chosen = np.empty(status.shape[0], dtype=np.int32)
    placed = np.empty(status.shape[0], dtype=np.bool_)
    for a in range(row.shape[0]):
        placed[row[a]] = False
    across = 0
    for _ in range(rounds):
        _offer(row, post, utility, score, bar, person, holder, placed, best, chosen)
        hired = False
        for a in range(row.shape[0]):
            i = row[a]
            if chosen[i] != a or placed[i]:
                continue
            hired = True
            placed[i] = True
            # a post given up in this round is offered from next month on
            if status[i] == EMPLOYED:
                from_job[education[i]] += 1
                leave_post(i, status, held, employer, occupation, tenure, spell, holder, waiting)
            else:
                from_unemployment[education[i]] += 1
            taken_up = post_occupation[post[a]]
            across += family[last_occupation[i]] != family[taken_up]
            last_occupation[i] = taken_up
            take_post(i, post[a], status, held, employer, occupation, tenure, spell, holder,
                      post_employer, post_occupation)  # fmt: skip
            dismissed[i] = False
            wage[i] = offered[taken_up] * pay_for_match(match[a], slope)
            channels[channel[a]] += 1
        if not hired:
            break
    return across


@compiled
def _outsiders(seed, month, rate, holder, occupation, identity, best):
    """The best applicant from outside for every vacancy, written into `best`; -inf for none.

    Gives back the rows of the vacancies that somebody from outside applies for.
    """
    rows = np.empty(holder.shape[0], dtype=np.int64)
    found = 0
    for p in range(holder.shape[0]):
        if holder[p] != VACANT:
            continue
        best[p] = -np.inf
        if not rate[occupation[p]] > 0.0:
            continue
        luck = random_bits(seed, Decision.EXTERNAL_APPLICANT, month, identity[p], 0)
        number = min(int(rate[occupation[p]] + to_uniform(luck[0])), 3)
        if number > 0:
            best[p] = 0.78 + 0.18 * to_uniform(luck[1])
        if number > 1:
            best[p] = max(best[p], 0.78 + 0.18 * to_uniform(luck[2]))
        if number > 2:
            best[p] = max(best[p], 0.78 + 0.18 * to_uniform(luck[3]))
        if number > 0:
            rows[found] = p
            found += 1
    return rows[:found]


@compiled
def _take_outsiders(rows, best, standard, patience, holder, waiting):
    """Fill vacancies that are left with the best from outside, if they reach the bar."""
    taken = 0
    for index in range(rows.shape[0]):
        p = rows[index]
        if holder[p] == VACANT and best[p] >= standard - patience * min(waiting[p], 12):
            holder[p] = OUTSIDER
            taken += 1
    return taken


@dataclass(frozen=True)
class Hiring(Process):
    """Employers rank applicants by what they see, never by education as such.

    ``seen = (1 − w) F_DA(evident ability) + w F_DA(typical ability at this level of education)
    + v (F_DA(mean ability in the district) − F_DA(mean ability in the city)) + noise − duration
    + referral``; w is the weight of the credential and v that of the address, either of which may
    be 0 (statistical discrimination, Phelps 1972; constructs 4.10).
    Recognition of informal skill lowers w and moves what is seen of ability towards all of it
    (constructs 1.17). An applicant below the bar is not hired; the bar sinks while a post stays
    vacant. Offers go out in rounds. For posts with a global market the best outsider may win
    (constructs 5.5), as for those that can be done from anywhere (5.6).
    """

    section: ClassVar[str] = "hiring"
    reads: ClassVar[tuple[str, ...]] = ("citizens.evident", "occupations.demand")
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.status",
        "citizens.post",
        "citizens.employer",
        "citizens.occupation",
        "citizens.last_occupation",
        "citizens.tenure",
        "citizens.spell",
        "citizens.wage",
        "citizens.dismissed",
        "posts.holder",
        "posts.waiting",
    )

    minimum_fit: float = parameter(
        0.83, unit="0-1", low=0, high=1, status="calibrated",
        meaning="fit below which an employer leaves a fresh vacancy open",
        source="vacancy rates of 1 to 4 % and over-qualification of one in five",
    )  # fmt: skip
    minimum_decline: float = parameter(
        0.02, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="fall of that bar per month of vacancy, for up to a year", source="assumption",
    )  # fmt: skip
    application_slack: float = parameter(
        0.04, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="how far below the bar people still apply", source="assumption",
    )  # fmt: skip
    credential_weight: float = parameter(
        0.4, unit="share", low=0, high=1, status="calibrated",
        meaning="weight of the certificate as a signal in what employers see; 0 makes hiring blind "
        "to education",
        source="unemployment of 12.4/7.5/4.4 % by education and 11 % under-qualified (PIAAC)",
    )  # fmt: skip
    district_weight: float = parameter(
        0.05, unit="share", low=0, high=1, status="assumed",
        meaning="weight of the applicant's district in what employers see: how much the mean "
        "ability there, beside that of the city, counts; 0 makes hiring blind to the address",
        source="assumption; statistical discrimination by neighbourhood (constructs 4.10)",
    )  # fmt: skip
    evaluation_error: float = parameter(
        0.06, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="half-width of the error in what employers see", source="assumption",
    )  # fmt: skip
    long_unemployment_discount: float = parameter(
        0.05, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="discount on applicants without a job for eight months or more",
        source="callbacks fall with duration, mostly in the first 8 months (Kroft et al. 2013)",
    )  # fmt: skip
    referral_credit: float = parameter(
        0.03, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="credit of applicants whom a colleague or the network introduces",
        source="about half of all hires come through contacts",
    )  # fmt: skip
    applications: int = parameter(
        3, unit="applications", low=1, high=3, status="assumed",
        meaning="applications a searcher can send in a month", source="assumption",
    )  # fmt: skip
    offer_rounds: int = parameter(
        2, unit="rounds", low=1, high=10, status="assumed",
        meaning="rounds of offers in a month", source="assumption",
    )  # fmt: skip
    external_ratio: float = parameter(
        0.6, unit="ratio", low=0, high=20, status="assumed",
        meaning="outside applicants per vacancy relative to the occupations table",
        source="assumption; worldwide competition for high skill (constructs 5.5)",
    )  # fmt: skip
    external_applicants: bool = switch("whether people from outside compete for posts")

    def run(self, world: World) -> None:
        citizens, posts, bids = world.citizens, world.posts, world.applications
        score = self._see(world)
        outsider = np.empty(posts.rows)
        wanted = _outsiders(
            world.seed,
            world.month,
            self._outside_applicants(world),
            posts.holder,
            posts.occupation,
            posts.identity,
            outsider,
        )
        across = _hire(
            self.offer_rounds,
            (bids.row, bids.post, bids.channel, bids.utility, bids.match),
            score,
            _bars(bids.post, posts.waiting, self.minimum_fit, self.minimum_decline, outsider),
            citizens.person,
            citizens.education,
            (
                citizens.status,
                citizens.post,
                citizens.employer,
                citizens.occupation,
                citizens.tenure,
                citizens.spell,
            ),
            citizens.last_occupation,
            citizens.wage,
            citizens.dismissed,
            (posts.holder, posts.waiting, posts.employer, posts.occupation),
            world.occupations.family,
            world.occupations.offered_wage(),
            world.settings["pay"].match_slope,
            (world.flows["hired_from_unemployment"], world.flows["hired_from_job"]),
            world.channels,
        )
        world.event_counts["hired_across"] = float(across)
        won = _take_outsiders(
            wanted, outsider, self.minimum_fit, self.minimum_decline, posts.holder, posts.waiting
        )
        world.event_counts["outsiders_hired"] = float(won)
        world.placed_by_network = int(world.channels[BY_NETWORK] + world.channels[BY_TRANSFER])
        # they take up memory, and nobody asks for them again
        world.applications = Applications.empty()

    def _see(self, world: World) -> np.ndarray:
        """What employers make of each application."""
        citizens, posts, occupations = world.citizens, world.posts, world.occupations
        bids = world.applications
        score = np.empty(bids.row.size)
        if score.size == 0:
            return score
        demand, weight = occupations.demand, occupations.weight
        places, city = _abilities_by_district(world)
        recognition = world.levers.recognition
        over_rows(
            _score,
            (bids.row, bids.post, bids.channel, bids.match, score),
            world.seed,
            world.month,
            citizens.person,
            citizens.education,
            citizens.status,
            citizens.spell,
            demand,
            weight,
            posts.occupation,
            posts.identity,
            _matches(world.typical_skills, demand, weight),
            self.credential_weight * (1.0 - recognition),
            citizens.evident,
            world.settings["informal_skill"].active,
            recognition,
            citizens.district,
            places,
            _matches(city, demand, weight),
            self.district_weight,
            self.evaluation_error,
            self.long_unemployment_discount,
            self.referral_credit,
        )
        return score

    def _outside_applicants(self, world: World) -> np.ndarray:
        """Outside applicants per vacancy of each occupation: talent from abroad, remote workers."""
        occupations, remote = world.occupations, world.settings["remote_work"]
        if not self.external_applicants:
            return np.zeros(occupations.rows, dtype=np.float32)
        rate = self.external_ratio * occupations.external
        return rate + remote.inbound * occupations.remote if remote.active else rate


def _abilities_by_district(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Mean ability in each district and, in one row, in the city; nobody knows it of empty ones."""
    districts = world.districts
    number = districts.residents.astype(float)
    city = (number @ districts.profile / max(number.sum(), 1.0)).astype(np.float32)[None, :]
    return np.where(number[:, None] > 0, districts.profile, city), city
