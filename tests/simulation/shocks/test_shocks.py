"""What holds for every shock: month 0 is never, nothing before its month, something from it on."""

from __future__ import annotations

import pandas as pd
import pytest

from simulation.schedule import MONTH
from simulation.shocks.timing import under_way

#: Other parameters of each shock, far from their defaults.
EXTREME = {
    "automation_wave": {"months": 2, "size": 1.0},
    "anchor_exit": {"size": 1.0, "multiplier": 5.0, "delay": 1.0, "recovery": 0.5},
    "pandemic": {"months": 6, "size": 1.0, "key_work": 0.0},
    "data_breach": {"size": 1.0, "firms_size": 1.0, "employers_size": 1.0},
    "disinformation": {"months": 6, "size": 0.9},
    "funding_cut": {"months": 6, "share": 1.0},
    "platform_monopoly": {},
}
MONTH_OF_SHOCK = 16


@pytest.fixture(scope="module")
def lively(budgets):
    """All three interventions, so that every shock finds something to hit."""
    return budgets(start=6)


def named(shock, values):
    """Full names of a shock's parameters."""
    return {f"shocks.{shock}.{key}": value for key, value in values.items()}


def identical(one, other):
    """Fail unless two tables are the same bit for bit."""
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_every_shock_of_the_month_is_tested_here():
    shocks = {process.section for process in MONTH if process.section.startswith("shocks.")}
    assert {f"shocks.{name}" for name in EXTREME} == shocks


def test_under_way_by_hand():
    """A shock of three months in month 5 is on in months 5, 6 and 7; month 0 is never."""
    assert [now for now in range(12) if under_way(now, 5, 3)] == [5, 6, 7]
    assert not any(under_way(now, 0, 3) for now in range(12))


@pytest.mark.parametrize("shock", EXTREME)
def test_month_0_is_never(city, lively, shock):
    """Without a month nothing changes for anybody, however extreme the rest is."""
    plain, found = city(lively), city({**lively, **named(shock, EXTREME[shock])})
    identical(found.measures, plain.measures)
    for table in ("citizens", "posts", "employers", "occupations", "districts", "communities"):
        before = dict(getattr(plain.world, table).arrays())
        for name, array in getattr(found.world, table).arrays():
            assert array.tobytes() == before[name].tobytes(), f"{table}.{name}"


@pytest.mark.parametrize("shock", EXTREME)
def test_a_shock_that_is_switched_off_does_nothing(city, lively, shock):
    off = named(shock, {**EXTREME[shock], "month": MONTH_OF_SHOCK, "active": False})
    identical(city({**lively, **off}).measures, city(lively).measures)


@pytest.mark.parametrize("shock", EXTREME)
def test_nothing_before_its_month_and_something_from_it_on(city, lively, shock):
    """Every measure is the same to the last bit before the month; some change in it, fit later."""
    struck = named(shock, {**EXTREME[shock], "month": MONTH_OF_SHOCK})
    found, plain = city({**lively, **struck}).measures, city(lively).measures
    before = found.month < MONTH_OF_SHOCK
    identical(found[before], plain[before])
    assert not found.loc[~before, "fit"].equals(plain.loc[~before, "fit"])
    at_once = found.month == MONTH_OF_SHOCK
    assert not found[at_once].equals(plain[at_once])


def test_all_at_once_and_the_city_goes_on(city, lively):
    """A city struck by everything still has fit between 0 and 1, and its accounts balance."""
    struck = {}
    for number, shock in enumerate(EXTREME):
        struck |= named(shock, {**EXTREME[shock], "month": 12 + number})
    found = city({**lively, **struck})
    assert found.measures["fit"].between(0, 1).all()
    assert abs(found.world.accounts.citizens_gap) < 1.0
    assert abs(found.world.accounts.city_gap) < 1.0
