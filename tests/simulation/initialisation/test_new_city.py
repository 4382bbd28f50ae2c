"""A new city: the same in blocks of any size, with first jobs in the occupation of origin."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED, VACANT
from simulation.initialisation import new_city
from simulation.initialisation.new_city import FIRST_FILLED, create_city
from simulation.settings import Settings

SETTINGS = Settings({"city.citizens": 1500})


@pytest.fixture(scope="module")
def world():
    return create_city(SETTINGS, 5)


def test_blocks_make_no_difference(world, monkeypatch):
    monkeypatch.setattr(new_city, "BLOCK", 111)
    again = create_city(SETTINGS, 5)
    for name in ("citizens", "posts", "employers", "districts"):
        for column, values in getattr(world, name).arrays():
            np.testing.assert_array_equal(values, getattr(getattr(again, name), column), column)
    # sums of numbers of 32 bits, in another order
    np.testing.assert_allclose(again.typical_skills, world.typical_skills, rtol=1e-5)


def test_typical_skills_are_means_by_education(world):
    citizens = world.citizens
    for level, typical in enumerate(world.typical_skills):
        of_level = citizens.resident & (citizens.education == level)
        expected = citizens.skills[of_level].mean(axis=0, dtype=np.float64)
        np.testing.assert_allclose(typical, expected, rtol=1e-5)


def test_first_jobs_go_to_people_prepared_for_them(world):
    citizens, posts = world.citizens, world.posts
    people = np.flatnonzero(citizens.resident)
    assert people.tolist() == list(range(1500))
    held = people[citizens.status[people] == EMPLOYED]
    assert 0 < held.size < people.size
    assert (citizens.status[np.setdiff1d(people, held)] == UNEMPLOYED).all()
    assert (posts.holder[citizens.post[held]] == held).all()
    assert (citizens.occupation[held] == citizens.origin[held]).all()
    assert (citizens.occupation[held] == posts.occupation[citizens.post[held]]).all()
    assert (citizens.employer[held] == posts.employer[citizens.post[held]]).all()
    offered = world.occupations.base_wage[citizens.occupation[held]]
    np.testing.assert_allclose(
        citizens.wage[held], offered * posts.pay_ratio[citizens.post[held]], rtol=1e-6
    )
    assert 0 <= citizens.tenure[held].min() < citizens.tenure[held].max() < 60
    for occupation in range(world.occupations.rows):
        of_it = posts.occupation == occupation
        filled = int((of_it & (posts.holder >= 0)).sum())
        prepared = int((citizens.origin[people] == occupation).sum())
        assert filled == min(prepared, int(FIRST_FILLED * of_it.sum()))
    assert (posts.holder >= VACANT).all()


def test_first_ties_are_drawn_from_everybody(world):
    ties = world.citizens.ties[:1500]
    assert 0 <= ties.min() <= 15
    assert 1485 <= ties.max() < 1500
    assert np.unique(ties).size > 1400


def test_posts_lie_in_their_sectors_and_grow_with_employers(world):
    posts, employers = world.posts, world.employers
    number = np.bincount(posts.employer, minlength=employers.rows)
    np.testing.assert_array_equal(number, employers.posts)
    np.testing.assert_array_equal(number, employers.serial)
    at_home = ~employers.elsewhere[posts.employer]
    sector = employers.sector[posts.employer[at_home]]
    chance = world.occupations.staffing[posts.occupation[at_home], sector]
    assert (chance > 0).all()
    assert np.unique(posts.identity).size == posts.rows
