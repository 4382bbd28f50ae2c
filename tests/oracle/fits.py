"""The formulas of fit, one person at a time (ODD, section 7.1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from simulation.core.vocabulary import ICT
from simulation.initialisation.population import STAGE_NEEDS, STAGE_STARTS, STAGE_WEIGHTS
from tests.oracle.state import rounded

#: ICT skill from which on all digital services can be used.
FULL_ACCESS = 0.6
#: Mean need and importance of the seven needs in the three stages of life.
MEAN_NEEDS = STAGE_NEEDS.tolist()
IMPORTANCES = STAGE_WEIGHTS.tolist()
PAY, SECURITY, CHALLENGE, MEANING, BALANCE, LEISURE, SERVICES = range(7)


def effective(citizen):
    """Effective abilities, ``e_k = level_k · currency_k``."""
    return [
        rounded(level * current)
        for level, current in zip(citizen.skills, citizen.currency, strict=True)
    ]


class Work(NamedTuple):
    """What a post asks."""

    demand: list[float]
    weight: list[float]


def work_of(city, holder, occupation=None, above=None):
    """What the post of a citizen, or a post itself, asks: its own ICT, otherwise its occupation's.

    `occupation` and `above` can be those of last month.
    """
    job = city.occupations[holder.occupation if occupation is None else occupation]
    demand = list(job.demand)
    more = holder.ict_above if above is None else above
    demand[ICT] = min(max(rounded(demand[ICT] + more), 0.0), 1.0)
    return Work(demand, job.weight)


def demand_ability(skills, occupation):
    """``F_DA = 1 − Σ_k ω_k (d_k − a_k)₊``."""
    shortfall = 0.0
    for able, asked, weight in zip(skills, occupation.demand, occupation.weight, strict=True):
        shortfall += weight * max(0.0, asked - able)
    return 1.0 - shortfall


def digital_access(skills):
    """Share of digital services that a person can use."""
    return min(1.0, skills[ICT] / FULL_ACCESS)


def access_at_home(city, citizen):
    """Digital access of a person, times the infrastructure of the district."""
    return digital_access(citizen.skills) * city.districts[citizen.district].infrastructure


def use_at_home(city, citizen):
    """Digital services that a person uses: within reach, and trusted."""
    return access_at_home(city, citizen) * citizen.digital_use


def pay_supply(income, median_income, access, discount):
    """``r / (r + 1)`` with ``r = income (1 + discount · access) / median income``."""
    relative = max(income, 0.0) * (1.0 + discount * access) / median_income
    return relative / (relative + 1.0)


def leisure_supply(amenities, income, median_income, price):
    """``amenities · min(1, income / (price · median))``; all amenities if leisure is free."""
    if price * median_income <= 0.0:
        return amenities
    return amenities * min(1.0, max(income, 0.0) / (price * median_income))


def services_supply(conditions, access):
    """``quality · safety · ((1 − d) c + d g · access)``."""
    d, c, g = conditions.digital_only, conditions.counters, conditions.digital_quality
    return conditions.services * conditions.safety * ((1.0 - d) * c + d * g * access)


def stage_of_life(age):
    """0 young, 1 family, 2 late, from age in months."""
    return sum(age >= start for start in STAGE_STARTS) - 1


def challenge_wanted(wish, skills):
    """Half the stated wish for challenge and half the mean of the two best skills."""
    second, best = sorted(skills)[-2:]
    return 0.5 * wish + 0.5 * (best + second) / 2.0


@dataclass(frozen=True)
class Circumstances:
    """Inputs of the needs–supply fit of a person.

    Attributes
    ----------
    stage : int
        Stage of life.
    skills : list of float
        Ability.
    occupation : Occupation or None
        Work.
    income : float
        Income after tax and rent.
    conditions : CityConditions
        Prices, services and median income.
    amenities, infrastructure : float
        Of the district; infrastructure as far as it is used.
    """

    stage: int
    skills: list[float]
    occupation: Any
    income: float
    conditions: Any
    amenities: float
    infrastructure: float


def wanted_supplies(needs, stage, skills):
    """Wanted amounts of the seven supplies; `needs` are deviations from those of the stage."""
    wanted = [
        min(max(mean + own, 0.0), 1.0) for mean, own in zip(MEAN_NEEDS[stage], needs, strict=True)
    ]
    wanted[CHALLENGE] = challenge_wanted(wanted[CHALLENGE], skills)
    return wanted


def needs_supply(needs, where, discount, balance_without_work):
    """``F_NS = 1 − Σ_m ν_m (n_m − s_m)₊``; `needs` are deviations from those of the stage."""
    wanted = wanted_supplies(needs, where.stage, where.skills)
    access = digital_access(where.skills) * where.infrastructure
    median, price = where.conditions.median_income, where.conditions.prices
    without_work = [0.0, 0.0, 0.0, balance_without_work]
    work = without_work if where.occupation is None else where.occupation.supply
    supplied = [
        pay_supply(where.income, median, access, discount),
        *work,
        leisure_supply(where.amenities, where.income, median, price),
        services_supply(where.conditions, access),
    ]
    fit = 1.0
    for importance, need, supply in zip(IMPORTANCES[where.stage], wanted, supplied, strict=True):
        fit -= importance * max(0.0, need - supply)
    return fit


def likeness(skills, education, other_skills, other_education, education_weight):
    """``1 − (1 − e) · mean |a_k − a'_k| − e · ½ |education − education'|``."""
    distance = 0.0
    for mine, theirs in zip(skills, other_skills, strict=True):
        distance += abs(mine - theirs)
    distance /= len(skills)
    schooling = 0.5 * abs(education - other_education)
    return 1.0 - (1.0 - education_weight) * distance - education_weight * schooling


def supplementary(at_work, around, weight):
    """``(colleagues + w around) / (1 + w)``; around alone without colleagues (below 0)."""
    return around if at_work < 0.0 else (at_work + weight * around) / (1.0 + weight)


def complementary(skills, shortage, scarce):
    """``Σ G_k min(e_k, d̄_k) / Σ G_k d̄_k``; 0 if the city lacks nothing."""
    supplied = lacking = 0.0
    for able, lack, asked in zip(skills, shortage, scarce, strict=True):
        supplied += lack * min(able, asked)
        lacking += lack * asked
    return supplied / lacking if lacking > 0.0 else 0.0


def expected_fit(city, skills, citizen, posts):
    """``Σ_o r_o n_o q_o F_o / Σ_o r_o n_o`` over occupations; `posts` is the name of n."""
    rule, hiring = city.settings["fit"], city.settings["hiring"]
    barrier = city.occupations[citizen.last_occupation].barrier
    minimum = hiring.minimum_fit - hiring.minimum_decline * rule.usual_wait
    top = bottom = 0.0
    for job in city.occupations:
        near = rule.far_weight + (1.0 - rule.far_weight) * (1.0 - barrier[job.row])
        number = near * getattr(job, posts)
        fit = demand_ability(skills, job)
        open_posts = share_open(fit, minimum, hiring.evaluation_error)
        top += number * fit * open_posts * share_without_licence(hiring, citizen, job)
        bottom += number
    return top / bottom if bottom > 0.0 else 0.0


def share_without_licence(hiring, citizen, job):
    """Share of the posts of an occupation for which somebody lacks no licence."""
    if not hiring.licences or job.row in (citizen.last_occupation, citizen.origin):
        return 1.0
    return 1.0 - min(hiring.licence_ratio * job.licence, 1.0)


def is_about(occupation, skill):
    """Whether a skill counts for more than the average of all in an occupation."""
    counts = [w * d for w, d in zip(occupation.weight, occupation.demand, strict=True)]
    return counts[skill] > sum(counts) / len(counts)


def share_open(fit, minimum, spread):
    """Distribution function of a triangular error at what a fit lies above the minimum."""
    if spread <= 0.0:
        return 1.0 if fit >= minimum else 0.0
    above = min(max((fit - minimum) / spread, -1.0), 1.0)
    return (1.0 + above) ** 2 / 2.0 if above < 0.0 else 1.0 - (1.0 - above) ** 2 / 2.0
