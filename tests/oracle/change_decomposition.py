"""Change decomposition: the fits of a person, and what changed total fit since last month.

Causes act one after the other, each step starting where the previous one ended: redesign of
jobs; loss or change of the job; abilities; services, prices and pay within the job; surroundings;
stage of life. So the causes add up to the change.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from simulation.core.vocabulary import CAUSES, FOUND, LOST, OTHER_POST, SAME_POST, WITHOUT
from tests.oracle.fits import (
    Circumstances,
    complementary,
    demand_ability,
    effective,
    expected_fit,
    needs_supply,
    stage_of_life,
    supplementary,
    work_of,
)
from tests.oracle.state import rounded


@dataclass(frozen=True)
class Change:
    """Total fit now and before, and changes since: by cause, of variants, of demand–ability fit.

    For newcomers nothing has changed: both fits are this month's.
    """

    now: float
    before: float
    transition: int
    causes: dict[str, float]
    jobless: dict[str, float]
    work: float
    realised: float
    potential: float


def transition_of(citizen):
    """What happened to the job."""
    if citizen.previous_post >= 0:
        if citizen.post == citizen.previous_post:
            return SAME_POST
        return OTHER_POST if citizen.post >= 0 else LOST
    return FOUND if citizen.post >= 0 else WITHOUT


def fit_now(city, citizen, at_work, around):
    """The four fits of a person this month."""
    weight = city.settings["fit"].surroundings_weight
    able, conditions = effective(citizen), city.conditions
    return {
        "demand_ability": _demand_ability(city, citizen, able, "usual_posts"),
        "needs_supply": _needs_supply(city, citizen, _current(city, citizen)),
        "supplementary": supplementary(at_work, around, weight),
        "complementary": complementary(able, conditions.shortage, conditions.scarce),
    }


def _current(city, citizen):
    """The circumstances of this month."""
    district = city.districts[citizen.district]
    return Circumstances(
        stage=stage_of_life(citizen.age) if city.settings["population"].need_differences else 0,
        skills=citizen.skills,
        occupation=city.occupations[citizen.occupation] if citizen.occupation >= 0 else None,
        income=citizen.income,
        conditions=city.conditions,
        amenities=district.amenities,
        infrastructure=district.infrastructure * citizen.digital_use,
    )


def fit_and_decompose(city, citizen, past, fits, at_work, around):
    """Set the fits of a person and the causes of their change.

    The aspiration of newcomers is the fit they arrive with.
    """
    weights = _weights(city)
    share = weights["demand_ability"]
    jobless, transition = citizen.occupation < 0, transition_of(citizen)
    now = _total(weights, fits)
    realised = now - share * fits["demand_ability"] if jobless else now
    potential = now + share * (citizen.potential - fits["demand_ability"])
    causes, by_expected = dict.fromkeys(CAUSES, 0.0), dict.fromkeys(CAUSES, 0.0)
    change = Change(now, now, transition, causes, by_expected, 0.0, 0.0, 0.0)
    if citizen.known:
        before = citizen.fit
        steps = _steps(city, citizen, past, fits, at_work, transition)
        # the rest of the change is due to the stage of life
        reached = [before, *(before + part for part in _changes(weights, citizen, steps)), now]
        for cause, (earlier, later) in zip(_causes(jobless), pairwise(reached), strict=True):
            causes[cause] = later - earlier
        expected = _expected_parts(share, citizen, steps, fits, transition)
        for cause, (earlier, later) in zip(_causes(jobless), pairwise(expected), strict=False):
            by_expected[cause] = later - earlier
        change = Change(
            now, before, transition, causes, by_expected,
            fits["demand_ability"] - citizen.demand_ability,
            realised - citizen.fit_realised, potential - citizen.fit_potential,
        )  # fmt: skip
    citizen.causes = [rounded(causes[cause]) for cause in CAUSES]
    citizen.fit = rounded(now)
    citizen.fit_realised = rounded(realised)
    citizen.fit_potential = rounded(potential)
    for name, value in fits.items():
        setattr(citizen, name, rounded(value))
    citizen.colleagues = rounded(at_work)
    citizen.neighbours = rounded(around)
    return change


def _expected_parts(share, citizen, steps, fits, transition):
    """Weighted expected fit without a job before and after each step; 0 while there is a job."""
    before = citizen.demand_ability, steps[0]["demand_ability"]
    after = [step["demand_ability"] for step in steps[1:]]
    was, now = transition in (FOUND, WITHOUT), citizen.occupation < 0
    return [share * fit if was else 0.0 for fit in before] + [
        share * fit if now else 0.0 for fit in after
    ]


def _causes(jobless):
    """Causes in the order in which they act."""
    job = "job_loss" if jobless else "job_move"
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


def _demand_ability(city, citizen, able, posts):
    """Demand–ability fit with the post held; without one, the fit to expect of the open demand."""
    if citizen.occupation >= 0:
        return demand_ability(able, work_of(city, citizen))
    return expected_fit(city, able, citizen, posts)


def _steps(city, citizen, past, fits, at_work, transition):
    """The four fits after each step but the last."""
    home = city.districts[citizen.previous_district]
    weight = city.settings["fit"].surroundings_weight
    current = _current(city, citizen)
    changed_job = citizen.post != citizen.previous_post
    step = {name: getattr(citizen, name) for name in fits}
    steps = []
    levels = zip(citizen.previous_skills, citizen.previous_currency, strict=True)
    able_before = [rounded(level * currency) for level, currency in levels]

    # jobs are redesigned, and what people know becomes obsolete
    if any(job.redesigned > 0 for job in city.occupations):
        lacking = complementary(able_before, past.shortage, past.scarce)
        step = step | {"complementary": lacking}
        if citizen.previous_occupation >= 0:
            job = work_of(city, citizen, citizen.previous_occupation, citizen.previous_ict_above)
            step = step | {"demand_ability": demand_ability(able_before, job)}
        elif transition == WITHOUT:
            fit = _demand_ability(city, citizen, able_before, "previous_usual_posts")
            step = step | {"demand_ability": fit}
    steps.append(step)

    # the job is lost or changed, and with it pay, supplies and colleagues
    then = Circumstances(
        stage=citizen.previous_stage,
        skills=citizen.previous_skills,
        occupation=current.occupation,
        income=current.income if changed_job else citizen.previous_income,
        conditions=past,
        amenities=home.previous_amenities,
        infrastructure=home.previous_infrastructure * citizen.previous_digital_use,
    )
    if changed_job:
        step = step | {
            "demand_ability": _demand_ability(city, citizen, able_before, "previous_usual_posts"),
            "needs_supply": _needs_supply(city, citizen, then),
            "supplementary": supplementary(at_work, citizen.neighbours, weight),
        }
    steps.append(step)

    # abilities change: what work asks and offers, and digital access
    then, able = replace(then, skills=current.skills), effective(citizen)
    step = step | {
        "demand_ability": _demand_ability(city, citizen, able, "previous_usual_posts"),
        "needs_supply": _needs_supply(city, citizen, then),
        "complementary": complementary(able, past.shortage, past.scarce),
    }
    steps.append(step)

    # services, prices and pay within the job
    then = replace(then, income=current.income, conditions=current.conditions)
    step = step | {"needs_supply": _needs_supply(city, citizen, then)}
    steps.append(step)

    # surroundings: district, people around, what the city lacks, which posts there are
    then = replace(then, amenities=current.amenities, infrastructure=current.infrastructure)
    step = fits | {"needs_supply": _needs_supply(city, citizen, then)}
    steps.append(step)
    return steps


def store(city, citizen):
    """Store what next month's decomposition starts from."""
    citizen.known = True
    citizen.previous_occupation = citizen.occupation
    citizen.previous_ict_above = citizen.ict_above
    citizen.previous_post = citizen.post
    citizen.previous_employer = citizen.employer
    citizen.previous_income = citizen.income
    citizen.previous_district = citizen.district
    citizen.previous_stage = _current(city, citizen).stage
