"""Trials: the loss by hand, and the same rows whatever the number of seeds at a time."""

from __future__ import annotations

import math

import pytest

from experiments.calibration.targets import Target
from experiments.calibration.trial import loss_of, total_loss, tried
from scenarios import load

#: Middle 0.3, half-width 0.1.
TARGET = Target("contacts", 0.2, 0.4, 1.0)
SMALL = {"city.citizens": 200, "city.months": 12, "city.burn_in": 4}


@pytest.mark.parametrize(
    ("value", "loss"),
    [
        (0.3, 0.0),  # the middle
        (0.35, 0.1 * 0.25),  # half of the way out
        (0.4, 0.1),  # the edge
        (0.2, 0.1),
        (0.5, 1.0 + 0.1),  # a half-width outside
        (0.0, 4.0 + 0.1),  # two half-widths outside
        (math.nan, 81.0 + 0.1),  # no value: as far out as ten half-widths from the middle
    ],
)
def test_loss_by_hand(value, loss):
    assert loss_of(TARGET, value) == pytest.approx(loss)


def test_losses_add_up_by_weight():
    other = Target("vacancies", 0.01, 0.03, 2.0)
    values = {"contacts": 0.5, "vacancies": 0.03}
    assert total_loss([TARGET, other], values) == pytest.approx(1.1 + 2 * 0.1)


def test_rows_are_means_over_seeds_in_the_order_of_the_points():
    settings = load("baseline").but(SMALL).settings.flat()
    other = {**settings, "city.posts_per_citizen": 0.6}
    keys = ("unemployment", "vacancies")
    both = tried([settings, other], (1, 2), keys, None)
    first, second = (tried([settings], (seed,), keys, None)[0] for seed in (1, 2))
    for key in keys:
        assert both[0][key] == pytest.approx((first[key] + second[key]) / 2)
    assert both[1]["unemployment"] > both[0]["unemployment"]


def test_a_city_that_dies_says_why_and_spares_the_others():
    settings = load("baseline").but(SMALL).settings.flat()
    broken = {**settings, "city.country": "nowhere"}
    ends = tried([broken, settings], (1,), ("vacancies",), None)
    assert "nowhere" in ends[0]
    assert ends[1]["vacancies"] >= 0
