"""The study of how a wave of automation spreads over occupations."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.studies import automation_spread as study

MONTHS = 40


@pytest.fixture(scope="module")
def paths():
    """A small city without and with a wave of two years."""
    return {wave: study.run("mobility", wave, 1, 400, MONTHS) for wave in ("none", "2 years")}


def test_a_city_is_followed_from_the_wave_on(paths):
    for path in paths.values():
        assert path.unemployment.shape == (MONTHS,)
        assert ((path.unemployment > 0) & (path.unemployment < 1)).all()
        assert (path.exposure.min() <= path.neighbours).all()
        assert (path.neighbours <= path.exposure.max()).all()
    assert (paths["none"].unemployment != paths["2 years"].unemployment).any()


def test_the_peak_is_that_of_the_smoothed_mean_and_half_of_it_ends():
    """A rise by a known path: up to 4 points in month 30, gone from month 60 on."""
    rises = np.zeros((3, 120))
    rises[:, 20:50] = 0.04
    row = study.rise_row("mobility", "2 years", rises)
    assert row["peak, points"] == pytest.approx(4.0)
    assert row["month of the peak"] == 32  # the first whole year with the rise
    assert row["month of the peak"] + row["half over after"] == 56


def test_slopes_find_whose_exposure_counts():
    """Unemployment that rises with the neighbours' exposure alone has no slope over the own."""
    draw = np.random.default_rng(2)
    own, neighbours = draw.random(60), draw.random(60)
    none = study.Path(np.zeros(1), {"2 years": np.zeros(60)}, own, neighbours)
    rise = 0.02 * (neighbours - neighbours.mean()) / neighbours.std()
    wave = none._replace(by_occupation={"2 years": rise})
    np.testing.assert_allclose(study.slopes("2 years", [wave], [none]), [[0.0, 2.0]], atol=1e-9)
