"""Services: who is cut off by digital-only services, and what helpers and infrastructure give."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.vocabulary import CAUSES
from simulation.engine import CityRun, simulate
from simulation.processes.technology.digital_services import raise_the_lowest
from simulation.settings import Settings

SEEDS = range(3)


def late(changes, seed, column, months=36):
    """Mean of a measure over the last year of a small city."""
    settings = Settings(
        {"city.citizens": 600, "city.months": months, "city.burn_in": 12, **changes}
    )
    return simulate(settings, seed).measures[column].iloc[-12:].mean()


def effects(changes, column, base=()):
    """Paired effect of some changes on a measure, one per seed."""
    base = dict(base)
    return np.array(
        [late({**base, **changes}, seed, column) - late(base, seed, column) for seed in SEEDS]
    )


def test_money_raises_the_worst_districts_first():
    """Two of three districts meet at a level that costs just what there is."""
    after = raise_the_lowest(np.array([0.9, 0.2, 0.4]), np.array([1.0, 2.0, 2.0]), 1.0)
    np.testing.assert_allclose(after, [0.9, 0.55, 0.55])


@given(
    arrays(np.float64, 6, elements=st.floats(0, 1)),
    arrays(np.float64, 6, elements=st.floats(1, 100)),
    st.floats(0, 400),
)
def test_money_is_spent_to_the_last_euro_unless_nothing_is_left_to_raise(levels, prices, money):
    """Nobody falls, nobody rises above 1, and the cost is the money or what full levels cost."""
    after = raise_the_lowest(levels, prices, money)
    assert (after >= levels).all()
    assert (after <= 1).all()
    cost = ((after - levels) * prices).sum()
    assert cost == pytest.approx(min(money, ((1 - levels) * prices).sum()), abs=1e-8)
    raised = after[after > levels + 1e-12]
    if raised.size:
        # those that were raised are level, and nobody lies below them
        np.testing.assert_allclose(raised, after.min(), atol=1e-9)


def test_digital_only_services_widen_the_gap_of_supplies():
    """Needs-supply fit falls more with education where services are digital only."""
    effect = effects({"services.digital_only": 1.0}, "slope_needs_supply",
                     {"services.digital_only": 0.0, "services.assisted": 0.0})  # fmt: skip
    assert (effect > 0).all()


def test_helpers_narrow_the_gap_that_digital_only_services_make():
    """With helpers for all of them digital-only services cut nobody off."""
    effect = effects({"services.assisted": 1.0}, "slope_needs_supply",
                     {"services.digital_only": 1.0, "services.assisted": 0.0})  # fmt: skip
    assert (effect < 0).all()


def test_infrastructure_helps_and_more_those_who_have_the_skill():
    """The subsidy lifts the supplies of all; of those without ICT skill it lifts them less."""
    base = {
        "services.digital_only": 1.0,
        "services.assisted": 0.0,
        "digitalisation.start": 1.0,
        "public_budget.elasticity": 0.0,
    }
    gains = {"low": [], "high": []}
    for seed in SEEDS:
        runs = [
            CityRun(Settings({"city.citizens": 600, **base, **more}), seed)
            for more in ({}, {"services.infrastructure_subsidy": 600.0})
        ]
        for run in runs:
            # the infrastructure of a city that has hardly begun to build it
            run.world.districts.infrastructure[:] = 0.4
            run.world.districts.previous_infrastructure[:] = 0.4
            for _ in range(6):
                run.step()
        plain, paid = (run.world for run in runs)
        both = plain.citizens.resident & paid.citizens.resident
        both &= plain.citizens.person == paid.citizens.person
        # the same job and pay in both cities, so that the difference is access alone
        both &= plain.citizens.post == paid.citizens.post
        gain = paid.citizens.needs_supply - plain.citizens.needs_supply
        ict = plain.citizens.skills[:, 0]
        gains["low"].append(gain[both & (ict < 0.2)].mean())
        gains["high"].append(gain[both & (ict >= 0.4) & (ict < 0.6)].mean())
    low, high = (np.array(gains[name]) for name in ("low", "high"))
    assert (low >= 0).all()
    assert (high > low).all()


def test_better_infrastructure_is_booked_to_the_surroundings(small_run):
    """What better infrastructure does to fit is no learning, and causes add up to the change."""
    run = small_run({"services.infrastructure_subsidy": 2000.0, "city.months": 6})
    plain = small_run({"city.months": 6})
    for one in (run, plain):
        one.world.districts.infrastructure[:] = 0.3
        one.world.districts.previous_infrastructure[:] = 0.3
        one.step()
    before = run.world.citizens.fit.astype(float).copy()
    run.step()
    plain.step()
    citizens = run.world.citizens
    stayed = citizens.resident & plain.world.citizens.resident & citizens.known
    stayed &= (citizens.person == plain.world.citizens.person) & (citizens.arrival < 2)
    # who found a job because of better access learns other things
    stayed &= citizens.post == plain.world.citizens.post
    stayed &= (citizens.skills == plain.world.citizens.skills).all(axis=1)
    change = citizens.fit - before
    booked = citizens.causes.sum(axis=1, dtype=np.float64)
    np.testing.assert_allclose(booked[stayed], change[stayed], atol=1e-6)
    more = (citizens.causes - plain.world.citizens.causes)[stayed]
    surroundings = more[:, CAUSES.index("surroundings")].mean()
    assert surroundings > 1e-4
    assert np.abs(more[:, CAUSES.index("learning")]).mean() < 0.1 * surroundings


def test_what_access_costs_services_lack(small_city):
    """Helpers and subsidy are paid before services, and the accounts balance."""
    changes = {"services.assisted": 1.0, "services.infrastructure_subsidy": 100.0}
    paid, plain = small_city({**changes, "city.months": 2}), small_city({"city.months": 2})
    accounts = paid.world.accounts
    assert accounts.inclusion > plain.world.accounts.inclusion > 0
    assert abs(accounts.city_gap) < 1e-6 * accounts.wages
    first = [outcome.measures["services_money"].iloc[0] for outcome in (paid, plain)]
    assert first[0] < first[1]
