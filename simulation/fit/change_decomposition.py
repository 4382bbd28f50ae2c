"""Change decomposition: the fits of this month, and what changed total fit since last month.

Causes act one after the other: redesign of the job; loss or change of the job; abilities; services,
prices and pay within the job; surroundings (district, people nearby, what the city lacks); stage of
life. Each step changes only its own inputs and starts where the previous one ended, so the causes
add up to the change.

Two loops share the work. :func:`collect_inputs` goes from person to person: it collects values that
are scattered in tables, and computes what concerns only a few (redesigned jobs, changes of job and
of stage of life). :func:`decompose_change` is plain arithmetic on columns without branches, which
the compiler vectorises.
"""

from __future__ import annotations

from simulation.core.vocabulary import CAUSES
from simulation.fit import SKILL_COUNT
from simulation.fit.columns import (
    AMENITIES,
    AMENITIES_BEFORE,
    INFRASTRUCTURE,
    INFRASTRUCTURE_BEFORE,
)
from simulation.fit.complementary import complementary
from simulation.fit.demand_ability import demand_ability, packed_demand_ability
from simulation.fit.needs_supply import (
    NEED_COUNT,
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
from simulation.kernels.compiled import columnwise, inlined, uint32

REDESIGN, JOB_LOSS, JOB_MOVE, LEARNING, SERVICES, SURROUNDINGS, AGEING = range(len(CAUSES))


@inlined
def stage_of_life(age, stages):
    """Stage of life, 0, 1 or 2; see :func:`simulation.initialisation.population.life_stage`."""
    stage = (1 if age >= stages.second else 0) + (1 if age >= stages.third else 0)
    return stage if stages.differ else 0


@inlined
def fit_to_needs(needs, supplies, income, amenities, access, conditions):
    """Needs–supply fit under the conditions of a month.

    Parameters
    ----------
    needs : tuple
        Wanted supplies, their importance and the need for challenge.
    supplies : tuple of four float
        What work supplies.
    income, amenities, access : float
        Euro per month; amenities of the district, 0–1; digital access, 0–1.
    conditions : Conditions
    """
    wants, importance, challenge = needs
    median, prices, digital_only, services, discount = conditions
    return needs_supply(
        unmet_pay(wants, importance, income, median, access, discount),
        unmet_work(wants, importance, challenge, supplies),
        unmet_leisure(wants, importance, amenities, income, median, prices),
        unmet_services(wants, importance, services, digital_only, access),
    )


@columnwise
def collect_inputs(first, size, person, work, fits, last, surroundings, inputs):
    """Collect what the fits of some residents are made of, and compute what concerns only a few.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    person, work, fits, last : Person, Work, Fits, LastMonth
    surroundings : Surroundings
    inputs : Inputs
        Written, except for the likenesses.
    """
    skills, needs, known = person.skills, person.needs, fits.known
    post, occupation, income = work.post, work.occupation, work.income
    traits, jobs, homes, city = surroundings
    demand, weight, redesigned = jobs.demand, jobs.weight, jobs.redesigned
    stages, at_work = city.stages, inputs.at_work
    without_work = (0.0, 0.0, 0.0, city.balance_without_work)
    for i in range(size):
        row = first + i
        if not person.resident[row]:
            continue
        o = occupation[row]
        d = person.district[row]
        for k in range(SKILL_COUNT):
            inputs.skills[i, k] = skills[row, k]
        for m in range(NEED_COUNT):
            inputs.needs[i, m] = needs[row, m]
        inputs.da_new[i] = 0.0
        supplies = without_work
        if o >= 0:
            inputs.da_new[i] = packed_demand_ability(
                traits, row, jobs.packed_demand, jobs.packed_weight, uint32(o)
            )
            supplies = work_supplies(jobs.supply, o)
        (inputs.supplies[0, i], inputs.supplies[1, i], inputs.supplies[2, i],
         inputs.supplies[3, i]) = supplies  # fmt: skip
        now = stage_of_life(person.age[row], stages)
        inputs.stage[i] = now
        inputs.aged[i] = False
        inputs.home[AMENITIES, i] = homes.amenities[d]
        inputs.home[INFRASTRUCTURE, i] = homes.infrastructure[d]
        before = last.district[row] if known[row] else d
        inputs.home[AMENITIES_BEFORE, i] = homes.previous_amenities[before]
        inputs.home[INFRASTRUCTURE_BEFORE, i] = homes.previous_infrastructure[before]
        inputs.pay[i] = last.income[row]
        inputs.da_redesigned[i] = fits.demand_ability[row]
        inputs.ns_moved[i] = fits.needs_supply[row]
        inputs.su_moved[i] = fits.supplementary[row]

        if known[row]:
            p = last.occupation[row]
            then = last.stage[row]
            if then != now:
                # fit with the needs of this stage of life; all other steps are with those before
                inputs.stage[i] = then
                inputs.aged[i] = True
                wants = wanted_supplies(needs, row, stages.needs, now)
                inputs.ns_aged[i] = fit_to_needs(
                    (wants, importances(stages.weights, now),
                     challenge_need(skills, row, wants[2])),
                    supplies, income[row], homes.amenities[d],
                    digital_access(skills[row, 0]) * homes.infrastructure[d], city.now,
                )  # fmt: skip
            if p >= 0 and redesigned[p] > 0:
                inputs.da_redesigned[i] = demand_ability(last.skills, row, demand, weight, p)
        inputs.da_moved[i] = inputs.da_redesigned[i]
        if known[row] and post[row] != last.post[row]:
            # the job is lost or changed, and with it pay, supplies and colleagues
            then = last.stage[row]
            inputs.da_moved[i] = (
                demand_ability(last.skills, row, demand, weight, o) if o >= 0 else 0.0
            )
            inputs.pay[i] = income[row]
            wants = wanted_supplies(needs, row, stages.needs, then)
            inputs.ns_moved[i] = fit_to_needs(
                (wants, importances(stages.weights, then),
                 challenge_need(last.skills, row, wants[2])),
                supplies, income[row], homes.previous_amenities[before],
                digital_access(last.skills[row, 0]) * homes.previous_infrastructure[before],
                city.past,
            )  # fmt: skip
            inputs.su_moved[i] = supplementary(
                at_work[i], fits.neighbours[row], city.surroundings_weight
            )


@columnwise
def decompose_change(first, size, resident, work, fits, city, rule, workspace):
    """Compute the fits of some residents, and how much each cause changed total fit.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; nothing is stored in rows without a resident.
    resident : array of bool
        Column of the citizens.
    work, fits : Work, Fits
        The fits are written.
    city : City
    rule : simulation.core.city_parameters.Fit
    workspace : Workspace
        Its ``outcome`` is written.
    """
    occupation, income, known = work.occupation, work.income, fits.known
    da, ns, su, co = (
        fits.demand_ability, fits.needs_supply, fits.supplementary, fits.complementary,
    )  # fmt: skip
    fit = fits.fit
    colleagues, neighbours = fits.colleagues, fits.neighbours
    stages, past, conditions = city.stages, city.past, city.now
    shortage, past_shortage = city.shortage, city.past_shortage
    w_da, w_ns = rule.weight_demand_ability, rule.weight_needs_supply
    w_su, w_co = rule.weight_supplementary, rule.weight_complementary
    surroundings_weight = rule.surroundings_weight
    total_weight = w_da + w_ns + w_su + w_co
    w_da /= total_weight
    w_ns /= total_weight
    w_su /= total_weight
    w_co /= total_weight
    (skills, own, supplied, home, stage, aged, da_new, da_redesigned, da_moved, ns_moved, su_moved,
     ns_aged, pay, at_work, around) = workspace.inputs  # fmt: skip
    total, before, causes = workspace.outcome
    (by_redesign, by_job_loss, by_job_move, by_learning, by_services, by_surroundings,
     by_ageing) = causes  # fmt: skip
    for i in range(size):
        row = first + i
        ict = digital_access(skills[i, 0])
        access = ict * home[INFRASTRUCTURE, i]
        access_before = ict * home[INFRASTRUCTURE_BEFORE, i]
        wants = wanted_supplies(own, i, stages.needs, stage[i])
        needs = (
            wants, importances(stages.weights, stage[i]), challenge_need(skills, i, wants[2]),
        )  # fmt: skip
        supplies = (supplied[0, i], supplied[1, i], supplied[2, i], supplied[3, i])

        # abilities change: what work asks and offers, and digital access
        ns_learned = fit_to_needs(needs, supplies, pay[i], home[AMENITIES_BEFORE, i],
                                  access_before, past)  # fmt: skip
        co_learned = complementary(skills, i, past_shortage)
        # services, prices and pay within the job
        ns_served = fit_to_needs(needs, supplies, income[row], home[AMENITIES_BEFORE, i],
                                 access_before, conditions)  # fmt: skip
        # surroundings: district, people nearby, what the city lacks
        ns_placed = fit_to_needs(needs, supplies, income[row], home[AMENITIES, i], access,
                                 conditions)  # fmt: skip
        # needs change with the stage of life
        ns_new = ns_aged[i] if aged[i] else ns_placed
        su_new = supplementary(at_work[i], around[i], surroundings_weight)
        co_new = complementary(skills, i, shortage)
        new = w_da * da_new[i] + w_ns * ns_new + w_su * su_new + w_co * co_new

        # total fit after each step: redesign, job, abilities, services and prices, surroundings
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

        # nothing has changed for newcomers
        was = known[row]
        jobless = occupation[row] < 0
        by_redesign[i] = f1 - old if was else 0.0
        by_job_loss[i] = f2 - f1 if was and jobless else 0.0
        by_job_move[i] = f2 - f1 if was and not jobless else 0.0
        by_learning[i] = f3 - f2 if was else 0.0
        by_services[i] = f4 - f3 if was else 0.0
        by_surroundings[i] = f5 - f4 if was else 0.0
        # the rest of the change
        by_ageing[i] = new - f5 if was else 0.0
        total[i] = new
        before[i] = old if was else new
        if resident[row]:
            fit[row] = new
            da[row] = da_new[i]
            ns[row] = ns_new
            su[row] = su_new
            co[row] = co_new
            colleagues[row] = at_work[i]
            neighbours[row] = around[i]


@columnwise
def store_month(first, size, person, work, last, stages, by_cause, causes):
    """Store the causes of some residents, and this month's values for the next decomposition.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    person, work : Person, Work
    last : LastMonth
        Written, except for the skills.
    stages : LifeStages
    by_cause : tuple of array of shape (size,)
        Change of fit by cause.
    causes : array of shape (citizens, causes)
        Column of the citizens, written.
    """
    resident = person.resident
    (by_redesign, by_job_loss, by_job_move, by_learning, by_services, by_surroundings,
     by_ageing) = by_cause  # fmt: skip
    for i in range(size):
        row = first + i
        if resident[row]:
            last.known[row] = True
            last.occupation[row] = work.occupation[row]
            last.post[row] = work.post[row]
            last.employer[row] = work.employer[row]
            last.income[row] = work.income[row]
            last.district[row] = person.district[row]
            last.stage[row] = stage_of_life(person.age[row], stages)
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
