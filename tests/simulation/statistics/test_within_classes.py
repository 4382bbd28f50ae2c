"""Slopes within classes and matched differences, on numbers that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.statistics.unbalance import mid_rank, slope_index_of_inequality
from simulation.statistics.within_classes import matched_difference, slope_within_classes

COUNTS = np.array([[30.0, 10.0, 0.0], [10.0, 20.0, 10.0], [0.0, 10.0, 30.0]])
RANK = np.repeat(mid_rank(COUNTS.sum(axis=1))[:, None], 3, axis=1)
CLASS = np.array([[0.1, 0.4, 0.7]] * 3)


def test_what_only_classes_make_is_gone_within_them():
    assert slope_index_of_inequality(CLASS, RANK, COUNTS) > 0.3
    assert slope_within_classes(CLASS, RANK, COUNTS) == pytest.approx(0.0, abs=1e-12)


def test_what_only_ranks_make_stays_within_classes():
    fit = 0.2 + 0.5 * RANK
    assert slope_within_classes(fit, RANK, COUNTS) == pytest.approx(0.5)
    assert slope_within_classes(fit + CLASS, RANK, COUNTS) == pytest.approx(0.5)


def test_it_is_the_slope_of_a_regression_with_a_constant_per_class():
    generator = np.random.default_rng(1)
    fit = generator.random((3, 3))
    weight = COUNTS.ravel()
    design = np.column_stack([RANK.ravel(), np.tile(np.eye(3), (3, 1))])
    root = np.sqrt(weight)[:, None]
    slope = np.linalg.lstsq(design * root, fit.ravel() * root[:, 0], rcond=None)[0][0]
    assert slope_within_classes(fit, RANK, COUNTS) == pytest.approx(slope)


def test_empty_cells_may_hold_anything():
    fit = np.where(COUNTS > 0, 0.5 * RANK, np.nan)
    assert slope_within_classes(fit, RANK, COUNTS) == pytest.approx(0.5)


def test_one_rank_per_class_says_nothing():
    assert np.isnan(slope_within_classes(CLASS, RANK, np.diag([5.0, 5.0, 5.0])))


def test_matches_are_made_within_strata():
    values = np.array([1.0, 3.0, 2.0, 10.0, 12.0, 99.0])
    treated = np.array([True, False, False, True, False, True])
    stratum = np.array([0, 0, 0, 1, 1, 2])  # nobody to compare the last one with
    assert matched_difference(values, treated, stratum) == pytest.approx((-1.5 - 2.0) / 2)


def test_who_has_no_value_takes_no_part():
    found = matched_difference([1.0, np.nan, 5.0], [True, True, False], [0, 0, 0])
    assert found == -4.0
    assert np.isnan(matched_difference([1.0, 2.0], [True, True], [0, 0]))
    assert np.isnan(matched_difference([np.nan], [True], [0]))
