"""Effects of interventions in all acceptable cities of a calibration, as a Markdown table."""

from __future__ import annotations

import pandas as pd

from experiments.validation.facts import BY_KEY
from figures.shared.style import SCENARIO_NAMES

#: Measures of the table, with their names and digits.
MEASURES = (("unbalance", 4), ("volatility", 5))


def markdown(cities: pd.DataFrame, effects: pd.DataFrame) -> str:
    """The number of cities and each effect over them, in Markdown.

    Parameters
    ----------
    cities : DataFrame
        ``acceptable.csv`` of ``cityfit calibrate``.
    effects : DataFrame
        ``effects.csv`` of the same calibration.
    """
    names = [name for name in SCENARIO_NAMES if name in set(effects["scenario"])]
    rows = [f"| {SCENARIO_NAMES[name]} |" for name in names]
    lines = [summary(cities, effects), "", "| Scenario |", "|---|", *rows]
    for measure, digits in MEASURES:
        effect = effects[effects["measure"] == measure].set_index("scenario")
        lines[2] += f" Change of {measure}: mean (range) | Same sign | Interval excludes 0 |"
        lines[3] += "---|---:|---:|"
        for number, name in enumerate(names, start=4):
            lines[number] += _cells(effect.loc[name], digits)
    return "\n".join(lines)


def summary(cities: pd.DataFrame, effects: pd.DataFrame) -> str:
    """Number of cities, of starts, and of cities in which every fact is in its range."""
    facts = [name for name in cities.columns if name in BY_KEY]
    complete = sum(
        all(BY_KEY[name].holds(city[name]) for name in facts) for city in cities.to_dict("records")
    )
    starts = cities["start"].nunique()
    number, noun = len(cities), "city" if len(cities) == 1 else "cities"
    what = f"{number} acceptable {noun}, every fact in its range"
    if complete == 0:
        verb = "This is" if number == 1 else "These are"
        what = f"No city has every fact in its range. {verb} the {number} closest {noun}"
    elif complete < number:  # by the rule of an earlier version
        what = f"{number} {noun}, every fact in its range in {complete} of them"
    return (
        f"{what}, from {starts} {'start' if starts == 1 else 'starts'}. "
        f"{effects['seeds'].min()} seeds per city; model {effects['model_version'].iloc[0]}."
    )


def _cells(row: pd.Series, digits: int) -> str:
    """The cells of one measure."""
    mean, low, high = (f"{row[name]:+.{digits}f}" for name in ("effect", "least", "greatest"))
    shares = (f"{row[name]:.0%}".replace("%", " %") for name in ("same_sign", "sure_of_sign"))
    return f" {mean} ({low} to {high}) | {' | '.join(shares)} |"
