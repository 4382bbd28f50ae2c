"""Correlations: of columns, and of what lies behind ordered classes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats

from simulation.statistics.association import (
    bivariate_normal,
    correlation,
    polychoric_correlation,
)

# Thousandths: values that differ do so by more than rounding.
columns = arrays(np.float64, 24, elements=st.integers(0, 200).map(lambda x: x / 1000))


def test_correlation_by_hand():
    # 0.04, 0.06, 0.08 against 0.03, 0.02, 0.01: a falling line.
    assert correlation([0.04, 0.06, 0.08], [0.03, 0.02, 0.01]) == pytest.approx(-1)
    # Deviations -1, 0, 1 and -1, 2, -1: products 1 + 0 - 1 = 0.
    assert correlation([1, 2, 3], [1, 4, 1]) == pytest.approx(0)


@given(columns, columns)
def test_correlation_is_pearson(x, y):
    assume(np.ptp(x) > 0 and np.ptp(y) > 0)
    value = correlation(x, y)
    assert value == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-9)
    assert correlation(y, x) == pytest.approx(value)
    assert correlation(x, -y) == pytest.approx(-value)


def test_unknown_entries_are_left_out():
    x, y = [0.04, np.nan, 0.06, 0.08, 0.5], [0.03, 0.5, 0.02, 0.01, np.nan]
    assert correlation(x, y) == pytest.approx(-1)


@pytest.mark.parametrize(
    ("x", "y"), [([], []), ([0.1, 0.2], [0.2, 0.1]), ([0.1, 0.1, 0.1], [0.1, 0.2, 0.3])]
)
def test_too_little_to_correlate_is_nan(x, y):
    assert np.isnan(correlation(x, y))


def test_columns_of_different_length():
    with pytest.raises(ValueError, match="shape"):
        correlation([0.1, 0.2], [0.1])


@pytest.mark.parametrize("rho", [-0.9, -0.3, 0.0, 0.56, 0.95])
@pytest.mark.parametrize(("h", "k"), [(0.0, 0.0), (-1.2, 0.4), (2.0, 1.5), (-0.3, 8.0)])
def test_the_bivariate_normal_is_scipys(h, k, rho):
    """scipy integrates the same distribution in another way."""
    expected = stats.multivariate_normal([0, 0], [[1, rho], [rho, 1]]).cdf([h, k])
    assert bivariate_normal(h, k, rho) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("rho", [-0.7, 0.0, 0.5, 0.9])
def test_two_halves_by_hand(rho):
    """Both above the median: 1/4 + arcsin(ρ) / 2π (Sheppard 1899)."""
    both = 0.25 + np.arcsin(rho) / (2 * np.pi)
    table = [[both, 0.5 - both], [0.5 - both, both]]
    assert polychoric_correlation(table) == pytest.approx(rho, abs=1e-4)


def test_classes_of_a_bivariate_normal_give_its_correlation_back():
    """Three levels by five, with the margins of education and ICT level, and ρ = .56."""
    rows = np.concatenate([[-8], stats.norm.ppf([0.21, 0.66]), [8]])
    columns = np.concatenate([[-8], stats.norm.ppf([0.29, 0.44, 0.72, 0.95]), [8]])
    corner = np.array(
        [[stats.multivariate_normal([0, 0], [[1, 0.56], [0.56, 1]]).cdf([x, y])
          for y in columns] for x in rows]
    )  # fmt: skip
    table = np.diff(np.diff(corner, axis=0), axis=1)
    assert polychoric_correlation(1000 * table) == pytest.approx(0.56, abs=1e-3)
    assert polychoric_correlation(table[::-1]) == pytest.approx(-0.56, abs=1e-3)
    assert polychoric_correlation(table.T) == pytest.approx(0.56, abs=1e-3)


def test_a_class_without_people_changes_nothing():
    assert polychoric_correlation([[3, 0, 1], [1, 0, 3]]) == pytest.approx(
        polychoric_correlation([[3, 1], [1, 3]])
    )


@pytest.mark.parametrize("table", [[[1, 2]], [[1], [2]], [[0, 0], [1, 2]], np.zeros((2, 2))])
def test_one_class_alone_has_no_correlation(table):
    assert np.isnan(polychoric_correlation(table))


@pytest.mark.parametrize("table", [[1, 2], [[1, -1], [1, 1]], [[np.nan, 1], [1, 1]]])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(ValueError, match="counts"):
        polychoric_correlation(table)
