"""What each mechanism makes of both variances: ladder and Shapley values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.studies.ablation import ALL, GAMES, MEASURES, NONE
from experiments.studies.ablation import table as as_results
from figures.shared import style
from figures.shared.figure_data import FigureData, Row, pick, table
from figures.shared.paper_sections import Paper

TITLE = "Which mechanisms make the two variances"
SCENARIOS: tuple[str, ...] = tuple(
    game.scenario_name(coalition) for game in GAMES for coalition in game.coalitions()
)
PAPER = Paper(
    "variances",
    "Unbalance and volatility come out of technology, labour market, learning and ties together.",
    ("H1", "H9", "H10"),
)

#: The two variances in captions.
WORDS = {"slope_index_education": "unbalance", "volatility": "volatility"}
#: What the two columns of panels are measured in.
AXES = ("Fit (0–1), highest less lowest rank", "Fit (0–1 per month)")
LADDER, SHARE = "#9aa7b5", "#27246b"
#: Panels: letter, game and measure.
PANELS = tuple(
    ("ABCD"[2 * row + column], game.name, measure)
    for row, game in enumerate(GAMES)
    for column, measure in enumerate(MEASURES)
)


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure: steps of the ladder (`x` the level reached) and Shapley values."""
    rows: list[Row] = []
    letters = {(game, measure): letter for letter, game, measure in PANELS}
    for found in as_results(data.runs):
        panel = letters[found["game"], found["measure"]]
        words = {"panel": panel, "group": found["mechanism"], "unit": "0-1"}
        if found["mechanism"] in (NONE, ALL):
            rows.append({**words, "series": "level", "value": found["level"]})
            continue
        rows.append(
            {
                **words,
                "series": "ladder",
                "x": found["level"],
                "value": found["step"],
                "low": found["step_low"],
                "high": found["step_high"],
            }
        )
        rows.append(
            {
                **words,
                "series": "Shapley value",
                "x": found["share"],
                "value": found["shapley"],
                "low": found["shapley_low"],
                "high": found["shapley_high"],
            }
        )
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    heights = [0.27 * (len(game.mechanisms) + 2) for game in GAMES]
    figure = style.new_figure(sum(heights) + 2.45)
    top = 0.0
    for row, (game, height) in enumerate(zip(GAMES, heights, strict=True)):
        style.heading(figure, "AC"[row], game.title, 0.08, top + 0.21)
        for column, name in enumerate(MEASURES.values()):
            letter = "ABCD"[2 * row + column]
            left = 2.05 + column * 2.62
            axes = style.place(figure, left, top + 0.58, 2.3, height)
            axes.set_title(name if column == 0 else f"{letter}  {name}", fontsize=style.NORMAL)
            panel(axes, pick(numbers, letter), names=column == 0)
            axes.set_xlabel(AXES[column])
        top += height + 1.05
    text = (
        "Bars: what a mechanism adds when mechanisms are added from top to bottom.\n"
        "Diamonds: Shapley value, averaged over all orders, from the level without any.\n"
        "Lines, under a bar those of the bar: 95 % intervals over seeds."
    )
    style.note(figure, text, data.warning)
    return figure


def panel(axes: Axes, rows: pd.DataFrame, names: bool) -> None:
    """Ladder as a waterfall, Shapley values beside it from the same start."""
    level = rows[rows["series"] == "level"].set_index("group")["value"]
    steps = rows[rows["series"] == "ladder"].reset_index(drop=True)
    shares = rows[rows["series"] == "Shapley value"].reset_index(drop=True)
    start = float(level[NONE])
    axes.axvline(start, color="#8a8a8a", lw=0.8, zorder=1)
    axes.plot(start, 0, "|", color=style.INK, ms=9, mew=1.6)
    reached = start
    for place, step in enumerate(steps.itertuples(), start=1):
        axes.barh(-place, step.value, 0.62, left=reached, color=LADDER, edgecolor="white", lw=0.4)
        axes.vlines(reached, -place - 0.31, -place + 0.69, color=LADDER, lw=0.6)
        if not np.isnan(step.low):
            axes.hlines(-place - 0.31, reached + step.low, reached + step.high, color=style.INK,
                        lw=0.7, zorder=3)  # fmt: skip
        reached += float(step.value)
    for place, share in enumerate(shares.itertuples(), start=1):
        if not np.isnan(share.low):
            axes.hlines(-place, start + share.low, start + share.high, color=SHARE, lw=1.2)
        axes.plot(start + share.value, -place, "D", color=SHARE, mec="white", mew=0.5, ms=4.5)
    last = len(steps) + 1
    axes.plot(float(level[ALL]), -last, "|", color=style.INK, ms=9, mew=1.6)
    labels = [NONE, *steps["group"], ALL]
    axes.set_yticks([-place for place in range(last + 1)], labels if names else [""] * (last + 1))
    axes.set_ylim(-last - 0.6, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.use_sticky_edges = False
    axes.margins(x=0.08)
    style.few_ticks(axes, x=5)
    style.grey(axes)


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """What the figure shows, in plain words."""
    parts = []
    for letter, game, measure in PANELS:
        rows = pick(numbers, letter, series="Shapley value").sort_values("value", key=abs)
        level = pick(numbers, letter, series="level").set_index("group")["value"]
        first = rows.iloc[-1]
        parts.append(
            f"{WORDS[measure]} over {game}: {level[NONE]:.3f} without any of them, "
            f"{level[ALL]:.3f} with all; most of the difference is made by "
            f"{first['group'].lower()} ({_percent(first['x'])})"
        )
    return (
        "Every combination of the mechanisms is run with the same seeds. The bars climb the ladder "
        "in the order of the paper's argument; the diamonds are Shapley values, which do not hang "
        "on that order and add up to the difference between none and all. A share can be negative "
        "or above 100 % where mechanisms work against each other. "
        f"{'; '.join(parts)}. From {data.size} of each of {len(SCENARIOS)} combinations."
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %".replace("-", "−")
