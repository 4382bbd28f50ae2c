"""The city at month 0: people, employers, posts, first jobs, districts and ties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from simulation.core.randomness import Decision, random_bits, to_uniform, uniforms
from simulation.core.vocabulary import EDUCATIONS, UNEMPLOYED, VACANT
from simulation.initialisation.employers import (
    LARGE_RATIO,
    LARGE_SECTORS,
    SINGLE_POST_SECTORS,
    add_employers,
    add_remote_employers,
    in_sectors,
    open_new_posts,
)
from simulation.initialisation.occupation_rules import apply_rules
from simulation.initialisation.population import FIRST_AGE, LAST_AGE, draw_people, life_stage
from simulation.kernels.compiled import compiled
from simulation.tables.communities import Communities
from simulation.tables.posts import take_post
from simulation.world import World

# Initial conditions are assumptions. The burn-in, which no statistic uses, removes their traces.
#: Share of posts filled before the first month.
FIRST_FILLED = 0.93
#: Longest tenure in a first job, months.
LONGEST_TENURE = 60
#: Amenities and infrastructure of districts: value at one end of the city, fall to the other end,
#: width of the uniform difference between districts, and the range that they are cut to.
AMENITIES = (0.85, 0.5, 0.3, 0.1, 1.0)
INFRASTRUCTURE = (1.0, 0.4, 0.2, 0.2, 1.0)
#: Rent in every district, euro per month.
INITIAL_RENT = 600.0
#: Kinds of career communities; there is one of each kind for every family of occupations.
COMMUNITY_KINDS = (0, 1, 2)
#: Items of the random draws for ages and for districts.
AGE_ITEM = 99
AMENITIES_ITEM, INFRASTRUCTURE_ITEM = 7, 8
#: People drawn at a time, so that scratch memory does not grow with the city.
BLOCK = 1 << 16


class FirstVacancies(NamedTuple):
    """Vacancies for first jobs, grouped by occupation.

    Attributes
    ----------
    post : ndarray of int32
        Rows of the posts.
    first, filled : ndarray of int64, shape (occupations,)
        Index in `post` of the first of each occupation, and how many of them are to be filled.
    """

    post: np.ndarray
    first: np.ndarray
    filled: np.ndarray


def create_city(settings: Mapping[str, Any], seed: int) -> World:
    """Create a new city.

    Parameters
    ----------
    settings : mapping of str to section
        Resolved parameters.
    seed : int
        Seed, 0 or more and below 2**64.

    Returns
    -------
    World
        The city before its first month.
    """
    world = World(settings, seed)
    apply_rules(world.occupations, settings)
    size = settings["city"].citizens
    for start in range(0, size, BLOCK):
        _create_people(world, np.arange(start, min(start + BLOCK, size)))
    _create_districts(world)
    _create_employers(world)
    _first_jobs(world)
    # random ties; the renewal of ties in the burn-in gives them their later structure
    _draw_first_ties(world.seed, world.citizens, world.residents)
    families = np.arange(len(world.occupations.families))
    world.communities = Communities(len(COMMUNITY_KINDS) * families.size)
    world.communities.family[:] = np.tile(families, len(COMMUNITY_KINDS))
    world.communities.kind[:] = np.repeat(COMMUNITY_KINDS, families.size)
    world.citizens.previous_district[:] = world.citizens.district
    world.citizens.causes[:] = 0.0
    _average_skills(world)
    return world


def _create_people(world: World, rows: np.ndarray) -> None:
    """Draw the first people, aged 25 to 64; a person's identity is the row."""
    persons = rows.astype(np.uint32)
    drawn = uniforms(world.seed, Decision.POPULATION_NEEDS, 0, persons, AGE_ITEM)
    ages = (FIRST_AGE + drawn * (LAST_AGE - FIRST_AGE)).astype(np.int16)
    draw_people(world, rows, persons, ages)
    world.citizens.previous_stage[rows] = life_stage(ages)


def _average_skills(world: World) -> None:
    """Mean ability of each education, summed block by block."""
    citizens = world.citizens
    sums = np.zeros_like(world.typical_skills)
    counts = np.zeros(len(EDUCATIONS), dtype=np.int64)
    for start in range(0, world.residents, BLOCK):
        education = citizens.education[start : min(start + BLOCK, world.residents)]
        for level in range(len(EDUCATIONS)):
            of_level = start + np.flatnonzero(education == level)
            sums[level] += citizens.skills[of_level].sum(axis=0)
            counts[level] += of_level.size
    some = counts > 0
    means = sums[some].astype(np.float32) / counts[some, None].astype(np.float32)
    world.typical_skills[some] = means


def _create_districts(world: World) -> None:
    """Draw amenities and infrastructure, which fall from the first district to the last."""
    districts = world.districts
    position = (np.arange(districts.rows) + 0.5) / districts.rows
    keys = np.arange(districts.rows, dtype=np.uint32)

    def draw(item: int, values: tuple[float, ...]) -> np.ndarray:
        start, fall, width, low, high = values
        drawn = uniforms(world.seed, Decision.POPULATION_PLACE, 0, keys, item)
        return np.clip(start - fall * position + width * (drawn - 0.5), low, high)

    districts.amenities[:] = draw(AMENITIES_ITEM, AMENITIES)
    districts.infrastructure[:] = draw(INFRASTRUCTURE_ITEM, INFRASTRUCTURE)
    districts.rent[:] = INITIAL_RENT
    districts.previous_amenities[:] = districts.amenities
    districts.previous_infrastructure[:] = districts.infrastructure


def _create_employers(world: World) -> None:
    """Add employers by sector, about as many as its posts need, and open their posts."""
    settings, occupations = world.settings, world.occupations
    rule = settings["city"]
    total = rule.citizens * rule.posts_per_citizen
    share = occupations.employment / occupations.employment.sum()
    counts = np.floor(total * share + 0.5).astype(np.int64)
    by_sector = counts @ occupations.staffing
    mean_size = np.where(in_sectors(world, SINGLE_POST_SECTORS), 1.0, rule.employer_size)
    mean_size[in_sectors(world, LARGE_SECTORS)] *= LARGE_RATIO
    number = np.maximum(1, np.round(by_sector / mean_size)).astype(int)
    if settings["platforms"].active:
        initial = settings["platforms"].initial_platforms
        number = np.maximum(number, np.where(occupations.platform_sectors, initial, 0))
    add_employers(world, np.repeat(np.arange(number.size), number))
    add_remote_employers(world)
    open_new_posts(world, np.repeat(np.arange(occupations.rows), counts))


def _first_jobs(world: World) -> None:
    """Fill posts with people prepared for them, in random order."""
    citizens, posts, occupations = world.citizens, world.posts, world.occupations
    people = slice(world.residents)
    citizens.status[people] = UNEMPLOYED
    vacant = np.flatnonzero(posts.holder == VACANT).astype(np.int32)
    by_occupation = vacant[np.argsort(posts.occupation[vacant], kind="stable")]
    numbers = np.bincount(posts.occupation[vacant], minlength=occupations.rows)
    order = np.argsort(
        uniforms(world.seed, Decision.POPULATION_JOB, 0, citizens.person[people])
    ).astype(np.int32)
    vacancies = FirstVacancies(
        by_occupation, np.cumsum(numbers) - numbers, (FIRST_FILLED * numbers).astype(np.int64)
    )
    _take_first_jobs(world.seed, order, vacancies, citizens, posts, occupations)
    citizens.previous_post[:] = citizens.post
    citizens.previous_occupation[:] = citizens.occupation


@compiled
def _take_first_jobs(seed, order, vacancies, citizens, posts, occupations):
    """Fill the vacancies of each occupation with people whose origin it is."""
    taken = np.zeros_like(vacancies.filled)
    for index in range(order.shape[0]):
        row = order[index]
        o = citizens.origin[row]
        if taken[o] >= vacancies.filled[o]:
            continue
        post = vacancies.post[vacancies.first[o] + taken[o]]
        taken[o] += 1
        take_post(citizens, posts, row, post)
        citizens.last_occupation[row] = o
        citizens.wage[row] = occupations.base_wage[o] * posts.pay_ratio[post]
        bits = random_bits(seed, Decision.POPULATION_JOB, 0, citizens.person[row], 1)
        citizens.tenure[row] = int(to_uniform(bits[0]) * LONGEST_TENURE)


@compiled
def _draw_first_ties(seed, citizens, people):
    person, ties = citizens.person, citizens.ties
    for row in range(people):
        for tie in range(ties.shape[1]):
            bits = random_bits(seed, Decision.TIE_RENEWAL, 0, person[row], tie)
            ties[row, tie] = int(to_uniform(bits[0]) * people)
