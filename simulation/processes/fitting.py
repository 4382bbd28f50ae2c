"""Fitting: the four fits of every citizen, and what changed them since last month."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.compiled import compiled, uint32
from simulation.fit.complementary import complementary
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import digital_access, needs_supply
from simulation.fit.supplementary import likeness
from simulation.luck import Decision, share, words
from simulation.population import STAGE_NEEDS, STAGE_WEIGHTS, STAGE_STARTS
from simulation.process import Process
from simulation.vacancies import come_across, ring, vacant_posts
from simulation.vocabulary import CAUSES
from simulation.world import World

REDESIGN, JOB_LOSS, JOB_MOVE, LEARNING, SERVICES, SURROUNDINGS, AGEING = range(len(CAUSES))

#: Felt fit of somebody whose fit is just what he or she compares it with.
NEUTRAL = 0.65
#: Months between two looks at the vacancies within reach.
LOOK_EVERY = 6


@compiled
def _staff_profiles(resident, employer, education, skills, staff, profile, schooling):
    staff[:] = 0
    profile[:] = 0.0
    schooling[:] = 0.0
    for row in range(resident.shape[0]):
        e = employer[row]
        if resident[row] and e >= 0:
            staff[e] += 1
            schooling[e] += education[row]
            for k in range(skills.shape[1]):
                profile[e, k] += skills[row, k]
    for e in range(staff.shape[0]):
        if staff[e] > 0:
            schooling[e] /= staff[e]
            for k in range(skills.shape[1]):
                profile[e, k] /= staff[e]


@compiled
def _fit_everybody(seed, month, measuring, people, columns, last, sums, job_tables, place_tables,
                   climate, past, rules, stage_needs, stage_weights, aggregates):  # fmt: skip
    (resident, person, education, age, district, skills, needs, post, employer, occupation, income,
     ties, da, ns, su, co, fit, perceived, aspiration, colleagues, neighbours, causes) = columns  # fmt: skip
    (known, last_skills, last_occupation, last_post, last_employer, last_income, last_district,
     last_stage) = last  # fmt: skip
    (months, changes, large, total, squares, products, first, change_squares, fall_squares, history,
     history_months, spell) = sums  # fmt: skip
    (demand, last_demand, weight, supply, redesigned, staff, staff_profile,
     staff_schooling) = job_tables  # fmt: skip
    amenities, last_amenities, infrastructure, place_profile, place_schooling = place_tables
    median, prices, digital_only, services, shortage, mean_fit = climate
    past_median, past_prices, past_digital_only, past_services, past_shortage = past
    (w_da, w_ns, w_su, w_co, education_weight, misfit, adaptation, adapted, slope, mood, discount,
     needs_differ, stage_two, stage_three, large_change) = rules  # fmt: skip
    cause_squares, group_squares, exits, at_risk = aggregates
    total_weight = w_da + w_ns + w_su + w_co
    w_da /= total_weight
    w_ns /= total_weight
    w_su /= total_weight
    w_co /= total_weight
    for index in range(people.shape[0]):
        row = people[index]
        o = occupation[row]
        d = district[row]
        stage = 0
        if needs_differ:
            stage = (1 if age[row] >= stage_two else 0) + (1 if age[row] >= stage_three else 0)

        # likeness to ties and neighbours, and to colleagues
        alike = 0.0
        contacts = 0
        for t in range(ties.shape[1]):
            other = ties[row, t]
            if other >= 0 and resident[other]:
                alike += likeness(skills, education, row, skills, education, other,
                                  education_weight)  # fmt: skip
                contacts += 1
        near = likeness(skills, education, row, place_profile, place_schooling, d,
                        education_weight)
        around = near if contacts == 0 else 0.5 * (near + alike / contacts)
        e = employer[row]
        at_work = -1.0
        if e >= 0 and staff[e] > 1:
            at_work = likeness(skills, education, row, staff_profile, staff_schooling, e,
                               education_weight)  # fmt: skip
        su_new = around if at_work < 0.0 else (at_work + 2.0 * around) / 3.0

        da_new = 0.0
        if o >= 0:
            da_new = demand_ability(skills, row, demand, weight, o)
        ns_new = needs_supply(needs, row, stage_needs, stage_weights, stage, skills, supply, o,
                              income[row], median, prices, discount, digital_only, services,
                              amenities[d], infrastructure[d])  # fmt: skip
        co_new = complementary(skills, row, shortage)
        new = w_da * da_new + w_ns * ns_new + w_su * su_new + w_co * co_new

        if known[row]:
            old = fit[row]
            p = last_occupation[row]
            moved = post[row] != last_post[row]
            # 1 the job is redesigned
            da1 = da[row]
            if p >= 0 and redesigned[p] > 0:
                da1 = demand_ability(last_skills, row, demand, weight, p)
            f1 = old + w_da * (da1 - da[row])
            # 2 the job is lost or changed, and with it pay, supplies and colleagues
            da2 = da1
            ns2 = ns[row]
            su2 = su[row]
            d0 = last_district[row]
            s0 = last_stage[row]
            pay = last_income[row]
            if moved:
                da2 = 0.0
                if o >= 0:
                    da2 = demand_ability(last_skills, row, demand, weight, o)
                pay = income[row]
                ns2 = needs_supply(needs, row, stage_needs, stage_weights, s0, last_skills, supply, o,
                                   pay, past_median, past_prices, discount, past_digital_only,
                                   past_services, last_amenities[d0], infrastructure[d0])  # fmt: skip
                before = neighbours[row]
                su2 = before if at_work < 0.0 else (at_work + 2.0 * before) / 3.0
            f2 = f1 + w_da * (da2 - da1) + w_ns * (ns2 - ns[row]) + w_su * (su2 - su[row])
            # 3 abilities change
            ns3 = needs_supply(needs, row, stage_needs, stage_weights, s0, skills, supply, o,
                               pay, past_median, past_prices, discount, past_digital_only,
                               past_services, last_amenities[d0], infrastructure[d0])  # fmt: skip
            co3 = complementary(skills, row, past_shortage)
            f3 = f2 + w_da * (da_new - da2) + w_ns * (ns3 - ns2) + w_co * (co3 - co[row])
            # 4 services, prices and pay within the job
            ns4 = needs_supply(needs, row, stage_needs, stage_weights, s0, skills, supply, o,
                               income[row], median, prices, discount, digital_only, services,
                               last_amenities[d0], infrastructure[d0])  # fmt: skip
            f4 = f3 + w_ns * (ns4 - ns3)
            # 5 surroundings: district, people around, what the city lacks
            ns5 = needs_supply(needs, row, stage_needs, stage_weights, s0, skills, supply, o,
                               income[row], median, prices, discount, digital_only, services,
                               amenities[d], infrastructure[d])  # fmt: skip
            f5 = f4 + w_ns * (ns5 - ns4) + w_su * (su_new - su2) + w_co * (co_new - co3)
            change = new - old
            for c in range(7):
                causes[row, c] = 0.0
            causes[row, 0] = f1 - old
            causes[row, 1 if o < 0 else 2] = f2 - f1
            causes[row, 3] = f3 - f2
            causes[row, 4] = f4 - f3
            causes[row, 5] = f5 - f4
            # 6 needs change with the stage of life; what is left of the change
            causes[row, 6] = new - f5
            if measuring:
                g = education[row]
                for c in range(7):
                    cause_squares[g, c] += causes[row, c] * change
                group_squares[g] += change * change
                if months[row] > 0:
                    changes[row] += 1
                    products[row] += new * old
                    change_squares[row] += change * change
                    if change < 0.0:
                        fall_squares[row] += change * change
                    if abs(change) >= large_change:
                        large[row] += 1
        else:
            for c in range(7):
                causes[row, c] = 0.0
            aspiration[row] = new

        if measuring:
            if months[row] == 0:
                first[row] = new
            months[row] += 1
            total[row] += new
            squares[row] += new * new
            poor = new < misfit
            g = education[row]
            if spell[row] > 0:
                length = min(spell[row], 60)
                at_risk[g, length] += 1
                if not poor:
                    exits[g, length] += 1
            spell[row] = min(spell[row] + 1, 30000) if poor else 0
            history[row] = (history[row] << np.uint64(1)) | (np.uint64(1) if poor else np.uint64(0))
            if history_months[row] < 64:
                history_months[row] += 1

        luck = words(seed, Decision.MOOD, month, person[row], 0)
        spread = (share(luck[0]) + share(luck[1]) + share(luck[2]) + share(luck[3]) - 2.0) * 1.732
        reference = adapted * aspiration[row] + (1.0 - adapted) * mean_fit
        felt = NEUTRAL + slope * (new - reference) + mood * spread
        perceived[row] = min(max(felt, 0.0), 1.0)
        aspiration[row] += adaptation * (new - aspiration[row])

        fit[row] = new
        da[row] = da_new
        ns[row] = ns_new
        su[row] = su_new
        co[row] = co_new
        colleagues[row] = at_work
        neighbours[row] = around
        known[row] = True
        last_occupation[row] = o
        last_post[row] = post[row]
        last_employer[row] = e
        last_income[row] = income[row]
        last_district[row] = d
        last_stage[row] = stage
    # skills last, since likeness to others reads them
    for index in range(people.shape[0]):
        row = people[index]
        for k in range(skills.shape[1]):
            last_skills[row, k] = skills[row, k]


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
    fit. Its change since last month is booked by letting one thing change after the other:
    redesign of the job, loss or change of the job, abilities, services and prices (with pay within
    the job), surroundings (district, people around, what the city lacks), stage of life. The steps
    telescope, so the causes add up to the change. Felt fit compares fit with what one has got used
    to, and less so with the city's mean.
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
        citizens, occupations, posts = world.citizens, world.occupations, world.posts
        employers, districts = world.employers, world.districts
        settings, rule = world.settings, world.settings["fit"]
        people = np.flatnonzero(citizens.resident).astype(np.int32)
        _staff_profiles(
            citizens.resident,
            citizens.employer,
            citizens.education,
            citizens.skills,
            employers.staff,
            employers.profile,
            employers.schooling,
        )
        shortage(world, people)
        climate, past = world.climate, world.past
        if world.month <= 1:
            past = climate
        _fit_everybody(
            world.seed,
            world.month,
            world.measuring,
            people,
            (
                citizens.resident, citizens.person, citizens.education, citizens.age,
                citizens.district, citizens.skills, citizens.needs, citizens.post,
                citizens.employer, citizens.occupation, citizens.income, citizens.ties,
                citizens.demand_ability, citizens.needs_supply, citizens.supplementary,
                citizens.complementary, citizens.fit, citizens.perceived, citizens.aspiration,
                citizens.colleagues, citizens.neighbours, citizens.causes,
            ),
            (
                citizens.known, citizens.last_skills, citizens.last_occupation,
                citizens.last_post, citizens.last_employer, citizens.last_income,
                citizens.last_district, citizens.last_stage,
            ),
            (
                citizens.months, citizens.changes, citizens.large_changes, citizens.total,
                citizens.squares, citizens.products, citizens.first, citizens.change_squares,
                citizens.fall_squares, citizens.misfit_history,
                citizens.misfit_months, citizens.misfit_spell,
            ),
            (
                occupations.demand, occupations.last_demand, occupations.weight,
                occupations.supply, occupations.redesigned, employers.staff, employers.profile,
                employers.schooling,
            ),
            (
                districts.amenities, districts.last_amenities, districts.infrastructure,
                districts.profile, districts.schooling,
            ),
            (
                climate.median_income, climate.prices, climate.digital_only, climate.services,
                climate.shortage, climate.mean_fit,
            ),
            (
                past.median_income, past.prices, past.digital_only, past.services, past.shortage,
            ),
            (
                rule.weight_demand_ability, rule.weight_needs_supply, rule.weight_supplementary,
                rule.weight_complementary, rule.education_likeness, rule.misfit, rule.adaptation,
                rule.adapted_share, rule.felt_slope, rule.mood,
                settings["prices"].digital_discount, settings["population"].need_differences,
                STAGE_STARTS[1], STAGE_STARTS[2], 0.10,
            ),
            STAGE_NEEDS,
            STAGE_WEIGHTS,
            (world.cause_squares, world.change_squares, world.misfit_exits, world.misfit_at_risk),
        )  # fmt: skip
        self._reach(world, people)
        climate.mean_fit = float(citizens.fit[people].mean(dtype=np.float64))
        climate.mean_perceived = float(citizens.perceived[people].mean(dtype=np.float64))
        world.past = copy.deepcopy(climate)
        for level in range(3):
            of_level = people[citizens.education[people] == level]
            if of_level.size:
                world.typical_skills[level] = citizens.skills[of_level].mean(
                    axis=0, dtype=np.float64
                )

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


def shortage(world: World, people: np.ndarray) -> None:
    """What the city lacks of each skill: ``G = (D − A)₊``.

    D is the mean demand over all posts, A the mean ability over all residents.
    """
    posts, occupations = world.posts, world.occupations
    counts = np.bincount(
        posts.occupation[posts.holder >= -2], minlength=occupations.rows
    ).astype(float)
    demanded = counts @ occupations.demand / max(counts.sum(), 1.0)
    able = world.citizens.skills[people].mean(axis=0, dtype=np.float64)
    world.climate.shortage = np.maximum(demanded - able, 0.0)
