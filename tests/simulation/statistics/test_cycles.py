"""Cycles: the trend is smooth, and what it hides comes out when it is taken off."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.statistics.cycles import (
    cyclical_correlation,
    cyclical_deviations,
    hodrick_prescott_trend,
    quarterly_means,
)

MONTHS = np.arange(240)
WAVE = np.sin(2 * np.pi * MONTHS / 60)


def test_a_straight_line_is_its_own_trend():
    line = 3.0 - 0.2 * np.arange(40)
    np.testing.assert_allclose(hodrick_prescott_trend(line), line, atol=1e-6)


def test_the_trend_is_where_its_criterion_is_least():
    """No other trend has a smaller sum of distances and bends."""
    series = np.random.default_rng(1).normal(size=20)
    trend = hodrick_prescott_trend(series, 10.0)

    def criterion(other):
        return ((series - other) ** 2).sum() + 10.0 * (np.diff(other, 2) ** 2).sum()

    least = criterion(trend)
    for seed in range(20):
        push = np.random.default_rng(seed).normal(scale=0.01, size=20)
        assert criterion(trend + push) > least


def test_a_short_series_has_no_trend_but_itself():
    np.testing.assert_array_equal(hodrick_prescott_trend([1.0, 4.0]), [1.0, 4.0])


def test_quarters_by_hand():
    # the first month is left over: (2 + 3 + 4) / 3, (5 + 6 + 7) / 3
    np.testing.assert_allclose(quarterly_means([1, 2, 3, 4, 5, 6, 7]), [3, 6])


def test_opposite_waves_correlate_at_minus_one_whatever_both_drift():
    """A common drift hides the cycle from the plain correlation, not from this one."""
    one = np.exp(0.008 * MONTHS + 0.1 * WAVE)
    other = np.exp(0.008 * MONTHS - 0.1 * WAVE)
    assert np.corrcoef(one, other)[0, 1] > 0.8
    assert cyclical_correlation(one, other) < -0.98


def test_waves_a_quarter_apart_do_not_correlate():
    other = np.cos(2 * np.pi * MONTHS / 60)
    assert abs(cyclical_correlation(np.exp(0.1 * WAVE), np.exp(0.1 * other))) < 0.1


@pytest.mark.parametrize(
    "series", [np.full(21, 0.05), np.zeros(240), np.full(240, np.nan), np.full(240, 0.05)]
)
def test_what_is_short_empty_unknown_or_still_has_no_cycle(series):
    other = np.exp(0.1 * WAVE)[: series.size]
    assert np.isnan(cyclical_correlation(series, other))


def test_the_size_of_a_cycle_is_that_of_its_logarithms():
    """A sine of a tenth around a steady level has a standard deviation of .1 / √2."""
    months = np.arange(480)
    series = 0.08 * np.exp(0.1 * np.sin(2 * np.pi * months / 60))
    found = cyclical_deviations(series)
    assert found.size == 160
    assert found.std() == pytest.approx(0.1 / np.sqrt(2), rel=0.05)
    assert cyclical_deviations(np.zeros(480)).size == 0
    assert cyclical_deviations(series[:20]).size == 0
