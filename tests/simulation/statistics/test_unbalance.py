import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import linregress, rankdata

from simulation.statistics.unbalance import (
    between_group_share,
    covariances_with_rank,
    decomposition,
    erreygers_index,
    individual_mid_rank,
    mid_rank,
    slope_index_of_inequality,
)

fits = arrays(np.float64, 12, elements=st.floats(0, 1))
# Twelve citizens in four education levels, of which two at least are occupied.
levels = arrays(np.int64, 12, elements=st.integers(0, 3)).filter(lambda x: x.min() < x.max())


def grouped(fit, level):
    size = np.bincount(level, minlength=4)
    total = np.bincount(level, weights=fit, minlength=4)
    # An empty level has no mean: its nan must not matter.
    mean = np.divide(total, size, out=np.full(4, np.nan), where=size > 0)
    return mean, mid_rank(size), size


def test_mid_rank_by_hand():
    # Sizes 2, 3, 5 of 10: 1/10, (2 + 1.5)/10, (5 + 2.5)/10.
    np.testing.assert_allclose(mid_rank([2, 3, 5]), [0.1, 0.35, 0.75])


def test_slope_and_erreygers_by_hand():
    # F = 0, 1, 1, 1 at R = 1/8, 3/8, 5/8, 7/8; mean F 3/4, mean R 1/2.
    # cov = [(-3/4)(-3/8) + (1/4)(-1/8 + 1/8 + 3/8)] / 4 = (9/32 + 3/32) / 4 = 3/32.
    # var = 2 [(3/8)² + (1/8)²] / 4 = (20/64) / 4 = 5/64. SII = 3/32 · 64/5 = 1.2; E = 8 · 3/32.
    fit, rank = [0, 1, 1, 1], mid_rank([1, 1, 1, 1])
    assert slope_index_of_inequality(fit, rank) == pytest.approx(1.2)
    assert erreygers_index(fit, rank) == pytest.approx(0.75)


def test_two_halves_with_nothing_and_everything():
    # R = 1/4, 3/4: cov = 1/2 · 1/4 = 1/8, var = 1/16. The largest E there is: 8 · 1/8 = 1.
    rank = mid_rank([50, 50])
    assert erreygers_index([0, 1], rank, [50, 50]) == pytest.approx(1)
    assert slope_index_of_inequality([0, 1], rank, [50, 50]) == pytest.approx(2)


def test_between_group_share_by_hand():
    # Groups {0, 0.2} and {0.6, 1.0}: means 0.1 and 0.8, overall 0.45, between 0.35² = 0.1225.
    # Total: (0.45² + 0.25² + 0.15² + 0.55²) / 4 = 0.59 / 4 = 0.1475.
    fit = np.array([0, 0.2, 0.6, 1.0])
    assert between_group_share([0.1, 0.8], [2, 2], fit.var()) == pytest.approx(0.1225 / 0.1475)


def test_between_group_share_refuses_the_variance_of_others():
    with pytest.raises(ValueError, match="exceeds the total"):
        between_group_share([0.1, 0.8], [2, 2], 0.01)


@given(fits, levels)
def test_mid_rank_of_citizens_is_the_average_rank(fit, level):
    # scipy's average rank runs from 1 to n; half a citizen below the rank is its middle.
    np.testing.assert_allclose(individual_mid_rank(level), (rankdata(level) - 0.5) / 12)
    assert individual_mid_rank(fit).mean() == pytest.approx(0.5)


@given(fits, levels)
def test_slope_is_that_of_least_squares(fit, level):
    rank = individual_mid_rank(level)
    line = linregress(rank, fit)
    assert slope_index_of_inequality(fit, rank) == pytest.approx(line.slope, abs=1e-9)


@given(fits, levels, arrays(np.float64, 12, elements=st.floats(0.1, 9)))
def test_weighted_slope_is_that_of_weighted_least_squares(fit, level, weight):
    rank = individual_mid_rank(level, weight)
    design = np.column_stack([np.ones(12), rank]) * np.sqrt(weight)[:, None]
    slope = np.linalg.lstsq(design, fit * np.sqrt(weight))[0][1]
    assert slope_index_of_inequality(fit, rank, weight) == pytest.approx(slope, abs=1e-7)


@given(fits, levels)
def test_erreygers_is_the_corrected_concentration_index(fit, level):
    rank = individual_mid_rank(level)
    mean = fit.mean()
    if mean > 1e-6:
        concentration = 2 * np.cov(fit, rank, bias=True)[0, 1] / mean
        assert erreygers_index(fit, rank) == pytest.approx(4 * mean * concentration, abs=1e-12)
    assert -1 - 1e-12 <= erreygers_index(fit, rank) <= 1 + 1e-12


@given(fits, levels)
def test_cells_give_what_citizens_give(fit, level):
    rank = individual_mid_rank(level)
    mean, cell_rank, size = grouped(fit, level)
    np.testing.assert_allclose(cell_rank[level], rank)
    for index in (slope_index_of_inequality, erreygers_index):
        assert index(mean, cell_rank, size) == pytest.approx(index(fit, rank), abs=1e-12)


@given(fits, levels, st.floats(-5, 5), st.floats(0.1, 5))
def test_reversing_shifting_and_scaling(fit, level, shift, scale):
    rank = individual_mid_rank(level)
    slope = slope_index_of_inequality(fit, rank)
    assert slope_index_of_inequality(fit, 1 - rank) == pytest.approx(-slope, abs=1e-12)
    assert slope_index_of_inequality(fit + shift, rank) == pytest.approx(slope, abs=1e-12)
    assert slope_index_of_inequality(fit * scale, rank) == pytest.approx(slope * scale, abs=1e-12)


@given(fits, levels)
def test_doubling_the_city_and_renaming_levels_change_nothing(fit, level):
    slope = slope_index_of_inequality(fit, individual_mid_rank(level))
    twice = slope_index_of_inequality(np.tile(fit, 2), individual_mid_rank(np.tile(level, 2)))
    renamed = slope_index_of_inequality(fit, individual_mid_rank(level * 10 - 7))
    assert twice == pytest.approx(slope, abs=1e-12)
    assert renamed == slope


@given(fits, fits, levels)
def test_parts_add_up(potential, realised, level):
    rank = individual_mid_rank(level)
    split = decomposition({"potential": potential, "access": realised - potential}, rank)
    assert split.total == pytest.approx(sum(split.parts.values()), abs=1e-12)
    assert split.total == pytest.approx(slope_index_of_inequality(realised, rank), abs=1e-12)


@given(fits, levels)
def test_between_group_share_is_a_share(fit, level):
    mean, _, size = grouped(fit, level)
    share = between_group_share(mean, size, fit.var())
    assert np.isnan(share) or 0 <= share <= 1
    # Groups of one citizen each leave nothing within.
    alone = between_group_share(fit, np.ones(12), fit.var())
    assert np.isnan(alone) or alone == pytest.approx(1)


@pytest.mark.parametrize("index", [slope_index_of_inequality, erreygers_index])
@pytest.mark.parametrize(
    ("fit", "rank", "weight"),
    [
        ([], [], None),
        ([0.4], [0.5], None),
        ([0.1, 0.2, 0.3], [0.1, 0.1, 0.1], [1, 2, 4]),
        ([0.1, 0.2], [0.25, 0.75], [0, 0]),
        ([0.1, 0.2], [0.25, 0.75], [3, 0]),
    ],
)
def test_undefined_is_nan(index, fit, rank, weight):
    assert np.isnan(index(fit, rank, weight))


def test_equal_fit_has_no_slope():
    assert slope_index_of_inequality([0.3, 0.3, 0.3], mid_rank([1, 1, 1])) == 0


def test_without_people_rank_and_share_are_undefined():
    assert np.isnan(mid_rank([0, 0])).all()
    assert mid_rank([]).size == individual_mid_rank([]).size == 0
    assert np.isnan(between_group_share([], [], 0.1))
    assert np.isnan(between_group_share([0.1, 0.2], [0, 0], 0.1))
    assert np.isnan(between_group_share([0.3, 0.3], [1, 1], 0.0))
    assert np.isnan(decomposition({"all": [0.2]}, [0.5]).total)


def test_mistakes_are_named():
    with pytest.raises(ValueError, match="differ"):
        slope_index_of_inequality([0.1, 0.2], [0.5])
    with pytest.raises(ValueError, match=">= 0"):
        slope_index_of_inequality([0.1, 0.2], [0.2, 0.7], [1, -1])
    with pytest.raises(ValueError, match=">= 0"):
        mid_rank([1, np.nan])


@given(fits, fits, levels)
def test_covariances_of_sums_are_those_of_citizens(one, other, level):
    """From sums over levels the same slope and index follow as from each citizen's fit."""
    size = np.bincount(level, minlength=4)
    sums = [np.bincount(level, weights=fit, minlength=4) for fit in (one, other)]
    found, variance = covariances_with_rank(np.transpose(sums), mid_rank(size), size)
    rank = mid_rank(size)[level]
    for covariance, fit in zip(found, (one, other), strict=True):
        assert 8 * covariance == pytest.approx(erreygers_index(fit, rank), abs=1e-12)
        slope = slope_index_of_inequality(fit, rank)
        assert covariance / variance == pytest.approx(slope, abs=1e-11)


def test_covariances_need_a_rank_that_differs():
    """Undefined with all people in one cell, or without people."""
    for people in ([0.0, 4.0], [0.0, 0.0]):
        found, variance = covariances_with_rank([[0.0], [2.0]], [0.25, 0.5], people)
        assert np.isnan(found).all()
        assert np.isnan(variance)
    with pytest.raises(ValueError, match="shapes"):
        covariances_with_rank([[1.0]], [0.2, 0.8], [1.0, 1.0])
