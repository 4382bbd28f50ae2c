"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits
from simulation.core.vocabulary import CLOSED, ICT
from simulation.fit.change_decomposition import (
    collect_inputs,
    decompose_change,
    store_month,
    take_rare_steps,
)
from simulation.fit.columns import (
    City,
    Conditions,
    Contacts,
    Fits,
    Group,
    Homes,
    Jobs,
    LastMonth,
    LifeStages,
    Perception,
    Person,
    Reach,
    RunningSums,
    Scratch,
    Surroundings,
    Traits,
    Work,
    new_scratch,
)
from simulation.fit.complementary import Ability, SkillSums, sum_abilities
from simulation.fit.demand_ability import packed_demand_ability, packed_rows, with_own_ict
from simulation.fit.needs_supply import digital_access
from simulation.fit.open_demand import OpenDemand, by_skill, shares_of_posts
from simulation.fit.perceived import average_facets, draw_affect, perceive
from simulation.fit.running_sums import Totals, record_changes, record_fit
from simulation.fit.scarcity import average_scarcity, demand_of_posts
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
from simulation.processes.labour_market.licences import unlicensed_share
from simulation.processes.labour_market.vacancies import (
    sample_vacancy,
    sampling_frame,
    vacant_posts,
)
from simulation.world import World

#: People per block: what is computed about a block stays in the processor's fastest cache.
BLOCK = 128
#: Random words of one draw.
WORDS = 4
#: Entries of :attr:`Results.sums`: people, fit, facet fit.
SUMS = 3


class Vacancies(NamedTuple):
    """The vacancies that can be sampled, and how many a citizen sees without and with access.

    See :func:`simulation.processes.labour_market.vacancies.sample_vacancy`.
    """

    occupation: np.ndarray
    ict_above: np.ndarray
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
    mean_facet_fit: float
    traits: Traits
    surroundings: Surroundings
    vacancies: Vacancies


class Results(NamedTuple):
    """What a chunk of rows writes beside the tables.

    Attributes
    ----------
    totals : Totals
    sums : ndarray of shape (3,)
        Number of people, and sums of their fit and facet fit.
    scratch : Scratch
    """

    totals: Totals
    sums: np.ndarray
    scratch: Scratch


@columnwise
def _sample_reach(first, size, person, reached, inputs, month, rule):
    """Best demand–ability fit among sampled vacancies, and the best within reach at all."""
    _, jobs, homes, _ = month.surroundings
    demand, weight, infrastructure = jobs.demand, jobs.weight, homes.infrastructure
    occupation, above, place, bucket, shift, offline, online = month.vacancies
    identity, skills, district = person.person, person.skills, person.district
    able, da, (reach, potential) = inputs.able, inputs.da_new, reached
    seed, number = month.seed, month.number
    interval = uint32(rule.reach_interval)
    for i in range(size):
        row = first + i
        if not person.resident[row]:
            continue
        if place.shape[0] > 0 and (
            reach[row] == 0.0 or uint32(identity[row] + uint32(number)) % interval == 0
        ):
            access = digital_access(skills[row, 0]) * infrastructure[district[row]]
            seen = int(offline + online * access + 0.5)
            best = 0.0
            for item in range((seen + WORDS - 1) // WORDS):
                bits = random_bits(seed, Decision.POTENTIAL, number, identity[row], item)
                for word in range(WORDS):
                    if item * WORDS + word < seen:
                        v = sample_vacancy(bits[word], place, bucket, shift)
                        o = uint32(occupation[v])
                        fit = packed_demand_ability(able, i, demand, weight, o)
                        best = max(
                            best, with_own_ict(fit, able[i, ICT], demand, weight, o, above[v])
                        )
            reach[row] = best
        potential[row] = max(reach[row], da[i])


@columnwise
def _sum_fit(first, size, resident, fit, facet_fit, sums):
    people, fit_sum, facet_sum = 0.0, 0.0, 0.0
    for i in range(size):
        if resident[first + i]:
            people += 1.0
            fit_sum += fit[first + i]
            facet_sum += facet_fit[i]
    sums[0] += people
    sums[1] += fit_sum
    sums[2] += facet_sum


@columnwise
def _describe_rows(first, end, citizens, occupations, packed_traits, sums):
    """Pack the traits of some residents, and add up their abilities and shortfalls."""
    ability = Ability(
        citizens.resident, citizens.education, citizens.occupation, citizens.ict_above,
        citizens.skills, citizens.currency,
    )  # fmt: skip
    pack_traits(first, end, ability.resident, ability.education, ability.skills, packed_traits)
    sum_abilities(first, end, ability, occupations.demand, sums)


@columnwise
def _fit_rows(first, end, citizens, month, rule, results):
    """Do the monthly work of Fitting for the rows from one up to another, block by block."""
    person = Person(
        citizens.person, citizens.resident, citizens.education, citizens.age, citizens.district,
        citizens.skills, citizens.currency, citizens.needs, citizens.digital_use,
        citizens.previous_digital_use,
    )  # fmt: skip
    resident = person.resident
    group = Group(
        resident, person.education, person.skills, citizens.first_ict, citizens.dismissed,
        citizens.loss_cause,
    )  # fmt: skip
    work = Work(
        citizens.post, citizens.employer, citizens.occupation, citizens.ict_above,
        citizens.last_occupation, citizens.origin, citizens.income,
    )  # fmt: skip
    contacts = Contacts(citizens.ties, person.district, work.employer)
    fits = Fits(
        citizens.known, citizens.demand_ability, citizens.needs_supply, citizens.supplementary,
        citizens.complementary, citizens.fit, citizens.fit_realised, citizens.fit_potential,
        citizens.potential, citizens.colleagues, citizens.neighbours,
    )  # fmt: skip
    perception = Perception(
        fits.known, fits.demand_ability, fits.supplementary, citizens.perceived,
        citizens.aspiration, citizens.mood,
    )  # fmt: skip
    reach = Reach(citizens.reach, citizens.potential)
    # last month's skills lie where causes are written, and no loop below uses both
    causes = citizens.causes
    last = LastMonth(
        citizens.known, causes, citizens.previous_currency, citizens.previous_occupation,
        citizens.previous_ict_above, citizens.previous_post, citizens.previous_employer,
        citizens.previous_income, citizens.previous_district, citizens.previous_stage,
    )  # fmt: skip
    sums = RunningSums(
        citizens.months, citizens.changes, citizens.large_changes, citizens.total,
        citizens.squares, citizens.products, citizens.first, citizens.change_squares,
        citizens.fall_squares, citizens.misfit_history, citizens.misfit_months,
        citizens.misfit_spell,
    )  # fmt: skip
    surroundings, city = month.surroundings, month.surroundings.city
    distances, space, facet_fit, affect = results.scratch
    inputs, outcome = space
    while first < end:
        size = min(end - first, uint64(BLOCK))
        measure_distances(first, size, contacts, month.traits, distances)
        average_likeness(size, distances, rule, inputs.at_work, inputs.around)
        collect_inputs(first, size, person, work, fits, last, surroundings, inputs)
        take_rare_steps(first, size, person, work, fits, last, surroundings, inputs)
        _sample_reach(first, size, person, reach, inputs, month, rule)
        decompose_change(first, size, resident, work, fits, city, rule, space)
        if month.measuring:
            totals, transition = results.totals, inputs.transition
            record_fit(first, size, group, rule.misfit_threshold, sums, totals, outcome)
            record_changes(first, size, group, fits.known, outcome, transition, totals)
        draw_affect(first, size, month, person, perception, rule, affect)
        average_facets(first, size, person, work, perception, city, rule, results.scratch)
        perceive(
            first, size, resident, month.mean_facet_fit, rule, perception, facet_fit, affect
        )  # fmt: skip
        # from here on newcomers are known
        store_month(first, size, person, work, last, city.stages, outcome.causes, causes)
        _sum_fit(first, size, resident, fits.fit, facet_fit, results.sums)
        first += size


@dataclass(frozen=True)
class Fitting(Process):
    """Compute the four fits and their mean, perceived fit, and the causes of every change.

    Total fit is the weighted mean of demand–ability, needs–supply, supplementary and complementary
    fit; :mod:`simulation.fit.change_decomposition` splits its change since last month into causes.
    Abilities are effective, level times currency. People without a job have the demand–ability fit
    to expect of the demand open to them (:mod:`simulation.fit.open_demand`). Beside total fit stand
    *realised* fit, with 0 for it, and *potential* fit, with the best of a sample of vacancies.
    :mod:`simulation.fit.perceived` says how people perceive it.
    """

    section: ClassVar[str] = "fitting"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.person",
        "citizens.resident",
        "citizens.education",
        "citizens.age",
        "citizens.district",
        "citizens.skills",
        "citizens.currency",
        "citizens.needs",
        "citizens.digital_use",
        "citizens.previous_digital_use",
        "citizens.post",
        "citizens.employer",
        "citizens.occupation",
        "citizens.ict_above",
        "citizens.last_occupation",
        "citizens.origin",
        "citizens.dismissed",
        "citizens.loss_cause",
        "citizens.income",
        "citizens.ties",
        "citizens.demand_ability",
        "citizens.needs_supply",
        "citizens.supplementary",
        "citizens.complementary",
        "citizens.fit",
        "citizens.fit_realised",
        "citizens.fit_potential",
        "citizens.reach",
        "citizens.aspiration",
        "citizens.mood",
        "citizens.neighbours",
        "citizens.causes",
        "citizens.known",
        "citizens.previous_currency",
        "citizens.previous_occupation",
        "citizens.previous_ict_above",
        "citizens.previous_post",
        "citizens.previous_income",
        "citizens.previous_district",
        "citizens.previous_stage",
        "citizens.months",
        "citizens.changes",
        "citizens.large_changes",
        "citizens.total",
        "citizens.squares",
        "citizens.products",
        "citizens.first_ict",
        "citizens.change_squares",
        "citizens.fall_squares",
        "citizens.misfit_history",
        "citizens.misfit_months",
        "citizens.misfit_spell",
        "occupations.demand",
        "occupations.licence",
        "occupations.weight",
        "occupations.supply",
        "occupations.redesigned",
        "occupations.posts",
        "occupations.usual_posts",
        "occupations.previous_usual_posts",
        "districts.amenities",
        "districts.previous_amenities",
        "districts.infrastructure",
        "districts.previous_infrastructure",
        "districts.profile",
        "districts.schooling",
        "posts.holder",
        "posts.identity",
        "posts.occupation",
        "posts.waiting",
        "posts.ict_above",
    )
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.demand_ability",
        "citizens.needs_supply",
        "citizens.supplementary",
        "citizens.complementary",
        "citizens.fit",
        "citizens.fit_realised",
        "citizens.fit_potential",
        "citizens.perceived",
        "citizens.aspiration",
        "citizens.mood",
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
        "citizens.first_ict",
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
        "employers.currency",
        "occupations.usual_posts",
        "occupations.previous_usual_posts",
    )

    def run(self, world: World) -> None:
        # rows after the last resident are kept for newcomers
        resident = world.citizens.resident
        end = resident.size - int(resident[::-1].argmax())
        vacant = vacant_posts(world)
        self._describe_city(world, end, vacant)
        self._compute_fits(world, end, vacant)
        conditions = world.conditions
        world.past = replace(
            conditions, shortage=conditions.shortage.copy(), scarce=conditions.scarce.copy()
        )

    @staticmethod
    def _describe_city(world: World, end: int, vacant: np.ndarray) -> None:
        """Compute typical abilities by education, staffs of employers, and the city's shortage.

        The shortage is ``G = D − A`` per post: D is what all posts demand, A the part of it that
        the people in them can do. One person's surplus does not compensate another's lack; a
        vacancy lacks everything, and an outsider lacks nothing. Ability that no post demands, or
        that has no post, does not reduce the shortage. (With ability averaged over all residents,
        the city would soon lack nothing while its posts stay vacant.) Shortage and the mean demand
        of vacancies that stay open are averaged over months, as are the posts of each occupation.
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
            citizens.skills, citizens.currency, employers,
        )  # fmt: skip
        people = sums.people.sum(axis=0)
        some = people > 0
        typical[some] = sums.skills.sum(axis=0)[some] / people[some, None]
        demand = occupations.demand.astype(np.float64)
        shortage = (sums.lacking.sum(axis=0) + demand_of_posts(posts, vacant, demand)) / max(
            np.count_nonzero(posts.holder != CLOSED), 1
        )
        staying = vacant[posts.waiting[vacant] >= world.settings["fit"].scarce_months]
        if staying.size == 0 and not world.conditions.scarce.any():
            staying = vacant  # in the first months no vacancy is old
        average_scarcity(world, shortage, demand_of_posts(posts, staying, demand), staying.size)

    @staticmethod
    def _compute_fits(world: World, end: int, vacant: np.ndarray) -> None:
        citizens, rule, conditions = world.citizens, world.settings["fit"], world.conditions
        number = chunks(end)
        totals = Totals.zeros(number)
        sums = np.zeros((number, SUMS))
        month = _month(world, vacant)

        def fit(chunk: int, first: np.uint64, last: np.uint64) -> None:
            own = Totals(*(total[chunk] for total in totals))
            results = Results(own, sums[chunk], new_scratch(BLOCK, world.occupations.rows))
            _fit_rows(first, last, citizens, month, rule, results)

        in_chunks(fit, end)
        for kept, added in zip(world.changes, totals, strict=True):
            kept += added.sum(axis=0)
        people, fits, facet_fits = sums.sum(axis=0)
        conditions.mean_fit = float(fits / people)
        conditions.mean_facet_fit = float(facet_fits / people)


def _month(world: World, vacant: np.ndarray) -> Month:
    """Collect what the compiled loops need that is the same for all rows."""
    occupations, employers, districts = world.occupations, world.employers, world.districts
    settings, conditions, rule = world.settings, world.conditions, world.settings["fit"]
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
    jobs = Jobs(
        packed_rows(occupations.demand), packed_rows(occupations.weight), occupations.supply,
        _open_demand(world),
    )  # fmt: skip
    homes = Homes(
        districts.amenities, districts.previous_amenities, districts.infrastructure,
        districts.previous_infrastructure,
    )  # fmt: skip
    stages = LifeStages(
        STAGE_NEEDS, STAGE_WEIGHTS, STAGE_STARTS[1], STAGE_STARTS[2],
        settings["population"].need_differences,
    )  # fmt: skip
    discount = settings["prices"].discount
    now, before = (
        Conditions(month.median_income, month.prices, *month.services_now(), discount)
        for month in (conditions, past)
    )
    city = City(
        stages, now, before, conditions.shortage, conditions.scarce, past.shortage, past.scarce,
        bool(occupations.redesigned.any()), rule.balance_without_work, rule.surroundings_weight,
    )  # fmt: skip
    return Month(
        world.seed, world.month, world.measuring, conditions.mean_facet_fit,
        Traits(world.packed_traits, places, staffs),
        Surroundings(world.packed_traits, jobs, homes, city), _vacancies(world, vacant),
    )  # fmt: skip


def _open_demand(world: World) -> OpenDemand:
    occupations, rule, hiring = world.occupations, world.settings["fit"], world.settings["hiring"]
    near = occupations.nearness(rule.far_weight)
    return OpenDemand(
        by_skill(occupations.demand), by_skill(occupations.weight),
        shares_of_posts(near, occupations.usual_posts),
        shares_of_posts(near, occupations.previous_usual_posts),
        unlicensed_share(occupations, hiring),
        hiring.minimum_fit - hiring.minimum_decline * rule.usual_wait, hiring.evaluation_error,
    )  # fmt: skip


def _vacancies(world: World, vacant: np.ndarray) -> Vacancies:
    frame, search = sampling_frame(world, vacant), world.settings["search"]
    return Vacancies(
        world.posts.occupation[frame.post], world.posts.ict_above[frame.post], frame.position,
        frame.bucket, uint32(frame.shift), search.offline_vacancies, search.online_vacancies,
    )  # fmt: skip
