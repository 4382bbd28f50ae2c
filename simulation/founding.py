"""The city at month 0: people, employers, posts, first jobs, districts and ties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from simulation.employer_births import add_elsewhere, add_employers, open_new_posts
from simulation.luck import Decision, uniforms
from simulation.occupation_rules import arrange
from simulation.population import FIRST_AGE, LAST_AGE, draw_people, life_stage
from simulation.tables.citizens import TIES
from simulation.tables.communities import Communities
from simulation.vocabulary import EDUCATIONS, EMPLOYED, UNEMPLOYED, VACANT
from simulation.world import World

#: Share of posts filled before the first month.
FIRST_FILLED = 0.93


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
    rows = np.arange(size)
    persons = rows.astype(np.uint32)
    ages = FIRST_AGE + uniforms(world.seed, Decision.POPULATION_NEEDS, 0, persons, 99) * (
        LAST_AGE - FIRST_AGE
    )
    draw_people(world, rows, persons, ages.astype(np.int16))
    world.citizens.last_stage[rows] = life_stage(world.citizens.age[rows])
    _found_districts(world)
    _found_employers(world)
    _first_jobs(world)
    _first_ties(world)
    world.communities = Communities(3 * len(world.occupations.families))
    families = np.arange(len(world.occupations.families))
    world.communities.family[:] = np.tile(families, 3)
    world.communities.kind[:] = np.repeat([0, 1, 2], families.size)
    world.citizens.last_district[:] = world.citizens.district
    for level in range(len(EDUCATIONS)):
        of_level = rows[world.citizens.education[rows] == level]
        if of_level.size:
            world.typical_skills[level] = world.citizens.skills[of_level].mean(axis=0)
    return world


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
    districts.last_amenities[:] = districts.amenities
    districts.last_infrastructure[:] = districts.infrastructure


def _found_employers(world: World) -> None:
    settings, occupations = world.settings, world.occupations
    rule = settings["city"]
    total = rule.citizens * rule.posts_per_citizen
    share = occupations.employment / occupations.employment.sum()
    counts = np.floor(total * share + 0.5).astype(np.int64)
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
        founders = np.where(occupations.platform_sectors, settings["platforms"].founders, 0)
        number = np.maximum(number, founders)
    add_employers(world, np.repeat(np.arange(len(names)), number))
    add_elsewhere(world)
    open_new_posts(world, np.repeat(np.arange(occupations.rows), counts))


def _first_jobs(world: World) -> None:
    """Give posts to people who were prepared for them, in an order drawn by luck."""
    citizens, posts = world.citizens, world.posts
    people = np.flatnonzero(citizens.resident)
    citizens.status[people] = UNEMPLOYED
    order = np.argsort(uniforms(world.seed, Decision.POPULATION_JOB, 0, citizens.person[people]))
    people = people[order]
    for occupation in range(world.occupations.rows):
        open_rows = np.flatnonzero((posts.occupation == occupation) & (posts.holder == VACANT))
        candidates = people[citizens.origin[people] == occupation]
        number = min(candidates.size, int(FIRST_FILLED * open_rows.size))
        chosen, taken = candidates[:number], open_rows[:number]
        posts.holder[taken] = chosen
        citizens.post[chosen] = taken
        citizens.occupation[chosen] = occupation
        citizens.trade[chosen] = occupation
        citizens.employer[chosen] = posts.employer[taken]
        citizens.status[chosen] = EMPLOYED
        citizens.wage[chosen] = world.occupations.base_wage[occupation]
        citizens.tenure[chosen] = (
            uniforms(world.seed, Decision.POPULATION_JOB, 0, citizens.person[chosen], 1) * 60
        ).astype(np.int16)
    citizens.last_post[:] = citizens.post
    citizens.last_occupation[:] = citizens.occupation


def _first_ties(world: World) -> None:
    """Ties to people drawn at random; renewal during burn-in makes them what they become."""
    citizens = world.citizens
    people = np.flatnonzero(citizens.resident)
    for tie in range(TIES):
        luck = uniforms(world.seed, Decision.TIE_RENEWAL, 0, citizens.person[people], tie)
        citizens.ties[people, tie] = people[(luck * people.size).astype(np.int64)]
