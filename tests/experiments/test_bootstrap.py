"""Bootstrap intervals are as wide as they should be, and the same each time."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from experiments.bootstrap import bootstrap_interval


def test_intervals_of_few_values_are_as_wide_as_those_of_t():
    few = np.random.default_rng(3).normal(size=8)
    low, high = bootstrap_interval(few)
    half = stats.t.ppf(0.975, 7) * few.std(ddof=1) / np.sqrt(8)
    assert (high - low) / (2 * half) == pytest.approx(1.0, abs=0.1)
    assert bootstrap_interval(few) == (low, high)


def test_one_value_has_no_interval_and_equal_values_have_one_of_no_width():
    assert np.isnan(bootstrap_interval([1.0])).all()
    assert bootstrap_interval([2.0, 2.0, 2.0]) == (2.0, 2.0)
