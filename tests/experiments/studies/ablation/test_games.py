"""The games: every combination once, by parameters that exist and change something."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.errors import RequestError
from experiments.studies.ablation import FULL, QUICK
from experiments.studies.ablation.games import GAMES
from experiments.studies.ablation.results import ALL, MEASURES, NONE, table
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


def test_the_ladder_climbs_from_none_to_all():
    for game in GAMES:
        ladder = game.ladder()
        assert [len(rung) for rung in ladder] == list(range(len(game.mechanisms) + 1))


def made_up(seeds=3):
    """Runs in which each mechanism adds its place in the game, and seeds differ."""
    rows = [
        {
            "scenario": game.scenario_name(coalition),
            "seed": seed,
            "slope_index_education": seed + sum(_worth(game, name) for name in coalition),
            "volatility": seed - sum(_worth(game, name) for name in coalition),
        }
        for game in GAMES
        for coalition in game.coalitions()
        for seed in range(1, seeds + 1)
    ]
    return pd.DataFrame(rows)


def _worth(game, name):
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


def test_sizes():
    assert FULL.months - FULL.burn_in == 120
    assert len(QUICK.cast(QUICK.changes)) == len(scenario_names())
