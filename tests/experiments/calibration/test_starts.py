"""A search begins at the city as it is and at points all over the ranges."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from experiments.calibration import starts
from experiments.calibration.targets import read

TARGETS = Path(__file__).parents[3] / "experiments" / "targets.toml"


@pytest.fixture(scope="module")
def ranges():
    return read(TARGETS).ranges


def share(one, value):
    scale = math.log if one.log else float
    return (scale(value) - scale(one.low)) / (scale(one.high) - scale(one.low))


def test_the_first_start_is_the_city_as_it_is(ranges):
    assert starts.start(ranges, 1, 1) == {one.name: one.start for one in ranges}


def test_the_others_fill_the_whole_of_every_range(ranges):
    """Of eight points each eighth of a range gets one: Sobol' points do that, luck does not."""
    points = [starts.start(ranges, 1, which) for which in range(2, 10)]
    for one in ranges:
        assert all(one.low <= point[one.name] <= one.high for point in points)
        eighths = {int(8 * share(one, point[one.name])) for point in points}
        assert eighths == set(range(8)), one.name


def test_places_near_a_start_are_near_it_and_within_the_ranges(ranges):
    begin = starts.start(ranges, 1, 3)
    places = [starts.near(ranges, 1, begin, number) for number in range(20)]
    for one in ranges:
        shares = [share(one, place[one.name]) for place in places]
        assert all(-1e-9 <= each <= 1 + 1e-9 for each in shares)
        off = [abs(each - share(one, begin[one.name])) for each in shares]
        assert max(off) <= 0.5 * starts.NEAR + 1e-9
        assert len(set(shares)) > 5
