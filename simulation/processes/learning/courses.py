"""Courses: who takes one, what it teaches, and how public places are shared out."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.core.randomness import BLOCK, Decision, draws, fill_uniforms, to_uniform
from simulation.core.vocabulary import EMPLOYED, ICT, JOB_NEEDS, UNEMPLOYED
from simulation.fit import SKILL_COUNT
from simulation.fit.demand_ability import demand_ability
from simulation.interventions.training.curriculum import public_subjects, suited, suits
from simulation.interventions.training.lottery_assignment import drawn
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.threads import over_rows, rows_of_all
from simulation.statistics.quantiles import quantile
from simulation.world import World

#: Place of challenge among what a job supplies besides pay.
CHALLENGE = JOB_NEEDS[1:].index("challenge")


@inlined
def _shown(outreach, follow_up, interval, person, month, luck):
    """How much of a need is brought home: all of it to whoever is asked in person this month."""
    turn = interval > 0 and (int(person) + month) % max(interval, 1) == 0
    return 1.0 if turn and luck < follow_up else outreach


@inlined
def _burden(cost, money, employed):
    """Chance of accepting that cost takes away from people without work."""
    return 0.0 if employed else cost * (1.0 if money < 2000.0 else 0.3)


@inlined
def _comes(lot, reluctance):
    """Whether a lot is below ``1 / (1 + exp(reluctance))``; half of all need no exponential."""
    return (lot < 0.5 or reluctance < 0.0) and lot < 1.0 / (1.0 + math.exp(reluctance))


@compiled
def _asked_at_work(demand, weight, posts):
    """Mean ability that each occupation asks, and the mean ICT that the city's posts ask."""
    asked = np.zeros(demand.shape[0])
    ict = 0.0
    there = 0
    for o in range(demand.shape[0]):
        for k in range(SKILL_COUNT):
            asked[o] += np.float64(weight[o, k]) * demand[o, k]
        ict += np.float64(posts[o]) * demand[o, ICT]
        there += posts[o]
    return asked, ict / max(1, there)


@compiled
def _asked(
    resident,
    person,
    status,
    occupation,
    course,
    seed,
    month,
    asked,
    challenge,
    employer_offer,
    public,
):
    """Rows of those whom somebody asks to take a course, and whether it is an employer."""
    # chance of an offer by occupation, and after these for people without work by status
    number = asked.shape[0]
    chance = np.zeros(number + 3)
    for o in range(number):
        chance[o] = employer_offer * asked[o] * (0.4 + challenge[o])
    chance[number + UNEMPLOYED] = 0.5 * employer_offer
    rows = np.empty(resident.shape[0] + 1, dtype=np.int64)
    offered = np.empty(resident.shape[0] + 1, dtype=np.bool_)
    found = 0
    luck = np.empty(BLOCK)
    for start in range(0, resident.shape[0], BLOCK):
        end = min(start + BLOCK, resident.shape[0])
        fill_uniforms(seed, Decision.TRAINING_CHOICE, month, person[start:end], 0, luck)
        for row in range(start, end):
            at_work = status[row] == EMPLOYED
            offer = chance[max(occupation[row], 0) if at_work else number + status[row]]
            # written and written over until one is kept, since a branch would take longer
            rows[found] = row
            offered[found] = luck[row - start] < offer
            found += resident[row] & (course[row] == 0) & (offered[found] | public)
    return rows[:found], offered[:found]


@compiled
def _wishes(
    rows,
    offered,
    wish,
    private,
    seed,
    month,
    person,
    occupation,
    skills,
    energy,
    money,
    trust,
    age,
    retiring,
    demand,
    weight,
    asked,
    public,
    city_ict,
    outreach,
    threshold,
    slope_need,
    slope_energy,
    unseen,
    cost,
    strange,
    formats,
    gate,
    gate_below,
    follow_up,
    follow_up_interval,
):
    """Who takes a course: by employer offer (`private`) or on a public place (`wish`)."""
    number = rows.shape[0]
    luck = draws(
        seed, Decision.TRAINING_CHOICE, month, person[rows], np.zeros(number, dtype=np.int32)
    )
    for index in range(rows.shape[0]):
        row = rows[index]
        o = occupation[row]
        ict = skills[row, ICT]
        # what is lacking for the job, or for the city when there is none
        familiar = 0.3
        lacking = max(0.0, city_ict - ict)
        if o >= 0:
            familiar = asked[o]
            lacking = max(lacking, 1.0 - demand_ability(skills, row, demand, weight, o))
        # one sees a need in proportion to how much one already deals with such work;
        # outreach shows the rest
        near = min(1.0, 0.5 * familiar + 0.5 * ict + 0.2)
        asking = to_uniform(luck[3, index])
        shown = _shown(outreach, follow_up, follow_up_interval, person[row], month, asking)
        seen = 1.0 - unseen * (1.0 - near) * (1.0 - shown)
        horizon = min(1.0, (retiring - age[row]) / 120.0)
        utility = (
            slope_need * seen * (2.0 * lacking + 0.5 * familiar) * horizon
            + slope_energy * (energy[row] - 0.5)
            + 0.5 * outreach * trust[row]
            - threshold
        )
        lot = to_uniform(luck[1, index])
        burden = _burden(cost, money[row], o >= 0)
        private[index] = offered[index] and lot < 1.0 / (1.0 + math.exp(-utility)) - burden
        wish[index] = 0.0
        if not public or private[index]:
            continue
        # distrust and formats that do not suit keep people from what the city offers; only of
        # those who would come anyway it matters what suits them
        distrust = gate * max(0.0, gate_below - trust[row])
        chance = to_uniform(luck[2, index])
        if _comes(chance, distrust - utility) and (
            suits(seed, person[row], skills, row, formats)
            or _comes(chance, distrust + strange - utility)
        ):
            wish[index] = lot + 1e-9


@compiled
def _pass_a_month(course, trained):
    """Courses under way lose a month; gives back the rows of those whose course is over."""
    ending = 0
    for row in range(course.shape[0]):
        ending += course[row] == 1
        trained[row] = min(trained[row] + 1, 999)
    done = np.empty(ending, dtype=np.int64)
    found = 0
    for row in range(course.shape[0]):
        if course[row] > 0:
            course[row] -= 1
            if course[row] == 0:
                done[found] = row
                found += 1
    return done


@compiled
def _teach(rows, subject, gain, skills, evident, occupation, demand, weight, aptitude):
    """What courses teach: ``a += min(gain · aptitude, 1) · (1 − a)`` in their subject.

    A subject of -1 is what the job lacks most, ICT where it lacks nothing or there is none.
    """
    for index in range(rows.shape[0]):
        row = rows[index]
        o = occupation[row]
        taught = subject[index]
        if taught < 0:
            taught = ICT
            largest = 0.0
            for k in range(SKILL_COUNT if o >= 0 else 0):
                gap = weight[o, k] * max(demand[o, k] - skills[row, k], np.float32(0.0))
                if gap > largest:
                    largest = gap
                    taught = k
        before = skills[row, taught]
        way = min(gain[index] * aptitude[row], 1.0)
        skills[row, taught] = before + way * (np.float32(1.0) - before)
        # a certificate shows what was taught
        evident[row, taught] += skills[row, taught] - before


def _first_by_lot(lot: np.ndarray, person: np.ndarray, places: int) -> np.ndarray:
    """Indices of those with the lowest lots, as many as there are places; persons break ties."""
    near = np.arange(lot.size)
    if lot.size > places > 0:
        # nobody else can be among them, and few need sorting
        near = np.flatnonzero(lot <= np.partition(lot, places - 1)[places - 1])
    return near[np.lexsort((person[near], lot[near]))][:places]


@dataclass(frozen=True)
class Courses(Process):
    """Training is a choice: offered by work, by the city, and taken by those who see a need.

    Employers offer courses where work asks much. The chance that an offer is accepted is logistic
    in perceived need, energy and cost; the need that people see falls short of the need they
    have, most for those furthest from such work. Seven in ten who do not train say that they have
    no need (PIAAC), so places alone reach few of them and outreach more. Public places exist
    only through the lever of the training programme; distrust of the city and formats that do not
    suit keep people from them. A course teaches when it is over, less in a format that does not
    suit; during it the learner searches less.
    """

    section: ClassVar[str] = "courses"
    reads: ClassVar[tuple[str, ...]] = ("citizens.energy", "citizens.money", "occupations.demand")
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.course",
        "citizens.course_public",
        "citizens.trained",
        "citizens.skills",
        "citizens.evident",
    )

    employer_offer_rate: float = parameter(
        0.22, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance of an offer at work per unit of what the work asks, times .4 and the "
        "challenge of the work",
        source="order of magnitude of a course a year for four in ten; not fitted to its gradient",
    )  # fmt: skip
    reluctance: float = parameter(
        2.4, unit="logit", low=-5, high=10, status="assumed",
        meaning="reluctance to train when no need is seen", source="assumption",
    )  # fmt: skip
    need_slope: float = parameter(
        3.0, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of perceived need on the wish to train", source="assumption",
    )  # fmt: skip
    energy_slope: float = parameter(
        2.0, unit="logit", low=0, high=20, status="assumed",
        meaning="effect of energy on the wish to train (constructs 4.15)", source="assumption",
    )  # fmt: skip
    unseen_need: float = parameter(
        0.7, unit="share", low=0, high=1, status="assumed",
        meaning="share of the need to train that goes unseen by those furthest from such work",
        source="assumption after PIAAC: 70 % of non-participants report no need",
    )  # fmt: skip
    cost_barrier: float = parameter(
        0.1, unit="share", low=0, high=1, status="assumed",
        meaning="chance of accepting that cost takes away from people without work; three tenths "
        "of it with savings",
        source="PIAAC: cost keeps 14 to 15 % of those who wanted a course from it",
    )  # fmt: skip
    gain: float = parameter(
        0.12, unit="share", low=0, high=1, status="assumed",
        meaning="share of the way to full ability that a course makes in its subject",
        source="assumption; about 0.2 SD of ICT per course",
    )  # fmt: skip
    unsuited_format_reluctance: float = parameter(
        0.4, unit="logit", low=0, high=10, status="assumed",
        meaning="reluctance to train when no format on offer suits", source="assumption",
    )  # fmt: skip
    unsuited_format_gain: float = parameter(
        0.7, unit="ratio", low=0, high=1, status="assumed",
        meaning="gain of a public course whose format does not suit, relative to one that does",
        source="assumption; learning capacities and preferences differ (constructs 7.1)",
    )  # fmt: skip
    retirement_age: int = parameter(
        65, unit="years", low=55, high=80, status="assumed",
        meaning="age at which learners stop seeing a use", source="age range of the model",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens, occupations, levers = world.citizens, world.occupations, world.levers
        self._go_on(world)
        public = levers.training_places > 0
        asked, city_ict = _asked_at_work(occupations.demand, occupations.weight, occupations.posts)
        found, offers = zip(
            *over_rows(
                _asked,
                (
                    citizens.resident,
                    citizens.person,
                    citizens.status,
                    citizens.occupation,
                    citizens.course,
                ),
                world.seed,
                world.month,
                asked,
                occupations.supply[:, CHALLENGE],
                self.employer_offer_rate,
                public,
            ),
            strict=True,
        )
        rows, offered = rows_of_all(found), np.concatenate(offers)
        wish, private = np.empty(rows.size), np.empty(rows.size, dtype=bool)
        trusting = world.settings["trust"]
        over_rows(
            _wishes,
            (rows, offered, wish, private),
            world.seed,
            world.month,
            citizens.person,
            citizens.occupation,
            citizens.skills,
            citizens.energy,
            citizens.money,
            citizens.trust,
            citizens.age,
            self.retirement_age * 12,
            occupations.demand,
            occupations.weight,
            asked,
            public,
            city_ict,
            levers.training_outreach,
            self.reluctance,
            self.need_slope,
            self.energy_slope,
            self.unseen_need,
            self.cost_barrier,
            self.unsuited_format_reluctance,
            levers.training_formats,
            trusting.reluctance_slope if trusting.active else 0.0,
            trusting.reluctance_threshold,
            levers.training_follow_up,
            levers.training_follow_up_interval,
        )
        self._begin(world, rows[private], months=1, public=False)
        if public:
            willing = wish > 0.0
            self._share_out(world, rows[willing], wish[willing])

    def _share_out(self, world: World, willing: np.ndarray, wish: np.ndarray) -> None:
        """Public places: first those reserved for the lowest ICT tercile, then by lot."""
        levers, citizens = world.levers, world.citizens
        # the fraction of a place is kept for next month, so that small cities train too
        granted = levers.training_places + world.programmes.carried
        places = math.floor(granted)
        world.programmes.carried = granted - places
        if places <= 0:
            return
        if world.settings["interventions.training"].lottery_share < 1.0:
            luck = drawn(world, willing)
            willing, wish = willing[luck], wish[luck]
        ict = citizens.skills[:, ICT]
        tercile = quantile(ict[citizens.resident], 1.0 / 3.0)
        granted = levers.training_targeting * places + world.programmes.carried_reserved
        reserved = min(places, math.floor(granted + 1e-9))
        world.programmes.carried_reserved = granted - reserved
        person = citizens.person[willing]
        low = np.flatnonzero(ict[willing] <= tercile)
        low = low[_first_by_lot(wish[low], person[low], reserved)]
        # a reserved place that nobody of the tercile takes stays empty: targeting has a price
        left = np.ones(willing.size, dtype=bool)
        left[low] = False
        others = np.flatnonzero(left)
        others = others[_first_by_lot(wish[others], person[others], places - reserved)]
        chosen = willing[np.concatenate([low, others])]
        world.accounts.spending["training"] += chosen.size * levers.training_place_cost
        self._begin(world, chosen, months=levers.training_months, public=True)

    def _begin(self, world: World, rows: np.ndarray, months: int, public: bool) -> None:
        if rows.size == 0:
            return
        citizens = world.citizens
        citizens.course[rows] = months
        citizens.course_public[rows] = public
        citizens.trained[rows] = 0
        name = "public_courses_started" if public else "courses_started"
        np.add.at(world.flows[name], citizens.education[rows], 1)

    def _go_on(self, world: World) -> None:
        """Courses under way lose a month; those that end teach."""
        citizens, occupations, levers = world.citizens, world.occupations, world.levers
        done = _pass_a_month(citizens.course, citizens.trained)
        if done.size == 0:
            return
        public = citizens.course_public[done]
        subject = np.full(done.size, -1)
        # an employer's course is a few days, a public one some months
        gain = self.gain * np.where(public, 1.0, 0.25)
        if public.any():
            learners = done[public]
            subject[public] = public_subjects(world, learners)
            suiting = suited(world, learners, levers.training_formats)
            gain[public] *= np.where(suiting, 1.0, self.unsuited_format_gain)
        _teach(
            done,
            subject,
            gain,
            citizens.skills,
            citizens.evident,
            citizens.occupation,
            occupations.demand,
            occupations.weight,
            citizens.aptitude,
        )
        citizens.course_public[done] = False
