"""Prices: what leisure's price and cheaper online goods do to the gap of supplies."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.settings import Settings
from simulation.simulate import simulate


def soon(changes, seed, column):
    """Mean of a measure over the first months of a small city, before luck drives cities apart."""
    settings = Settings({"city.citizens": 600, "city.months": 4, "city.burn_in": 0, **changes})
    return simulate(settings, seed).measures[column].mean()


@pytest.mark.parametrize("mechanism", ["priced_leisure", "digital_advantage"])
def test_what_is_cheaper_for_some_sets_supplies_apart(mechanism):
    """Needs-supply fit falls more with education where leisure is priced or online is cheaper."""
    strong = {"prices.leisure": 1.5, "prices.digital_discount": 0.3}
    effect = [
        soon(strong, seed, "slope_needs_supply")
        - soon({**strong, f"prices.{mechanism}": False}, seed, "slope_needs_supply")
        for seed in range(4)
    ]
    assert np.mean(effect) > 0
    assert (np.array(effect) > 0).sum() >= 3


def test_free_leisure_is_open_to_those_without_income(small_city):
    """Without a price, low supplies rise; the price is 0."""
    free = small_city({"prices.priced_leisure": False})
    assert free.world.climate.prices == 0.0
    priced = small_city()
    gain = free.measures["needs_supply_low"] - priced.measures["needs_supply_low"]
    assert gain.mean() > 0
