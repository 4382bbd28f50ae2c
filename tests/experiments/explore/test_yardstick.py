"""What counts as noticeable is what was registered, and verdicts follow the interval."""

from __future__ import annotations

import pytest

from experiments.explore.yardstick import SOURCES, judge, smallest
from experiments.preregistration import registration


def test_yardsticks_are_those_of_the_registration():
    assert (smallest("unbalance"), smallest("volatility")) == (0.005, 0.001)
    for number, name in SOURCES.values():
        assert name in [part.name for part in registration.read().claim(number).parts]


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((-0.010, -0.006), "noticeable"),
        ((0.006, 0.010), "noticeable"),
        ((-0.004, 0.003), "small"),
        ((-0.004, -0.001), "small"),
        ((-0.009, -0.001), "some"),
        ((-0.009, 0.001), "unclear"),
        ((None, None), "unknown"),
        ((0.0, 0.0), "equal"),
    ],
)
def test_a_verdict_follows_the_interval(interval, verdict):
    low, high = interval
    effect = None if low is None else (low + high) / 2
    assert judge(effect, low, high, 0.005) == verdict
