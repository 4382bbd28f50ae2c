"""Careers: earnings, acute changes, output with outsiders, and the cohort."""

from __future__ import annotations

import numpy as np
import pytest

from scenarios import load
from simulation.core.vocabulary import EMPLOYED, OUTSIDER
from simulation.engine import CityRun
from simulation.measures.labour_market import cohort as cohort_module
from simulation.measures.labour_market.careers import acute_change, earnings, output_of_posts
from simulation.measures.labour_market.cohort import OLDEST, OUTCOMES, differences, start_cohort

SIZE = {"city.citizens": 400, "city.months": 20, "city.burn_in": 5}


@pytest.fixture(scope="module")
def run():
    city = CityRun(load("baseline").but(SIZE).settings, 3)
    for _ in range(12):
        city.step()
    return city


@pytest.fixture
def world(run):
    return run.world


def test_acute_changes_are_those_of_fit(run):
    before = run.world.citizens.fit.copy()
    known = run.world.citizens.known & run.world.citizens.resident
    persons = run.world.citizens.person.copy()
    run.step()
    citizens = run.world.citizens
    same = known & citizens.resident & (citizens.person == persons)
    change = citizens.fit.astype(float) - before
    for level, share in enumerate(acute_change.read(run.world)):
        people = citizens.resident & (citizens.education == level)
        mine = same & (citizens.education == level)
        assert share * people.sum() == pytest.approx((np.abs(change[mine]) >= 0.1).sum(), abs=1)


def test_earnings_count_those_without_a_job(world):
    citizens = world.citizens
    paid = citizens.wage[citizens.resident & (citizens.status == EMPLOYED)].sum(dtype=float)
    values = earnings.read(world)
    assert values[0] == pytest.approx(paid / citizens.resident.sum(), rel=1e-5)
    assert values[1] < values[3]


def test_output_of_posts_adds_that_of_outsiders(world):
    own = world.strata.mean("output")
    outside = (world.posts.holder == OUTSIDER).any()
    whole = output_of_posts.read(world)[0]
    assert whole > own if outside else whole == pytest.approx(own)


def test_the_cohort_is_who_held_a_job_then(run):
    cohort = start_cohort(run.world)
    citizens = run.world.citizens
    assert (citizens.status[cohort.rows] == EMPLOYED).all()
    assert (citizens.age[cohort.rows] < OLDEST).all()
    assert 0 < cohort.complementary.sum() < cohort.rows.size
    assert (cohort.start[:, :2] >= 0).all()
    assert (cohort.start[:, :2] <= 1).all()
    assert (cohort.start[:, 2] <= citizens.ties.shape[1]).all()


def test_the_cohort_of_a_large_city_is_a_sample(run, monkeypatch):
    """A random sample, and the same people whenever it is drawn."""
    everybody = start_cohort(run.world)
    monkeypatch.setattr(cohort_module, "MOST", 60)
    sample = start_cohort(run.world)
    assert sample.rows.size == 60 < everybody.rows.size
    assert (np.diff(sample.rows) > 0).all()
    assert set(sample.persons) < set(everybody.persons)
    np.testing.assert_array_equal(sample.rows, start_cohort(run.world).rows)
    seen = np.searchsorted(everybody.rows, sample.rows)
    assert 0.2 < seen.mean() / everybody.rows.size < 0.8
    np.testing.assert_array_equal(sample.start, everybody.start[seen])


def test_who_has_not_changed_has_no_difference(run):
    world, kept = run.world, run.world.cohort
    world.cohort = start_cohort(world)
    assert differences(world) == pytest.approx(np.zeros(len(OUTCOMES)))
    world.cohort = kept


def test_a_loss_of_skill_in_complementary_jobs_shows(run):
    """Taking all ability from them lowers flexibility and employability against their matches."""
    world, kept = run.world, run.world.cohort
    world.cohort = cohort = start_cohort(world)
    rows = cohort.rows[cohort.complementary]
    before = world.citizens.skills[rows].copy()
    world.citizens.skills[rows] = 0.0
    found = dict(zip(OUTCOMES, differences(world), strict=True))
    assert found["flexibility"] < -0.5
    assert found["connectivity"] == found["wage"] == 0.0
    world.citizens.skills[rows] = before
    world.cohort = kept


def test_who_left_is_left_out(run):
    world, kept = run.world, run.world.cohort
    world.cohort = start_cohort(world)
    world.cohort.persons[:] = 2**31
    assert np.isnan(differences(world)).all()
    world.cohort = kept


def test_careers_are_read_in_the_last_month_only():
    run = CityRun(load("baseline").but({**SIZE, "city.citizens": 300}).settings, 1)
    for _ in range(SIZE["city.months"]):
        run.step()
    months = run.measures
    for name in ("complementary_career_wage_growth", "complementary_fit_at_work"):
        assert months[name].iloc[:-1].isna().all()
        assert np.isfinite(months[name].iloc[-1])


def test_following_a_cohort_changes_nothing(monkeypatch):
    def fit():
        run = CityRun(load("baseline").but({**SIZE, "city.citizens": 200}).settings, 1)
        for _ in range(8):
            run.step()
        return run.world.citizens.fit.copy()

    with_cohort = fit()
    monkeypatch.setattr("simulation.engine.start_cohort", lambda world: None)
    assert np.array_equal(with_cohort, fit())
