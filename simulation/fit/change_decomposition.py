"""Change decomposition: the fits of this month, and what changed total fit since last month.

Causes act one after the other: redesign of jobs, with what it makes obsolete; loss or change of the
job; abilities; services, prices and pay within the job; surroundings (district, people nearby, what
the city lacks, which posts there are); stage of life. Each step changes only its own inputs and
starts where the previous one ended, so the causes add up to the change. In the month in which a job
is found all of its change of demand–ability fit counts as change of job.

Three loops share the work. :func:`collect_inputs` goes from person to person and collects values
that are scattered in tables. :func:`take_rare_steps` computes what concerns only a few (redesigns,
changes of job and of stage of life). :func:`decompose_change` is plain arithmetic on columns
without branches, which the compiler vectorises.
"""

from __future__ import annotations

from simulation.core.vocabulary import CAUSES, FOUND, ICT, LOST, OTHER_POST, SAME_POST, WITHOUT
from simulation.fit import SKILL_COUNT
from simulation.fit.columns import (
    AMENITIES,
    AMENITIES_BEFORE,
    INFRASTRUCTURE,
    INFRASTRUCTURE_BEFORE,
)
from simulation.fit.complementary import complementary
from simulation.fit.demand_ability import packed_demand_ability, with_own_ict
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
from simulation.fit.open_demand import expected_fit
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


@inlined
def transition_of(previous_post, post):
    """What happened to the job; see :data:`simulation.core.vocabulary.TRANSITIONS`."""
    if previous_post >= 0:
        return SAME_POST if post == previous_post else (OTHER_POST if post >= 0 else LOST)
    return FOUND if post >= 0 else WITHOUT


@columnwise
def collect_inputs(first, size, person, work, fits, last, surroundings, inputs):
    """Collect what the fits of some residents are made of.

    Parameters
    ----------
    first, size : uint64
        First row and number of rows; rows without a resident are skipped.
    person, work, fits, last : Person, Work, Fits, LastMonth
    surroundings : Surroundings
    inputs : Inputs
        Written, except for the likenesses; every step starts from last month.
    """
    skills, currency, needs, known = person.skills, person.currency, person.needs, fits.known
    occupation = work.occupation
    _, jobs, homes, city = surroundings
    demand, weight = jobs.demand, jobs.weight
    able, able_before = inputs.able, inputs.able_before
    without_work = (0.0, 0.0, 0.0, city.balance_without_work)
    for i in range(size):
        row = first + i
        if not person.resident[row]:
            continue
        o = occupation[row]
        d = person.district[row]
        for k in range(SKILL_COUNT):
            inputs.skills[i, k] = skills[row, k]
            effective = skills[row, k] * currency[row, k]
            inputs.effective[i, k] = effective
            able[i, k] = effective
            able_before[i, k] = last.skills[row, k] * last.currency[row, k]
        for m in range(NEED_COUNT):
            inputs.needs[i, m] = needs[row, m]
        supplies = without_work
        if o >= 0:
            fit = packed_demand_ability(able, i, demand, weight, uint32(o))
            fit = with_own_ict(fit, able[i, ICT], demand, weight, uint32(o), work.ict_above[row])
            inputs.da_new[i] = fit
            inputs.da_learned[i] = fit
            supplies = work_supplies(jobs.supply, o)
        else:
            inputs.da_new[i], inputs.da_learned[i] = expected_fit(
                able, i, (uint32(work.last_occupation[row]), uint32(work.origin[row])),
                jobs.open_demand, inputs.outlook,
            )  # fmt: skip
        (inputs.supplies[0, i], inputs.supplies[1, i], inputs.supplies[2, i],
         inputs.supplies[3, i]) = supplies  # fmt: skip
        inputs.stage[i] = stage_of_life(person.age[row], city.stages)
        inputs.aged[i] = False
        inputs.home[AMENITIES, i] = homes.amenities[d]
        # who distrusts digital services uses them as if the district had fewer
        inputs.home[INFRASTRUCTURE, i] = homes.infrastructure[d] * person.digital_use[row]
        before = last.district[row] if known[row] else d
        inputs.home[AMENITIES_BEFORE, i] = homes.previous_amenities[before]
        inputs.home[INFRASTRUCTURE_BEFORE, i] = (
            homes.previous_infrastructure[before] * person.previous_digital_use[row]
        )
        inputs.pay[i] = last.income[row]
        inputs.transition[i] = transition_of(last.post[row], work.post[row])
        inputs.da_redesigned[i] = fits.demand_ability[row]
        inputs.da_moved[i] = fits.demand_ability[row]
        inputs.co_redesigned[i] = fits.complementary[row]
        inputs.ns_moved[i] = fits.needs_supply[row]
        inputs.su_moved[i] = fits.supplementary[row]


@columnwise
def take_rare_steps(first, size, person, work, fits, last, surroundings, inputs):
    """Fits of some residents after redesigns, a change of the job, and in a new stage of life.

    Parameters
    ----------
    first, size, person, work, fits, last, surroundings
        See :func:`collect_inputs`.
    inputs : Inputs
        Steps that concern these residents are written.
    """
    skills, needs, income = person.skills, person.needs, work.income
    _, jobs, _, city = surroundings
    demand, weight, open_demand = jobs.demand, jobs.weight, jobs.open_demand
    able_before, stages = inputs.able_before, city.stages
    for i in range(size):
        row = first + i
        if not (person.resident[row] and fits.known[row]):
            continue
        supplies = (
            inputs.supplies[0, i], inputs.supplies[1, i], inputs.supplies[2, i],
            inputs.supplies[3, i],
        )  # fmt: skip
        o, p = work.occupation[row], last.occupation[row]
        prepared = (uint32(work.last_occupation[row]), uint32(work.origin[row]))
        now, then, transition = inputs.stage[i], last.stage[row], inputs.transition[i]
        if then != now:
            # fit with the needs of this stage of life; all other steps are with those before
            inputs.stage[i] = then
            inputs.aged[i] = True
            wants = wanted_supplies(needs, row, stages.needs, now)
            inputs.ns_aged[i] = fit_to_needs(
                (wants, importances(stages.weights, now), challenge_need(skills, row, wants[2])),
                supplies, income[row], inputs.home[AMENITIES, i],
                digital_access(skills[row, 0]) * inputs.home[INFRASTRUCTURE, i], city.now,
            )  # fmt: skip
        if city.redesigned:
            inputs.co_redesigned[i] = complementary(
                able_before, i, city.past_shortage, city.past_scarce
            )
            if p >= 0:
                fit = packed_demand_ability(able_before, i, demand, weight, uint32(p))
                inputs.da_redesigned[i] = with_own_ict(
                    fit, able_before[i, ICT], demand, weight, uint32(p), last.ict_above[row]
                )
            elif transition == WITHOUT:
                _, inputs.da_redesigned[i] = expected_fit(
                    able_before, i, prepared, open_demand, inputs.outlook
                )
        inputs.da_moved[i] = inputs.da_redesigned[i]
        if transition in (SAME_POST, WITHOUT):
            continue
        # the job is lost or changed, and with it pay, supplies and colleagues
        if o >= 0:
            fit = packed_demand_ability(able_before, i, demand, weight, uint32(o))
            inputs.da_moved[i] = with_own_ict(
                fit, able_before[i, ICT], demand, weight, uint32(o), work.ict_above[row]
            )
        else:
            _, inputs.da_moved[i] = expected_fit(
                able_before, i, prepared, open_demand, inputs.outlook
            )
        inputs.pay[i] = income[row]
        wants = wanted_supplies(needs, row, stages.needs, then)
        inputs.ns_moved[i] = fit_to_needs(
            (wants, importances(stages.weights, then), challenge_need(last.skills, row, wants[2])),
            supplies, income[row], inputs.home[AMENITIES_BEFORE, i],
            digital_access(last.skills[row, 0]) * inputs.home[INFRASTRUCTURE_BEFORE, i], city.past,
        )  # fmt: skip
        inputs.su_moved[i] = supplementary(
            inputs.at_work[i], fits.neighbours[row], city.surroundings_weight
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
    fit, realised, with_potential = fits.fit, fits.fit_realised, fits.fit_potential
    potential = fits.potential
    colleagues, neighbours = fits.colleagues, fits.neighbours
    stages, past, conditions = city.stages, city.past, city.now
    shortage, scarce = city.shortage, city.scarce
    past_shortage, past_scarce = city.past_shortage, city.past_scarce
    w_da, w_ns = rule.weight_demand_ability, rule.weight_needs_supply
    w_su, w_co = rule.weight_supplementary, rule.weight_complementary
    surroundings_weight = rule.surroundings_weight
    total_weight = w_da + w_ns + w_su + w_co
    w_da /= total_weight
    w_ns /= total_weight
    w_su /= total_weight
    w_co /= total_weight
    (skills, own, effective, _, _, transition, supplied, home, stage, aged, da_redesigned, da_moved,
     da_learned, da_new, co_redesigned, ns_moved, su_moved, ns_aged, pay, at_work,
     around, _) = workspace.inputs  # fmt: skip
    total, before, causes, jobless_causes, work_change, realised_change, potential_change = (
        workspace.outcome
    )
    (by_redesign, by_job_loss, by_job_move, by_learning, by_services, by_surroundings,
     by_ageing) = causes  # fmt: skip
    (jobless_redesign, jobless_loss, jobless_move, jobless_learning, _, jobless_surroundings,
     _) = jobless_causes  # fmt: skip
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
        co_learned = complementary(effective, i, past_shortage, past_scarce)
        # services, prices and pay within the job
        ns_served = fit_to_needs(needs, supplies, income[row], home[AMENITIES_BEFORE, i],
                                 access_before, conditions)  # fmt: skip
        # surroundings: district, people nearby, what the city lacks
        ns_placed = fit_to_needs(needs, supplies, income[row], home[AMENITIES, i], access,
                                 conditions)  # fmt: skip
        # needs change with the stage of life
        ns_new = ns_aged[i] if aged[i] else ns_placed
        su_new = supplementary(at_work[i], around[i], surroundings_weight)
        co_new = complementary(effective, i, shortage, scarce)
        new = w_da * da_new[i] + w_ns * ns_new + w_su * su_new + w_co * co_new

        # total fit after each step: redesign, job, abilities, services and prices, surroundings
        old = float(fit[row])
        f1 = old + w_da * (da_redesigned[i] - da[row]) + w_co * (co_redesigned[i] - co[row])
        f2 = (
            f1
            + w_da * (da_moved[i] - da_redesigned[i])
            + w_ns * (ns_moved[i] - ns[row])
            + w_su * (su_moved[i] - su[row])
        )
        f3 = (
            f2
            + w_da * (da_learned[i] - da_moved[i])
            + w_ns * (ns_learned - ns_moved[i])
            + w_co * (co_learned - co_redesigned[i])
        )
        f4 = f3 + w_ns * (ns_served - ns_learned)
        f5 = (
            f4
            + w_da * (da_new[i] - da_learned[i])
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

        # expected fit without a job, which realised fit lacks
        was_jobless = transition[i] >= FOUND
        then = w_da * da[row] if was_jobless else 0.0
        f1 = w_da * da_redesigned[i] if was_jobless else 0.0
        f2 = w_da * da_moved[i] if jobless else 0.0
        f3 = w_da * da_learned[i] if jobless else 0.0
        f5 = w_da * da_new[i] if jobless else 0.0
        jobless_redesign[i] = f1 - then if was else 0.0
        jobless_loss[i] = f2 - f1 if was and jobless else 0.0
        jobless_move[i] = f2 - f1 if was and not jobless else 0.0
        jobless_learning[i] = f3 - f2 if was else 0.0
        jobless_surroundings[i] = f5 - f3 if was else 0.0
        now_realised = new - f5
        now_potential = new + w_da * (potential[row] - da_new[i])
        work_change[i] = da_new[i] - da[row] if was else 0.0
        realised_change[i] = now_realised - realised[row] if was else 0.0
        potential_change[i] = now_potential - with_potential[row] if was else 0.0

        total[i] = new
        before[i] = old if was else new
        if resident[row]:
            fit[row] = new
            realised[row] = now_realised
            with_potential[row] = now_potential
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
            last.ict_above[row] = work.ict_above[row]
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
