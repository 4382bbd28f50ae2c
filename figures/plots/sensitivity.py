"""What both variances hang on, among all that is not known: Morris' screening of the baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.claims.robustness import FACTORS
from experiments.sensitivity import screening
from experiments.sensitivity.indices import morris
from figures.shared import style
from figures.shared.figure_data import FigureData, Row, pick, table
from figures.shared.paper_sections import Paper
from simulation.measures import MEASURES

TITLE = "Which unknown parameters the two variances hang on"
#: The first trajectory, which every size of the study has.
SCENARIOS: tuple[str, ...] = tuple(screening.points(1))
PAPER = Paper(
    "",
    "How far results hang on what nobody knows exactly.",
    (),
)

#: Panel → outcome and its name.
PANELS = {"A": ("unbalance", "Unbalance"), "B": ("volatility", "Volatility")}
#: Parameters that are shown, the most influential first; the table has all.
SHOWN = 14
RAISES, LOWERS, SPREAD = "#27246b", "#d97700", "#5c5c5c"
#: Letters of a parameter's name that have room.
WIDTH = 34


def numbers(data: FigureData) -> pd.DataFrame:
    """Indices of every parameter: `value` in the outcome's unit over the parameter's range."""
    units = {outcome: MEASURES[outcome].unit for outcome in screening.OUTCOMES}
    found, _ = screening.answers(data.runs, units)
    rows: list[Row] = []
    for letter, answers in zip(PANELS, found, strict=True):
        indices = morris(answers)
        for one in indices:
            words = {"panel": letter, "group": one["parameter"], "unit": one["unit"]}
            rows += [
                {
                    **words,
                    "series": name,
                    "value": one[name],
                    "low": one[f"{name}_low"],
                    "high": one[f"{name}_high"],
                }
                for name in ("mu_star", "mu", "sigma")
            ]
        rows.append({"panel": letter, "series": "noise", "value": indices[0]["noise"],
                     "unit": answers.unit})  # fmt: skip
        rows.append({"panel": letter, "series": "trajectories", "unit": "count",
                     "value": answers.design.options["trajectories"]})  # fmt: skip
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    height = 0.185 * SHOWN
    figure = style.new_figure(2 * height + 2.45)
    for place, (letter, (_, name)) in enumerate(PANELS.items()):
        top = place * (height + 0.85)
        style.heading(figure, letter, name, 0.08, top + 0.24)
        axes = style.place(figure, 2.35, top + 0.36, 4.65, height)
        panel(axes, pick(numbers, letter))
        unit = "0–1, highest less lowest joint rank" if letter == "A" else "0–1 per month"
        axes.set_xlabel(f"Change of {name.lower()} over the range of the parameter (fit, {unit})")
    style.note(
        figure,
        "Triangles: size of the mean effect and, by their direction, which way it\n"
        "goes as the parameter rises. Crosses: spread of the effect over the other\n"
        "parameters. Lines: 95 % intervals. Shaded: what the luck of the seeds alone\n"
        "would give a parameter without any effect.",
        data.warning,
    )
    return figure


def panel(axes: Axes, rows: pd.DataFrame) -> None:
    """The most influential parameters of one outcome, one line each."""
    of = {name: rows[rows["series"] == name].set_index("group") for name in
          ("mu_star", "mu", "sigma")}  # fmt: skip
    shown = list(of["mu_star"].index[:SHOWN])
    chance = float(rows[rows["series"] == "noise"]["value"].iloc[0])
    if np.isfinite(chance):
        axes.axvspan(0, chance, color=style.SHADE, linewidth=0, zorder=0)
    for line, name in enumerate(shown):
        one = of["mu_star"].loc[name]
        colour, marker = (RAISES, "^") if of["mu"].loc[name, "value"] > 0 else (LOWERS, "v")
        if np.isfinite(one["low"]):
            axes.hlines(-line, one["low"], one["high"], color=colour, lw=1.3, zorder=2)
        spread = of["sigma"].loc[name]
        if np.isfinite(spread["low"]):
            axes.hlines(-line - 0.25, spread["low"], spread["high"], color=SPREAD, lw=0.8, zorder=2)
        axes.plot(spread["value"], -line - 0.25, "x", color=SPREAD, ms=3.5, mew=0.9, zorder=3)
        axes.plot(one["value"], -line, marker, color=colour, ms=5, mec="white", mew=0.4, zorder=4)
    axes.set_yticks([-line for line in range(len(shown))], [_short(name) for name in shown])
    axes.set_ylim(-len(shown) + 0.3, 0.7)
    axes.set_xlim(left=0)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    style.few_ticks(axes, x=6)
    style.grey(axes)


def _short(name: str) -> str:
    """A parameter's name, without its section where there is no room for both."""
    words = name.replace("_", " ").replace(".", ": ")
    return words if len(words) <= WIDTH else words.rpartition(": ")[2][:WIDTH]


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """What the figure shows, in plain words."""
    parts = []
    for letter, (_, name) in PANELS.items():
        first = pick(numbers, letter, series="mu_star")
        leading = ", ".join(first["group"].iloc[:3])
        chance = float(pick(numbers, letter, series="noise")["value"].iloc[0])
        beyond = ""
        if np.isfinite(chance):
            number = int((first["low"] > chance).sum())
            beyond = (
                f"; of {len(first)} parameters {number} have their interval wholly above what the "
                "luck of the seeds would give, some of them by chance"
            )
        parts.append(f"{name} hangs most on {leading}{beyond}")
    trajectories = int(pick(numbers, "A", series="trajectories")["value"].iloc[0])
    return (
        "Morris' screening: from points all over the space of what is not known, each parameter "
        "is moved alone. Each is varied round its default, divided or multiplied by up to "
        f"{FACTORS['assumed']:g} if it is assumed and {FACTORS['calibrated']:g} if data have had a "
        "say in it (shares by their odds). "
        f"{'. '.join(parts)}. From {trajectories} "
        f"{'trajectory' if trajectories == 1 else 'trajectories'} through {len(SCENARIOS) - 1} "
        f"parameters, each point with {data.size}; the table beside the figure has all of them."
    )
