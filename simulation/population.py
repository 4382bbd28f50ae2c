"""Who the citizens are: drawn from real shares, at month 0 and whenever somebody arrives.

Education and ICT level come from PIAAC (``data/population.csv``). The other skills come from the
occupation that schooling and early career prepared a person for; how closely that follows
education is measured in PIAAC too. After that, nothing in the model looks at education to match,
hire, pay or fit anybody, except where it is a signal that employers see.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

import numpy as np
from scipy import stats
from scipy.special import ndtr

from simulation.initial_trust import draw_trust
from simulation.luck import Decision, normals, uniforms
from simulation.vocabulary import EDUCATIONS, ICT, NEEDS, SKILLS
from simulation.world import World

DATA = Path(__file__).parent / "data" / "population.csv"

#: Countries behind the two means; see ``data/SOURCES.md``.
NORDIC = ("fin", "nor", "swe")
NOT_OECD = ("sgp", "cyp", "rus", "idn")

#: Ages of residents by ten-year group (25–34 … 55–64): a flat structure, kept by entry at 25 and
#: retirement at 65.
FIRST_AGE, LAST_AGE = 25 * 12, 65 * 12
MIDDLE_AGE, AGE_SPREAD = 45 * 12, 40 * 12 / np.sqrt(12)

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


def _pick(table: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Index by cumulative shares: `table` (rows, choices) or (choices,), one share per row."""
    cumulative = np.cumsum(table, axis=-1)
    cumulative = cumulative / cumulative[..., -1:]
    return np.minimum((share[:, None] > cumulative).sum(axis=1), table.shape[-1] - 1)


def draw_people(world: World, rows: np.ndarray, persons: np.ndarray, ages: np.ndarray) -> None:
    """Fill rows of the citizens table with new people.

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
    rule = world.settings["population"]
    citizens, occupations, seed = world.citizens, world.occupations, world.seed
    citizens.clear(rows)
    citizens.person[rows] = persons
    citizens.resident[rows] = True
    citizens.age[rows] = ages
    citizens.arrival[rows] = world.month

    shares, ict_levels = marginals(world.settings["city"].country)
    luck = uniforms(seed, Decision.POPULATION_EDUCATION, 0, persons)
    education = _pick(shares, luck)
    citizens.education[rows] = education

    def skill_luck(item: int) -> np.ndarray:
        return normals(seed, Decision.POPULATION_SKILLS, 0, persons, item)

    # ICT rank within education: younger people stand higher
    by_age = rule.ict_age_correlation
    z_ict = by_age * (ages - MIDDLE_AGE) / AGE_SPREAD + np.sqrt(1 - by_age**2) * skill_luck(0)
    rank = ndtr(z_ict)
    edges = np.concatenate([np.zeros((3, 1)), np.cumsum(ict_levels, axis=1)], axis=1)
    ict = np.empty(rows.size)
    for level in range(len(EDUCATIONS)):
        of_level = education == level
        ict[of_level] = np.interp(rank[of_level], edges[level], np.linspace(0, 1, 6))

    origin = _origin(world, education, z_ict, skill_luck(1), skill_luck(2))
    citizens.origin[rows] = origin
    citizens.trade[rows] = origin
    prepared = rule.preparation * occupations.design[origin].astype(float)
    skills = prepared.copy()
    for k in range(len(SKILLS)):
        skills[:, k] += rule.skill_spread * skill_luck(3 + k)
    skills[:, ICT] = ict
    aptitude = np.exp(rule.aptitude_spread * skill_luck(3 + len(SKILLS)))
    if not rule.skill_differences:
        skills[:] = rule.preparation * np.average(
            occupations.design, axis=0, weights=occupations.employment
        )
        aptitude[:] = 1.0
        prepared = skills
    citizens.skills[rows] = np.clip(skills, 0.0, 1.0)
    informal = world.settings["informal_skill"]
    hidden = informal.hidden if informal.active else 0.0
    beyond = np.maximum(citizens.skills[rows] - prepared, 0.0)
    citizens.evident[rows] = citizens.skills[rows] - hidden * beyond
    citizens.last_skills[rows] = citizens.skills[rows]
    citizens.aptitude[rows] = aptitude

    for m in range(len(NEEDS)):
        luck = normals(seed, Decision.POPULATION_NEEDS, 0, persons, m)
        spread = rule.needs_spread if rule.need_differences else 0.0
        citizens.needs[rows, m] = spread * luck
    place = uniforms(seed, Decision.POPULATION_PLACE, 0, persons)
    citizens.district[rows] = (place * world.districts.rows).astype(np.int16)
    draw_trust(world, rows, persons)
    citizens.money[rows] = 6000.0
    citizens.wage[rows] = 0.8 * occupations.base_wage[origin]
    citizens.income[rows] = 1000.0
    citizens.energy[rows] = 0.55


def _origin(
    world: World, education: np.ndarray, z_ict: np.ndarray, first: np.ndarray, second: np.ndarray
) -> np.ndarray:
    """Occupation that schooling prepared for: by education, and by ICT rank within it."""
    rule, occupations = world.settings["population"], world.occupations
    employment = occupations.employment.astype(float)
    own, _ = marginals(world.settings["city"].country)
    rho = rule.education_job_correlation if rule.skill_differences else 0.0
    table = asked_given_own(tuple(own), occupations.asked_shares, float(rho))
    leaning = rule.ict_origin_correlation if rule.skill_differences else 0.0
    remainder = np.sqrt(1.0 - leaning**2)
    level = _pick(table[education], ndtr(leaning * z_ict + remainder * first))
    origin = np.empty(education.size, dtype=np.int16)
    for value, members in enumerate(occupations.goals):
        chosen = level == value
        share = ndtr(leaning * z_ict[chosen] + remainder * second[chosen])
        origin[chosen] = members[_pick(employment[members], share)]
    return origin
