"""The city at month 0: people, employers, posts, first jobs, districts and ties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.core.randomness import Decision, random_bits, to_uniform, uniforms
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, UNEMPLOYED, VACANT
from simulation.initialisation.employers import add_elsewhere, add_employers, open_new_posts
from simulation.initialisation.occupation_rules import arrange
from simulation.initialisation.population import FIRST_AGE, LAST_AGE, draw_people, life_stage
from simulation.kernels.compiled import compiled
from simulation.tables.communities import Communities
from simulation.world import World

#: Share of posts filled before the first month.
FIRST_FILLED = 0.93
#: Longest tenure in a first job, in months.
LONGEST_TENURE = 60
#: People drawn at a time, so that what is needed on the way does not grow with the city.
BLOCK = 1 << 16


def found(settings: Mapping[str, Any], seed: int) -> World:
    """A new city.

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
    arrange(world.occupations, settings)
    size = settings["city"].citizens
    for start in range(0, size, BLOCK):
        _found_people(world, np.arange(start, min(start + BLOCK, size)))
    _found_districts(world)
    _found_employers(world)
    _first_jobs(world)
    _first_ties(world)
    world.communities = Communities(3 * len(world.occupations.families))
    families = np.arange(len(world.occupations.families))
    world.communities.family[:] = np.tile(families, 3)
    world.communities.kind[:] = np.repeat([0, 1, 2], families.size)
    world.citizens.previous_district[:] = world.citizens.district
    world.citizens.causes[:] = 0.0
    _typical_skills(world)
    return world


def _found_people(world: World, rows: np.ndarray) -> None:
    """The first people, at ages between 25 and 65; a person's identity is the row."""
    persons = rows.astype(np.uint32)
    luck = uniforms(world.seed, Decision.POPULATION_NEEDS, 0, persons, 99)
    ages = (FIRST_AGE + luck * (LAST_AGE - FIRST_AGE)).astype(np.int16)
    draw_people(world, rows, persons, ages)
    world.citizens.previous_stage[rows] = life_stage(ages)


def _typical_skills(world: World) -> None:
    """Mean ability of each education, added up block by block."""
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


def _found_districts(world: World) -> None:
    """Amenities and infrastructure fall from the first district to the last; rents begin alike."""
    districts = world.districts
    place = (np.arange(districts.rows) + 0.5) / districts.rows
    key = np.arange(districts.rows, dtype=np.uint32)
    luck = uniforms(world.seed, Decision.POPULATION_PLACE, 0, key, 7)
    districts.amenities[:] = np.clip(0.85 - 0.5 * place + 0.3 * (luck - 0.5), 0.1, 1.0)
    luck = uniforms(world.seed, Decision.POPULATION_PLACE, 0, key, 8)
    districts.infrastructure[:] = np.clip(1.0 - 0.4 * place + 0.2 * (luck - 0.5), 0.2, 1.0)
    districts.rent[:] = 600.0
    districts.previous_amenities[:] = districts.amenities
    districts.previous_infrastructure[:] = districts.infrastructure


def _found_employers(world: World) -> None:
    settings, occupations = world.settings, world.occupations
    rule = settings["city"]
    total = rule.citizens * rule.posts_per_citizen
    to_uniform = occupations.employment / occupations.employment.sum()
    counts = np.floor(total * to_uniform + 0.5).astype(np.int64)
    by_sector = counts @ occupations.staffing
    names = occupations.sectors
    mean_size = np.array(
        [
            1.0 if name in ("own_account", "household_services") else rule.employer_size
            for name in names
        ]
    )
    mean_size[[name in ("platforms", "public_administration") for name in names]] *= 4
    number = np.maximum(1, np.round(by_sector / mean_size)).astype(int)
    if settings["platforms"].active:
        founders = np.where(
            occupations.platform_sectors, settings["platforms"].initial_platforms, 0
        )
        number = np.maximum(number, founders)
    add_employers(world, np.repeat(np.arange(len(names)), number))
    add_elsewhere(world)
    open_new_posts(world, np.repeat(np.arange(occupations.rows), counts))


def _first_jobs(world: World) -> None:
    """Give posts to people who were prepared for them, in an order drawn by luck."""
    citizens, posts, occupations = world.citizens, world.posts, world.occupations
    people = slice(world.residents)
    citizens.status[people] = UNEMPLOYED
    vacant = np.flatnonzero(posts.holder == VACANT).astype(np.int32)
    by_occupation = vacant[np.argsort(posts.occupation[vacant], kind="stable")]
    numbers = np.bincount(posts.occupation[vacant], minlength=occupations.rows)
    order = np.argsort(
        uniforms(world.seed, Decision.POPULATION_JOB, 0, citizens.person[people])
    ).astype(np.int32)
    _take_first_jobs(
        world.seed,
        order,
        citizens.person,
        citizens.origin,
        by_occupation,
        np.cumsum(numbers) - numbers,
        (FIRST_FILLED * numbers).astype(np.int64),
        occupations.base_wage,
        (posts.holder, posts.employer),
        (
            citizens.status,
            citizens.post,
            citizens.employer,
            citizens.occupation,
            citizens.last_occupation,
            citizens.wage,
            citizens.tenure,
        ),
    )
    citizens.previous_post[:] = citizens.post
    citizens.previous_occupation[:] = citizens.occupation


@compiled
def _take_first_jobs(seed, order, person, origin, vacant, first, number, base_wage, posts,
                     citizens):  # fmt: skip
    """Fill vacancies, grouped by occupation, until `number` of each are taken."""
    holder, post_employer = posts
    status, post, employer, occupation, last_occupation, wage, tenure = citizens
    taken = np.zeros_like(number)
    for index in range(order.shape[0]):
        row = order[index]
        o = origin[row]
        if taken[o] >= number[o]:
            continue
        p = vacant[first[o] + taken[o]]
        taken[o] += 1
        holder[p] = row
        post[row] = p
        employer[row] = post_employer[p]
        occupation[row] = o
        last_occupation[row] = o
        status[row] = EMPLOYED
        wage[row] = base_wage[o]
        luck = to_uniform(random_bits(seed, Decision.POPULATION_JOB, 0, person[row], 1)[0])
        tenure[row] = int(luck * LONGEST_TENURE)


def _first_ties(world: World) -> None:
    """Ties to people drawn at random; renewal during burn-in makes them what they become."""
    citizens = world.citizens
    _draw_first_ties(world.seed, citizens.person, world.residents, citizens.ties)


@compiled
def _draw_first_ties(seed, person, people, ties):
    for row in range(people):
        for tie in range(ties.shape[1]):
            luck = to_uniform(random_bits(seed, Decision.TIE_RENEWAL, 0, person[row], tie)[0])
            ties[row, tie] = int(luck * people)
