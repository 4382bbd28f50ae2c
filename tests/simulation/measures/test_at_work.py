"""Measures of people at work: satisfaction and returns to schooling, again from the citizens."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.measures.labour_market.schooling_returns import YEARS, schooling_returns
from simulation.measures.satisfaction import happiness_with_fit, slope_satisfaction


def at_work(world):
    citizens = world.citizens
    return np.flatnonzero(citizens.resident & (citizens.status == 0))


def test_correlation_of_happiness_with_fit_equals_numpy(baseline):
    citizens, rows = baseline.world.citizens, at_work(baseline.world)
    happy = citizens.happiness[rows].astype(float)
    expected = [np.corrcoef(happy, column[rows].astype(float))[0, 1]
                for column in (citizens.perceived, citizens.fit)]  # fmt: skip
    np.testing.assert_allclose(happiness_with_fit.read(baseline.world), expected, atol=1e-6)


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
    asked = YEARS[world.occupations.education_asked[world.citizens.occupation[rows]]]
    world.citizens.wage[rows] = 1000 * np.exp(0.08 * asked)
    np.testing.assert_allclose(schooling_returns.read(world), [0.08, 0, 0], atol=1e-6)


def test_they_are_read_once_a_year(baseline):
    for column in ("happiness_with_fit_objective", "slope_satisfaction"):
        seen = baseline.measures.set_index("month")[column].dropna()
        assert set(seen.index) == {12, 24}
