"""Hiring: employers rank applicants by what they see and offer; applicants take the best offer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.applications import Applications
from simulation.compiled import compiled
from simulation.fit.demand_ability import demand_ability
from simulation.luck import Decision, share, words
from simulation.parameter import parameter, switch
from simulation.process import Process
from simulation.processes.pay import pay_for_match
from simulation.tables.posts import leave_post, take_post
from simulation.vocabulary import (
    BY_NETWORK,
    BY_TIES,
    BY_TRANSFER,
    EMPLOYED,
    OUTSIDER,
    VACANT,
)
from simulation.world import World


@compiled
def _score(
    seed,
    month,
    row,
    post,
    channel,
    match,
    person,
    education,
    status,
    spell,
    demand,
    weight,
    post_occupation,
    identity,
    typical,
    credential,
    evident,
    informal,
    recognition,
    district,
    places,
    whole_city,
    district_weight,
    noise,
    duration,
    referral,
    score,
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
            believed = demand_ability(typical, education[i], demand, weight, o)
            seen = (1.0 - credential) * seen + credential * believed
        if district_weight > 0.0:
            # and the address for what people there can do beside those elsewhere in the city
            there = demand_ability(places, district[i], demand, weight, o)
            seen += district_weight * (there - demand_ability(whole_city, 0, demand, weight, o))
        luck = words(seed, Decision.HIRING, month, person[i], identity[p])
        seen += noise * (share(luck[0]) + share(luck[1]) - 1.0)
        if status[i] != EMPLOYED:
            seen -= duration * min(spell[i], 8) / 8.0
        if channel[a] == BY_TIES or channel[a] == BY_TRANSFER:
            seen += referral
        score[a] = seen


@compiled
def _offer(row, post, utility, score, bar, person, holder, placed, best, chosen):
    """One round: each vacancy offers to its best applicant; each applicant takes the best offer.

    Ties go to the smaller identity, so that the order of applications does not matter.
    """
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
        "citizens.trade",
        "citizens.tenure",
        "citizens.spell",
        "citizens.wage",
        "citizens.dismissed",
        "posts.holder",
        "posts.waiting",
    )

    standard: float = parameter(
        0.83, unit="0-1", low=0, high=1, status="calibrated",
        meaning="fit below which an employer leaves a fresh vacancy open",
        source="vacancy rates of 1 to 4 % and over-qualification of one in five",
    )  # fmt: skip
    patience: float = parameter(
        0.02, unit="1/month", low=0, high=0.5, status="assumed",
        meaning="fall of that bar per month of vacancy, for up to a year", source="assumption",
    )  # fmt: skip
    slack: float = parameter(
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
    noise: float = parameter(
        0.06, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="half-width of the error in what employers see", source="assumption",
    )  # fmt: skip
    duration: float = parameter(
        0.05, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="discount on applicants without a job for eight months or more",
        source="callbacks fall with duration, mostly in the first 8 months (Kroft et al. 2013)",
    )  # fmt: skip
    referral: float = parameter(
        0.03, unit="0-1", low=0, high=0.5, status="assumed",
        meaning="credit of applicants whom a colleague or the network introduces",
        source="about half of all hires come through contacts",
    )  # fmt: skip
    applications: int = parameter(
        3, unit="applications", low=1, high=3, status="assumed",
        meaning="applications a searcher can send in a month", source="assumption",
    )  # fmt: skip
    rounds: int = parameter(
        2, unit="rounds", low=1, high=10, status="assumed",
        meaning="rounds of offers in a month", source="assumption",
    )  # fmt: skip
    external: float = parameter(
        0.6, unit="ratio", low=0, high=20, status="assumed",
        meaning="outside applicants per vacancy relative to the occupations table",
        source="assumption; worldwide competition for high skill (constructs 5.5)",
    )  # fmt: skip
    external_applicants: bool = switch("whether people from outside compete for posts")

    def run(self, world: World) -> None:
        citizens, posts, occupations = world.citizens, world.posts, world.occupations
        bids = world.applications
        number = bids.row.size
        recognition = world.levers.recognition
        credential = self.credential_weight * (1.0 - recognition)
        score = np.empty(number)
        typical = world.typical_skills if credential > 0 else np.zeros((3, 7))
        _score(
            world.seed,
            world.month,
            bids.row,
            bids.post,
            bids.channel,
            bids.match,
            citizens.person,
            citizens.education,
            citizens.status,
            citizens.spell,
            occupations.demand,
            occupations.weight,
            posts.occupation,
            posts.identity,
            typical,
            credential,
            citizens.evident,
            world.settings["informal_skill"].active,
            recognition,
            citizens.district,
            *_abilities_by_district(world),
            self.district_weight,
            self.noise,
            self.duration,
            self.referral,
            score,
        )
        waited = np.minimum(posts.waiting[bids.post], 12)
        bar = self.standard - self.patience * waited
        outside = self._outside_applicants(world)
        if outside.any():
            bar = np.maximum(bar, self._outsiders(world, outside)[bids.post])
        placed = np.zeros(citizens.rows, dtype=bool)
        hired = []
        for _ in range(self.rounds):
            best = np.full(posts.rows, -1, dtype=np.int32)
            chosen = np.full(citizens.rows, -1, dtype=np.int32)
            _offer(
                bids.row,
                bids.post,
                bids.utility,
                score,
                bar,
                citizens.person,
                posts.holder,
                placed,
                best,
                chosen,
            )
            taken = np.unique(chosen[bids.row])
            taken = taken[taken >= 0]
            if taken.size == 0:
                break
            placed[bids.row[taken]] = True
            # a post given up in this round is offered from next month on
            self._place(world, bids, taken)
            hired.append(taken)
        if outside.any():
            self._take_outsiders(world)
        if hired:
            everyone = np.concatenate(hired)
            np.add.at(world.channels, bids.channel[everyone], 1)
        world.placed_by_network = int(world.channels[[BY_NETWORK, BY_TRANSFER]].sum())

    def _place(self, world: World, bids: Applications, taken: np.ndarray) -> None:
        citizens, posts = world.citizens, world.posts
        rows, chosen = bids.row[taken], bids.post[taken]
        moving = citizens.status[rows] == EMPLOYED
        np.add.at(world.flows["hired_from_job"], citizens.education[rows[moving]], 1)
        np.add.at(world.flows["hired_from_unemployment"], citizens.education[rows[~moving]], 1)
        family, taken_up = world.occupations.family, posts.occupation[chosen]
        across = int(np.count_nonzero(family[citizens.trade[rows]] != family[taken_up]))
        world.turmoil["hired_across"] = world.turmoil.get("hired_across", 0.0) + across
        citizens.trade[rows] = taken_up
        _put(
            rows,
            chosen,
            citizens.status,
            citizens.post,
            citizens.employer,
            citizens.occupation,
            citizens.tenure,
            citizens.spell,
            posts.holder,
            posts.waiting,
            posts.employer,
            posts.occupation,
        )
        citizens.dismissed[rows] = False
        slope = world.settings["pay"].match_slope
        level = world.occupations.offered_wage()[taken_up]
        citizens.wage[rows] = level * pay_for_match(bids.match[taken], slope)

    def _outside_applicants(self, world: World) -> np.ndarray:
        """Outside applicants per vacancy of each occupation: talent from abroad, remote workers."""
        occupations, remote = world.occupations, world.settings["remote_work"]
        if not self.external_applicants:
            return np.zeros(occupations.rows, dtype=np.float32)
        rate = self.external * occupations.external
        return rate + remote.inbound * occupations.remote if remote.active else rate

    def _outsiders(self, world: World, rate: np.ndarray) -> np.ndarray:
        """Best outside applicant per post this month; −1 where there is none."""
        posts = world.posts
        best = np.full(posts.rows, -1.0)
        vacant = np.flatnonzero(posts.holder == VACANT)
        vacant = vacant[rate[posts.occupation[vacant]] > 0]
        _best_outsider(
            world.seed,
            world.month,
            vacant,
            posts.identity,
            rate[posts.occupation[vacant]],
            best,
        )
        world.outsider_scores = best
        return best

    def _take_outsiders(self, world: World) -> None:
        posts, scores = world.posts, world.outsider_scores
        waited = np.minimum(posts.waiting, 12)
        won = (posts.holder == VACANT) & (scores >= self.standard - self.patience * waited)
        won &= scores > 0
        posts.holder[won] = OUTSIDER
        world.turmoil["outsiders_hired"] = float(won.sum())


def _abilities_by_district(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Mean ability in each district and, in one row, in the city; nobody knows it of empty ones."""
    districts = world.districts
    number = districts.residents.astype(float)
    city = (number @ districts.profile / max(number.sum(), 1.0)).astype(np.float32)[None, :]
    return np.where(number[:, None] > 0, districts.profile, city), city


@compiled
def _put(
    rows,
    chosen,
    status,
    post,
    employer,
    occupation,
    tenure,
    spell,
    holder,
    waiting,
    post_employer,
    post_occupation,
):
    for index in range(rows.shape[0]):
        row = rows[index]
        if status[row] == EMPLOYED:
            leave_post(row, status, post, employer, occupation, tenure, spell, holder, waiting)
        take_post(
            row,
            chosen[index],
            status,
            post,
            employer,
            occupation,
            tenure,
            spell,
            holder,
            post_employer,
            post_occupation,
        )


@compiled
def _best_outsider(seed, month, vacant, identity, rate, best):
    for index in range(vacant.shape[0]):
        p = vacant[index]
        w = words(seed, Decision.EXTERNAL_APPLICANT, month, identity[p], 0)
        number = int(rate[index] + share(w[0]))
        for n in range(min(number, 3)):
            seen = 0.78 + 0.18 * share(w[n + 1])
            if seen > best[p]:
                best[p] = seen
