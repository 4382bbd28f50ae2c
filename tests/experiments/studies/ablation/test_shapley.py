"""Shapley values: they add up, treat equals alike and give nothing for nothing."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.studies.ablation.shapley import shapley_values

PLAYERS = ("a", "b", "c", "d")
SETS = [frozenset(chosen) for size in range(5) for chosen in combinations(PLAYERS, size)]


@given(st.lists(st.floats(-1e3, 1e3), min_size=16, max_size=16))
def test_values_add_up_to_the_whole(worths):
    worth = dict(zip(SETS, worths, strict=True))
    values = shapley_values(PLAYERS, worth)
    assert sum(values.values()) == pytest.approx(
        worth[frozenset(PLAYERS)] - worth[frozenset()], abs=1e-8
    )


def test_who_adds_always_the_same_gets_just_that():
    alone = {"a": 1.0, "b": -2.0, "c": 0.0, "d": 0.5}
    worth = {chosen: 3.0 + sum(alone[name] for name in chosen) for chosen in SETS}
    assert shapley_values(PLAYERS, worth) == pytest.approx(alone)


def test_partners_share_what_only_both_make():
    worth = {chosen: float({"a", "b"} <= chosen) for chosen in SETS}
    values = shapley_values(PLAYERS, worth)
    assert values == pytest.approx({"a": 0.5, "b": 0.5, "c": 0.0, "d": 0.0})


def test_arrays_are_shared_out_seed_by_seed():
    worth = {chosen: np.array([len(chosen), 2.0 * len(chosen)]) for chosen in SETS}
    values = shapley_values(PLAYERS, worth)
    np.testing.assert_allclose(values["c"], [1.0, 2.0])


def test_a_missing_coalition_is_an_error():
    worth = dict.fromkeys(SETS, 1.0)
    del worth[frozenset("ab")]
    with pytest.raises(KeyError):
        shapley_values(PLAYERS, worth)
