"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from simulation.compiled import compiled, uint32
from simulation.fit.booking import fit_and_book
from simulation.fit.complementary import add_up_shortage, add_up_skills
from simulation.fit.demand_ability import demand_ability
from simulation.fit.felt import NEUTRAL, draw_moods, feel
from simulation.fit.needs_supply import digital_access
from simulation.fit.record import record_fit
from simulation.fit.supplementary import describe_staff, look_around
from simulation.luck import Decision, words
from simulation.population import STAGE_NEEDS, STAGE_STARTS, STAGE_WEIGHTS
from simulation.process import Process
from simulation.vacancies import come_across, ring, vacant_posts
from simulation.world import World

__all__ = ["LOOK_EVERY", "NEUTRAL", "Fitting"]

#: Months between two looks at the vacancies within reach.
LOOK_EVERY = 6


@compiled
def _look_at_reach(seed, month, people, person, skills, district, da, reach, potential,
                   infrastructure, demand, weight, post_occupation, ring_post, ring_place,
                   ring_bucket, ring_shift, offline, online, every):  # fmt: skip
    for index in range(people.shape[0]):
        row = people[index]
        if ring_post.shape[0] > 0 and (
            reach[row] == 0.0 or (int(person[row]) + month) % every == 0
        ):
            access = digital_access(skills[row, 0]) * infrastructure[district[row]]
            looks = int(offline + online * access + 0.5)
            best = 0.0
            for item in range((looks + 3) // 4):
                luck = words(seed, Decision.POTENTIAL, month, person[row], item)
                for number in range(4):
                    if item * 4 + number < looks:
                        p = ring_post[
                            come_across(luck[number], ring_place, ring_bucket, ring_shift)
                        ]
                        o = post_occupation[p]
                        best = max(best, demand_ability(skills, row, demand, weight, o))
            reach[row] = best
        potential[row] = max(reach[row], da[row])


@dataclass(frozen=True)
class Fitting(Process):
    """Work out the four fits and their mean, felt fit, and the causes of every change.

    Total fit is the weighted mean of demand–ability, needs–supply, supplementary and complementary
    fit; :mod:`simulation.fit.booking` books its change since last month to causes. Felt fit
    compares fit with what one has got used to, and less so with the city's mean.
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
        "citizens.last_*",
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
        # rows without a sign: Numba then need not ask whether they count from the end
        people = np.flatnonzero(world.citizens.resident).astype(np.uint32)
        self._abilities(world, people)
        self._fits(world, people)
        self._reach(world, people)
        citizens, climate = world.citizens, world.climate
        climate.mean_fit = float(citizens.fit[people].mean(dtype=np.float64))
        climate.mean_perceived = float(citizens.perceived[people].mean(dtype=np.float64))
        world.past = replace(climate, shortage=climate.shortage.copy())

    @staticmethod
    def _abilities(world: World, people: np.ndarray) -> None:
        """What people of each education typically can do, and what the city lacks of each skill.

        The shortage is ``G = D − A`` per post: D is what all posts ask, A what the people in them
        can do of it, so that one person's surplus does not make up for what another lacks, and a
        vacancy lacks everything. Ability that no post asks for, or that has no post, does not
        lessen it. (Ability averaged over all residents instead would soon exceed demand in almost
        every skill, and the city would lack nothing while its posts stay vacant.)
        """
        citizens, posts, occupations = world.citizens, world.posts, world.occupations
        typical = world.typical_skills
        counts = np.zeros(typical.shape[0], dtype=np.int64)
        sums = np.zeros(typical.shape)
        add_up_skills(people, citizens.education, citizens.skills, counts, sums)
        some = counts > 0
        typical[some] = sums[some] / counts[some, None]
        lacking = np.zeros(typical.shape[1])
        there = add_up_shortage(
            posts.holder, posts.occupation, citizens.skills, occupations.demand, lacking
        )
        world.climate.shortage = lacking / max(there, 1)

    @staticmethod
    def _fits(world: World, people: np.ndarray) -> None:
        citizens, occupations = world.citizens, world.occupations
        employers, districts = world.employers, world.districts
        settings, rule = world.settings, world.settings["fit"]
        climate = world.climate
        past = climate if world.month <= 1 else world.past
        at_work, around, now, before, mood = np.empty((5, people.size))
        describe_staff(
            people, citizens.employer, citizens.education, citizens.skills,
            employers.staff, employers.profile, employers.schooling,
        )  # fmt: skip
        look_around(
            people, citizens.resident, citizens.education, citizens.skills, citizens.ties,
            citizens.district, citizens.employer, employers.staff, employers.profile,
            employers.schooling, districts.profile, districts.schooling,
            rule.education_likeness, at_work, around,
        )  # fmt: skip
        fit_and_book(
            people,
            (
                citizens.age, citizens.district, citizens.skills, citizens.needs, citizens.post,
                citizens.employer, citizens.occupation, citizens.income,
                citizens.demand_ability, citizens.needs_supply, citizens.supplementary,
                citizens.complementary, citizens.fit, citizens.aspiration, citizens.colleagues,
                citizens.neighbours, citizens.causes,
            ),
            (
                citizens.known, citizens.last_skills, citizens.last_occupation,
                citizens.last_post, citizens.last_employer, citizens.last_income,
                citizens.last_district, citizens.last_stage,
            ),
            (occupations.demand, occupations.weight, occupations.supply, occupations.redesigned),
            (
                districts.amenities, districts.last_amenities,
                districts.infrastructure, districts.last_infrastructure,
            ),
            (
                climate.median_income, climate.prices, *climate.services_now(),
                climate.shortage,
            ),
            (past.median_income, past.prices, *past.services_now(), past.shortage),
            (
                rule.weight_demand_ability, rule.weight_needs_supply, rule.weight_supplementary,
                rule.weight_complementary, settings["prices"].discount,
                settings["population"].need_differences, STAGE_STARTS[1], STAGE_STARTS[2],
            ),
            STAGE_NEEDS, STAGE_WEIGHTS, at_work, around, now, before,
        )  # fmt: skip
        if world.measuring:
            record_fit(
                people, citizens.education, citizens.causes, now, before, rule.misfit,
                (
                    citizens.months, citizens.changes, citizens.large_changes, citizens.total,
                    citizens.squares, citizens.products, citizens.first, citizens.change_squares,
                    citizens.fall_squares, citizens.misfit_history, citizens.misfit_months,
                    citizens.misfit_spell,
                ),
                world.cause_squares, world.change_squares, world.misfit_exits,
                world.misfit_at_risk,
            )  # fmt: skip
        draw_moods(world.seed, world.month, people, citizens.person, mood)
        feel(
            people, now, mood, climate.mean_fit,
            (rule.felt_slope, rule.mood, *rule.aspirations),
            citizens.perceived, citizens.aspiration,
        )  # fmt: skip

    @staticmethod
    def _reach(world: World, people: np.ndarray) -> None:
        citizens, occupations, posts = world.citizens, world.occupations, world.posts
        search = world.settings["search"]
        around = ring(world, vacant_posts(world))
        _look_at_reach(
            world.seed,
            world.month,
            people,
            citizens.person,
            citizens.skills,
            citizens.district,
            citizens.demand_ability,
            citizens.reach,
            citizens.potential,
            world.districts.infrastructure,
            occupations.demand,
            occupations.weight,
            posts.occupation,
            around.post,
            around.place,
            around.bucket,
            uint32(around.shift),
            search.offline,
            search.online,
            LOOK_EVERY,
        )
