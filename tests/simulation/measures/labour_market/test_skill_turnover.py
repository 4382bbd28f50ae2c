"""Skill turnover: what was asked anew within five years, by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from simulation.measures.labour_market.skill_turnover import skill_turnover


@pytest.fixture
def world():
    """Three occupations of two skills: complex in ICT, in between, physical."""
    demand = np.array([[0.8, 0.3], [0.5, 0.5], [0.1, 0.6]])
    return SimpleNamespace(
        month=1,
        reading_year=True,
        memory={},
        occupations=SimpleNamespace(
            demand=demand.copy(),
            previous_demand=demand.copy(),
            design=demand.copy(),
            weight=np.array([[0.75, 0.25], [0.5, 0.5], [0.2, 0.8]]),
            posts=np.array([10, 60, 30]),
        ),
    )


def go_to(world, month, redesigned=()):
    """Live on to a month, in which some skills are redesigned."""
    world.month = month
    world.occupations.previous_demand[:] = world.occupations.demand
    for place in redesigned:
        world.occupations.demand[place] += 0.05
    return skill_turnover.compute(world)


def test_turnover_weighs_skills_by_importance_and_occupations_by_posts(world):
    go_to(world, 1, [(0, 0)])
    go_to(world, 30, [(2, 1), (0, 0)])
    # the first asks three quarters anew, the last four fifths
    np.testing.assert_allclose(go_to(world, 60), [(10 * 0.75 + 30 * 0.8) / 100, 0.75, 0.8])


def test_five_years_later_it_is_forgotten(world):
    go_to(world, 10, [(1, 0)])
    assert go_to(world, 69)[0] == pytest.approx(0.3)
    assert go_to(world, 70)[0] == pytest.approx(0.0)


def test_there_is_no_value_before_five_years_nor_between_readings(world):
    assert np.isnan(go_to(world, 59, [(1, 0)])).all()
    world.reading_year = False
    assert np.isnan(go_to(world, 60)).all()


def test_a_kind_of_work_that_there_is_none_of_has_no_turnover(world):
    world.occupations.design[0, 0] = 0.5
    found = go_to(world, 60)
    assert np.isnan(found[1])
    assert not np.isnan(found[[0, 2]]).any()


def test_the_city_turns_over_as_fast_as_its_occupations(small_run):
    """A hazard h a month gives 1 − (1 − h)⁶⁰ in five years, on average over many skills."""
    changes = {"city.citizens": 100, "city.months": 60, "city.burn_in": 1}
    run = small_run(changes)
    for _ in range(60):
        run.step()
    occupations = run.world.occupations
    posts = occupations.posts / occupations.posts.sum()
    expected = posts @ (1 - (1 - occupations.pace.astype(float)) ** 60)
    assert run.latest("skill_turnover_all") == pytest.approx(expected, abs=0.12)
