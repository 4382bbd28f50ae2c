import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.statistics.market import (
    beveridge_correlation,
    monthly_hazard,
    rate,
    unemployment_rate,
    vacancy_rate,
)

stocks = arrays(np.int64, 5, elements=st.integers(0, 1000))
# Thousandths: rates that differ do so by more than rounding.
rates = arrays(np.float64, 24, elements=st.integers(0, 200).map(lambda x: x / 1000))


def test_rates_by_hand():
    # 8 of 100 without a job; 3 of 60 posts empty; 12 of 200 moved.
    assert unemployment_rate(8, 92) == pytest.approx(0.08)
    assert vacancy_rate(3, 57) == pytest.approx(0.05)
    assert monthly_hazard(12, 200) == pytest.approx(0.06)


def test_rate_by_education():
    # The second level is empty.
    np.testing.assert_array_equal(rate([1, 0, 3], [2, 0, 4]), [0.5, np.nan, 0.75])
    assert rate([1.0, 2.0], 4).tolist() == [0.25, 0.5]


def test_rate_of_nothing():
    assert np.isnan(rate(0, 0))
    assert np.isnan(rate(1, 0))
    assert rate([], []).shape == (0,)


@given(stocks, stocks)
def test_shares_and_complements(one, other):
    share = unemployment_rate(one, other)
    known = one + other > 0
    np.testing.assert_array_equal(np.isnan(share), ~known)
    assert ((share[known] >= 0) & (share[known] <= 1)).all()
    np.testing.assert_allclose(share[known] + vacancy_rate(other, one)[known], 1)


def test_beveridge_correlation_by_hand():
    # u 0.04, 0.06, 0.08 against v 0.03, 0.02, 0.01: a falling line.
    assert beveridge_correlation([0.04, 0.06, 0.08], [0.03, 0.02, 0.01]) == pytest.approx(-1)
    # Deviations -1, 0, 1 and -1, 2, -1: products 1 + 0 - 1 = 0.
    assert beveridge_correlation([1, 2, 3], [1, 4, 1]) == pytest.approx(0)


@given(rates, rates)
def test_beveridge_correlation_is_pearson(u, v):
    assume(np.ptp(u) > 0 and np.ptp(v) > 0)
    value = beveridge_correlation(u, v)
    assert value == pytest.approx(np.corrcoef(u, v)[0, 1], abs=1e-9)
    assert beveridge_correlation(v, u) == pytest.approx(value)
    assert beveridge_correlation(u, -v) == pytest.approx(-value)


def test_unknown_months_are_left_out():
    u, v = [0.04, np.nan, 0.06, 0.08, 0.5], [0.03, 0.5, 0.02, 0.01, np.nan]
    assert beveridge_correlation(u, v) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("u", "v"), [([], []), ([0.1, 0.2], [0.2, 0.1]), ([0.1, 0.1, 0.1], [0.1, 0.2, 0.3])]
)
def test_too_little_to_correlate_is_nan(u, v):
    assert np.isnan(beveridge_correlation(u, v))


def test_series_of_different_length():
    with pytest.raises(ValueError, match="shape"):
        beveridge_correlation([0.1, 0.2], [0.1])
