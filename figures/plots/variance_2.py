"""Variance 2: variation of the fit of a person over time, by margin, and its causes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS, MARGINS

TITLE = "Variance 2: volatility of fit by margin, and its causes"
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "variances",
    "Fit is volatile: it keeps changing, also for the highly educated, and for other causes than "
    "for the low educated.",
    ("H9", "H10"),
)

#: Measures of panel A, by the fit whose changes they describe.
VARIANTS = {
    "volatility_rms": "expected",
    "volatility_rms_realised": "realised",
    "volatility_rms_potential": "potential",
}
MARGIN_NAMES = {
    "within_post": "within\na post",
    "moves": "moves",
    "access": "access",
    "without": "without\na job",
}
#: A cause with a smaller share in all groups is not drawn, %.
VISIBLE = 1.0
UNIT = "0-1 per month"


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure."""
    runs = data.runs_of("baseline")
    rows: list[Row] = []
    for measure in VARIANTS:
        for education in EDUCATIONS:
            values = runs[f"{measure}_{education}"]
            rows.append(mean_row(values, panel="A", series=measure, group=education, unit=UNIT))
    for margin in MARGINS:
        for education in EDUCATIONS:
            values = runs[f"volatility_{margin}_{education}"]
            rows.append(mean_row(values, panel="B", series=margin, group=education, unit=UNIT))
    for margin in MARGINS:
        for education in EDUCATIONS:
            for cause in style.CAUSE_NAMES:
                values = 100 * runs[f"cause_share_by_margin_{margin}_{education}_{cause}"]
                rows.append(
                    mean_row(values, panel=f"C {margin}", series=cause, group=education, unit="%")
                )
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.7)
    style.heading(figure, "A", "Volatility by kind of fit", 0.08, 0.21)
    left = style.place(figure, 0.62, 2.86, 2.3, 1.3)
    by_education(left, pick(numbers, "A"), VARIANTS)
    left.set_ylim(bottom=0)
    left.set_ylabel("Root mean square\nchange of fit")
    style.heading(figure, "B", "Its parts by margin", 3.5, 0.21)
    right = style.place(figure, 4.2, 2.86, 2.85, 1.3)
    by_education(right, pick(numbers, "B"), MARGIN_NAMES)
    right.set_yscale("log")
    right.set_ylabel("Part of it\n(logarithmic)")
    style.heading(figure, "C", "Causes of the changes on each margin", 0.08, 2.33)
    names = {
        cause: name
        for cause, name in style.CAUSE_NAMES.items()
        if (numbers[numbers["series"] == cause]["value"].abs() >= VISIBLE).any()
    }
    for place, (margin, name) in enumerate(MARGIN_NAMES.items()):
        axes = style.place(figure, 1.25 + 1.5 * place, 0.55, 1.3, 1.42)
        causes(axes, pick(numbers, f"C {margin}"), names, text=place == 0)
        axes.set_title(name.replace("\n", " "), fontsize=style.SMALL, loc="center", pad=4)
    text = "Bars: 95 % intervals of the mean over seeds. Marks: education, as in A."
    style.note(figure, text, data.warning)
    return figure


def by_education(axes: Axes, rows: pd.DataFrame, names: dict[str, str]) -> None:
    """Values by education side by side, with intervals, for each series."""
    for place, series in enumerate(names):
        for shift, education in zip((-0.22, 0.0, 0.22), EDUCATIONS, strict=True):
            row = rows[(rows["series"] == series) & (rows["group"] == education)].iloc[0]
            if np.isnan(row["value"]):
                continue
            colour = style.EDUCATION_COLOURS[education]
            label = style.EDUCATION_NAMES[education] if place == 0 else None
            axes.vlines(place + shift, *marks.ends_of(row), color=colour, lw=1.3)
            axes.plot(
                place + shift, row["value"], style.EDUCATION_MARKERS[education], color=colour,
                label=label,
            )  # fmt: skip
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), list(names.values()))
    axes.tick_params(axis="x", length=0)
    style.grey(axes, "y")
    if "volatility_rms" in names:
        axes.legend(loc="lower left", title="Education", handlelength=0.8, borderaxespad=0.2)


def causes(axes: Axes, rows: pd.DataFrame, names: dict[str, str], text: bool) -> None:
    """Shares of the causes in the squared changes of fit on a margin, by education."""
    marks.zero(axes)
    for place, education in enumerate(EDUCATIONS):
        marks.dots(
            axes, rows[rows["group"] == education].assign(group=rows["series"]).dropna(
                subset=["value"]
            ), names, style.EDUCATION_COLOURS[education], style.EDUCATION_MARKERS[education],
            shift=0.26 * (place - 1), text=text,
        )  # fmt: skip
    axes.margins(x=0.05)
    style.few_ticks(axes, x=4)
    style.grey(axes)
    axes.set_xlabel("Share (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    whole = pick(numbers, "A", series="volatility_rms").set_index("group")["value"]
    by_group = ", ".join(f"{whole[name]:.4f} ({name})" for name in EDUCATIONS)
    share = {
        name: pick(numbers, "C within_post", series="redesign").set_index("group")["value"][name]
        for name in EDUCATIONS
    }
    redesign = ", ".join(f"{share[name]:.0f} % ({name})" for name in EDUCATIONS)
    parts = pick(numbers, "B").groupby("series", sort=False)["value"].mean()
    largest = MARGIN_NAMES[str(parts.idxmax())].replace("\n", " ")
    return (
        "Variation of the fit of citizens from month to month in the baseline. A: root mean square "
        f"change of fit by education, {by_group} for expected fit; beside it realised fit (0 "
        "instead of expected fit without a job) and potential fit (the best within reach). B: its "
        "parts by margin; their squares add up. Transitions into and out of work rule the sum: the "
        f"largest part is {largest}. C: causes of the squared changes on each margin; shares add "
        "up to 100 %, and a cause that offsets others is negative. Within a post the share of "
        f"redesign is {redesign}. From {data.size}."
    )
