"""Outcomes of a sweep are complete or refused; luck is told from effect."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.errors import StoppedError
from experiments.sensitivity.answers import answers, noise

PLACES = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 0.0], [0.0, 1.0]])


def test_rows_that_share_a_point_share_its_outcome(design_of, folder_of):
    design = design_of("grid", PLACES)
    (found,) = answers(folder_of(design, lambda seed, a, b: 10 * a + b + 0.5 * seed))
    assert len(design.points) == 4
    assert found.values.tolist() == [[0.5, 1], [10.5, 11], [11.5, 12], [0.5, 1], [1.5, 2]]
    assert (found.column, found.unit) == ("unbalance", "fit")


def test_missing_runs_are_counted_and_the_failed_ones_named(design_of, folder_of):
    design = design_of("grid", PLACES)
    directory = folder_of(design, lambda seed, a, b: None if a and seed == 2 else a)
    with pytest.raises(StoppedError) as refused:
        answers(directory)
    assert "2 of 8 runs are missing, 2 of them failed" in str(refused.value)
    assert "point_0002 seed 2: ValueError: made up" in str(refused.value)
    assert f"--rerun-failed -o {directory}" in str(refused.value)


def test_a_sweep_of_which_every_run_failed_is_counted(design_of, folder_of):
    directory = folder_of(design_of("grid", PLACES), lambda seed, a, b: None)
    with pytest.raises(StoppedError, match="8 of 8 runs are missing, 8 of them failed"):
        answers(directory)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_undefined_outcomes_are_counted_once_per_run(design_of, folder_of, value):
    design = design_of("grid", PLACES)
    directory = folder_of(design, lambda seed, a, b: value if a == b == 0 else a)
    with pytest.raises(StoppedError, match=r"unbalance is not defined in 2 of 8 runs.*point_0001"):
        answers(directory)
    assert answers(directory, ["volatility"])[0].flat


def test_the_parts_of_the_variance_are_found():
    luck = np.random.default_rng(1)
    points, seeds = 4000, 60
    values = (
        luck.normal(0, 2.0, (points, 1)) + luck.normal(0, 1.0, (1, seeds))
        + luck.normal(0, 3.0, (points, seeds))
    )  # fmt: skip
    found = noise(values)
    assert found.share == pytest.approx(10 / 14, rel=0.05)
    assert found.of_mean == pytest.approx(3 / math.sqrt(seeds), rel=0.02)


def test_what_a_seed_does_to_all_points_alike_is_no_noise_between_them():
    values = np.array([[0.0], [1.0], [5.0]]) + np.array([[0.0, 10.0, -3.0]])
    found = noise(values)
    assert found.of_mean == pytest.approx(0.0, abs=1e-12)
    assert found.share > 0.5


def test_one_seed_does_not_tell():
    assert math.isnan(noise(np.ones((4, 1))).share)
