"""Booking: the fits of this month, and what changed total fit since last month.

The change of total fit is booked by letting one thing change after the other: redesign of the
job, loss or change of the job, abilities, services and prices (with pay within the job),
surroundings (district, people around, what the city lacks), stage of life. Each step changes only
what it can touch and starts where the one before ended, so the steps telescope: the causes add up
to the change.
"""

from __future__ import annotations

from simulation.compiled import compiled, inlined
from simulation.fit import SKILL_COUNT
from simulation.fit.complementary import complementary
from simulation.fit.demand_ability import demand_ability
from simulation.fit.needs_supply import (
    WITHOUT_WORK,
    challenge_need,
    digital_access,
    importances,
    needs_supply,
    unmet_leisure,
    unmet_pay,
    unmet_services,
    unmet_work,
    wanted_supplies,
    work_supplies,
)
from simulation.fit.supplementary import supplementary
from simulation.vocabulary import CAUSES

REDESIGN, JOB_LOSS, JOB_MOVE, LEARNING, SERVICES, SURROUNDINGS, AGEING = range(len(CAUSES))


@inlined
def stage_of_life(age, second, third):
    """Stage of life, 0, 1 or 2, as :func:`simulation.population.life_stage` has it."""
    return (1 if age >= second else 0) + (1 if age >= third else 0)


@compiled
def fit_and_book(people, citizens, last, jobs, places, climate, past, rules, stage_needs,
                 stage_weights, at_work, around, now, before):  # fmt: skip
    """Work out the fits of everybody and book what changed them.

    Parameters
    ----------
    people : array of shape (people,)
        Rows of the residents.
    citizens, last, jobs, places : tuple of array
        Columns, as unpacked below; `last` are those that keep last month's values.
    climate, past : tuple
        What is the same for everybody, this month and last month.
    rules : tuple of float
        Weights of the four fits, and other parameters.
    stage_needs, stage_weights : array of shape (stages, 7)
        Mean need and importance by life stage.
    at_work, around : array of shape (people,)
        See :func:`simulation.fit.supplementary.look_around`.
    now, before : array of shape (people,)
        Results: total fit this month, and last month; for newcomers both are this month's.
    """
    (age, district, skills, needs, post, employer, occupation, income, da, ns, su, co, fit,
     aspiration, colleagues, neighbours, causes) = citizens  # fmt: skip
    (known, last_skills, last_occupation, last_post, last_employer, last_income, last_district,
     last_stage) = last  # fmt: skip
    demand, weight, supply, redesigned = jobs
    amenities, last_amenities, infrastructure, last_infrastructure = places
    median, prices, digital_only, services, shortage = climate
    past_median, past_prices, past_digital_only, past_services, past_shortage = past
    (w_da, w_ns, w_su, w_co, discount, needs_differ, stage_two, stage_three) = rules
    total_weight = w_da + w_ns + w_su + w_co
    w_da /= total_weight
    w_ns /= total_weight
    w_su /= total_weight
    w_co /= total_weight
    for index in range(people.shape[0]):
        row = people[index]
        o = occupation[row]
        d = district[row]
        earned = income[row]
        stage = stage_of_life(age[row], stage_two, stage_three) if needs_differ else 0
        wants = wanted_supplies(needs, row, stage_needs, stage)
        importance = importances(stage_weights, stage)
        challenge = challenge_need(skills, row, wants[2])
        ict = digital_access(skills[row, 0])
        access = ict * infrastructure[d]

        da_new = 0.0
        supplies = WITHOUT_WORK
        if o >= 0:
            da_new = demand_ability(skills, row, demand, weight, o)
            supplies = work_supplies(supply, o)
        ns_new = needs_supply(
            unmet_pay(wants, importance, earned, median, access, discount),
            unmet_work(wants, importance, challenge, supplies),
            unmet_leisure(wants, importance, amenities[d], earned, median, prices),
            unmet_services(wants, importance, services, digital_only, access),
        )
        su_new = supplementary(at_work[index], around[index])
        co_new = complementary(skills, row, shortage)
        new = w_da * da_new + w_ns * ns_new + w_su * su_new + w_co * co_new
        for c in range(len(CAUSES)):
            causes[row, c] = 0.0

        if known[row]:
            old = fit[row]
            p = last_occupation[row]
            d0 = last_district[row]
            s0 = last_stage[row]
            pay = last_income[row]
            if s0 != stage:
                wants = wanted_supplies(needs, row, stage_needs, s0)
                importance = importances(stage_weights, s0)
                challenge = challenge_need(skills, row, wants[2])
            access0 = ict * last_infrastructure[d0]
            amenities0 = last_amenities[d0]

            # the job is redesigned
            da1 = da[row]
            if p >= 0 and redesigned[p] > 0:
                da1 = demand_ability(last_skills, row, demand, weight, p)
            f1 = old + w_da * (da1 - da[row])

            # the job is lost or changed, and with it pay, supplies and colleagues
            da2 = da1
            ns2 = ns[row]
            su2 = su[row]
            if post[row] != last_post[row]:
                da2 = demand_ability(last_skills, row, demand, weight, o) if o >= 0 else 0.0
                pay = earned
                last_challenge = challenge_need(last_skills, row, wants[2])
                last_access = digital_access(last_skills[row, 0]) * last_infrastructure[d0]
                ns2 = needs_supply(
                    unmet_pay(wants, importance, pay, past_median, last_access, discount),
                    unmet_work(wants, importance, last_challenge, supplies),
                    unmet_leisure(wants, importance, amenities0, pay, past_median, past_prices),
                    unmet_services(
                        wants, importance, past_services, past_digital_only, last_access
                    ),
                )
                su2 = supplementary(at_work[index], neighbours[row])
            f2 = f1 + w_da * (da2 - da1) + w_ns * (ns2 - ns[row]) + w_su * (su2 - su[row])

            # abilities change: what work asks and offers, and digital access
            work = unmet_work(wants, importance, challenge, supplies)
            ns3 = needs_supply(
                unmet_pay(wants, importance, pay, past_median, access0, discount),
                work,
                unmet_leisure(wants, importance, amenities0, pay, past_median, past_prices),
                unmet_services(wants, importance, past_services, past_digital_only, access0),
            )
            co3 = complementary(skills, row, past_shortage)
            f3 = f2 + w_da * (da_new - da2) + w_ns * (ns3 - ns2) + w_co * (co3 - co[row])

            # services, prices and pay within the job
            ns4 = needs_supply(
                unmet_pay(wants, importance, earned, median, access0, discount),
                work,
                unmet_leisure(wants, importance, amenities0, earned, median, prices),
                unmet_services(wants, importance, services, digital_only, access0),
            )
            f4 = f3 + w_ns * (ns4 - ns3)

            # surroundings: district, people around, what the city lacks
            ns5 = ns_new
            if s0 != stage:
                ns5 = needs_supply(
                    unmet_pay(wants, importance, earned, median, access, discount),
                    work,
                    unmet_leisure(wants, importance, amenities[d], earned, median, prices),
                    unmet_services(wants, importance, services, digital_only, access),
                )
            f5 = f4 + w_ns * (ns5 - ns4) + w_su * (su_new - su2) + w_co * (co_new - co3)

            causes[row, REDESIGN] = f1 - old
            causes[row, JOB_LOSS if o < 0 else JOB_MOVE] = f2 - f1
            causes[row, LEARNING] = f3 - f2
            causes[row, SERVICES] = f4 - f3
            causes[row, SURROUNDINGS] = f5 - f4
            # needs change with the stage of life; what is left of the change
            causes[row, AGEING] = new - f5
            before[index] = old
        else:
            # newcomers are used to what they find, and nothing has changed for them
            aspiration[row] = new
            before[index] = new

        now[index] = new
        fit[row] = new
        da[row] = da_new
        ns[row] = ns_new
        su[row] = su_new
        co[row] = co_new
        colleagues[row] = at_work[index]
        neighbours[row] = around[index]
        known[row] = True
        last_occupation[row] = o
        last_post[row] = post[row]
        last_employer[row] = employer[row]
        last_income[row] = earned
        last_district[row] = d
        last_stage[row] = stage
        for k in range(SKILL_COUNT):
            last_skills[row, k] = skills[row, k]
