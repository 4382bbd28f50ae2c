"""Contribution of each mechanism to both variances: added in order, and Shapley values."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.studies.ablation import ALL, GAMES, MEASURES, NONE
from experiments.studies.ablation import table as as_results
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, pick, table, with_interval
from figures.shared.paper_sections import Paper

TITLE = "Contribution of each mechanism to the two variances"
#: At most 60 words: what it shows.
SUMMARY = (
    "What each mechanism of the model contributes to both variances. Bars add the mechanisms "
    "in the order of the paper's argument; diamonds are Shapley values, which do not depend "
    "on that order."
)
SCENARIOS: tuple[str, ...] = tuple(
    game.scenario_name(coalition) for game in GAMES for coalition in game.coalitions()
)
PAPER = Paper(
    "variances",
    "Technology, labour market, learning and ties together cause unbalance and volatility.",
    ("H1", "H9", "H10"),
)

#: Measure → its name in captions.
NAMES = {"slope_index_education": "unbalance", "volatility": "volatility"}
#: Axis labels of the two columns of panels.
AXES = ("Fit (0–1), highest minus lowest rank", "Fit (0–1 per month)")
LADDER, SHARE = "#9aa7b5", "#27246b"
#: Panels: letter, game and measure.
PANELS = tuple(
    ("ABCD"[2 * row + column], game.name, measure)
    for row, game in enumerate(GAMES)
    for column, measure in enumerate(MEASURES)
)


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure: steps of the ladder (`x`: level reached) and Shapley values."""
    rows: list[Row] = []
    letters = {(game, measure): letter for letter, game, measure in PANELS}
    for result in as_results(data.runs):
        panel = letters[result["game"], result["measure"]]
        labels = {"panel": panel, "group": result["mechanism"], "unit": "0-1"}
        if result["mechanism"] in (NONE, ALL):
            rows.append({**labels, "series": "level", "value": result["level"]})
            continue
        for series, x, key in (("ladder", "level", "step"), ("Shapley value", "share", "shapley")):
            rows.append({**labels, "series": series, "x": result[x], **with_interval(result, key)})
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
            axes.set_title(
                name if column == 0 else style.lettered(letter, name), fontsize=style.NORMAL
            )
            panel(axes, pick(numbers, letter), names=column == 0)
            axes.set_xlabel(AXES[column])
        top += height + 1.05
    text = (
        "Bars: change when mechanisms are added one by one from top to bottom.\n"
        "Diamonds: Shapley value (mean over all orders), from the level without mechanisms.\n"
        "Lines: 95 % intervals over seeds; those of a bar are at its lower edge."
    )
    style.note(figure, text, data.warning)
    return figure


def panel(axes: Axes, rows: pd.DataFrame, names: bool) -> None:
    """Ladder as a waterfall, with Shapley values from the same start."""
    level = rows[rows["series"] == "level"].set_index("group")["value"]
    steps = rows[rows["series"] == "ladder"].reset_index(drop=True)
    shares = rows[rows["series"] == "Shapley value"].reset_index(drop=True)
    start = float(level[NONE])
    axes.axvline(start, color=style.ZERO, lw=0.8, zorder=1)
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
    marks.row_names(axes, labels if names else [""] * len(labels))
    axes.use_sticky_edges = False
    axes.margins(x=0.08)
    style.few_ticks(axes, x=5)
    style.grey(axes)


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    parts = []
    for letter, game, measure in PANELS:
        rows = pick(numbers, letter, series="Shapley value").sort_values("value", key=abs)
        level = pick(numbers, letter, series="level").set_index("group")["value"]
        first = rows.iloc[-1]
        parts.append(
            f"{NAMES[measure]} over {game}: {level[NONE]:.3f} without and {level[ALL]:.3f} with "
            f"all of them; the largest contribution is that of {first['group'].lower()} "
            f"({marks.plain(100 * first['x'], 0)} % of the difference)"
        )
    return (
        "Every combination of the mechanisms is run with the same seeds. The bars add mechanisms "
        "in the order of the paper's argument. The diamonds are Shapley values, which do not "
        "depend on that order and add up to the difference between none and all. A share is "
        f"negative or above 100 % if mechanisms offset each other. {'; '.join(parts)}. From "
        f"{data.size} of each of {len(SCENARIOS)} combinations."
    )
