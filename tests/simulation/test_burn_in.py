"""Runs of one seed that differ only in what acts later share a burn-in and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios import load, names
from simulation.burn_in import (
    ALWAYS_READ,
    DEPENDENT,
    INTERVENTIONS,
    LARGEST,
    MOST,
    BurnIns,
    burn_in_key,
)
from simulation.core.accounts import INTERVENTIONS as NAMES
from simulation.engine import CityRun, simulate
from simulation.settings import Settings, parameter_table

BURN_IN = 6
STARTS = {f"{section}.start_month": BURN_IN for section in INTERVENTIONS}


def of_interventions(name):
    return name.rpartition(".")[0] in DEPENDENT


def arrays(thing, seen=None):
    """All arrays that can be reached from something."""
    seen = set() if seen is None else seen
    if id(thing) in seen or isinstance(thing, (str, int, float, Settings)):
        return
    seen.add(id(thing))
    if isinstance(thing, np.ndarray):
        yield thing
    elif isinstance(thing, dict):
        for value in thing.values():
            yield from arrays(value, seen)
    elif isinstance(thing, (list, tuple)):
        for value in thing:
            yield from arrays(value, seen)
    elif hasattr(thing, "__dict__"):
        yield from arrays(vars(thing), seen)


def same(one, other):
    pd.testing.assert_frame_equal(one.measures, other.measures, check_exact=True)
    if one.panel is not None or other.panel is not None:
        pd.testing.assert_frame_equal(one.panel, other.panel, check_exact=True)
    theirs = dict(other.world.citizens.arrays())
    for name, column in one.world.citizens.arrays():
        np.testing.assert_array_equal(column, theirs[name], err_msg=name)


def test_an_arm_goes_on_from_the_burn_in_of_the_baseline(small_settings, budgets):
    """What a programme needs to know of the months before it was observed without it, too."""
    burn_ins = BurnIns()
    simulate(small_settings(STARTS), 3, burn_ins=burn_ins)
    for name in NAMES:
        chosen = small_settings(budgets(name, start=BURN_IN))
        same(simulate(chosen, 3, burn_ins=burn_ins), simulate(chosen, 3))
    assert len(burn_ins) == 1


@pytest.mark.parametrize("panel", [0, 5])
def test_an_arm_goes_on_from_another_ones_burn_in_as_if_it_were_its_own(
    small_settings, budgets, panel
):
    burn_ins = BurnIns()
    arms = [budgets(*names, start=BURN_IN) for names in ((), *((one,) for one in NAMES))]
    # all three come first, the baseline last, so that each goes on from one that acts
    for changes in [*arms, STARTS]:
        chosen = small_settings(changes)
        taken_over = []
        shared = simulate(
            chosen, 3, panel=panel, on_month=taken_over.append, burn_ins=burn_ins
        )  # fmt: skip
        same(shared, simulate(chosen, 3, panel=panel))
        assert taken_over[0] == (1 if changes is arms[0] else BURN_IN + 1)
    assert len(burn_ins) == 1


@pytest.mark.long
@pytest.mark.parametrize("name", names())
def test_every_scenario_does(name):
    size = {"city.citizens": 300, "city.months": 30, "city.burn_in": 8}
    starts = {f"{section}.start_month": 8 for section in INTERVENTIONS}
    chosen = load(name).settings.but({**size, **starts})
    burn_ins = BurnIns()
    first = simulate(chosen, 2, burn_ins=burn_ins)
    unpaid = {f"{section}.annual_budget_per_citizen": 0.0 for section in INTERVENTIONS}
    begun = simulate(chosen.but(unpaid), 2, burn_ins=burn_ins)
    same(begun, simulate(chosen.but(unpaid), 2))
    same(simulate(chosen, 2, burn_ins=burn_ins), first)


def values(default, declared):
    """Any allowed value of a parameter."""
    if declared.choices:
        return st.sampled_from(declared.choices)
    if isinstance(default, bool):
        return st.booleans()
    whole = isinstance(default, int)
    ends = (declared.low, declared.high)
    return st.integers(*map(int, ends)) if whole else st.floats(*map(float, ends))


INERT = {
    name: values(default, declared)
    for name, default, declared in parameter_table()
    if of_interventions(name) and name not in ALWAYS_READ | STARTS.keys()
}


@settings(max_examples=6)
@given(chosen=st.fixed_dictionaries(INERT))
def test_nothing_of_an_intervention_matters_before_it_starts(chosen, small_settings):
    """Any values at all, and the burn-in is the same to the last bit."""
    plain, other = (
        CityRun(small_settings(STARTS), 1),
        CityRun(small_settings({**chosen, **STARTS}), 1),
    )
    assert burn_in_key(plain.world.settings.flat()) == burn_in_key(other.world.settings.flat())
    for _ in range(BURN_IN):
        plain.step()
        other.step()
    np.testing.assert_array_equal(plain.values[:BURN_IN], other.values[:BURN_IN])
    theirs = dict(other.world.citizens.arrays())
    for name, column in plain.world.citizens.arrays():
        np.testing.assert_array_equal(column, theirs[name], err_msg=name)


def test_every_other_parameter_makes_another_burn_in():
    flat = Settings().flat()
    key = burn_in_key(flat)
    for name, value in flat.items():
        changed = not value if isinstance(value, bool) else f"{value}x"
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            changed = value + 1
        same_city = of_interventions(name) and name not in ALWAYS_READ
        assert (burn_in_key({**flat, name: changed}) == key) == same_city, name
    assert burn_in_key({**flat, "city.citizens": float(flat["city.citizens"])}) == key


def test_what_acts_within_the_burn_in_or_is_too_large_is_not_shared(budgets):
    def key(changes, burn_in=12):
        return burn_in_key(Settings({"city.burn_in": burn_in, **changes}).flat())

    for name in NAMES:
        assert key(budgets(name, start=12)) == key({})
        early = budgets(name, start=11)
        assert key(early) is None
        assert key({**early, f"interventions.{name}.active": False}) == key({})
    assert key({}, burn_in=0) is None
    assert key({"city.citizens": LARGEST + 1}) is None


def test_few_are_remembered_the_latest(small_settings):
    burn_ins = BurnIns()
    chosen = small_settings({"city.months": BURN_IN + 1, **STARTS})
    for seed in range(1, MOST + 2):
        simulate(chosen, seed, burn_ins=burn_ins)
    assert len(burn_ins) == MOST
    assert burn_ins.find(chosen, 1) is None
    stored = burn_ins.find(chosen, MOST + 1)
    assert CityRun.resumed(stored, chosen).world.month == BURN_IN


def test_a_copy_has_no_array_in_common_with_the_run(small_settings):
    run = CityRun(small_settings(STARTS), 1)
    for _ in range(BURN_IN):
        run.step()
    stored = run.snapshot()
    other = CityRun.resumed(stored, run.world.settings)
    ours, theirs = list(arrays(run.world)), list(arrays(other.world))
    assert len(ours) == len(theirs) > 100
    owners = {id(one if one.base is None else one.base) for one in ours}
    assert not owners & {id(one if one.base is None else one.base) for one in theirs}
    assert not np.shares_memory(run.values, other.values)
    assert not any(np.shares_memory(own, kept) for own in theirs for kept in stored.arrays)


def test_a_panel_is_chosen_when_burn_in_ends(small_settings):
    run = CityRun(small_settings(), 1)
    for _ in range(BURN_IN + 1):
        run.step()
    with pytest.raises(ValueError, match="until its burn-in ends"):
        CityRun.resumed(run.snapshot(), run.world.settings, {"panels": 5})
