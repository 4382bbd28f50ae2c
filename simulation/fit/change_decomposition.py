"""Booking: the fits of this month, and what changed total fit since last month.

The change of total fit is booked by letting one thing change after the other: redesign of the
job, loss or change of the job, abilities, services and prices (with pay within the job),
surroundings (district, people around, what the city lacks), stage of life. Each step changes only
what it can touch and starts where the one before ended, so the steps telescope: the causes add up
to the change.

Two loops share the work. :func:`gather` goes from person to person and collects what lies scattered
in tables, with whatever concerns only a few: redesigned jobs, changes of job and of stage of life.
:func:`book` is plain arithmetic on columns, the same for everybody, so that the processor works out
several people at once.
"""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import CAUSES
from simulation.fit import SKILL_COUNT
from simulation.fit.complementary import complementary
from simulation.fit.demand_ability import demand_ability, demand_ability_of_eight
from simulation.fit.needs_supply import (
    NEED_COUNT,
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
from simulation.fit.supplementary import COMPARED, supplementary
from simulation.kernels.compiled import columnwise, inlined, uint32

REDESIGN, JOB_LOSS, JOB_MOVE, LEARNING, SERVICES, SURROUNDINGS, AGEING = range(len(CAUSES))


@inlined
def stage_of_life(age, second, third):
    """Stage of life, 0, 1 or 2; see :func:`simulation.initialisation.population.life_stage`."""
    return (1 if age >= second else 0) + (1 if age >= third else 0)


@inlined
def fit_to_needs(wants, importance, challenge, supplies, income, amenities, access, conditions,
                 discount):  # fmt: skip
    """Needs–supply fit under a conditions.

    A conditions is the median income, prices, the share of services that is digital only, and the
    quality of services.
    """
    median, prices, digital_only, services = conditions
    return needs_supply(
        unmet_pay(wants, importance, income, median, access, discount),
        unmet_work(wants, importance, challenge, supplies),
        unmet_leisure(wants, importance, amenities, income, median, prices),
        unmet_services(wants, importance, services, digital_only, access),
    )


def new_workspace(size):
    """Room for what is worked out on the way about so many residents: arrays in nested tuples.

    Parameters
    ----------
    size : int
        Number of residents.
    """

    def one(dtype=np.float64):
        return np.zeros(size, dtype=dtype)

    def wide(width):
        return np.zeros((width, size), dtype=np.float32).T

    own = one(np.float32)
    seen, distance = np.zeros((COMPARED, size), dtype=np.float32), np.zeros((COMPARED, size))
    at_work, around, now, before, mood = (one() for _ in range(5))
    booked = tuple(one() for _ in CAUSES)
    gathered = (
        wide(SKILL_COUNT), wide(NEED_COUNT), np.zeros((4, size)), np.zeros((4, size)),
        one(np.uint8), one(np.bool_), one(), one(), one(), one(), one(), one(), one(),
    )  # fmt: skip
    return own, seen, distance, at_work, around, now, before, mood, booked, gathered


@columnwise
def gather(first, size, packed_traits, citizens, last, jobs, places, conditions, past, rules,
           stage_needs, stage_weights, at_work, gathered):  # fmt: skip
    """Collect what the fits of some residents are made of, and what changes only for a few.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; those of nobody are passed over.
    packed_traits : array of shape (people, 8)
        See :func:`simulation.fit.supplementary.pack_traits`.
    citizens, last, jobs, places : tuple of array
        Columns, as unpacked below; `last` are those that keep last month's values.
    conditions, past : tuple of float
        What is the same for everybody, this month and last month; see :func:`fit_to_needs`.
    rules : tuple of float
        As unpacked below.
    stage_needs, stage_weights : array of shape (stages, 7)
        Mean need and importance by life stage.
    at_work : array of shape (size,)
        Likeness to colleagues.
    gathered : tuple of array
        Results, one entry per row; see :func:`new_workspace`.
    """
    (resident, age, district, skills, needs, post, occupation, income, da, ns, su,
     neighbours) = citizens  # fmt: skip
    (known, previous_skills, previous_occupation, previous_post, previous_income, previous_district,
     previous_stage) = last  # fmt: skip
    demand, weight, demand_in_eights, weight_in_eights, supply, redesigned = jobs
    amenities, previous_amenities, infrastructure, previous_infrastructure = places
    needs_differ, discount, stage_two, stage_three = rules
    (able, own, supplied, places_now, stage, aged, da_new, da_redesigned, da_moved, ns_moved,
     su_moved, ns_aged, pay) = gathered  # fmt: skip
    for i in range(size):
        row = first + i
        if not resident[row]:
            continue
        o = occupation[row]
        d = district[row]
        for k in range(SKILL_COUNT):
            able[i, k] = skills[row, k]
        for m in range(NEED_COUNT):
            own[i, m] = needs[row, m]
        da_new[i] = 0.0
        supplies = WITHOUT_WORK
        if o >= 0:
            da_new[i] = demand_ability_of_eight(
                packed_traits, row, demand_in_eights, weight_in_eights, uint32(o)
            )
            supplies = work_supplies(supply, o)
        supplied[0, i], supplied[1, i], supplied[2, i], supplied[3, i] = supplies
        now = stage_of_life(age[row], stage_two, stage_three) if needs_differ else 0
        stage[i] = now
        aged[i] = False
        places_now[0, i] = amenities[d]
        places_now[1, i] = infrastructure[d]
        before = previous_district[row] if known[row] else d
        places_now[2, i] = previous_amenities[before]
        places_now[3, i] = previous_infrastructure[before]
        pay[i] = previous_income[row]
        da_redesigned[i] = da[row]
        ns_moved[i] = ns[row]
        su_moved[i] = su[row]

        if known[row]:
            p = previous_occupation[row]
            then = previous_stage[row]
            if then != now:
                # fit with the needs of this stage of life; all other steps are with those before
                stage[i] = then
                aged[i] = True
                wants = wanted_supplies(needs, row, stage_needs, now)
                ns_aged[i] = fit_to_needs(
                    wants, importances(stage_weights, now),
                    challenge_need(skills, row, wants[2]), supplies, income[row], amenities[d],
                    digital_access(skills[row, 0]) * infrastructure[d], conditions, discount,
                )  # fmt: skip
            if p >= 0 and redesigned[p] > 0:
                da_redesigned[i] = demand_ability(previous_skills, row, demand, weight, p)
        da_moved[i] = da_redesigned[i]
        if known[row] and post[row] != previous_post[row]:
            # the job is lost or changed, and with it pay, supplies and colleagues
            then = previous_stage[row]
            da_moved[i] = demand_ability(previous_skills, row, demand, weight, o) if o >= 0 else 0.0
            pay[i] = income[row]
            wants = wanted_supplies(needs, row, stage_needs, then)
            ns_moved[i] = fit_to_needs(
                wants,
                importances(stage_weights, then),
                challenge_need(previous_skills, row, wants[2]),
                supplies,
                income[row],
                previous_amenities[before],
                digital_access(previous_skills[row, 0]) * previous_infrastructure[before],
                past,
                discount,
            )
            su_moved[i] = supplementary(at_work[i], neighbours[row])


@columnwise
def book(first, size, citizens, conditions, past, shortages, rules, stage_needs, stage_weights,
         at_work, around, gathered, now, before, booked):  # fmt: skip
    """Work out the fits of some residents and what changed them.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; those of nobody are passed over.
    citizens : tuple of array
        Columns, as unpacked below.
    conditions, past, stage_needs, stage_weights, at_work, gathered
        See :func:`gather`.
    shortages : tuple of array
        What the city lacks of each skill, this month and last month.
    rules : tuple of float
        Weights of the four fits, and how much cheaper digital goods are.
    around : array of shape (size,)
        Likeness to neighbours and ties.
    now, before : array of shape (size,)
        Results: total fit this month, and last month; for newcomers both are this month's.
    booked : tuple of array of shape (size,)
        Results: change of fit by cause.
    """
    (resident, known, occupation, income, da, ns, su, co, fit, aspiration, colleagues,
     neighbours) = citizens  # fmt: skip
    shortage, past_shortage = shortages
    w_da, w_ns, w_su, w_co, discount = rules
    total_weight = w_da + w_ns + w_su + w_co
    w_da /= total_weight
    w_ns /= total_weight
    w_su /= total_weight
    w_co /= total_weight
    (able, own, supplied, places_now, stage, aged, da_new, da_redesigned, da_moved, ns_moved,
     su_moved, ns_aged, pay) = gathered  # fmt: skip
    (by_redesign, by_job_loss, by_job_move, by_learning, by_services, by_surroundings,
     by_ageing) = booked  # fmt: skip
    for i in range(size):
        row = first + i
        ict = digital_access(able[i, 0])
        access = ict * places_now[1, i]
        access_before = ict * places_now[3, i]
        wants = wanted_supplies(own, i, stage_needs, stage[i])
        importance = importances(stage_weights, stage[i])
        challenge = challenge_need(able, i, wants[2])
        supplies = (supplied[0, i], supplied[1, i], supplied[2, i], supplied[3, i])

        # abilities change: what work asks and offers, and digital access
        ns_learned = fit_to_needs(wants, importance, challenge, supplies, pay[i], places_now[2, i],
                                  access_before, past, discount)  # fmt: skip
        co_learned = complementary(able, i, past_shortage)
        # services, prices and pay within the job
        ns_served = fit_to_needs(wants, importance, challenge, supplies, income[row],
                                 places_now[2, i], access_before, conditions, discount)  # fmt: skip
        # surroundings: district, people around, what the city lacks
        ns_placed = fit_to_needs(wants, importance, challenge, supplies, income[row],
                                 places_now[0, i], access, conditions, discount)  # fmt: skip
        # needs change with the stage of life
        ns_new = ns_aged[i] if aged[i] else ns_placed
        su_new = supplementary(at_work[i], around[i])
        co_new = complementary(able, i, shortage)
        new = w_da * da_new[i] + w_ns * ns_new + w_su * su_new + w_co * co_new

        # the fits one after the other: redesign, job, abilities, services and prices, surroundings
        old = float(fit[row])
        f1 = old + w_da * (da_redesigned[i] - da[row])
        f2 = (
            f1
            + w_da * (da_moved[i] - da_redesigned[i])
            + w_ns * (ns_moved[i] - ns[row])
            + w_su * (su_moved[i] - su[row])
        )
        f3 = (
            f2
            + w_da * (da_new[i] - da_moved[i])
            + w_ns * (ns_learned - ns_moved[i])
            + w_co * (co_learned - co[row])
        )
        f4 = f3 + w_ns * (ns_served - ns_learned)
        f5 = (
            f4
            + w_ns * (ns_placed - ns_served)
            + w_su * (su_new - su_moved[i])
            + w_co * (co_new - co_learned)
        )

        # newcomers are used to what they find, and nothing has changed for them
        was = known[row]
        jobless = occupation[row] < 0
        by_redesign[i] = f1 - old if was else 0.0
        by_job_loss[i] = f2 - f1 if was and jobless else 0.0
        by_job_move[i] = f2 - f1 if was and not jobless else 0.0
        by_learning[i] = f3 - f2 if was else 0.0
        by_services[i] = f4 - f3 if was else 0.0
        by_surroundings[i] = f5 - f4 if was else 0.0
        # what is left of the change
        by_ageing[i] = new - f5 if was else 0.0
        now[i] = new
        before[i] = old if was else new
        if resident[row]:
            fit[row] = new
            da[row] = da_new[i]
            ns[row] = ns_new
            su[row] = su_new
            co[row] = co_new
            colleagues[row] = at_work[i]
            neighbours[row] = around[i]
            aspiration[row] = aspiration[row] if was else new


@columnwise
def remember(first, size, citizens, last, rules, booked):
    """Write down the causes of some residents, and keep for next month where they were.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; those of nobody are passed over.
    citizens, last : tuple of array
        Columns, as unpacked below.
    rules : tuple
        See :func:`gather`.
    booked : tuple of array of shape (size,)
        Change of fit by cause.
    """
    resident, age, district, post, employer, occupation, income, causes = citizens
    (
        known,
        previous_occupation,
        previous_post,
        previous_employer,
        previous_income,
        previous_district,
        previous_stage,
    ) = last
    needs_differ, _, stage_two, stage_three = rules
    (by_redesign, by_job_loss, by_job_move, by_learning, by_services, by_surroundings,
     by_ageing) = booked  # fmt: skip
    for i in range(size):
        row = first + i
        if resident[row]:
            known[row] = True
            previous_occupation[row] = occupation[row]
            previous_post[row] = post[row]
            previous_employer[row] = employer[row]
            previous_income[row] = income[row]
            previous_district[row] = district[row]
            previous_stage[row] = (
                stage_of_life(age[row], stage_two, stage_three) if needs_differ else 0
            )
    for i in range(size):
        row = first + i
        if resident[row]:
            causes[row, REDESIGN] = by_redesign[i]
            causes[row, JOB_LOSS] = by_job_loss[i]
            causes[row, JOB_MOVE] = by_job_move[i]
            causes[row, LEARNING] = by_learning[i]
            causes[row, SERVICES] = by_services[i]
            causes[row, SURROUNDINGS] = by_surroundings[i]
            causes[row, AGEING] = by_ageing[i]
