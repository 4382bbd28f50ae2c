"""Measures of people at work: satisfaction and returns to schooling, again from the citizens."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.measures.labour_market.schooling_returns import YEARS, schooling_returns
from simulation.measures.satisfaction import (
    objective_with_satisfaction,
    perceived_with_objective,
    perceived_with_satisfaction,
    slope_satisfaction,
)


def at_work(world):
    citizens = world.citizens
    return np.flatnonzero(citizens.resident & (citizens.status == 0))


@pytest.mark.parametrize(
    ("measure", "first", "second"),
    [
        (perceived_with_satisfaction, "perceived", "happiness"),
        (objective_with_satisfaction, "fit", "happiness"),
        (perceived_with_objective, "perceived", "fit"),
    ],
)
def test_correlations_at_work_equal_numpy(baseline, measure, first, second):
    citizens, rows = baseline.world.citizens, at_work(baseline.world)
    columns = (getattr(citizens, name)[rows].astype(float) for name in (first, second))
    expected = np.corrcoef(*columns)[0, 1]
    assert measure.read(baseline.world)[0] == pytest.approx(expected, abs=1e-6)


def test_the_share_between_people_is_that_of_months_at_work(small_city):
    """One-way analysis of variance of the full records of the same people."""
    run = small_city(panel=400)  # everybody
    records = run.panel[run.panel["status"] == "employed"]
    people = records.groupby("person")["perceived"]
    size, mean = people.size(), people.mean()
    within = (people.var(ddof=0) * size).sum() / (len(records) - len(size))
    grand = records["perceived"].mean()
    between = (size * (mean - grand) ** 2).sum() / (len(size) - 1)
    usual = (len(records) - (size**2).sum() / len(records)) / (len(size) - 1)
    expected = (between - within) / (between + (usual - 1) * within)
    assert len(size) < run.panel["person"].nunique()  # some never work
    assert run.measures["perceived_fit_icc"].iloc[-1] == pytest.approx(expected, abs=1e-6)
    assert run.measures["perceived_fit_icc"].iloc[:-1].isna().all()


def test_the_slope_of_satisfaction_leaves_out_people_without_a_job(baseline):
    citizens, rows = baseline.world.citizens, at_work(baseline.world)
    education, happy = citizens.education[rows], citizens.happiness[rows].astype(float)
    shares = np.bincount(education, minlength=3) / rows.size
    rank = (np.cumsum(shares) - shares / 2)[education]
    expected = np.cov(happy, rank, bias=True)[0, 1] / rank.var()
    assert slope_satisfaction.read(baseline.world)[0] == pytest.approx(expected, abs=1e-6)


def test_wages_that_follow_required_years_alone_have_that_return(small_city):
    """Wages made anew: 8 % a year that the job asks, nothing for what one has beyond."""
    world = small_city({"city.months": 12}).world
    rows = at_work(world)
    asked = YEARS[world.posts.education_asked[world.citizens.post[rows]]]
    world.citizens.wage[rows] = 1000 * np.exp(0.08 * asked)
    np.testing.assert_allclose(schooling_returns.read(world), [0.08, 0, 0], atol=1e-6)


def test_they_are_read_once_a_year(baseline):
    for column in ("objective_with_satisfaction", "slope_satisfaction"):
        seen = baseline.measures.set_index("month")[column].dropna()
        assert set(seen.index) == {12, 24}
