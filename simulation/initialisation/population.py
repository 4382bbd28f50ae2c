"""Who the citizens are: drawn from real shares, at month 0 and whenever somebody arrives.

Education and ICT level come from PIAAC (``data/population.csv``). The other skills come from the
occupation that schooling and early career prepared a person for; how closely that follows
education is measured in PIAAC too. After that, nothing in the model looks at education to match,
hire, pay or fit anybody, except where it is a signal that employers see.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

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

#: Countries behind the two means; see ``docs/model/sources.md``.
NORDIC = ("fin", "nor", "swe")
NOT_OECD = ("sgp", "cyp", "rus", "idn")

#: Ages of residents by ten-year group (25–34 … 55–64): a flat structure, kept by entry at 25 and
#: retirement at 65.
FIRST_AGE, LAST_AGE = 25 * 12, 65 * 12
MIDDLE_AGE, AGE_SPREAD = 45 * 12, 40 * 12 / np.sqrt(12)

#: Where each ICT level begins on the scale of ICT skill, and where the last one ends.
LEVEL_ENDS = np.linspace(0.0, 1.0, len(ICT_LEVELS) + 1)

#: Life stages begin at 25, 35 and 50 years.
STAGE_STARTS = (25 * 12, 35 * 12, 50 * 12)

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
    corner = np.zeros((4, 4))
    bounds_own = [-8.0, *edges_own, 8.0]
    bounds_asked = [-8.0, *edges_asked, 8.0]
    for i, x in enumerate(bounds_own):
        for j, y in enumerate(bounds_asked):
            corner[i, j] = distribution.cdf([x, y])
    cells = np.diff(np.diff(corner, axis=0), axis=1)
    return cells / cells.sum(axis=1, keepdims=True)


def life_stage(age: np.ndarray) -> np.ndarray:
    """Life stage 0 young, 1 family, 2 late, from age in months."""
    return (np.searchsorted(STAGE_STARTS, age, side="right") - 1).astype(np.uint8)


@dataclass(frozen=True)
class Shares:
    """The shares that people are drawn by, summed up once when a city is founded.

    Attributes
    ----------
    education : ndarray of shape (3,)
        Cumulative shares of education.
    ict : ndarray of shape (3, 6)
        Cumulative shares of ICT levels given education, from 0 to 1.
    asked : ndarray of shape (3, 3)
        Cumulative shares of the education asked in the occupation prepared for, given one's own.
    goals : ndarray of int64
        Established occupations, those that ask the same education together, by ICT demand.
    first : ndarray of int64, shape (4,)
        Where those that ask each education begin in `goals`.
    posts : ndarray, as long as `goals`
        Cumulative shares of posts among the occupations that ask the same education.
    alike : ndarray of shape (7,)
        Skills of everybody in a city without differences of skill.
    """

    education: np.ndarray
    ict: np.ndarray
    asked: np.ndarray
    goals: np.ndarray
    first: np.ndarray
    posts: np.ndarray
    alike: np.ndarray


def _cumulative(table: np.ndarray) -> np.ndarray:
    """Cumulative shares along the last axis; the last one is 1."""
    summed = np.cumsum(table, axis=-1)
    return np.asarray(summed / summed[..., -1:], dtype=np.float64)


def cumulate_shares(world: World) -> Shares:
    """The shares of a city that people are drawn by; its settings and occupations say them.

    Raises
    ------
    ValueError
        If all occupations that ask one of the educations are still to be born.
    """
    rule, occupations = world.settings["population"], world.occupations
    own, ict = marginals(world.settings["city"].country)
    rho = rule.education_job_correlation if rule.skill_differences else 0.0
    employment = occupations.employment.astype(float)
    for level, asked in enumerate(occupations.asked_shares):
        if asked > 0.0 and occupations.goals[level].size == 0:
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
            [_cumulative(employment[members]) for members in occupations.goals if members.size]
        ),
        alike=rule.preparation
        * np.average(occupations.design, axis=0, weights=occupations.employment),
    )


@inlined
def _pick(cumulative, luck, first, end):
    """The first index from `first` on whose cumulative share reaches as far as luck."""
    index = first
    while index < end - 1 and luck > cumulative[index]:
        index += 1
    return index


@compiled
def _ict_ranks(seed, persons, ages, by_age, cumulative, education, z):
    """Education, and ICT rank within it as a standard normal: younger people stand higher."""
    own = math.sqrt(1.0 - by_age**2)
    for n in range(persons.shape[0]):
        luck = to_uniform(random_bits(seed, Decision.POPULATION_EDUCATION, 0, persons[n], 0)[0])
        education[n] = _pick(cumulative, luck, 0, cumulative.shape[0])
        first, second, _, _ = random_bits(seed, Decision.POPULATION_SKILLS, 0, persons[n], 0)
        z[n] = by_age * (ages[n] - MIDDLE_AGE) / AGE_SPREAD + own * to_normal(first, second)


@compiled
def _ict_skills(education, rank, edges, ict):
    """ICT skill from the rank within one's education, by straight lines between ICT levels."""
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
    """Education and ICT skill that people have, before anything else of them is drawn.

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
        ICT skill, 0–1; the same for all where skills do not differ.
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
        ict[:] = min(max(table.alike[ICT], 0.0), 1.0)
    return education, z, ict


@compiled
def _leanings(seed, persons, z, leaning, leaned):
    """Ranks in what schooling prepared for, as far as possible after the rank in ICT.

    ``r z + sqrt(1 − r²) u`` for the education that the occupation asks, in the first row of the
    result, and for the occupation among those that ask it, in the second.
    """
    own = math.sqrt(1.0 - leaning**2)
    for n in range(persons.shape[0]):
        for item in range(2):
            first, second, _, _ = random_bits(
                seed, Decision.POPULATION_SKILLS, 0, persons[n], item + 1
            )
            leaned[item, n] = leaning * z[n] + own * to_normal(first, second)


@compiled
def _origins(education, rank, asked, goals, first, posts, origin):
    """Occupation that schooling prepared for, by what it asks and then by its share of posts."""
    for n in range(education.shape[0]):
        level = _pick(asked[education[n]], rank[0, n], 0, asked.shape[1])
        origin[n] = goals[_pick(posts, rank[1, n], first[level], first[level + 1])]


@compiled
def _equip(seed, rows, persons, ict, origin, design, rules, alike, skill_columns, aptitude):
    """Skills round what the origin prepared for, what is seen of them, and speed of learning."""
    skills, evident, previous_skills = skill_columns
    preparation, skill_spread, aptitude_spread, hidden, differ = rules
    for n in range(rows.shape[0]):
        row = rows[n]
        for k in range(SKILL_COUNT):
            prepared = preparation * design[origin[n], k]
            able = prepared
            if not differ:
                prepared = alike[k]
                able = prepared
            elif k == ICT:
                able = ict[n]
            else:
                first, second, _, _ = random_bits(
                    seed, Decision.POPULATION_SKILLS, 0, persons[n], 3 + k
                )
                able = prepared + skill_spread * to_normal(first, second)
            skills[row, k] = min(max(able, 0.0), 1.0)
            # what goes beyond schooling was learned on the way, and no paper shows it
            beyond = max(skills[row, k] - prepared, 0.0)
            evident[row, k] = skills[row, k] - hidden * beyond
            previous_skills[row, k] = skills[row, k]
        aptitude[row] = 1.0
        if differ:
            first, second, _, _ = random_bits(
                seed, Decision.POPULATION_SKILLS, 0, persons[n], 3 + SKILL_COUNT
            )
            aptitude[row] = math.exp(aptitude_spread * to_normal(first, second))


@compiled
def _settle(seed, rows, persons, spread, districts, needs, district):
    """Needs round the mean of the life stage, and a district drawn at random."""
    for n in range(rows.shape[0]):
        row = rows[n]
        for m in range(needs.shape[1]):
            first, second, _, _ = random_bits(seed, Decision.POPULATION_NEEDS, 0, persons[n], m)
            needs[row, m] = spread * to_normal(first, second)
        place = to_uniform(random_bits(seed, Decision.POPULATION_PLACE, 0, persons[n], 0)[0])
        district[row] = int(place * districts)


#: Columns that a new citizen's row is filled in; the others begin empty.
DRAWN = frozenset(
    (
        "person", "resident", "age", "arrival", "education", "origin", "last_occupation", "skills",
        "evident", "causes", "aptitude", "needs", "district", "trust", "disposition",
        "privacy_concerned", "money", "wage", "income", "energy",
    )
)  # fmt: skip


def draw_people(world: World, rows: np.ndarray, persons: np.ndarray, ages: np.ndarray) -> None:
    """Fill rows of the citizens table with new people.

    Schooling and early career prepared everybody for an occupation: its education asked, and then
    the occupation among those that ask it, go with one's own education and ICT rank as far as the
    correlations say. Skills lie round ``preparation · d`` of that occupation, ICT as PIAAC has it.

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
    citizens, occupations, seed = world.citizens, world.occupations, world.seed
    education, z, ict = draw_ict(world, persons, ages)
    table = world.shares
    leaned = np.empty((2, rows.size))
    leaning = rule.ict_origin_correlation if rule.skill_differences else 0.0
    _leanings(seed, persons, z, leaning, leaned)
    origin = np.empty(rows.size, dtype=np.int16)
    _origins(education, ndtr(leaned), table.asked, table.goals, table.first, table.posts, origin)

    citizens.clear(rows, but=DRAWN)
    citizens.person[rows] = persons
    citizens.resident[rows] = True
    citizens.age[rows] = ages
    citizens.arrival[rows] = world.month
    citizens.education[rows] = education
    citizens.origin[rows] = origin
    citizens.last_occupation[rows] = origin
    _equip(
        seed,
        rows,
        persons,
        ict,
        origin,
        occupations.design,
        (
            rule.preparation,
            rule.skill_spread,
            rule.aptitude_spread,
            informal.hidden_share if informal.active else 0.0,
            rule.skill_differences,
        ),
        table.alike,
        (citizens.skills, citizens.evident, citizens.previous_skills),
        citizens.aptitude,
    )
    spread = rule.needs_spread if rule.need_differences else 0.0
    _settle(seed, rows, persons, spread, world.districts.rows, citizens.needs, citizens.district)
    draw_trust(world, rows, persons)
    citizens.money[rows] = 6000.0
    citizens.wage[rows] = 0.8 * occupations.base_wage[origin]
    citizens.income[rows] = 1000.0
    citizens.energy[rows] = 0.55
