"""The population: people are drawn from the shares of their country (ODD, section 5)."""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path
from statistics import NormalDist

from scipy.integrate import quad
from scipy.special import betaincinv

import simulation
from simulation.core.randomness import Decision
from simulation.core.vocabulary import EDUCATIONS, ICT, NEEDS, SKILLS
from simulation.initialisation.population import (
    INITIAL_ENERGY,
    INITIAL_INCOME,
    INITIAL_SAVINGS,
    INITIAL_WAGE,
    NORDIC,
    NOT_OECD,
)
from simulation.initialisation.trust import CONSTANT_RANGE, CONSTANT_TRUST, TRUST_BY_COUNTRY
from tests.oracle.randomness import normal, uniform
from tests.oracle.state import rounded

DATA = Path(simulation.__file__).parent / "data" / "population.csv"
#: Middle and spread of ages, in months.
MIDDLE_AGE, AGE_SPREAD = 45 * 12, 40 * 12 / math.sqrt(12)
#: Items of the draws for skills: rank in ICT, education asked, occupation, each skill, aptitude.
RANK, ASKED, OCCUPATION, SKILL = 0, 1, 2, 3
APTITUDE = SKILL + len(SKILLS)
STANDARD = NormalDist()


@cache
def shares_of(country):
    """Shares of education, and of ICT level given education, of a country or group."""
    with DATA.open(newline="", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["ict_none"]]
    countries = {row["country"] for row in rows}
    members = {"nordic": set(NORDIC), "oecd": countries - set(NOT_OECD)}.get(country, {country})
    education, ict = [], []
    for level in EDUCATIONS:
        theirs = [r for r in rows if r["country"] in members and r["education"] == level]
        education.append(_mean(theirs, "share"))
        ict.append(_shares([_mean(theirs, name) for name in theirs[0] if name.startswith("ict_")]))
    return _shares(education), ict


def _mean(rows, name):
    return sum(float(row[name]) for row in rows) / len(rows)


def _shares(numbers):
    return [number / sum(numbers) for number in numbers]


@cache
def asked_given_own(own, asked, correlation):
    """P(education asked | own education) under a Gaussian copula.

    ``P(own = i, asked = j) = ∫_i φ(x) [Φ((y_j − r x) / s) − Φ((y_{j−1} − r x) / s)] dx`` with
    ``s = sqrt(1 − r²)`` between the edges of i, y_j being the edges of j.
    """
    edges_own, edges_asked = _edges(own), _edges(asked)
    spread = math.sqrt(1.0 - correlation**2)

    def below(edge, x):
        return STANDARD.cdf((edge - correlation * x) / spread)

    table = []
    for i in range(len(own)):
        row = []
        for j in range(len(asked)):
            low, high = edges_asked[j], edges_asked[j + 1]
            part, _ = quad(
                lambda x, low=low, high=high: STANDARD.pdf(x) * (below(high, x) - below(low, x)),
                edges_own[i],
                edges_own[i + 1],
                epsabs=1e-12,
            )
            row.append(part)
        table.append(_shares(row))
    return table


def _edges(shares):
    """Edges between levels on the scale of a standard normal number; 8 stands for infinity."""
    inner = [STANDARD.inv_cdf(sum(shares[: n + 1])) for n in range(len(shares) - 1)]
    return [-8.0, *inner, 8.0]


def pick(weights, drawn):
    """The index that a number from 0 to 1 selects, with chances proportional to weights."""
    passed, total = 0.0, sum(weights)
    for index, weight in enumerate(weights):
        passed += weight
        if drawn <= passed / total:
            return index
    return len(weights) - 1


def draw_person(city, citizen, person, age):
    """Fill a row with a new person."""
    rule = city.settings["population"]
    citizen.clear()
    citizen.person = person
    citizen.resident = True
    citizen.age = age
    citizen.arrival = city.month
    education_shares, ict_shares = shares_of(city.settings["city"].country)
    drawn = uniform(city.seed, Decision.POPULATION_EDUCATION, 0, person)
    citizen.education = pick(education_shares, drawn)

    def skill_draw(item):
        return normal(city.seed, Decision.POPULATION_SKILLS, 0, person, item)

    # within an education younger people have more ICT skill
    by_age = rule.ict_age_correlation
    standing = by_age * (age - MIDDLE_AGE) / AGE_SPREAD
    standing += math.sqrt(1.0 - by_age**2) * skill_draw(RANK)
    ict = _skill_at(ict_shares[citizen.education], STANDARD.cdf(standing))

    origin = _origin(city, citizen.education, standing, skill_draw(ASKED), skill_draw(OCCUPATION))
    citizen.origin = citizen.last_occupation = origin
    prepared = [rule.preparation * asked for asked in city.occupations[origin].demand]
    skills = [able + rule.skill_spread * skill_draw(SKILL + k) for k, able in enumerate(prepared)]
    skills[ICT] = ict
    aptitude = math.exp(rule.aptitude_spread * skill_draw(APTITUDE))
    if not rule.skill_differences:
        skills = prepared = [rule.preparation * asked for asked in _mean_design(city)]
        aptitude = 1.0
    citizen.skills = [rounded(min(max(able, 0.0), 1.0)) for able in skills]
    informal = city.settings["informal_skill"]
    hidden = informal.hidden_share if informal.active else 0.0
    citizen.evident = [
        rounded(able - hidden * max(able - known, 0.0))
        for able, known in zip(citizen.skills, prepared, strict=True)
    ]
    citizen.previous_skills = list(citizen.skills)
    citizen.aptitude = rounded(aptitude)

    spread = rule.needs_spread if rule.need_differences else 0.0
    citizen.needs = [
        rounded(spread * normal(city.seed, Decision.POPULATION_NEEDS, 0, person, m))
        for m in range(len(NEEDS))
    ]
    position = uniform(city.seed, Decision.POPULATION_PLACE, 0, person)
    citizen.district = int(position * len(city.districts))
    _draw_trust(city, citizen)
    citizen.money = INITIAL_SAVINGS
    citizen.wage = rounded(INITIAL_WAGE * city.occupations[origin].base_wage)
    citizen.income = INITIAL_INCOME
    citizen.energy = rounded(INITIAL_ENERGY)


def _skill_at(shares, rank):
    """ICT skill at a rank from 0 to 1: levels are equally wide and evenly filled."""
    below = 0.0
    for level, part in enumerate(shares):
        if rank <= below + part:
            return (level + (rank - below) / part) / len(shares)
        below += part
    return 1.0


def _mean_design(city):
    """Mean demands of posts at month 0."""
    posts = sum(occupation.employment for occupation in city.occupations)
    return [
        sum(occupation.employment * occupation.design[k] for occupation in city.occupations) / posts
        for k in range(len(SKILLS))
    ]


def _origin(city, education, standing, first, second):
    """Occupation of origin: first the education that it asks, then which one it is."""
    rule = city.settings["population"]
    correlation = rule.education_job_correlation if rule.skill_differences else 0.0
    correlation_ict = rule.ict_origin_correlation if rule.skill_differences else 0.0
    remainder = math.sqrt(1.0 - correlation_ict**2)
    own, _ = shares_of(city.settings["city"].country)
    table = asked_given_own(tuple(own), tuple(city.asked_shares), correlation)
    level = pick(table[education], STANDARD.cdf(correlation_ict * standing + remainder * first))
    choices = city.goals[level]
    employment = [
        city.occupations[row].employment * city.occupations[row].asked[level] for row in choices
    ]
    return choices[pick(employment, STANDARD.cdf(correlation_ict * standing + remainder * second))]


def _draw_trust(city, citizen):
    """``Beta(m k, (1 − m) k)`` with the country's mean; without the process normal round .45."""
    rule, person = city.settings["trust"], citizen.person
    if rule.active:
        mean = rule.initial_mean
        if rule.country_differences:
            mean = TRUST_BY_COUNTRY.get(city.settings["city"].country, mean)
        drawn = uniform(city.seed, Decision.TRUST, 0, person)
        trust = float(
            betaincinv(mean * rule.concentration, (1.0 - mean) * rule.concentration, drawn)
        )
    else:
        mean, spread = CONSTANT_TRUST
        low, high = CONSTANT_RANGE
        trust = mean + spread * normal(city.seed, Decision.POPULATION_PLACE, 0, person, 1)
        trust = min(max(trust, low), high)
    citizen.trust = citizen.disposition = citizen.trust_firms = rounded(trust)
    if rule.active:
        ratio = min(1.0, rule.firms_mean / mean)
        citizen.trust_firms = rounded(citizen.trust_firms * ratio)
    concern = uniform(city.seed, Decision.TRUST, 0, person, 1)
    citizen.privacy_concerned = concern < rule.privacy_concern
