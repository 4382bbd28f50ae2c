"""Directed search: people hear of vacancies near to their occupation and expect the pay there."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import VACANT
from simulation.engine import CityRun
from simulation.processes.labour_market.directed_search import (
    hearing_chance,
    near_vacancies,
)
from simulation.processes.labour_market.vacancies import sampling_frame, vacant_posts
from simulation.settings import Settings
from simulation.tables.occupations import Occupations

SCALE = 0.08


@pytest.fixture(scope="module")
def world():
    """A small city after a few months, so that there are vacancies."""
    run = CityRun(Settings({"city.citizens": 400, "city.burn_in": 0}), 1)
    for _ in range(6):
        run.step()
    return run.world


def ring(near, occupation):
    """Posts and positions on the ring of an occupation."""
    part = slice(near.start[occupation], near.start[occupation + 1])
    return near.post[part].tolist(), near.position[part]


def test_without_distance_everybody_hears_of_everything(world):
    """With a far share of 1 each ring is the whole ring of the month, in its order."""
    frame = sampling_frame(world, vacant_posts(world))
    near = near_vacancies(frame, world.posts, hearing_chance(world.occupations, 1.0, SCALE))
    for occupation in (0, world.occupations.rows - 1):
        post, position = ring(near, occupation)
        assert post == frame.post.tolist()
        assert (np.diff(position.astype(np.int64)) >= 0).all()


def test_with_distance_own_vacancies_stay(world):
    """With a far share of 0 all vacancies of the own occupation stay, and few far ones."""
    frame = sampling_frame(world, vacant_posts(world))
    chance = hearing_chance(world.occupations, 0.0, SCALE)
    near = near_vacancies(frame, world.posts, chance)
    occupation = world.posts.occupation[frame.post]
    kept = 0
    for o in range(world.occupations.rows):
        post, _ = ring(near, o)
        assert set(frame.post[occupation == o]) <= set(post)
        kept += len(post)
    assert kept < world.occupations.rows * frame.post.size / 2


def test_a_vacancy_more_changes_no_other(world):
    """A vacancy that is added joins some rings; the rest of every ring stays as it is."""
    rows = vacant_posts(world)
    chance = hearing_chance(world.occupations, 0.1, SCALE)
    few, all_of_them = (
        near_vacancies(sampling_frame(world, some), world.posts, chance)
        for some in (rows[:-1], rows)
    )
    for o in range(world.occupations.rows):
        before, after = ring(few, o)[0], ring(all_of_them, o)[0]
        assert [post for post in after if post != rows[-1]] == before
    assert world.posts.holder[rows[-1]] == VACANT


def test_ease_ignores_families():
    """Without a table of mobility ease falls with the distance of demands, whatever the family."""
    occupations = Occupations()
    ease = Occupations().ease(SCALE)
    assert (np.diag(ease) == 1.0).all()
    distance = np.sqrt(
        ((occupations.design[:, None] - occupations.design[None]).astype(float) ** 2).mean(axis=2)
    )
    unnamed = ~(occupations.with_mobility[:, None] & occupations.with_mobility[None, :])
    np.testing.assert_allclose(ease[unnamed], np.exp(-distance[unnamed] / SCALE), rtol=1e-5)
