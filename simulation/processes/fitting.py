"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits
from simulation.core.vocabulary import CLOSED, EDUCATIONS
from simulation.fit.change_decomposition import collect_inputs, decompose_change, store_month
from simulation.fit.columns import (
    Conditions,
    Contacts,
    Fits,
    Homes,
    Jobs,
    LastMonth,
    LifeStages,
    Person,
    RunningSums,
    Surroundings,
    Traits,
    Workspace,
    new_workspace,
)
from simulation.fit.complementary import Ability, SkillSums, sum_abilities
from simulation.fit.demand_ability import packed_demand_ability, packed_rows
from simulation.fit.needs_supply import digital_access
from simulation.fit.perceived import draw_moods, perceive
from simulation.fit.running_sums import Totals, record_fit
from simulation.fit.supplementary import (
    average_likeness,
    describe_staff,
    measure_distances,
    new_packed_traits,
    pack_traits,
)
from simulation.initialisation.population import STAGE_NEEDS, STAGE_STARTS, STAGE_WEIGHTS
from simulation.kernels.compiled import columnwise, uint32, uint64
from simulation.kernels.threads import chunks, in_chunks
from simulation.processes.labour_market.vacancies import ring, sample_vacancy, vacant_posts
from simulation.world import CityConditions, World

#: People per block: what is computed about a block stays in the processor's fastest cache.
BLOCK = 128
#: Random words of one draw.
WORDS = 4


class Vacancies(NamedTuple):
    """The vacancies that can be sampled, and how many a citizen sees without and with access.

    See :func:`simulation.processes.labour_market.vacancies.sample_vacancy`.
    """

    occupation: np.ndarray
    place: np.ndarray
    bucket: np.ndarray
    shift: np.uint32
    offline: int
    online: int


class Month(NamedTuple):
    """What is the same for all rows of a month."""

    seed: np.uint64
    number: int
    measuring: bool
    mean_fit: float
    city: Surroundings
    vacancies: Vacancies


class Results(NamedTuple):
    """What a chunk of rows writes beside the tables: totals, and people with their fits' sums."""

    totals: Totals
    means: np.ndarray
    workspace: Workspace


@columnwise
def _sample_reach(first, size, person, fits, month, rule):
    """Best demand–ability fit among sampled vacancies, and the best within reach at all."""
    city, vacancies = month.city, month.vacancies
    traits, jobs, infrastructure = city.traits.people, city.jobs, city.homes.infrastructure
    occupation, place, bucket, shift, offline, online = vacancies
    demand, weight = jobs.packed_demand, jobs.packed_weight
    reach, number = fits.reach, month.number
    interval = uint32(rule.reach_interval)
    for i in range(size):
        row = first + i
        if not person.resident[row]:
            continue
        if place.shape[0] > 0 and (
            reach[row] == 0.0 or (person.person[row] + uint32(number)) % interval == 0
        ):
            access = (
                digital_access(person.skills[row, 0]) * infrastructure[person.district[row]]
            )
            seen = int(offline + online * access + 0.5)
            best = 0.0
            for item in range((seen + WORDS - 1) // WORDS):
                bits = random_bits(
                    month.seed, Decision.POTENTIAL, number, person.person[row], item
                )
                for word in range(WORDS):
                    if item * WORDS + word < seen:
                        o = occupation[sample_vacancy(bits[word], place, bucket, shift)]
                        best = max(
                            best, packed_demand_ability(traits, row, demand, weight, uint32(o))
                        )
            reach[row] = best
        fits.potential[row] = max(reach[row], fits.demand_ability[row])


@columnwise
def _sum_fit(first, size, resident, fit, perceived, sums):
    people, fit_sum, perceived_sum = 0.0, 0.0, 0.0
    for i in range(size):
        if resident[first + i]:
            people += 1.0
            fit_sum += fit[first + i]
            perceived_sum += perceived[first + i]
    sums[0] += people
    sums[1] += fit_sum
    sums[2] += perceived_sum


@columnwise
def _describe_rows(first, end, citizens, occupations, packed_traits, sums):
    """Pack the traits of some residents, and add up their abilities and shortfalls."""
    ability = Ability(
        citizens.resident, citizens.education, citizens.occupation, citizens.skills
    )
    pack_traits(first, end, ability.resident, ability.education, ability.skills, packed_traits)
    sum_abilities(first, end, ability, occupations.demand, sums)


@columnwise
def _fit_rows(first, end, citizens, month, rule, results):
    """Do the monthly work of Fitting for the rows from one up to another, block by block."""
    person = Person(
        citizens.person, citizens.resident, citizens.education, citizens.age, citizens.district,
        citizens.skills, citizens.needs, citizens.post, citizens.employer, citizens.occupation,
        citizens.income,
    )  # fmt: skip
    contacts = Contacts(citizens.ties, citizens.district, citizens.employer)
    fits = Fits(
        citizens.demand_ability, citizens.needs_supply, citizens.supplementary,
        citizens.complementary, citizens.fit, citizens.perceived, citizens.potential,
        citizens.reach, citizens.aspiration, citizens.colleagues, citizens.neighbours,
    )  # fmt: skip
    # last month's skills lie where causes are written, and no loop below uses both
    causes = citizens.causes
    last = LastMonth(
        citizens.known, causes, citizens.previous_occupation, citizens.previous_post,
        citizens.previous_employer, citizens.previous_income, citizens.previous_district,
        citizens.previous_stage,
    )  # fmt: skip
    sums = RunningSums(
        citizens.months, citizens.changes, citizens.large_changes, citizens.total,
        citizens.squares, citizens.products, citizens.first, citizens.change_squares,
        citizens.fall_squares, citizens.misfit_history, citizens.misfit_months,
        citizens.misfit_spell,
    )  # fmt: skip
    city, space = month.city, results.workspace
    while first < end:
        size = min(end - first, uint64(BLOCK))
        measure_distances(first, size, contacts, city.traits, space.distances)
        average_likeness(size, space.distances, rule, space.at_work, space.around)
        collect_inputs(first, size, person, fits, last, city, rule, space)
        decompose_change(first, size, person, fits, last.known, city, rule, space)
        store_month(first, size, person, last, city.stages, space.causes, causes)
        if month.measuring:
            record_fit(
                first, size, person, causes, rule.misfit_threshold, sums, results.totals, space
            )
        draw_moods(first, size, month.seed, month.number, person.person, space.mood)
        perceive(first, size, person.resident, month.mean_fit, rule, fits, space.total, space.mood)
        _sample_reach(first, size, person, fits, month, rule)
        _sum_fit(first, size, person.resident, fits.fit, fits.perceived, results.means)
        first += size


@dataclass(frozen=True)
class Fitting(Process):
    """Compute the four fits and their mean, perceived fit, and the causes of every change.

    Total fit is the weighted mean of demand–ability, needs–supply, supplementary and complementary
    fit; :mod:`simulation.fit.change_decomposition` splits its change since last month into causes.
    Perceived fit compares fit with aspiration and, less so, with the city's mean fit.
    """

    section: ClassVar[str] = "fitting"
    reads: ClassVar[tuple[str, ...]] = ("citizens.*", "occupations.*", "districts.*")
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.demand_ability",
        "citizens.needs_supply",
        "citizens.supplementary",
        "citizens.complementary",
        "citizens.fit",
        "citizens.perceived",
        "citizens.aspiration",
        "citizens.colleagues",
        "citizens.neighbours",
        "citizens.causes",
        "citizens.known",
        "citizens.previous_*",
        "citizens.months",
        "citizens.changes",
        "citizens.large_changes",
        "citizens.total",
        "citizens.squares",
        "citizens.products",
        "citizens.first",
        "citizens.change_squares",
        "citizens.fall_squares",
        "citizens.misfit_history",
        "citizens.misfit_months",
        "citizens.misfit_spell",
        "citizens.reach",
        "citizens.potential",
        "employers.staff",
        "employers.profile",
        "employers.schooling",
    )

    def run(self, world: World) -> None:
        # rows after the last resident are kept for newcomers
        resident = world.citizens.resident
        end = resident.size - int(resident[::-1].argmax())
        vacant = vacant_posts(world)
        self._describe_city(world, end, vacant)
        self._compute_fits(world, end, vacant)
        conditions = world.conditions
        world.past = replace(conditions, shortage=conditions.shortage.copy())

    @staticmethod
    def _describe_city(world: World, end: int, vacant: np.ndarray) -> None:
        """Compute typical abilities by education, staffs of employers, and the city's shortage.

        The shortage is ``G = D − A`` per post: D is what all posts demand, A the part of it that
        the people in them can do. One person's surplus does not compensate another's lack; a
        vacancy lacks everything, and an outsider lacks nothing. Ability that no post demands, or
        that has no post, does not reduce the shortage. (With ability averaged over all residents,
        the city would soon lack nothing while its posts stay vacant.)
        """
        citizens, posts, occupations = world.citizens, world.posts, world.occupations
        employers, typical = world.employers, world.typical_skills
        if world.packed_traits.shape[0] < citizens.rows:
            world.packed_traits = new_packed_traits(citizens.rows)
        number = chunks(end)
        sums = SkillSums(
            np.zeros((number, typical.shape[0]), dtype=np.int64),
            np.zeros((number, *typical.shape)),
            np.zeros((number, typical.shape[1])),
        )

        def describe(chunk: int, first: np.uint64, last: np.uint64) -> None:
            own = SkillSums(*(part[chunk] for part in sums))
            _describe_rows(first, last, citizens, occupations, world.packed_traits, own)

        in_chunks(describe, end)
        describe_staff(
            np.uint64(end), citizens.resident, citizens.employer, citizens.education,
            citizens.skills, employers.staff, employers.profile, employers.schooling,
        )  # fmt: skip
        people = sums.people.sum(axis=0)
        some = people > 0
        typical[some] = sums.skills.sum(axis=0)[some] / people[some, None]
        demanded = np.bincount(posts.occupation[vacant], minlength=occupations.rows)
        shortage = sums.lacking.sum(axis=0) + demanded @ occupations.demand.astype(np.float64)
        world.conditions.shortage = shortage / max(np.count_nonzero(posts.holder != CLOSED), 1)

    @staticmethod
    def _compute_fits(world: World, end: int, vacant: np.ndarray) -> None:
        citizens, rule, conditions = world.citizens, world.settings["fit"], world.conditions
        number = chunks(end)
        totals = Totals(
            np.zeros((number, *world.cause_squares.shape)),
            np.zeros((number, len(EDUCATIONS))),
            np.zeros((number, *world.misfit_exits.shape), dtype=np.int64),
            np.zeros((number, *world.misfit_at_risk.shape), dtype=np.int64),
        )
        means = np.zeros((number, 3))
        month = Month(
            world.seed, world.month, world.measuring, conditions.mean_fit, _surroundings(world),
            _vacancies(world, vacant),
        )  # fmt: skip

        def fit(chunk: int, first: np.uint64, last: np.uint64) -> None:
            own = Totals(*(total[chunk] for total in totals))
            results = Results(own, means[chunk], new_workspace(BLOCK))
            _fit_rows(first, last, citizens, month, rule, results)

        in_chunks(fit, end)
        world.cause_squares += totals.cause_squares.sum(axis=0)
        world.change_squares += totals.change_squares.sum(axis=0)
        world.misfit_exits += totals.exits.sum(axis=0)
        world.misfit_at_risk += totals.at_risk.sum(axis=0)
        people, *sums = means.sum(axis=0)
        conditions.mean_fit, conditions.mean_perceived = (float(total / people) for total in sums)


def _surroundings(world: World) -> Surroundings:
    """People, jobs, homes and conditions of the city as compiled loops take them."""
    occupations, employers, districts = world.occupations, world.employers, world.districts
    settings, conditions = world.settings, world.conditions
    past = conditions if world.month <= 1 else world.past
    staffs, places = new_packed_traits(employers.rows), new_packed_traits(districts.rows)
    pack_traits(
        np.uint64(0), np.uint64(employers.rows), employers.staff > 1, employers.schooling,
        employers.profile, staffs,
    )  # fmt: skip
    pack_traits(
        np.uint64(0), np.uint64(districts.rows), np.ones(districts.rows, dtype=bool),
        districts.schooling, districts.profile, places,
    )  # fmt: skip
    discount = settings["prices"].discount

    def fixed(month: CityConditions) -> Conditions:
        return Conditions(month.median_income, month.prices, *month.services_now(), discount)

    return Surroundings(
        Traits(world.packed_traits, places, staffs),
        Jobs(
            occupations.demand, occupations.weight, packed_rows(occupations.demand),
            packed_rows(occupations.weight), occupations.supply, occupations.redesigned,
        ),
        Homes(
            districts.amenities, districts.previous_amenities, districts.infrastructure,
            districts.previous_infrastructure,
        ),
        LifeStages(
            STAGE_NEEDS, STAGE_WEIGHTS, STAGE_STARTS[1], STAGE_STARTS[2],
            settings["population"].need_differences,
        ),
        fixed(conditions),
        fixed(past),
        conditions.shortage,
        past.shortage,
    )  # fmt: skip


def _vacancies(world: World, vacant: np.ndarray) -> Vacancies:
    around, search = ring(world, vacant), world.settings["search"]
    return Vacancies(
        world.posts.occupation[around.post], around.place, around.bucket, uint32(around.shift),
        search.offline_vacancies, search.online_vacancies,
    )  # fmt: skip
