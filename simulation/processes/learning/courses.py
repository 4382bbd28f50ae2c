"""Courses: participation in training, its effect on skills, and the allocation of places."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import (
    Decision,
    draws,
    to_uniform,
)
from simulation.core.vocabulary import ICT
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import asked_ict, effective_demand_ability, with_own_ict
from simulation.fit.trust import trust_in_provider
from simulation.interventions.training.costs import pay_for_places
from simulation.interventions.training.curriculum import public_subjects, suited, suits
from simulation.interventions.training.lottery_assignment import lottery_assigned
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.threads import over_chunks, over_rows
from simulation.processes.learning.course_offers import (
    Market,
    describe_courses,
    find_candidates,
    sent_to_courses,
)
from simulation.statistics.quantiles import quantile
from simulation.world import World

#: The effect of energy is counted from the middle of its scale.
MIDDLE = 0.5
#: Months since the last course are counted up to this number.
LONGEST = 999
TERCILE = 1.0 / 3.0
#: A reserved place that lacks no more than this is a whole place; sums of fractions are rounded.
ROUNDING = 1e-9


class Candidates(NamedTuple):
    """Citizens with an offer of a course, and their decisions.

    Attributes
    ----------
    rows : ndarray of int64
        Rows of the citizens.
    offered : ndarray of bool
        Whether an employer offers the course.
    private : ndarray of bool
        Result: whether the offer of the employer is accepted.
    ticket : ndarray of float64
        Result: random number that ranks applicants for a public place, or 0 without application.
    """

    rows: np.ndarray
    offered: np.ndarray
    private: np.ndarray
    ticket: np.ndarray


@inlined
def _reached(person, month, uniform, levers):
    """Share of an unperceived need that outreach shows: all of it in an assessment in person."""
    interval = levers.training_follow_up_interval
    due = interval > 0 and (int(person) + month) % max(interval, 1) == 0
    return 1.0 if due and uniform < levers.training_follow_up else levers.training_outreach


@inlined
def _cost_barrier(money, employed, rule):
    """Loss of the chance to accept an offer because of its cost."""
    without_work = rule.cost_barrier * (1.0 if money < rule.savings_line else rule.saver_barrier)
    return 0.0 if employed else without_work


@inlined
def _accepts(uniform, reluctance):
    """Whether a draw is below ``1 / (1 + exp(reluctance))``; half of all need no exponential."""
    return (uniform < 0.5 or reluctance < 0.0) and uniform < 1.0 / (1.0 + math.exp(reluctance))


@compiled
def _decide(candidates, seed, month, citizens, occupations, market, levers, rule):
    """Decide who accepts an employer's offer or applies for a public place."""
    rows, offered, private, ticket = candidates
    person, occupation, skills = citizens.person, citizens.occupation, citizens.skills
    currency = citizens.currency
    energy, money, age = citizens.energy, citizens.money, citizens.age
    trust, trust_firms = citizens.trust, citizens.trust_firms
    demand, weight, asked = occupations.demand, occupations.weight, market.asked
    last_occupation, trained, announced = (
        citizens.last_occupation, citizens.trained, market.announced,
    )  # fmt: skip
    number = rows.shape[0]
    bits = draws(
        seed, Decision.TRAINING_CHOICE, month, person[rows], np.zeros(number, dtype=np.int32)
    )
    for index in range(number):
        row = rows[index]
        o = occupation[row]
        ict = skills[row, ICT]
        familiar = asked[o] if o >= 0 else rule.jobless_familiarity
        able = ict * currency[row, ICT]
        if rule.own_need:
            # the shortfall in the own job or the last one, present and announced
            work = o if o >= 0 else last_occupation[row]
            above = citizens.ict_above[row] if o >= 0 else np.float32(0.0)
            fit = effective_demand_ability(skills, currency, row, demand, weight, work)
            fit = with_own_ict(fit, able, demand, weight, work, above)
            missing = float(asked_ict(demand, work, above)) - float(able)
            rise = max(0.0, missing + announced[work]) - max(0.0, missing)
            shortfall = 1.0 - fit + weight[work, ICT] * rise
        else:
            # the larger of the shortfall in the job and that of ICT in the city
            shortfall = max(0.0, market.city_ict - ict)
            if o >= 0:
                fit = effective_demand_ability(skills, currency, row, demand, weight, o)
                fit = with_own_ict(fit, able, demand, weight, o, citizens.ict_above[row])
                shortfall = max(shortfall, 1.0 - fit)
        # people perceive a need in proportion to their experience of such work
        aware = rule.familiarity_awareness * familiar + rule.ict_awareness * ict
        aware = min(1.0, aware + rule.base_awareness)
        reached = _reached(person[row], month, to_uniform(bits[3, index]), levers)
        perceived = 1.0 - rule.unseen_need * (1.0 - aware) * (1.0 - reached)
        need = rule.shortfall_weight * shortfall + rule.familiarity_weight * familiar
        trusted = trust_in_provider(trust[row], trust_firms[row], market.run_by_firms)
        horizon = min(1.0, (rule.retirement_age * 12 - age[row]) / rule.horizon)
        utility = (
            rule.need_slope * perceived * need * horizon
            + rule.energy_slope * (energy[row] - MIDDLE)
            + rule.outreach_slope * levers.training_outreach * trusted
            - rule.reluctance
        )
        if trained[row] <= rule.habit_months:
            utility += rule.habit_slope
        uniform = to_uniform(bits[1, index])
        barrier = _cost_barrier(money[row], o >= 0, rule)
        accepted = uniform < 1.0 / (1.0 + math.exp(-utility)) - barrier
        private[index] = offered[index] and accepted
        ticket[index] = 0.0
        if not market.public or private[index]:
            continue
        # distrust and unsuitable formats reduce applications for public places; the format matters
        # only for people who would apply for a suitable one
        distrust = market.distrust_slope * max(0.0, market.distrust_threshold - trusted)
        chance = to_uniform(bits[2, index])
        if _accepts(chance, distrust - utility) and (
            suits(seed, citizens, row, levers.training_formats, rule.taste_weight)
            or _accepts(chance, distrust + rule.unsuited_format_reluctance - utility)
        ):
            ticket[index] = uniform


@compiled
def _advance(citizens):
    """Courses advance by a month; return the rows of citizens whose course has ended."""
    course, trained = citizens.course, citizens.trained
    number = 0
    for row in range(citizens.rows):
        number += course[row] == 1
        trained[row] = min(trained[row] + 1, LONGEST)
    done = np.empty(number, dtype=np.int64)
    number = 0
    for row in range(citizens.rows):
        if course[row] > 0:
            course[row] -= 1
            if course[row] == 0:
                done[number] = row
                number += 1
    return done


@compiled
def _teach(rows, subject, fits, citizens, occupations, rule):
    """Raise skills after a course, ``a += min(gain · aptitude, 1) · (1 − a)`` in its subject.

    The share ``renewal`` of what is obsolete in the subject becomes current. A course of an
    employer has a smaller gain, and so has a public one in a format that does not fit.

    A subject of -1 is the largest weighted skill gap at work, or ICT if there is none.
    """
    skills, evident, aptitude = citizens.skills, citizens.evident, citizens.aptitude
    currency, occupation, demand, weight = (
        citizens.currency, citizens.occupation, occupations.demand, occupations.weight,
    )  # fmt: skip
    for index in range(rows.shape[0]):
        row = rows[index]
        o, taught, largest = occupation[row], subject[index], 0.0
        if taught < 0:
            taught = ICT
            for k in range(SKILL_COUNT if o >= 0 else 0):
                able = skills[row, k] * currency[row, k]
                asked = asked_ict(demand, o, citizens.ict_above[row]) if k == ICT else demand[o, k]
                gap = weight[o, k] * max(asked - able, np.float32(0.0))
                if gap > largest:
                    largest = gap
                    taught = k
        citizens.studied[row] = taught
        before = skills[row, taught]
        gain = rule.gain * (1.0 if citizens.course_public[row] else rule.employer_course_gain)
        gain *= 1.0 if fits[index] else rule.unsuited_format_gain
        learned = min(gain * aptitude[row], 1.0)
        skills[row, taught] = before + learned * (np.float32(1.0) - before)
        # a certificate makes what was taught evident
        evident[row, taught] += skills[row, taught] - before
        currency[row, taught] += rule.renewal * (np.float32(1.0) - currency[row, taught])
        citizens.course_public[row] = False


@compiled
def _enrol(rows, months, public, citizens, counts):
    """Begin a course; `counts` counts those who do, by education."""
    for index in range(rows.shape[0]):
        row = rows[index]
        citizens.course[row] = months
        citizens.course_public[row] = public
        citizens.trained[row] = 0
        citizens.studied[row] = -1
        counts[citizens.education[row]] += 1


def _lowest(ticket: np.ndarray, person: np.ndarray, places: int) -> np.ndarray:
    """Indices of the `places` lowest tickets; identities break ties."""
    near = np.arange(ticket.size)
    if ticket.size > places > 0:
        # partition first, so that few need sorting
        near = np.flatnonzero(ticket <= np.partition(ticket, places - 1)[places - 1])
    return near[np.lexsort((person[near], ticket[near]))][:places]


@dataclass(frozen=True)
class Courses(Process):
    """People choose training that employers or the city offer.

    Employers offer courses where work is demanding, less often with a temporary contract and at
    small employers, and send people to one when their work was redesigned. The need to train is the
    shortfall in the own job, or in the last one, with the demand for ICT that the digitalisation of
    the city announces. People who trained lately are readier to train again. The chance to accept
    is logistic in perceived need, energy and cost. The perceived need is smaller than the need,
    most of all for people furthest from such work: seven in ten who do not train report no need
    (PIAAC). Places alone therefore reach few of them, and outreach reaches more. Public places
    exist only through the levers of :class:`simulation.interventions.training.training.Training`;
    distrust of the city and unsuitable formats reduce applications. A course raises skills when it
    ends, less so in an unsuitable format, and renews their currency; learners search less during
    it.
    """

    section: ClassVar[str] = "courses"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.person", "citizens.education", "citizens.age",
        "citizens.status", "citizens.occupation", "citizens.ict_above", "citizens.origin",
        "citizens.course",
        "citizens.course_public", "citizens.trained", "citizens.skills", "citizens.evident",
        "citizens.currency", "citizens.aptitude", "citizens.energy", "citizens.money",
        "citizens.trust", "citizens.trust_firms", "citizens.temporary", "citizens.employer",
        "citizens.last_occupation",
        "employers.posts", "occupations.redesigned", "occupations.digitalised",
        "occupations.demand", "occupations.weight", "occupations.posts", "occupations.supply",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.course", "citizens.course_public", "citizens.trained", "citizens.studied",
        "citizens.skills", "citizens.evident", "citizens.currency",
    )  # fmt: skip

    employer_offer_rate: float = parameter(
        0.22, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance of an employer's offer per unit of mean demand and of (base_challenge + "
        "challenge of the work)",
        source="order of magnitude of a course a year for four in ten; not fitted to its gradient",
    )  # fmt: skip
    temporary_ratio: float = parameter(
        0.6, unit="ratio", low=0, high=2, status="assumed",
        meaning="chance of an offer with a temporary contract relative to a permanent one",
        source="assumption, to be swept; employers train those less whom they keep less long",
    )  # fmt: skip
    small_employer_ratio: float = parameter(
        0.7, unit="ratio", low=0, high=2, status="assumed",
        meaning="chance of an offer at a small employer relative to a large one",
        source="assumption, to be swept; training rises with the size of firms",
    )  # fmt: skip
    small_employer_posts: int = constant(
        10, unit="posts", low=0, high=10_000, status="assumed",
        meaning="posts below which an employer is small", source="micro firms in EU statistics",
    )  # fmt: skip
    sent_share: float = parameter(
        0.2, unit="share", low=0, high=1, status="assumed",
        meaning="share of holders whom employers send to a course, without asking, in the month in "
        "which their work is redesigned",
        source="assumption, to be swept; some four fifths of job-related courses are sponsored by "
        "employers (OECD)",
    )  # fmt: skip
    own_need: bool = switch(
        "the need to train is the shortfall in the own or last job, present and announced; false "
        "counts that in the job or that of ICT in the city, whichever is larger"
    )
    habit_slope: float = parameter(
        0.5, unit="logit", low=0, high=10, status="assumed",
        meaning="rise of the utility of training for people who trained lately",
        source="assumption, to be swept; participation in training depends on past participation",
    )  # fmt: skip
    habit_months: int = constant(
        24, unit="months", low=0, high=480, status="assumed",
        meaning="months since the last course began in which that counts", source="assumption",
    )  # fmt: skip
    reluctance: float = parameter(
        2.4, unit="logit", low=-5, high=10, status="assumed",
        meaning="reluctance to train without perceived need", source="assumption",
    )  # fmt: skip
    need_slope: float = parameter(
        3.0, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of perceived need on the utility of training", source="assumption",
    )  # fmt: skip
    energy_slope: float = parameter(
        2.0, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of energy on the utility of training (constructs 4.15)",
        source="assumption",
    )  # fmt: skip
    unseen_need: float = parameter(
        0.7, unit="share", low=0, high=1, status="assumed",
        meaning="share of the need to train not perceived by those furthest from such work",
        source="assumption after PIAAC: 70 % of non-participants report no need",
    )  # fmt: skip
    cost_barrier: float = parameter(
        0.1, unit="share", low=0, high=1, status="assumed",
        meaning="loss of the chance to accept an employer's offer without work or savings",
        source="PIAAC: cost keeps 14 to 15 % of those who wanted a course from it",
    )  # fmt: skip
    gain: float = parameter(
        0.12, unit="share", low=0, high=1, status="assumed",
        meaning="share of the gap to full ability in its subject that a public course closes",
        source="assumption; about 0.2 SD of ICT per course",
    )  # fmt: skip
    renewal: float = parameter(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="share of what is obsolete in its subject that a course brings up to date",
        source="assumption: courses teach the present state, in a few days or months",
    )  # fmt: skip
    unsuited_format_reluctance: float = parameter(
        0.4, unit="logit", low=0, high=10, status="assumed",
        meaning="reluctance to train when no format on offer suits", source="assumption",
    )  # fmt: skip
    unsuited_format_gain: float = parameter(
        0.7, unit="ratio", low=0, high=1, status="assumed",
        meaning="gain of a public course with an unsuitable format, relative to a suitable one",
        source="assumption; learning capacities and preferences differ (constructs 7.1)",
    )  # fmt: skip
    retirement_age: int = parameter(
        65, unit="years", low=55, high=80, status="assumed",
        meaning="age at which training has no more use", source="age range of the model",
    )  # fmt: skip
    base_challenge: float = constant(
        0.4, unit="0-1", low=0, high=10, status="assumed",
        meaning="factor of an employer's offer that does not depend on challenge",
        source="assumption",
    )  # fmt: skip
    jobless_offers: float = constant(
        0.5, unit="ratio", low=0, high=1, status="assumed",
        meaning="chance of an offer to the unemployed, relative to employer_offer_rate",
        source="assumption",
    )  # fmt: skip
    savings_line: float = constant(
        2000.0, unit="euro", low=0, high=100_000, status="assumed",
        meaning="savings from which cost is a smaller barrier", source="assumption",
    )  # fmt: skip
    saver_barrier: float = constant(
        0.3, unit="ratio", low=0, high=1, status="assumed",
        meaning="barrier of cost with savings, relative to that without", source="assumption",
    )  # fmt: skip
    jobless_familiarity: float = constant(
        0.3, unit="0-1", low=0, high=1, status="assumed",
        meaning="familiarity of people without a job with demanding work", source="assumption",
    )  # fmt: skip
    base_awareness: float = constant(
        0.2, unit="0-1", low=0, high=1, status="assumed",
        meaning="perception of a need without familiarity and ICT", source="assumption",
    )  # fmt: skip
    familiarity_awareness: float = constant(
        0.5, unit="ratio", low=0, high=1, status="assumed",
        meaning="effect of familiarity with demanding work on the perception of a need",
        source="assumption",
    )  # fmt: skip
    ict_awareness: float = constant(
        0.5, unit="ratio", low=0, high=1, status="assumed",
        meaning="effect of ICT skill on the perception of a need", source="assumption",
    )  # fmt: skip
    shortfall_weight: float = constant(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="weight of the shortfall in ability in the need to train", source="assumption",
    )  # fmt: skip
    familiarity_weight: float = constant(
        0.5, unit="ratio", low=0, high=20, status="assumed",
        meaning="weight of familiarity with demanding work in the need to train",
        source="assumption",
    )  # fmt: skip
    horizon: float = constant(
        120.0, unit="months", low=1, high=600, status="assumed",
        meaning="months before retirement from which the need to train declines",
        source="assumption",
    )  # fmt: skip
    outreach_slope: float = constant(
        0.5, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of full outreach on the utility of training at full trust",
        source="assumption",
    )  # fmt: skip
    employer_course_gain: float = constant(
        0.25, unit="ratio", low=0, high=1, status="assumed",
        meaning="gain of an employer's course relative to a public one",
        source="assumption: a few days against some months",
    )  # fmt: skip
    taste_weight: float = constant(
        0.5, unit="share", low=0, high=1, status="assumed",
        meaning="weight of taste against skill in the format that suits a learner",
        source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        self._end_courses(world)
        citizens, occupations, trust = world.citizens, world.occupations, world.settings["trust"]
        redesign, digitalisation = world.settings["redesign"], world.conditions.digitalisation
        asked, city_ict, chance, announced = describe_courses(
            occupations, digitalisation, redesign.ict_drift if redesign.active else 0.0, self
        )
        market = Market(
            asked, announced, chance, city_ict, world.levers.training_places > 0,
            trust.reluctance_slope if trust.active else 0.0, trust.reluctance_threshold,
            trust.run_by_firms,
        )  # fmt: skip
        parties = (citizens.rows, world.seed, world.month, citizens, world.employers)
        if self.sent_share > 0.0 and occupations.redesigned.any():
            sent = np.concatenate(over_chunks(sent_to_courses, *parties, occupations, self))
            self._begin(world, sent, months=1, public=False)
        found = over_chunks(find_candidates, *parties, market, self)
        rows, offered = (np.concatenate(parts) for parts in zip(*found, strict=True))
        private, ticket = np.empty(rows.size, dtype=bool), np.empty(rows.size)

        def decide(*columns: np.ndarray) -> None:
            _decide(
                Candidates(*columns), world.seed, world.month, citizens, occupations, market,
                world.levers, self,
            )  # fmt: skip

        over_rows(decide, (rows, offered, private, ticket))
        self._begin(world, rows[private], months=1, public=False)
        if market.public:
            applying = ticket > 0.0
            self._assign_places(world, rows[applying], ticket[applying])

    def _assign_places(self, world: World, applicants: np.ndarray, ticket: np.ndarray) -> None:
        """Assign public places by lottery, reserved ones among the lowest ICT tercile."""
        levers, citizens, programmes = world.levers, world.citizens, world.programmes
        # the fraction of a place is carried over, so that small cities train, too
        granted = levers.training_places + programmes.carried
        places = math.floor(granted)
        programmes.carried = granted - places
        if places <= 0:
            return
        if world.settings["interventions.training"].lottery_share < 1.0:
            assigned = lottery_assigned(world, applicants)
            applicants, ticket = applicants[assigned], ticket[assigned]
        ict = citizens.skills[:, ICT]
        tercile = quantile(ict[citizens.resident], TERCILE)
        granted = levers.training_targeting * places + programmes.carried_reserved
        reserved = min(places, math.floor(granted + ROUNDING))
        programmes.carried_reserved = granted - reserved
        person = citizens.person[applicants]
        low = np.flatnonzero(ict[applicants] <= tercile)
        low = low[_lowest(ticket[low], person[low], reserved)]
        # a reserved place without an applicant of the tercile stays empty: targeting has a price
        left = np.ones(applicants.size, dtype=bool)
        left[low] = False
        others = np.flatnonzero(left)
        others = others[_lowest(ticket[others], person[others], places - reserved)]
        learners = applicants[np.concatenate([low, others])]
        pay_for_places(world, learners.size)
        self._begin(world, learners, months=levers.training_months, public=True)

    def _begin(self, world: World, rows: np.ndarray, months: int, public: bool) -> None:
        name = "public_courses_started" if public else "courses_started"
        _enrol(rows, months, public, world.citizens, world.flows[name])

    def _end_courses(self, world: World) -> None:
        """Courses advance by a month; those that end raise skills."""
        citizens = world.citizens
        done = _advance(citizens)
        if done.size == 0:
            return
        public = citizens.course_public[done]
        subject, fits = np.full(done.size, -1), np.ones(done.size, dtype=bool)
        if public.any():
            learners = done[public]
            subject[public] = public_subjects(world, learners)
            formats = world.levers.training_formats
            fits[public] = suited(world, learners, formats, self.taste_weight)
        _teach(done, subject, fits, citizens, world.occupations, self)
