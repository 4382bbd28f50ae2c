"""Variance 2: variation of the fit of a person over time, by margin, and its causes."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter, LogLocator, NullLocator

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS, MARGINS

TITLE = "Variance 2: volatility of fit by margin, and its causes"
#: At most 60 words: what it shows.
SUMMARY = (
    "Fit keeps changing for everybody. A: size of the monthly changes by education. B: on "
    "which margin they occur: within a post, with a move, with a job lost or found, without a "
    "job. C and D: what causes them."
)
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
#: Measures of panel C: name and marker.
BY_ICT = {
    "redesign_share_within_post": ("redesign, within a post", "o"),
    "job_loss_share_access": ("job loss, access", "D"),
}
#: A cause with a smaller share on all margins is not drawn, and limits reach as far beyond 0, %.
VISIBLE = 1.0
UNIT = "0-1 per month"


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure."""
    runs = data.runs_of("baseline")
    parts = {margin: f"volatility_{margin}" for margin in MARGINS}
    rows: list[Row] = [
        mean_row(runs[f"{measure}_{education}"], panel=panel, series=series, group=education,
                 unit=UNIT)
        for panel, measures in (("A", {name: name for name in VARIANTS}), ("B", parts))
        for series, measure in measures.items()
        for education in EDUCATIONS
    ]  # fmt: skip
    rows += [
        mean_row(100 * runs[f"{measure}_ict_{level}"], panel="C", series=measure, group=level,
                 x=place, unit="%")
        for measure in BY_ICT
        for place, level in enumerate(ICT_LEVELS)
    ]  # fmt: skip
    rows += [
        mean_row(100 * runs[f"cause_share_by_margin_{margin}_{education}_{cause}"],
                 panel=f"D {margin}", series=cause, group=education, unit="%")
        for margin in MARGINS
        for education in EDUCATIONS
        for cause in style.CAUSE_NAMES
    ]  # fmt: skip
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(5.0)
    style.heading(figure, "A", "Volatility by kind of fit", 0.08, 0.21)
    kinds = style.place(figure, 0.66, 0.36, 1.55, 1.45)
    by_education(kinds, pick(numbers, "A"), VARIANTS)
    kinds.set_ylim(*marks.room(pick(numbers, "A")))
    style.few_ticks(kinds, y=5)
    kinds.set_ylabel("Root mean square change\nof fit (0–1 per month)")
    style.heading(figure, "B", "Its parts by margin", 2.42, 0.21)
    parts = style.place(figure, 3.1, 0.36, 1.72, 1.45)
    by_education(parts, pick(numbers, "B"), MARGIN_NAMES)
    logarithmic(parts, pick(numbers, "B"))
    parts.set_ylabel("Part of it\n(0–1 per month, log scale)")
    style.heading(figure, "C", "Two causes by ICT level", 5.02, 0.21)
    by_ict(style.place(figure, 5.55, 0.36, 1.55, 1.45), pick(numbers, "C"))
    style.heading(figure, "D", "Causes of the changes on each margin", 0.08, 2.52)
    shares = numbers[numbers["panel"].str.startswith("D ")]
    names = {
        cause: name
        for cause, name in style.CAUSE_NAMES.items()
        if (shares[shares["series"] == cause]["value"].abs() >= VISIBLE).any()
    }
    limits = marks.padded(np.append(shares["value"], (-VISIBLE, VISIBLE)), 0.06)
    for place, (margin, name) in enumerate(MARGIN_NAMES.items()):
        axes = style.place(figure, 1.3 + 1.47 * place, 2.84, 1.35, 1.5)
        causes(axes, pick(numbers, f"D {margin}"), names, text=place == 0)
        axes.set_xlim(limits)
        axes.set_title(name.replace("\n", " "), fontsize=style.SMALL, loc="center", pad=4)
    handles, labels = kinds.get_legend_handles_labels()
    figure.legend(
        [Line2D([], [], ls=""), *handles], ["Education:", *labels], loc="lower right",
        bbox_to_anchor=(0.99, 1.0 - 2.56 / 5.0), ncols=4, handlelength=0.6, handletextpad=0.4,
        columnspacing=1.0, borderaxespad=0.0, borderpad=0.0,
    )  # fmt: skip
    style.note(figure, "Bars: 95 % intervals of the mean over seeds.", data.warning)
    return figure


def by_education(axes: Axes, rows: pd.DataFrame, names: dict[str, str]) -> None:
    """Values by education side by side, with intervals, for each series."""
    by_place = rows.set_index(["series", "group"])
    for shift, education in zip((-0.22, 0.0, 0.22), EDUCATIONS, strict=True):
        colour, marker = style.EDUCATION_COLOURS[education], style.EDUCATION_MARKERS[education]
        for place, series in enumerate(names):
            row = by_place.loc[(series, education)]
            label = style.EDUCATION_NAMES[education] if place == 0 else None
            if np.isfinite(row["value"]):
                axes.vlines(place + shift, *marks.ends_of(row), color=colour, lw=1.3)
                axes.plot(place + shift, row["value"], marker, color=colour, label=label)
    axes.set_xlim(-0.5, len(names) - 0.5)
    axes.set_xticks(range(len(names)), list(names.values()))
    axes.tick_params(axis="x", length=0)
    style.grey(axes, "y")


def logarithmic(axes: Axes, rows: pd.DataFrame) -> None:
    """A logarithmic y axis with plain numbers; intervals that reach 0 are cut at its foot."""
    values = rows["value"][rows["value"] > 0]
    low, high = (values.min(), values.max()) if len(values) else (1e-3, 1e-2)
    axes.set_yscale("log")
    axes.set_ylim(0.6 * low, max(1.6 * high, min(1.1 * rows["high"].max(), 3 * high)))
    axes.yaxis.set_major_locator(LogLocator(10, subs=(1.0, 2.0, 5.0)))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_locator(NullLocator())


def by_ict(axes: Axes, rows: pd.DataFrame) -> None:
    """Shares of redesign within posts and of job loss in access, by ICT level at the start."""
    for shift, (measure, (name, marker)) in zip((-0.12, 0.12), BY_ICT.items(), strict=True):
        series = rows[rows["series"] == measure].dropna(subset=["value"])
        for _, row in series.iterrows():
            axes.vlines(row["x"] + shift, *marks.ends_of(row), color=style.INK, lw=1.2)
        axes.plot(
            series["x"] + shift, series["value"], marker, color=style.INK, label=name,
            mfc="white" if marker == "D" else style.INK, ms=4,
        )  # fmt: skip
    low, high = marks.room(rows, least=VISIBLE)
    axes.set_ylim(min(low, 1.1 * rows["value"].min()), 1.35 * high)
    axes.set_xlim(-0.5, len(ICT_LEVELS) - 0.5)
    axes.set_xticks(
        range(len(ICT_LEVELS)), [style.ICT_NAMES[level].replace(" ", "\n") for level in ICT_LEVELS]
    )
    axes.tick_params(axis="x", length=0)
    style.few_ticks(axes, y=4)
    style.grey(axes, "y")
    axes.set_xlabel("ICT level at the start", labelpad=2)
    axes.set_ylabel("Share of squared\nchanges of fit (%)")
    axes.legend(
        loc="upper left", handlelength=0.8, borderaxespad=0.3, labelspacing=0.2, frameon=True,
        facecolor="white", edgecolor="none", framealpha=1.0,
    )  # fmt: skip


def causes(axes: Axes, rows: pd.DataFrame, names: dict[str, str], text: bool) -> None:
    """Shares of the causes in the squared changes of fit on a margin, by education.

    A cause that cannot occur on the margin has no mark.
    """
    marks.zero(axes)
    occurring = rows[rows["value"] != 0]
    for place, education in enumerate(EDUCATIONS):
        marks.dots(
            axes, occurring[occurring["group"] == education].assign(group=occurring["series"]),
            names, style.EDUCATION_COLOURS[education], style.EDUCATION_MARKERS[education],
            shift=0.26 * (place - 1), text=text,
        )  # fmt: skip
    style.few_ticks(axes, x=4)
    style.grey(axes)
    axes.set_xlabel("Share (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    expected, parts = (
        pick(numbers, panel).set_index(["series", "group"])["value"] for panel in ("A", "B")
    )
    by_group = ", ".join(f"{expected['volatility_rms', name]:.4f} ({name})" for name in EDUCATIONS)
    squares = {
        name: 100 * (parts[:, name] / expected["volatility_rms", name]) ** 2 for name in EDUCATIONS
    }
    within = ", ".join(f"{squares[name]['within_post']:.1f} % ({name})" for name in EDUCATIONS)
    largest = MARGIN_NAMES[str(parts.groupby(level="series").mean().idxmax())].replace("\n", " ")
    redesigned = pick(numbers, "D within_post", series="redesign").set_index("group")
    redesign = ", ".join(
        f"{marks.interval(redesigned.loc[name], 0)} % ({name})" for name in EDUCATIONS
    )
    return (
        "Variation of the fit of citizens from month to month in the baseline. Every person-month "
        "is on one margin: in the same post, with a move to another post, with the loss or finding "
        "of a job (access), or still without a job. A: root mean square change of fit by "
        f"education, {by_group} for expected fit. For people without a job it counts the "
        "demand–ability fit to expect of the posts open to them; realised fit counts 0 instead; "
        "potential fit counts that of the best post within reach, with or without a job. B: parts "
        "of expected fit by margin; in each run their squares add up to the square of A. The "
        f"largest part is {largest}; of the squared changes, {within} occur within a post. C: "
        "share of redesign in the squared changes within a post, and of job loss in those of "
        "access, by ICT level when measuring began. D: causes of the squared changes on each "
        "margin; shares add up to 100 %, a cause that offsets others is negative, and one that "
        f"cannot occur has no mark. Within a post the share of redesign is {redesign}. From "
        f"{data.size}."
    )
