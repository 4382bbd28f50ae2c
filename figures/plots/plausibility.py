"""Plausibility of the baseline: each fact of its job market and the accepted range."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from experiments.validation.fact import BUILDING
from experiments.validation.facts import FACTS
from experiments.validation.judgement import table
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row
from figures.shared.figure_data import table as as_table
from figures.shared.paper_sections import Paper

TITLE = "Is the baseline a plausible job market?"
#: At most 60 words: what it shows.
SUMMARY = (
    "The baseline beside facts about real job markets. Shaded: the accepted range of each "
    "fact, on one scale. Circles lie in their range; diamonds and arrows miss it and are "
    "counted as misses. Lines are 95 % intervals."
)
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "",
    "Assumed by the paper: a city with a plausible job market.",
)

#: Largest distance from the range that is shown, in widths of the range.
FAR = 1.35
HIT, MISS = "#27246b", "#a85400"


def numbers(data: FigureData) -> pd.DataFrame:
    """The facts: `x_low` and `x_high` are the ends of the range."""
    months = data.months_of("baseline")
    rows: list[Row] = [
        {
            "panel": "A",
            "series": fact["used"],
            "group": fact["fact"],
            "x_low": fact["target_low"],
            "x_high": fact["target_high"],
            "value": fact["value"],
            "low": fact["low"],
            "high": fact["high"],
            "unit": fact["unit"],
        }
        for fact in table(months[months["month"] > data.burn_in])
    ]
    return as_table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    height = 0.175 * len(numbers)
    figure = style.new_figure(height + 1.05)
    style.heading(figure, "", TITLE, 0.08, 0.21)
    axes = style.place(figure, 2.5, 0.42, 2.5, height)
    axes.axvspan(0, 1, color=style.SHADE, linewidth=0, zorder=0)
    for place, row in enumerate(numbers.itertuples()):
        if math.isnan(row.value):
            axes.annotate(
                "not defined in runs this short", (1.02, -place),
                xycoords=("axes fraction", "data"), va="center", fontsize=style.SMALL,
                color=style.QUIET,
            )  # fmt: skip
            continue
        inside = row.x_low <= row.value <= row.x_high
        colour, marker = (HIT, "o") if inside else (MISS, "D")
        width = row.x_high - row.x_low
        at, low, high = ((value - row.x_low) / width for value in (row.value, row.low, row.high))
        shown = min(max(at, -FAR), 1 + FAR)
        if shown == at:
            axes.hlines(-place, max(low, -FAR), min(high, 1 + FAR), color=colour, lw=1.1)
            axes.plot(at, -place, marker, color=colour, ms=4)
        else:
            axes.plot(shown, -place, "<" if at < 0 else ">", color=colour, ms=5)
        value, *ends = (marks.plain(number) for number in (row.value, row.x_low, row.x_high))
        axes.annotate(
            f"{value}   ({' to '.join(ends)}) {row.unit}", (1.02, -place),
            xycoords=("axes fraction", "data"), va="center", fontsize=style.SMALL,
            color=style.INK if inside else MISS,
        )  # fmt: skip
    names = [f"{row.group}{'*' if row.series == BUILDING else ''}" for row in
             numbers.itertuples()]  # fmt: skip
    marks.row_names(axes, names)
    axes.set_xlim(-FAR - 0.1, 1 + FAR + 0.1)
    axes.set_xticks([0, 1], ["low end", "high end"])
    axes.set_xlabel("Position in the accepted range (shaded)")
    note = "Diamonds and arrows: outside the range. * used in building: not in the loss."
    style.note(figure, note, data.warning)
    return figure


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    misses = numbers[(numbers["value"] < numbers["x_low"]) | (numbers["value"] > numbers["x_high"])]
    missed = "; ".join(
        f"{row.group} {marks.plain(row.value)} "
        f"(accepted {marks.plain(row.x_low)} to {marks.plain(row.x_high)})"
        for row in misses.itertuples()
    )
    defined = numbers["value"].notna().sum()
    sources = "; ".join(dict.fromkeys(fact.source for fact in FACTS))
    return (
        f"Facts of the job market of the baseline and their accepted ranges, over {data.size}. "
        f"{defined - len(misses)} of {defined} lie in their range. Outside: {missed or 'none'}. "
        "The drift is the mean of the last 60 months minus that of the 60 months before. Sources "
        f"of the ranges: {sources}."
    )
