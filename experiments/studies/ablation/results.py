"""What the games say: the ladder step by step, and each mechanism's Shapley share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.studies.ablation.games import GAMES, Game
from experiments.studies.ablation.shapley import shapley_values

if TYPE_CHECKING:
    import pandas as pd

#: Measures that are shared out, and their names: the two systemic variances. Unbalance is by
#: education here: ICT skill fades without a job, so that where all have the same skill its rank
#: follows fit rather than leads it.
MEASURES = {
    "slope_index_education": "Unbalance (slope index by education)",
    "volatility": "Volatility (RMSSD of fit)",
}

#: Rows that hold a level rather than a mechanism.
NONE, ALL = "none of these", "all together"


def table(runs: pd.DataFrame) -> list[dict[str, Any]]:
    """The results of both games on both measures.

    Parameters
    ----------
    runs : DataFrame
        One row per run: scenario, seed and the measures after the burn-in.

    Returns
    -------
    list of dict
        One row per game, measure and mechanism: what the mechanism adds on its rung of the
        ladder, and its Shapley value, each with its 95 % interval over seeds (paired), and its
        share of what all mechanisms of the game make together. The rows *none of these* and
        *all together* hold the level of the measure without and with all of them.
    """
    rows: list[dict[str, Any]] = []
    for game in GAMES:
        for measure in MEASURES:
            rows += game_rows(game, measure, worths(game, measure, runs))
    return rows


def worths(game: Game, measure: str, runs: pd.DataFrame) -> dict[frozenset[str], np.ndarray]:
    """Value of a measure for each coalition, one per seed that every coalition has.

    Raises
    ------
    RequestError
        If no seed has all coalitions.
    """
    wide = runs.pivot(index="seed", columns="scenario", values=measure)
    names = {game.scenario_name(coalition): coalition for coalition in game.coalitions()}
    complete = wide.reindex(columns=list(names)).dropna()
    if complete.empty:
        raise RequestError(
            f"no seed has a value of {measure!r} in all {len(names)} combinations of the game "
            f"{game.name!r}; runs that are missing are made by the same command"
        )
    return {coalition: complete[name].to_numpy() for name, coalition in names.items()}


def game_rows(
    game: Game, measure: str, worth: dict[frozenset[str], np.ndarray]
) -> list[dict[str, Any]]:
    """Rows of one game and measure; see :func:`table`."""
    ladder = game.ladder()
    values = shapley_values([mechanism.name for mechanism in game.mechanisms], worth)
    whole = worth[ladder[-1]] - worth[ladder[0]]
    words = {"game": game.name, "measure": measure, "seeds": len(whole)}
    rows = [_level(words, NONE, worth[ladder[0]])]
    for mechanism, before, after in zip(game.mechanisms, ladder[:-1], ladder[1:], strict=True):
        step, step_low, step_high = mean_interval(worth[after] - worth[before])
        value, low, high = mean_interval(values[mechanism.name])
        rows.append(
            {
                **words,
                "mechanism": mechanism.title,
                "level": float(worth[after].mean()),
                "step": step,
                "step_low": step_low,
                "step_high": step_high,
                "shapley": value,
                "shapley_low": low,
                "shapley_high": high,
                "share": float(values[mechanism.name].mean() / whole.mean()),
            }
        )
    rows.append(_level(words, ALL, worth[ladder[-1]]))
    return rows


def _level(words: dict[str, Any], name: str, values: np.ndarray) -> dict[str, Any]:
    empty = dict.fromkeys(
        ("step", "step_low", "step_high", "shapley", "shapley_low", "shapley_high", "share"),
        float("nan"),
    )
    return {**words, "mechanism": name, "level": float(values.mean()), **empty}
