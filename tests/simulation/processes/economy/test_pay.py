"""Prices: what leisure's price and cheaper online goods do to the gap of supplies."""

from __future__ import annotations

import numpy as np

from simulation.engine import simulate
from simulation.settings import Settings


def soon(changes, seed, column):
    """Mean of a measure over the first months of a small city, before random draws dominate."""
    settings = Settings({"city.citizens": 600, "city.months": 4, "city.burn_in": 0, **changes})
    return simulate(settings, seed).measures[column].mean()


def test_priced_leisure_sets_supplies_apart():
    """Needs-supply fit rises more with education where leisure has a price."""
    dear = {"prices.leisure_price": 1.5}
    effect = [
        soon(dear, seed, "slope_needs_supply")
        - soon({**dear, "prices.priced_leisure": False}, seed, "slope_needs_supply")
        for seed in range(4)
    ]
    assert (np.array(effect) > 0).all()


def test_cheaper_online_goods_help_those_who_can_shop_there(small_city):
    """Nobody loses in supplies, and at a low income those with ICT skill gain more.

    Over the whole city the slope of supplies need not rise: whoever earns well lacks no pay.
    """
    changes = {"prices.digital_discount": 0.3, "city.months": 1, "city.citizens": 1500}
    cheaper = small_city(changes).world.citizens
    plain = small_city({**changes, "prices.digital_advantage": False}).world.citizens
    gain = cheaper.needs_supply - plain.needs_supply
    assert (gain[plain.resident] >= -1e-6).all()
    poor = plain.resident & (plain.income < np.median(plain.income[plain.resident]))
    able = plain.skills[:, 0] > np.median(plain.skills[poor, 0])
    assert gain[poor & able].mean() > 1.2 * gain[poor & ~able].mean() > 0


def test_free_leisure_is_open_to_those_without_income(small_city):
    """Without a price, low supplies rise; the price is 0."""
    free = small_city({"prices.priced_leisure": False})
    assert free.world.conditions.prices == 0.0
    priced = small_city()
    gain = free.measures["needs_supply_low"] - priced.measures["needs_supply_low"]
    assert gain.mean() > 0
