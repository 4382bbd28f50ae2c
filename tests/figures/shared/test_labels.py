"""Labels keep apart, stay where they belong as far as they can, and stay in order."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as some

from figures.shared.labels import spread


@given(some.lists(some.floats(0, 100), min_size=1, max_size=8))
def test_neighbours_are_apart_and_inside(places: list[float]) -> None:
    moved = spread(places, 9.0, 0.0, 100.0)
    assert (np.diff(np.sort(moved)) >= 9.0 - 1e-6).all()
    assert moved.min() >= -1e-6
    assert moved.max() <= 100 + 1e-6
    order = np.argsort(places, kind="stable")
    assert (np.diff(moved[order]) > 0).all()


def test_places_that_are_apart_stay() -> None:
    assert np.allclose(spread([50.0, 10.0, 90.0], 9.0, 0.0, 100.0), [50.0, 10.0, 90.0])


def test_a_block_stands_about_its_mean() -> None:
    assert np.allclose(spread([50.0, 50.0], 10.0, 0.0, 100.0), [45.0, 55.0])
