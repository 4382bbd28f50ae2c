"""The population: people are drawn from surveyed shares, at month 0 and on arrival.

Education and ICT level come from PIAAC (``data/population.csv``). The other skills come from the
occupation that schooling and early career prepared a person for; PIAAC also gives the correlation
of that occupation with education. After that, matching, hiring, pay and fit do not depend on
education, except where it is a signal to employers.
"""

from __future__ import annotations

import csv
import math
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from scipy import stats
from scipy.special import ndtr

from simulation.core.randomness import Decision, random_bits, to_normal, to_uniform
from simulation.core.vocabulary import EDUCATIONS, ICT, ICT_LEVELS
from simulation.fit import SKILL_COUNT
from simulation.initialisation.trust import draw_trust
from simulation.kernels.compiled import compiled, inlined
from simulation.world import World

DATA = Path(__file__).parents[1] / "data" / "population.csv"

#: Members of the Nordic mean, and countries outside the OECD mean; see ``docs/model/sources.md``.
NORDIC = ("fin", "nor", "swe")
NOT_OECD = ("sgp", "cyp", "rus", "idn")

#: Ages of entry and retirement, and mean and standard deviation of the uniform distribution between
#: them, months.
FIRST_AGE, LAST_AGE = 25 * 12, 65 * 12
MIDDLE_AGE, AGE_SPREAD = 45 * 12, 40 * 12 / np.sqrt(12)

#: Lower ends of the ICT levels on the scale of ICT skill, and the upper end of the last.
LEVEL_ENDS = np.linspace(0.0, 1.0, len(ICT_LEVELS) + 1)

#: Life stages begin at 25, 35 and 50 years.
STAGE_STARTS = (25 * 12, 35 * 12, 50 * 12)

#: Beyond so many standard deviations the normal distribution is cut.
INFINITE = 8.0
#: Items of the random draws for skills: rank in ICT, the two ranks of the occupation of origin,
#: each skill, and then the learning speed.
ICT_ITEM, ORIGIN_ITEM, SKILL_ITEM = 0, 1, 3
APTITUDE_ITEM = SKILL_ITEM + SKILL_COUNT
#: Savings (euro), income (euro per month), energy (0–1) of new people, and their wage relative to
#: that of the occupation of origin. Assumptions.
INITIAL_SAVINGS, INITIAL_INCOME, INITIAL_ENERGY, INITIAL_WAGE = 6000.0, 1000.0, 0.55, 0.8

#: Mean need by life stage (rows: young, family, late; columns: NEEDS).
STAGE_NEEDS = np.array(
    [
        [0.50, 0.45, 0.60, 0.50, 0.45, 0.60, 0.50],
        [0.55, 0.60, 0.55, 0.50, 0.60, 0.50, 0.55],
        [0.50, 0.60, 0.50, 0.60, 0.50, 0.50, 0.60],
    ]
)
#: Importance of each need by life stage; rows sum to 1.
STAGE_WEIGHTS = np.array(
    [
        [0.20, 0.12, 0.18, 0.12, 0.10, 0.16, 0.12],
        [0.20, 0.18, 0.12, 0.10, 0.16, 0.10, 0.14],
        [0.16, 0.18, 0.12, 0.16, 0.10, 0.12, 0.16],
    ]
)


@cache
def marginals(country: str) -> tuple[np.ndarray, np.ndarray]:
    """Shares of education, and of ICT level given education, of a country or group.

    Parameters
    ----------
    country : str
        A country of the table, ``oecd`` (mean of the 21 OECD countries with a complete row) or
        ``nordic`` (mean of fin, nor, swe).

    Returns
    -------
    education : ndarray of shape (3,)
    ict : ndarray of shape (3, 5)

    Raises
    ------
    ValueError
        If the country has no ICT levels.
    """
    table: dict[str, dict[str, list[float]]] = {}
    with DATA.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            levels = [row[name] for name in row if name.startswith("ict_")]
            if all(levels):
                values = [float(row["share"]), *map(float, levels)]
                table.setdefault(row["country"], {})[row["education"]] = values
    if country == "oecd":
        members = [name for name in table if name not in NOT_OECD]
    elif country == "nordic":
        members = list(NORDIC)
    elif country in table:
        members = [country]
    else:
        raise ValueError(f"no ICT levels for country {country!r}")
    cube = np.mean([[table[name][level] for level in EDUCATIONS] for name in members], axis=0)
    education = cube[:, 0] / cube[:, 0].sum()
    ict = cube[:, 1:] / cube[:, 1:].sum(axis=1, keepdims=True)
    return education, ict


@cache
def asked_given_own(own: tuple[float, ...], asked: tuple[float, ...], rho: float) -> np.ndarray:
    """P(education asked | own education) under a Gaussian copula with correlation `rho`.

    Returns
    -------
    ndarray of shape (3, 3)
        Row: own education; column: education asked; rows sum to 1.
    """
    edges_own = stats.norm.ppf(np.cumsum(own)[:-1])
    edges_asked = stats.norm.ppf(np.cumsum(asked)[:-1])
    distribution = stats.multivariate_normal(mean=[0, 0], cov=[[1, rho], [rho, 1]])
    bounds_own = [-INFINITE, *edges_own, INFINITE]
    bounds_asked = [-INFINITE, *edges_asked, INFINITE]
    corner = np.zeros((len(bounds_own), len(bounds_asked)))
    for i, x in enumerate(bounds_own):
        for j, y in enumerate(bounds_asked):
            corner[i, j] = distribution.cdf([x, y])
    cells = np.diff(np.diff(corner, axis=0), axis=1)
    return cells / cells.sum(axis=1, keepdims=True)


@compiled
def life_stage(age):
    """Life stage 0 young, 1 family, 2 late, from age in months."""
    stage = np.empty(age.shape[0], dtype=np.uint8)
    for n in range(age.shape[0]):
        stage[n] = int(age[n] >= STAGE_STARTS[1]) + int(age[n] >= STAGE_STARTS[2])
    return stage


class Shares(NamedTuple):
    """Cumulative shares that people are drawn from.

    Attributes
    ----------
    education : ndarray of shape (3,)
        Cumulative shares of education.
    ict : ndarray of shape (3, 6)
        Cumulative shares of ICT levels given education, from 0 to 1.
    asked : ndarray of shape (3, 3)
        Cumulative shares of the education asked in the occupation prepared for, given one's own.
    goals : ndarray of int64
        Established occupations, grouped by the education asked, in a group by ICT demand.
    first : ndarray of int64, shape (4,)
        Index in `goals` at which each group begins.
    posts : ndarray, as long as `goals`
        Cumulative shares of posts within each group.
    mean_skills : ndarray of shape (7,)
        Skills of everybody in a city without differences in skill.
    """

    education: np.ndarray
    ict: np.ndarray
    asked: np.ndarray
    goals: np.ndarray
    first: np.ndarray
    posts: np.ndarray
    mean_skills: np.ndarray


class NewPeople(NamedTuple):
    """People to add to the city.

    Attributes
    ----------
    rows, persons, ages : ndarray
        See :func:`draw_people`.
    education : ndarray of uint8
    ranks : ndarray of shape (2, n)
        Ranks for the occupation of origin, uniform on (0, 1); see :func:`_origin_ranks`.
    ict : ndarray
        ICT skill.
    """

    rows: np.ndarray
    persons: np.ndarray
    ages: np.ndarray
    education: np.ndarray
    ranks: np.ndarray
    ict: np.ndarray


def _cumulative(table: np.ndarray) -> np.ndarray:
    """Cumulative shares along the last axis; the last one is 1."""
    summed = np.cumsum(table, axis=-1)
    return np.asarray(summed / summed[..., -1:], dtype=np.float64)


def cumulate_shares(world: World) -> Shares:
    """Cumulate the shares of a city from its settings and occupations.

    Raises
    ------
    ValueError
        If only emerging occupations ask one of the educations.
    """
    rule, occupations = world.settings["population"], world.occupations
    own, ict = marginals(world.settings["city"].country)
    rho = rule.education_job_correlation if rule.skill_differences else 0.0
    employment, asked = occupations.employment.astype(float), occupations.asked
    for level, share in enumerate(occupations.asked_shares):
        if share > 0.0 and occupations.goals[level].size == 0:
            raise ValueError(
                f"occupations: only emerging ones ask {EDUCATIONS[level]!r} education; at least "
                "one that is not emerging must"
            )
    ends = np.cumsum([members.size for members in occupations.goals])
    return Shares(
        education=_cumulative(own),
        ict=np.concatenate([np.zeros((len(EDUCATIONS), 1)), np.cumsum(ict, axis=1)], axis=1),
        asked=_cumulative(asked_given_own(tuple(own), occupations.asked_shares, float(rho))),
        goals=np.concatenate(occupations.goals).astype(np.int64),
        first=np.concatenate([[0], ends]).astype(np.int64),
        posts=np.concatenate(
            [
                _cumulative(employment[members] * asked[members, level])
                for level, members in enumerate(occupations.goals)
                if members.size
            ]
        ),
        mean_skills=rule.preparation
        * np.average(occupations.design, axis=0, weights=occupations.employment),
    )


@inlined
def _pick(cumulative, drawn, first, end):
    """The first index from `first` on with a cumulative share of at least `drawn`."""
    index = first
    while index < end - 1 and drawn > cumulative[index]:
        index += 1
    return index


@compiled
def _ict_ranks(seed, persons, ages, by_age, cumulative, education, z):
    """Draw education, and the ICT rank within it as a standard normal, which falls with age."""
    own = math.sqrt(1.0 - by_age**2)
    for n in range(persons.shape[0]):
        drawn = to_uniform(random_bits(seed, Decision.POPULATION_EDUCATION, 0, persons[n], 0)[0])
        education[n] = _pick(cumulative, drawn, 0, cumulative.shape[0])
        first, second, _, _ = random_bits(seed, Decision.POPULATION_SKILLS, 0, persons[n], ICT_ITEM)
        z[n] = by_age * (ages[n] - MIDDLE_AGE) / AGE_SPREAD + own * to_normal(first, second)


@compiled
def _ict_skills(education, rank, edges, ict):
    """ICT skill from the rank within one's education, linear between ICT levels."""
    levels = edges.shape[1] - 1
    for n in range(rank.shape[0]):
        e = education[n]
        at = 0
        while at < levels - 1 and rank[n] >= edges[e, at + 1]:
            at += 1
        width = edges[e, at + 1] - edges[e, at]
        slope = (LEVEL_ENDS[at + 1] - LEVEL_ENDS[at]) / width if width > 0.0 else 0.0
        ict[n] = min(slope * (rank[n] - edges[e, at]) + LEVEL_ENDS[at], 1.0)


def draw_ict(
    world: World, persons: np.ndarray, ages: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Draw the education and ICT skill of people, on which all their other traits depend.

    Parameters
    ----------
    world : World
    persons : ndarray of uint32, shape (n,)
        Their identities.
    ages : ndarray of int, shape (n,)
        Ages in months.

    Returns
    -------
    education : ndarray of uint8, shape (n,)
    z : ndarray of shape (n,)
        Rank in ICT among people of the same education, as a standard normal.
    ict : ndarray of shape (n,)
        ICT skill, 0–1; the same for all if skills do not differ.
    """
    if world.shares is None:
        world.shares = cumulate_shares(world)
    table = world.shares
    education, z = np.empty(persons.size, np.uint8), np.empty(persons.size)
    ict = np.empty(persons.size)
    rule = world.settings["population"]
    _ict_ranks(world.seed, persons, ages, rule.ict_age_correlation, table.education, education, z)
    _ict_skills(education, ndtr(z), table.ict, ict)
    if not rule.skill_differences:
        ict[:] = min(max(table.mean_skills[ICT], 0.0), 1.0)
    return education, z, ict


@compiled
def _origin_ranks(seed, persons, z, correlation, ranks):
    """Draw ranks for the occupation of origin, correlated with the rank in ICT.

    ``r z + sqrt(1 − r²) u``: in the first row of `ranks` for the education that the occupation
    asks, in the second for the occupation among those that ask it.
    """
    own = math.sqrt(1.0 - correlation**2)
    for n in range(persons.shape[0]):
        for item in range(2):
            first, second, _, _ = random_bits(
                seed, Decision.POPULATION_SKILLS, 0, persons[n], ORIGIN_ITEM + item
            )
            ranks[item, n] = correlation * z[n] + own * to_normal(first, second)


@compiled
def _origin(education, first_rank, second_rank, shares):
    """Pick the occupation of origin, first by the education asked, then by its share of posts."""
    asked, first = shares.asked, shares.first
    level = _pick(asked[education], first_rank, 0, asked.shape[1])
    return shares.goals[_pick(shares.posts, second_rank, first[level], first[level + 1])]


@compiled
def _fill(people, month, citizens, base_wage, shares):
    """Fill what new people have apart from skills, needs, trust and district."""
    for n in range(people.rows.shape[0]):
        row = people.rows[n]
        origin = _origin(people.education[n], people.ranks[0, n], people.ranks[1, n], shares)
        citizens.person[row] = people.persons[n]
        citizens.resident[row] = True
        citizens.age[row] = people.ages[n]
        citizens.arrival[row] = month
        citizens.education[row] = people.education[n]
        citizens.origin[row] = origin
        citizens.last_occupation[row] = origin
        citizens.money[row] = INITIAL_SAVINGS
        citizens.wage[row] = np.float32(INITIAL_WAGE) * base_wage[origin]
        citizens.income[row] = INITIAL_INCOME
        citizens.energy[row] = INITIAL_ENERGY


@compiled
def _draw_skills(seed, rows, ict, citizens, design, mean_skills, rule, hidden):
    """Draw skills around those of the occupation of origin, evident skills and learning speed.

    `hidden` is the share of skill beyond schooling that no certificate shows.
    """
    skills, evident = citizens.skills, citizens.evident
    previous_skills = citizens.causes  # see Citizens.previous_skills
    differ = rule.skill_differences
    for n in range(rows.shape[0]):
        row = rows[n]
        person = citizens.person[row]
        for k in range(SKILL_COUNT):
            prepared = rule.preparation * design[citizens.origin[row], k]
            skill = prepared
            if not differ:
                prepared = mean_skills[k]
                skill = prepared
            elif k == ICT:
                skill = ict[n]
            else:
                first, second, _, _ = random_bits(
                    seed, Decision.POPULATION_SKILLS, 0, person, SKILL_ITEM + k
                )
                skill = prepared + rule.skill_spread * to_normal(first, second)
            skills[row, k] = min(max(skill, 0.0), 1.0)
            beyond = max(skills[row, k] - prepared, 0.0)
            evident[row, k] = skills[row, k] - hidden * beyond
            previous_skills[row, k] = skills[row, k]
        citizens.aptitude[row] = 1.0
        if differ:
            first, second, _, _ = random_bits(
                seed, Decision.POPULATION_SKILLS, 0, person, APTITUDE_ITEM
            )
            citizens.aptitude[row] = math.exp(rule.aptitude_spread * to_normal(first, second))


@compiled
def _draw_needs_and_district(seed, rows, citizens, spread, districts):
    """Draw needs around the mean of the life stage, and a district."""
    person, needs = citizens.person, citizens.needs
    for n in range(rows.shape[0]):
        row = rows[n]
        for m in range(needs.shape[1]):
            first, second, _, _ = random_bits(seed, Decision.POPULATION_NEEDS, 0, person[row], m)
            needs[row, m] = spread * to_normal(first, second)
        bits = random_bits(seed, Decision.POPULATION_PLACE, 0, person[row], 0)
        citizens.district[row] = int(to_uniform(bits[0]) * districts)


@compiled
def _settle(draw, people, citizens, occupations, districts, shares, rule, hidden):
    """Fill the rows of new people but for their trust; see :func:`draw_people`."""
    seed, month = draw
    _fill(people, month, citizens, occupations.base_wage, shares)
    rows, design, mean_skills = people.rows, occupations.demand, shares.mean_skills
    _draw_skills(seed, rows, people.ict, citizens, design, mean_skills, rule, hidden)
    spread = rule.needs_spread if rule.need_differences else 0.0
    _draw_needs_and_district(seed, rows, citizens, spread, districts.rows)


#: Columns of a new citizen that are filled here; the others begin empty.
DRAWN = frozenset(
    (
        "person", "resident", "age", "arrival", "education", "origin", "last_occupation", "skills",
        "evident", "causes", "aptitude", "needs", "district", "trust", "trust_firms", "disposition",
        "privacy_concerned", "money", "wage", "income", "energy",
    )
)  # fmt: skip


def draw_people(world: World, rows: np.ndarray, persons: np.ndarray, ages: np.ndarray) -> None:
    """Fill rows of the citizens table with new people.

    Everybody has an occupation of origin, for which schooling and early career prepared. The
    education that it asks correlates with one's own, and the occupation among those that ask it
    with the ICT rank. Skills are drawn around ``preparation · d`` of that occupation, with the
    demand d of this month, ICT from PIAAC. All of it is up to date.

    Parameters
    ----------
    world : World
    rows : ndarray of int, shape (n,)
        Rows to fill.
    persons : ndarray of uint32, shape (n,)
        Their identities.
    ages : ndarray of int, shape (n,)
        Ages in months.
    """
    if rows.size == 0:
        return
    rule, informal = world.settings["population"], world.settings["informal_skill"]
    citizens, seed = world.citizens, world.seed
    education, z, ict = draw_ict(world, persons, ages)
    ranks = np.empty((2, rows.size))
    correlation = rule.ict_origin_correlation if rule.skill_differences else 0.0
    _origin_ranks(seed, persons, z, correlation, ranks)
    people = NewPeople(rows, persons, ages, education, ndtr(ranks, out=ranks), ict)
    citizens.clear(rows, but=DRAWN)
    _settle(
        (seed, world.month), people, citizens, world.occupations, world.districts, world.shares,
        rule, informal.hidden_share if informal.active else 0.0,
    )  # fmt: skip
    draw_trust(world, rows, persons)
