import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.statistics.market import (
    monthly_hazard,
    rate,
    unemployment_rate,
    vacancy_rate,
)

stocks = arrays(np.int64, 5, elements=st.integers(0, 1000))


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
