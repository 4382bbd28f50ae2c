"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from simulation.core.process import Process
from simulation.core.randomness import Decision, random_bits
from simulation.core.vocabulary import CLOSED, EDUCATIONS
from simulation.fit.change_decomposition import book, gather, new_workspace, remember
from simulation.fit.complementary import add_up
from simulation.fit.demand_ability import demand_ability_of_eight, in_eights
from simulation.fit.needs_supply import digital_access
from simulation.fit.perceived import NEUTRAL, draw_moods, feel
from simulation.fit.running_sums import record_fit
from simulation.fit.supplementary import (
    describe_staff,
    fetch_packed_traits,
    look_around,
    new_packed_traits,
    pack_traits,
)
from simulation.initialisation.population import STAGE_NEEDS, STAGE_STARTS, STAGE_WEIGHTS
from simulation.kernels.compiled import columnwise, uint32, uint64
from simulation.kernels.threads import chunks, in_chunks
from simulation.processes.labour_market.vacancies import (
    sample_vacancy,
    sampling_frame,
    vacant_posts,
)
from simulation.world import World

__all__ = ["LOOK_EVERY", "NEUTRAL", "Fitting"]

#: Months between two looks at the vacancies within reach.
LOOK_EVERY = 6
#: People whose fits are worked out together.
BLOCK = 128


@columnwise
def _look_at_reach(first, size, seed, month, packed_traits, citizens, infrastructure, demand,
                   weight, vacancies, offline, online):  # fmt: skip
    """Best demand–ability fit among vacancies that people come across, and the best possible."""
    resident, person, skills, district, da, reach, potential = citizens
    occupation, place, bucket, shift = vacancies
    for i in range(size):
        row = first + i
        if not resident[row]:
            continue
        if place.shape[0] > 0 and (
            reach[row] == 0.0 or (person[row] + uint32(month)) % uint32(LOOK_EVERY) == 0
        ):
            access = digital_access(skills[row, 0]) * infrastructure[district[row]]
            looks = int(offline + online * access + 0.5)
            best = 0.0
            for item in range((looks + 3) // 4):
                luck = random_bits(seed, Decision.POTENTIAL, month, person[row], item)
                for number in range(4):
                    if item * 4 + number < looks:
                        o = occupation[sample_vacancy(luck[number], place, bucket, shift)]
                        best = max(
                            best,
                            demand_ability_of_eight(packed_traits, row, demand, weight, uint32(o)),
                        )
            reach[row] = best
        potential[row] = max(reach[row], da[row])


@columnwise
def _add_up_fit(first, size, resident, now, perceived, sums):
    people, fit, felt = 0.0, 0.0, 0.0
    for i in range(size):
        if resident[first + i]:
            people += 1.0
            fit += now[first + i]
            felt += perceived[first + i]
    sums[0] += people
    sums[1] += fit
    sums[2] += felt


@columnwise
def _take_in(first, end, citizens, demand, packed_traits, counts, sums, lacking):
    """What the city needs to know of some residents before anybody's fit can be worked out."""
    resident, education, occupation, skills = citizens
    pack_traits(first, end, resident, education, skills, packed_traits)
    add_up(first, end, resident, education, occupation, skills, demand, counts, sums, lacking)


@columnwise
def _fit_rows(first, end, seed, month, measuring, citizens, last, sums, districts, jobs,
              conditions, past, shortages, rules, misfit, mean_fit, feeling, weights, stage_needs,
              stage_weights, likenesses, vacancies, search, totals, desk):  # fmt: skip
    """All that Fitting does for the people from one row up to another, block by block.

    A block is so short that what is worked out about it stays in the processor's fastest memory.
    """
    (person, resident, education, age, district, skills, needs, post, employer, occupation, income,
     ties, da, ns, su, co, fit, perceived, potential, reach, aspiration, colleagues,
     neighbours) = citizens  # fmt: skip
    (
        known,
        previous_skills,
        previous_occupation,
        previous_post,
        previous_employer,
        previous_income,
        previous_district,
        previous_stage,
    ) = last
    # causes take the place of last month's skills, and none of the loops below asks for both
    causes = previous_skills
    packed_traits, staffs, places = likenesses
    infrastructure = districts[2]
    cause_squares, change_squares, exits, at_risk, fits = totals
    likeness_weight, needs_differ, discount, stage_two, stage_three = rules
    changing = (needs_differ, discount, stage_two, stage_three)
    w_da, w_ns, w_su, w_co = weights
    own, seen, distance, at_work, around, now, before, mood, booked, gathered = desk
    while first < end:
        size = min(end - first, uint64(BLOCK))
        fetch_packed_traits(
            first, size, packed_traits, places, staffs, ties, district, employer, own, seen,
            distance,
        )  # fmt: skip
        look_around(size, own, seen, distance, likeness_weight, at_work, around)
        gather(
            first,
            size,
            packed_traits,
            (
                resident,
                age,
                district,
                skills,
                needs,
                post,
                occupation,
                income,
                da,
                ns,
                su,
                neighbours,
            ),
            (
                known,
                previous_skills,
                previous_occupation,
                previous_post,
                previous_income,
                previous_district,
                previous_stage,
            ),
            jobs,
            districts,
            conditions,
            past,
            changing,
            stage_needs,
            stage_weights,
            at_work,
            gathered,
        )
        book(
            first, size,
            (resident, known, occupation, income, da, ns, su, co, fit, aspiration, colleagues,
             neighbours),
            conditions, past, shortages, (w_da, w_ns, w_su, w_co, discount), stage_needs,
            stage_weights, at_work, around, gathered, now, before, booked,
        )  # fmt: skip
        remember(
            first,
            size,
            (resident, age, district, post, employer, occupation, income, causes),
            (
                known,
                previous_occupation,
                previous_post,
                previous_employer,
                previous_income,
                previous_district,
                previous_stage,
            ),
            changing,
            booked,
        )
        if measuring:
            record_fit(
                first, size, (resident, education, causes), now, before, misfit, sums,
                cause_squares, change_squares, exits, at_risk,
            )  # fmt: skip
        draw_moods(first, size, seed, month, person, mood)
        feel(first, size, now, mood, mean_fit, feeling, resident, perceived, aspiration)
        _look_at_reach(
            first, size, seed, month, packed_traits,
            (resident, person, skills, district, da, reach, potential), infrastructure, jobs[2],
            jobs[3], vacancies, search[0], search[1],
        )  # fmt: skip
        _add_up_fit(first, size, resident, fit, perceived, fits)
        first += size


@dataclass(frozen=True)
class Fitting(Process):
    """Work out the four fits and their mean, felt fit, and the causes of every change.

    Total fit is the weighted mean of demand–ability, needs–supply, supplementary and complementary
    fit; :mod:`simulation.fit.change_decomposition` books its change since last month to causes.
    Felt fit compares fit with what one has got used to, and less so with the city's mean.
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
        # rows behind the last resident are kept for newcomers
        resident = world.citizens.resident
        end = resident.size - int(resident[::-1].argmax())
        vacant = vacant_posts(world)
        self._take_in(world, end, vacant)
        self._fits(world, end, vacant)
        conditions = world.conditions
        world.past = replace(conditions, shortage=conditions.shortage.copy())

    @staticmethod
    def _take_in(world: World, end: int, vacant: np.ndarray) -> None:
        """What people of each education typically can do, and what the city lacks of each skill.

        The shortage is ``G = D − A`` per post: D is what all posts ask, A what the people in them
        can do of it, so that one person's surplus does not make up for what another lacks, and a
        vacancy lacks everything; an outsider is taken to be able. Ability that no post asks for,
        or that has no post, does not lessen it. (Ability averaged over all residents instead would
        soon exceed demand in almost every skill, and the city would lack nothing while its posts
        stay vacant.)
        """
        citizens, posts, occupations = world.citizens, world.posts, world.occupations
        employers, typical = world.employers, world.typical_skills
        if world.packed_traits.shape[0] < citizens.rows:
            world.packed_traits = new_packed_traits(citizens.rows)
        number = chunks(end)
        counts = np.zeros((number, typical.shape[0]), dtype=np.int64)
        sums = np.zeros((number, *typical.shape))
        lacking = np.zeros((number, typical.shape[1]))
        columns = (citizens.resident, citizens.education, citizens.occupation, citizens.skills)

        def take_in(chunk: int, first: np.uint64, last: np.uint64) -> None:
            _take_in(
                first, last, columns, occupations.demand, world.packed_traits,
                counts[chunk], sums[chunk], lacking[chunk],
            )  # fmt: skip

        in_chunks(take_in, end)
        describe_staff(
            np.uint64(end), citizens.resident, citizens.employer, citizens.education,
            citizens.skills, employers.staff, employers.profile, employers.schooling,
        )  # fmt: skip
        people = counts.sum(axis=0)
        some = people > 0
        typical[some] = sums.sum(axis=0)[some] / people[some, None]
        asked = np.bincount(posts.occupation[vacant], minlength=occupations.rows)
        shortage = lacking.sum(axis=0) + asked @ occupations.demand.astype(np.float64)
        world.conditions.shortage = shortage / max(np.count_nonzero(posts.holder != CLOSED), 1)

    @staticmethod
    def _fits(world: World, end: int, vacant: np.ndarray) -> None:
        citizens, occupations = world.citizens, world.occupations
        employers, districts = world.employers, world.districts
        settings, rule, search = world.settings, world.settings["fit"], world.settings["search"]
        conditions = world.conditions
        past = conditions if world.month <= 1 else world.past
        number, levels = chunks(end), len(EDUCATIONS)
        totals = (
            np.zeros((number, *world.cause_squares.shape)), np.zeros((number, levels)),
            np.zeros((number, *world.misfit_exits.shape), dtype=np.int64),
            np.zeros((number, *world.misfit_at_risk.shape), dtype=np.int64),
            np.zeros((number, 3)),
        )  # fmt: skip
        frame = sampling_frame(world, vacant)
        staffs, places = new_packed_traits(employers.rows), new_packed_traits(districts.rows)
        pack_traits(
            np.uint64(0), np.uint64(employers.rows), employers.staff > 1, employers.schooling,
            employers.profile, staffs,
        )  # fmt: skip
        pack_traits(
            np.uint64(0), np.uint64(districts.rows), np.ones(districts.rows, dtype=bool),
            districts.schooling, districts.profile, places,
        )  # fmt: skip
        shared = (
            world.seed,
            world.month,
            world.measuring,
            (
                citizens.person,
                citizens.resident,
                citizens.education,
                citizens.age,
                citizens.district,
                citizens.skills,
                citizens.needs,
                citizens.post,
                citizens.employer,
                citizens.occupation,
                citizens.income,
                citizens.ties,
                citizens.demand_ability,
                citizens.needs_supply,
                citizens.supplementary,
                citizens.complementary,
                citizens.fit,
                citizens.perceived,
                citizens.potential,
                citizens.reach,
                citizens.aspiration,
                citizens.colleagues,
                citizens.neighbours,
            ),
            (
                citizens.known,
                citizens.previous_skills,
                citizens.previous_occupation,
                citizens.previous_post,
                citizens.previous_employer,
                citizens.previous_income,
                citizens.previous_district,
                citizens.previous_stage,
            ),
            (
                citizens.months,
                citizens.changes,
                citizens.large_changes,
                citizens.total,
                citizens.squares,
                citizens.products,
                citizens.first,
                citizens.change_squares,
                citizens.fall_squares,
                citizens.misfit_history,
                citizens.misfit_months,
                citizens.misfit_spell,
            ),
            (
                districts.amenities,
                districts.previous_amenities,
                districts.infrastructure,
                districts.previous_infrastructure,
            ),
            (
                occupations.demand,
                occupations.weight,
                in_eights(occupations.demand),
                in_eights(occupations.weight),
                occupations.supply,
                occupations.redesigned,
            ),
            (conditions.median_income, conditions.prices, *conditions.services_now()),
            (past.median_income, past.prices, *past.services_now()),
            (conditions.shortage, past.shortage),
            (
                rule.likeness_education_weight,
                settings["population"].need_differences,
                settings["prices"].discount,
                STAGE_STARTS[1],
                STAGE_STARTS[2],
            ),
            rule.misfit_threshold,
            conditions.mean_fit,
            (rule.perceived_slope, rule.affect_sd, *rule.aspirations),
            (
                rule.weight_demand_ability,
                rule.weight_needs_supply,
                rule.weight_supplementary,
                rule.weight_complementary,
            ),
            STAGE_NEEDS,
            STAGE_WEIGHTS,
            (world.packed_traits, staffs, places),
            (
                world.posts.occupation[frame.post],
                frame.position,
                frame.bucket,
                uint32(frame.shift),
            ),
            (search.offline_vacancies, search.online_vacancies),
        )

        def fit(chunk: int, first: np.uint64, last: np.uint64) -> None:
            own = tuple(total[chunk] for total in totals)
            _fit_rows(first, last, *shared, own, new_workspace(BLOCK))

        in_chunks(fit, end)
        world.cause_squares += totals[0].sum(axis=0)
        world.change_squares += totals[1].sum(axis=0)
        world.misfit_exits += totals[2].sum(axis=0)
        world.misfit_at_risk += totals[3].sum(axis=0)
        fits = totals[4].sum(axis=0)
        conditions.mean_fit, conditions.mean_perceived = map(float, fits[1:] / fits[0])
