"""Quantiles are those of NumPy, whatever the order of the values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.statistics.quantiles import median, quantile


def values_of(dtype):
    """Between one and sixty numbers, often the same one several times."""
    width = np.dtype(dtype).itemsize * 8
    numbers = st.floats(-1e6, 1e6, width=width) | st.sampled_from([0.0, 1.0, 1500.0])
    return arrays(dtype, st.integers(1, 60), elements=numbers)


values = values_of(np.float32) | values_of(np.float64)


@given(values, st.sampled_from([0.0, 0.1, 0.25, 1 / 3, 0.5, 0.9, 1.0]) | st.floats(0, 1))
def test_quantiles_are_those_of_numpy(drawn, part):
    """Rank and the way between two values are the same, in the precision of the values."""
    expected = float(np.quantile(drawn, part))
    # rounding of the rank may put NumPy on the other side of a value it all but hits
    assert quantile(drawn.copy(), part) == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("size", [1, 2, 999, 1000])
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_deciles_are_those_of_numpy_to_the_last_bit(size, dtype):
    """Incomes give the very number that NumPy gives."""
    incomes = np.random.default_rng(size).lognormal(7.0, 0.5, size).astype(dtype)
    for part in (0.1, 0.5, 0.9):
        assert quantile(incomes.copy(), part) == float(np.quantile(incomes, part))


@given(values)
def test_the_median_is_that_of_numpy(drawn):
    """The middle value, or the mean of the middle two."""
    assert median(drawn.copy()) == float(np.median(drawn))


@given(values, st.floats(0, 1))
def test_values_are_only_put_in_another_order(drawn, part):
    """Nothing is lost or changed."""
    after = drawn.copy()
    quantile(after, part)
    np.testing.assert_array_equal(np.sort(after), np.sort(drawn))
