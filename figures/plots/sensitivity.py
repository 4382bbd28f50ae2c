"""Sensitivity of both variances to uncertain parameters: Morris screening of the baseline."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.claims.robustness import FACTORS
from experiments.sensitivity import screening
from experiments.sensitivity.indices import morris
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, pick, table, with_interval
from figures.shared.paper_sections import Paper
from simulation.measures import MEASURES

TITLE = "Sensitivity of the two variances to uncertain parameters"
#: At most 60 words: what it shows.
SUMMARY = (
    "Which uncertain parameters matter: each is changed alone, from points all over the space "
    "of parameters. Triangles far to the right move a variance most, upwards or downwards "
    "with the parameter; those beyond the shaded band do so by more than chance."
)
#: The first trajectory, which the study has in every size.
SCENARIOS: tuple[str, ...] = tuple(screening.points(1))
PAPER = Paper(
    "",
    "Sensitivity of the results to parameters that are not known exactly.",
    (),
)

#: Panel → outcome and its name.
PANELS = {"A": ("unbalance", "Unbalance"), "B": ("volatility", "Volatility")}
#: Number of parameters shown, the most influential first; the table has all.
SHOWN = 14
RAISES, LOWERS, SPREAD = "#27246b", "#d97700", "#5c5c5c"
#: Largest number of characters of a name.
WIDTH = 34


def numbers(data: FigureData) -> pd.DataFrame:
    """Indices of every parameter over its range: `value` in the unit of the outcome."""
    units = {outcome: MEASURES[outcome].unit for outcome in screening.OUTCOMES}
    outcomes, _ = screening.answers(data.runs, units)
    rows: list[Row] = []
    for letter, answers in zip(PANELS, outcomes, strict=True):
        indices = morris(answers)
        rows += [
            {"panel": letter, "series": name, "group": index["parameter"], "unit": index["unit"],
             **with_interval(index, name)}
            for index in indices
            for name in ("mu_star", "mu", "sigma")
        ]  # fmt: skip
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
        unit = "0–1, highest minus lowest joint rank" if letter == "A" else "0–1 per month"
        axes.set_xlabel(f"Change of {name.lower()} over the parameter range (fit, {unit})")
    style.note(
        figure,
        "Triangles: size of the mean effect (upwards: the outcome rises with the\n"
        "parameter). Crosses: spread of the effect over other parameters.\n"
        "Lines: 95 % intervals. Shaded: size expected by chance for a parameter\n"
        "without effect.",
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
        mean = of["mu_star"].loc[name]
        colour, marker = (RAISES, "^") if of["mu"].loc[name, "value"] > 0 else (LOWERS, "v")
        if np.isfinite(mean["low"]):
            axes.hlines(-line, mean["low"], mean["high"], color=colour, lw=1.3, zorder=2)
        spread = of["sigma"].loc[name]
        if np.isfinite(spread["low"]):
            axes.hlines(-line - 0.25, spread["low"], spread["high"], color=SPREAD, lw=0.8, zorder=2)
        axes.plot(spread["value"], -line - 0.25, "x", color=SPREAD, ms=3.5, mew=0.9, zorder=3)
        axes.plot(mean["value"], -line, marker, color=colour, ms=5, mec="white", mew=0.4, zorder=4)
    marks.row_names(axes, [_short(name) for name in shown])
    axes.set_ylim(-len(shown) + 0.3, 0.7)
    axes.set_xlim(left=0)
    style.few_ticks(axes, x=6)
    style.grey(axes)


def _short(name: str) -> str:
    """The name of a parameter as words; a long one without its section."""
    words = marks.parameter_words(name)
    return words if len(words) <= WIDTH else words.rpartition(": ")[2][:WIDTH]


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    parts = []
    for letter, (_, name) in PANELS.items():
        first = pick(numbers, letter, series="mu_star")
        leading = "; ".join(map(marks.parameter_words, first["group"].iloc[:3]))
        chance = float(pick(numbers, letter, series="noise")["value"].iloc[0])
        beyond = ""
        if np.isfinite(chance):
            number = int((first["low"] > chance).sum())
            beyond = (
                f". Of {len(first)} parameters, {number} have an interval entirely above the size "
                "expected by chance (some of them by chance)"
            )
        parts.append(f"{name} depends most on {leading}{beyond}")
    trajectories = int(pick(numbers, "A", series="trajectories")["value"].iloc[0])
    return (
        "Morris screening: from points all over the space of uncertain parameters, each parameter "
        "is changed alone. Its range is the default divided or multiplied by up to "
        f"{FACTORS['assumed']:g} if the parameter is assumed and {FACTORS['calibrated']:g} if it "
        f"is calibrated (for shares: their odds). {'. '.join(parts)}. From {trajectories} "
        f"{'trajectory' if trajectories == 1 else 'trajectories'} through {len(SCENARIOS) - 1} "
        f"parameters, each point with {data.size}; the table of the figure has all parameters."
    )
