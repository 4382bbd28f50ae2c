"""Ablation: every combination once, and Shapley values that add up."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.errors import RequestError
from experiments.studies.ablation import (
    ALL,
    GAMES,
    MEASURES,
    NONE,
    QUICK,
    shapley_values,
    table,
)  # fmt: skip
from simulation.settings import Settings


def scenario_names():
    return [game.scenario_name(one) for game in GAMES for one in game.coalitions()]


def test_every_combination_is_there_once():
    assert len(scenario_names()) == len(set(scenario_names())) == 2**7 + 2**6


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.name)
def test_taking_a_mechanism_out_changes_its_parameters(game):
    usual = Settings().flat()
    for mechanism in game.mechanisms:
        assert mechanism.out
        for name, value in mechanism.out.items():
            assert usual[name] != value, name


@pytest.mark.parametrize("game", GAMES, ids=lambda game: game.name)
def test_scenarios_are_the_baseline_less_what_is_out(game):
    everything = frozenset(mechanism.name for mechanism in game.mechanisms)
    whole = game.scenario(everything, QUICK.changes)
    assert whole.settings.flat() == Settings(QUICK.changes).flat()
    first = game.mechanisms[0]
    less = game.scenario(everything - {first.name}, QUICK.changes).settings.flat()
    assert {name for name in less if less[name] != whole.settings.flat()[name]} == set(first.out)


def made_up(seeds=3):
    """Runs in which each mechanism adds its place in the game, and seeds differ."""
    rows = [
        {
            "scenario": game.scenario_name(coalition),
            "seed": seed,
            "slope_index_education": seed + sum(_contribution(game, name) for name in coalition),
            "volatility": seed - sum(_contribution(game, name) for name in coalition),
        }
        for game in GAMES
        for coalition in game.coalitions()
        for seed in range(1, seeds + 1)
    ]
    return pd.DataFrame(rows)


def _contribution(game, name):
    return 1 + [mechanism.name for mechanism in game.mechanisms].index(name)


def test_the_table_gives_steps_and_shares():
    rows = pd.DataFrame(table(made_up()))
    for game in GAMES:
        for measure, sign in zip(MEASURES, (1, -1), strict=True):
            mine = rows[(rows["game"] == game.name) & (rows["measure"] == measure)]
            inner = mine[~mine["mechanism"].isin([NONE, ALL])]
            places = sign * np.arange(1.0, len(game.mechanisms) + 1)
            np.testing.assert_allclose(inner["step"], places)
            np.testing.assert_allclose(inner["shapley"], places)
            np.testing.assert_allclose(inner["share"], places / places.sum())
            levels = mine.set_index("mechanism")["level"]
            assert levels[ALL] - levels[NONE] == pytest.approx(places.sum())


def test_seeds_that_lack_a_combination_are_left_out():
    runs = made_up()
    assert {row["seeds"] for row in table(runs[1:])} == {2, 3}
    with pytest.raises(RequestError, match=r"no seed has a value .* in all 128 combi"):
        table(runs[runs["scenario"] != GAMES[0].scenario_name(frozenset())])


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


def test_a_missing_coalition_is_an_error():
    worth = dict.fromkeys(SETS, 1.0)
    del worth[frozenset("ab")]
    with pytest.raises(KeyError):
        shapley_values(PLAYERS, worth)
