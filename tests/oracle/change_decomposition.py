"""Change decomposition: the fits of a person, and what changed total fit since last month.

Causes act one after the other, each step starting where the previous one ended: redesign of the
job; loss or change of the job; abilities; services, prices and pay within the job; surroundings;
stage of life. So the causes add up to the change.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from simulation.core.vocabulary import CAUSES
from tests.oracle.fits import (
    Circumstances,
    complementary,
    demand_ability,
    needs_supply,
    stage_of_life,
    supplementary,
)
from tests.oracle.state import rounded


def fit_and_decompose(city, citizen, past, at_work, around):
    """Set the fits of a person and the causes of their change; return total fit now and before.

    For newcomers both are this month's: nothing has changed for them.
    """
    weights = _weights(city)
    occupation = city.occupations[citizen.occupation] if citizen.occupation >= 0 else None
    district = city.districts[citizen.district]
    current = Circumstances(
        stage=stage_of_life(citizen.age) if city.settings["population"].need_differences else 0,
        skills=citizen.skills,
        occupation=occupation,
        income=citizen.income,
        conditions=city.conditions,
        amenities=district.amenities,
        infrastructure=district.infrastructure,
    )
    weight = city.settings["fit"].surroundings_weight
    fits = {
        "demand_ability": _demand_ability(citizen.skills, occupation),
        "needs_supply": _needs_supply(city, citizen, current),
        "supplementary": supplementary(at_work, around, weight),
        "complementary": complementary(citizen.skills, city.conditions.shortage),
    }
    now = _total(weights, fits)
    before, causes = now, dict.fromkeys(CAUSES, 0.0)
    if citizen.known:
        before = citizen.fit
        steps = _steps(city, citizen, past, current, fits, at_work)
        # the rest of the change is due to the stage of life
        reached = [before, *(before + part for part in _changes(weights, citizen, steps)), now]
        changes = [later - earlier for earlier, later in pairwise(reached)]
        for cause, change in zip(_causes(occupation), changes, strict=True):
            causes[cause] = rounded(change)
    citizen.causes = [causes[cause] for cause in CAUSES]
    citizen.fit = rounded(now)
    for name, value in fits.items():
        setattr(citizen, name, rounded(value))
    _store(citizen, current.stage, at_work, around)
    return now, before


def _causes(occupation):
    """Causes in the order in which they act."""
    job = "job_loss" if occupation is None else "job_move"
    return ["redesign", job, "learning", "services_prices", "surroundings", "ageing"]


def _weights(city):
    rule = city.settings["fit"]
    weights = {
        "demand_ability": rule.weight_demand_ability,
        "needs_supply": rule.weight_needs_supply,
        "supplementary": rule.weight_supplementary,
        "complementary": rule.weight_complementary,
    }
    return {name: weight / sum(weights.values()) for name, weight in weights.items()}


def _total(weights, fits):
    """``F = Σ w_f F_f / Σ w_f``."""
    return sum(weights[name] * fit for name, fit in fits.items())


def _changes(weights, citizen, steps):
    """Change of total fit after each step, relative to last month."""
    last = {name: getattr(citizen, name) for name in weights}
    return [_total(weights, fits) - _total(weights, last) for fits in steps]


def _needs_supply(city, citizen, where):
    discount = city.settings["prices"].discount
    balance = city.settings["fit"].balance_without_work
    return needs_supply(citizen.needs, where, discount, balance)


def _demand_ability(skills, occupation):
    """Demand–ability fit, 0 without a job."""
    return 0.0 if occupation is None else demand_ability(skills, occupation)


def _steps(city, citizen, past, current, fits, at_work):
    """The four fits after each step but the last."""
    home = city.districts[citizen.previous_district]
    weight = city.settings["fit"].surroundings_weight
    changed_job = citizen.post != citizen.previous_post
    step = {name: getattr(citizen, name) for name in fits}
    steps = []

    # the job is redesigned
    if citizen.previous_occupation >= 0:
        job = city.occupations[citizen.previous_occupation]
        if job.redesigned > 0:
            step = step | {"demand_ability": demand_ability(citizen.previous_skills, job)}
    steps.append(step)

    # the job is lost or changed, and with it pay, supplies and colleagues
    then = Circumstances(
        stage=citizen.previous_stage,
        skills=citizen.previous_skills,
        occupation=current.occupation,
        income=current.income if changed_job else citizen.previous_income,
        conditions=past,
        amenities=home.previous_amenities,
        infrastructure=home.previous_infrastructure,
    )
    if changed_job:
        step = step | {
            "demand_ability": _demand_ability(citizen.previous_skills, current.occupation),
            "needs_supply": _needs_supply(city, citizen, then),
            "supplementary": supplementary(at_work, citizen.neighbours, weight),
        }
    steps.append(step)

    # abilities change: what work asks and offers, and digital access
    then = replace(then, skills=current.skills)
    step = step | {
        "demand_ability": fits["demand_ability"],
        "needs_supply": _needs_supply(city, citizen, then),
        "complementary": complementary(citizen.skills, past.shortage),
    }
    steps.append(step)

    # services, prices and pay within the job
    then = replace(then, income=current.income, conditions=current.conditions)
    step = step | {"needs_supply": _needs_supply(city, citizen, then)}
    steps.append(step)

    # surroundings: district, people around, what the city lacks
    then = replace(then, amenities=current.amenities, infrastructure=current.infrastructure)
    step = fits | {"needs_supply": _needs_supply(city, citizen, then)}
    steps.append(step)
    return steps


def _store(citizen, stage, at_work, around):
    """Store what next month's decomposition starts from."""
    citizen.colleagues = rounded(at_work)
    citizen.neighbours = rounded(around)
    citizen.known = True
    citizen.previous_occupation = citizen.occupation
    citizen.previous_post = citizen.post
    citizen.previous_employer = citizen.employer
    citizen.previous_income = citizen.income
    citizen.previous_district = citizen.district
    citizen.previous_stage = stage
