"""Posts of one occupation: raked shares, pay, and what is drawn for each post."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import CLOSED, ICT
from simulation.initialisation.new_city import create_city
from simulation.settings import Settings
from simulation.tables.occupations import Occupations
from simulation.tables.posts_within import (
    USE_ENDS,
    USES,
    association,
    cells_of_posts,
    pay_of_cells,
    rake,
)

ASKED = np.array([[0.2, 0.5, 0.3], [0.0, 0.1, 0.9], [0.0, 0.0, 0.0]])
BY_USE = np.array([[0.3, 0.2, 0.4, 0.1], [0.0, 0.1, 0.8, 0.1], [0.0, 0.0, 0.0, 0.0]])


def odds_ratio(cells, level, use):
    """Of two neighbouring levels and uses."""
    part = cells[level : level + 2, use : use + 2]
    return part[0, 0] * part[1, 1] / (part[0, 1] * part[1, 0])


def test_raked_shares_have_the_marginals_and_the_association():
    start = association()[0]
    cells = rake(ASKED[:1], BY_USE[:1], start)[0]
    np.testing.assert_allclose(cells.sum(axis=1), ASKED[0], atol=1e-8)
    np.testing.assert_allclose(cells.sum(axis=0), BY_USE[0], atol=1e-8)
    for level in range(2):
        for use in range(3):
            expected = odds_ratio(start, level, use)
            assert odds_ratio(cells, level, use) == pytest.approx(expected, rel=1e-6)


def test_an_occupation_without_shares_has_no_cells():
    cells = cells_of_posts(ASKED, BY_USE)
    np.testing.assert_allclose(cells.sum(axis=(1, 2)), [1, 1, 0])
    assert (cells[1, 0] == 0).all()


def test_mean_log_pay_of_an_occupation_is_that_of_its_cells():
    cells = cells_of_posts(ASKED, BY_USE)
    pay = pay_of_cells(cells)
    np.testing.assert_allclose((cells * pay).sum(axis=(1, 2)), 0, atol=1e-12)
    assert (np.diff(pay[0], axis=0) > 0).all()


def test_every_occupation_of_the_survey_has_its_shares():
    occupations = Occupations()
    given = occupations.cells.sum(axis=(1, 2))
    coded = occupations.emerging | occupations.on_platforms
    np.testing.assert_allclose(given, np.where(coded, 0.0, 1.0), atol=1e-6)
    posts = occupations.employment / occupations.employment.sum()
    by_use = np.einsum("o,olu->u", posts, occupations.cells)
    # PIAAC, all jobs: 32, 22, 41 and 5 %
    np.testing.assert_allclose(by_use / by_use.sum(), [0.32, 0.22, 0.41, 0.05], atol=0.03)
    assert occupations.asked_shares == pytest.approx([0.24, 0.395, 0.365], abs=0.02)


@pytest.fixture(scope="module")
def city():
    """Posts of a city of 20,000 before its first month."""
    return create_city(Settings({"city.citizens": 20_000}), 1)


def test_posts_are_drawn_from_the_cells_of_their_occupation(city):
    """Education asked and ICT use over all posts, within the noise of drawing."""
    posts, occupations = city.posts, city.occupations
    rows = np.flatnonzero(posts.holder != CLOSED)
    own = rows[occupations.cells[posts.occupation[rows]].sum(axis=(1, 2)) > 0]
    ict = occupations.design[posts.occupation[own], ICT] + posts.ict_above[own]
    assert ict.min() >= -1e-6
    assert ict.max() <= 1 + 1e-6
    use = np.clip(np.digitize(ict, USE_ENDS[1:-1]), 0, USES - 1)
    found = np.zeros((3, USES))
    np.add.at(found, (posts.education_asked[own], use), 1 / own.size)
    expected = occupations.cells[posts.occupation[own]].mean(axis=0)
    np.testing.assert_allclose(found, expected, atol=0.01)


def test_pay_spreads_within_occupations(city):
    posts = city.posts
    rows = np.flatnonzero(posts.holder != CLOSED)
    log_pay = np.log(posts.pay_ratio[rows])
    assert abs(log_pay.mean()) < 0.01
    assert 0.23 < log_pay.std() < 0.32


def test_holders_carry_what_their_post_asks_and_pays(city):
    citizens, posts = city.citizens, city.posts
    at_work = np.flatnonzero(citizens.post >= 0)
    for name in ("ict_above", "pay_ratio"):
        held = getattr(posts, name)[citizens.post[at_work]]
        np.testing.assert_array_equal(getattr(citizens, name)[at_work], held)


def test_posts_can_be_as_their_occupation():
    world = create_city(Settings({"city.citizens": 400, "occupations.posts_differ": False}), 1)
    posts, occupations = world.posts, world.occupations
    rows = np.flatnonzero(posts.holder != CLOSED)
    assert not posts.ict_above[rows].any()
    assert (posts.pay_ratio[rows] == 1).all()
    asked = occupations.education_asked[posts.occupation[rows]]
    np.testing.assert_array_equal(posts.education_asked[rows], asked)
