"""Variance 2: variation of the fit of a person over time, and its causes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "Variance 2: volatility of fit and its causes"
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "variances",
    "Fit is volatile: it keeps changing, also for the highly educated, and for other causes than "
    "for the low educated.",
    ("H9", "H10"),
)

MEASURES = {
    "volatility_of_fit": ("All changes", "0-1"),
    "downside_volatility": ("Falls only", "0-1"),
    "relative_volatility": ("Relative", "% of the largest possible"),
}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure."""
    runs = data.runs_of("baseline")
    rows: list[Row] = []
    for measure, (_, unit) in MEASURES.items():
        scale = 100 if unit.startswith("%") else 1
        for education in EDUCATIONS:
            values = scale * runs[f"{measure}_{education}"]
            rows.append(mean_row(values, panel="A", series=measure, group=education, unit=unit))
    for education in EDUCATIONS:
        for cause in style.CAUSE_NAMES:
            values = 100 * runs[f"cause_share_{education}_{cause}"]
            rows.append(mean_row(values, panel="B", series=cause, group=education, unit="%"))
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(2.75)
    style.heading(figure, "A", "Volatility of fit by education", 0.08, 0.21)
    for place, measure in enumerate(MEASURES):
        axes = style.place(figure, 0.55 + place * 1.17, 0.64, 0.76, 1.45)
        by_education(axes, numbers, measure)
        if place == 0:
            axes.set_ylabel("Within-person volatility")
    style.heading(figure, "B", "Causes of the changes by education", 4.1, 0.21)
    causes(style.place(figure, 5.25, 0.5, 1.8, 1.59), numbers)
    text = "Bars: 95 % intervals of the mean over seeds. Marks in B as in A."
    style.note(figure, text, data.warning)
    return figure


def by_education(axes: Axes, numbers: pd.DataFrame, measure: str) -> None:
    """A measure of volatility by education, with intervals."""
    rows = pick(numbers, "A", series=measure).set_index("group")
    for place, education in enumerate(EDUCATIONS):
        row, colour = rows.loc[education], style.EDUCATION_COLOURS[education]
        axes.vlines(place, row["low"], row["high"], color=colour, lw=1.3)
        axes.plot(place, row["value"], style.EDUCATION_MARKERS[education], color=colour)
    top = float(np.nanmax(rows[["value", "high"]].to_numpy()))
    axes.set_ylim(0, 1.12 * top if top > 0 else 1)
    axes.set_xlim(-0.5, len(EDUCATIONS) - 0.5)
    axes.set_xticks(range(len(EDUCATIONS)), [style.EDUCATION_NAMES[name] for name in EDUCATIONS])
    axes.tick_params(axis="x", length=0)
    style.few_ticks(axes, y=4)
    style.grey(axes, "y")
    name, unit = MEASURES[measure]
    unit = "% of largest possible" if unit.startswith("%") else "0–1, per month"
    axes.set_title(f"{name}\n({unit})", fontsize=style.SMALL, loc="center", pad=6)


def causes(axes: Axes, numbers: pd.DataFrame) -> None:
    """Shares of the causes in the squared changes of fit, by education."""
    marks.zero(axes)
    for place, education in enumerate(EDUCATIONS):
        rows = pick(numbers, "B")
        marks.dots(
            axes, rows[rows["group"] == education].assign(group=rows["series"]), style.CAUSE_NAMES,
            style.EDUCATION_COLOURS[education], style.EDUCATION_MARKERS[education],
            shift=0.26 * (place - 1),
        )  # fmt: skip
    axes.margins(x=0.05)
    style.few_ticks(axes, x=6)
    style.grey(axes)
    axes.set_xlabel("Share of squared changes of fit (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    values = pick(numbers, "A", series="volatility_of_fit").set_index("group")["value"]
    by_group = ", ".join(f"{values[name]:.3f} ({name})" for name in EDUCATIONS)
    shares = pick(numbers, "B").groupby("series", sort=False)["value"].mean()
    first, second = shares.sort_values(ascending=False).index[:2]
    negative = ", ".join(style.CAUSE_NAMES[name] for name in shares.index[shares < 0])
    below = f" On balance, {negative} offsets other causes." if negative else ""
    return (
        "Variation of the fit of a citizen over time in the baseline. A: root mean square change "
        f"of fit from one month to the next, {by_group}; the same for falls only; and the standard "
        "deviation of a person's fit relative to the largest that its mean allows. B: "
        "decomposition of the squared changes of fit by cause. The shares add up to 100 %; a cause "
        f"that offsets the others has a negative share. The largest are {style.CAUSE_NAMES[first]} "
        f"({shares[first]:.0f} %) and {style.CAUSE_NAMES[second]} ({shares[second]:.0f} %), as "
        f"means of the three groups.{below} From {data.size}."
    )
