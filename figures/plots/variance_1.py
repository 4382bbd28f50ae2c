"""Variance 1: fit by education and ICT literacy in the baseline."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, by_seed, mean_row, pick, table, time_rows
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS

TITLE = "Variance 1: fit by education and ICT literacy"
#: At most 60 words: what it shows.
SUMMARY = (
    "Fit rises with education and ICT skill. A: fit by education, month by month. B: fit by "
    "education and ICT level. C: the slope over all ranks, its parts, and the slope of each "
    "part of having and doing a job."
)
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "variances",
    "The fit between persons and a smart city is unbalanced: it is better for the highly educated "
    "and ICT literate, and misfit of the low educated lasts.",
    ("H1", "H2", "H3", "H4"),
)

#: A cell with fewer residents per city, on average, is grey.
ENOUGH = 10

#: Third panel: heading → measure → name.
SLOPES = {
    "Fit, ranked by …": {
        "slope_index_education": "education",
        "slope_index_ict": "ICT skill",
        "slope_index_both": "both",
    },
    "Parts of “both”": {
        "slope_part_demand_ability": "demand–ability",
        "slope_part_needs_supply": "needs–supply",
        "slope_part_supplementary": "supplementary",
        "slope_part_complementary": "complementary",
    },
    "Margins, by education": {
        "slope_access": "having a job",
        "slope_at_work": "demand–ability at work",
        "slope_needs_supply": "needs–supply",
    },
}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure."""
    months, runs = data.months_of("baseline"), data.runs_of("baseline")
    rows: list[Row] = []
    for education in EDUCATIONS:
        wide = by_seed(months, f"fit_by_education_{education}")
        rows += time_rows(wide, panel="A", series="fit", group=education, unit="0-1")
    for education in EDUCATIONS:
        for level in ICT_LEVELS:
            cell = f"{education}_{level}"
            share = runs[f"people_cell_{cell}"]
            labels = {"panel": "B", "group": cell}
            rows.append(mean_row(runs[f"fit_cell_{cell}"], series="fit", unit="0-1", **labels))
            rows.append(mean_row(100 * share, series="residents", unit="%", **labels))
            people = share * runs["residents"]
            rows.append(mean_row(people, series="residents per city", unit="citizens", **labels))
    for heading, measures in SLOPES.items():
        for measure in measures:
            row = mean_row(runs[measure], panel="C", series=heading, group=measure, unit="0-1")
            rows.append(row)
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.95)
    style.heading(figure, "A", "Mean fit by education over time", 0.08, 0.21)
    over_time(style.place(figure, 0.55, 0.33, 2.85, 1.72), numbers, data)
    style.heading(figure, "B", "Mean fit (0–1), and % of residents in the cell", 0.08, 2.76)
    heat_map(style.place(figure, 0.55, 2.86, 3.15, 1.35), numbers)
    style.heading(figure, "C", "Slope index of inequality", 4.02, 0.21)
    slopes(style.place(figure, 5.58, 0.33, 1.46, 3.88), numbers)
    text = "Bands and bars: 95 % intervals of the mean over seeds."
    style.note(figure, text, data.warning)
    return figure


def over_time(axes: Axes, numbers: pd.DataFrame, data: FigureData) -> None:
    """Mean fit by education, month by month."""
    style.shade_burn_in(axes, data.burn_in, height=0.42)
    style.months_axis(axes, data.length)
    marks.lines(axes, pick(numbers, "A"), style.EDUCATION_SERIES, by="group")
    style.few_ticks(axes, y=5)
    axes.set_ylabel("Fit (0–1)")


def heat_map(axes: Axes, numbers: pd.DataFrame) -> None:
    """Mean fit by education and ICT level, with the share of residents in each cell."""
    cells = pick(numbers, "B")
    wide = cells.pivot(index="group", columns="series", values="value")
    shown = wide["residents per city"] >= ENOUGH
    colours = mpl.colormaps["cividis"]
    low, high = wide.loc[shown, "fit"].min(), wide.loc[shown, "fit"].max()
    for row, education in enumerate(EDUCATIONS):
        for column, level in enumerate(ICT_LEVELS):
            cell = wide.loc[f"{education}_{level}"]
            corner = (column - 0.5, row - 0.5)
            ink, quiet = style.QUIET, style.QUIET
            if cell["residents per city"] >= ENOUGH:
                at = (cell["fit"] - low) / (high - low) if high > low else 0.5
                fill = colours(0.15 + 0.85 * at)
                light = np.dot(fill[:3], (0.299, 0.587, 0.114)) > 0.5
                ink = quiet = style.INK if light else "white"
                patch = Rectangle(corner, 1, 1, facecolor=fill, edgecolor="white", lw=1)
            else:
                patch = Rectangle(
                    corner, 1, 1, facecolor="#f4f4f4", edgecolor="#d0d0d0", hatch="////", lw=0
                )
            axes.add_patch(patch)
            box = None
            if cell["residents per city"] < ENOUGH:
                box = {"facecolor": "#f4f4f4", "edgecolor": "none", "pad": 0.8}
            fit = "–" if np.isnan(cell["fit"]) else f"{cell['fit']:.3f}"
            axes.text(
                column, row + 0.17, fit, ha="center", va="center", color=ink, bbox=box,
                fontsize=style.NORMAL,
            )  # fmt: skip
            axes.text(
                column, row - 0.22, _percent(cell["residents"]), ha="center", va="center",
                color=quiet, fontsize=style.SMALL, bbox=box,
            )  # fmt: skip
    axes.set_xlim(-0.5, len(ICT_LEVELS) - 0.5)
    axes.set_ylim(-0.5, len(EDUCATIONS) - 0.5)
    axes.set_xticks(range(len(ICT_LEVELS)), [style.ICT_NAMES[level] for level in ICT_LEVELS])
    axes.set_yticks(range(len(EDUCATIONS)), [style.EDUCATION_NAMES[name] for name in EDUCATIONS])
    axes.tick_params(length=0)
    axes.spines[["left", "bottom"]].set_visible(False)
    axes.set_xlabel(f"ICT level (PIAAC); hatched: fewer than {ENOUGH} residents per city")
    axes.set_ylabel("Education")


def _percent(share: float) -> str:
    """A share in % as text."""
    return f"{share:.0f} %" if share >= 1 or share == 0 else f"{share:.1f} %"


def slopes(axes: Axes, numbers: pd.DataFrame) -> None:
    """Slope indices with their intervals, in groups."""
    place = 0.0
    ticks, names = [], []
    marks.zero(axes)
    for heading, measures in SLOPES.items():
        axes.annotate(
            heading, (0, place), xycoords=("axes fraction", "data"), xytext=(-4, 0),
            textcoords="offset points", ha="right", va="center", weight="bold",
            fontsize=style.SMALL,
        )  # fmt: skip
        for measure, name in measures.items():
            place -= 1
            row = pick(numbers, "C", series=heading, group=measure).iloc[0]
            axes.hlines(place, row["low"], row["high"], color=style.INK, lw=1.2)
            axes.plot(row["value"], place, "o", color=style.INK, ms=4)
            ticks.append(place)
            names.append(name)
        place -= 1.4
    axes.set_yticks(ticks, names)
    axes.set_ylim(place + 0.7, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.margins(x=0.12)
    style.few_ticks(axes, x=4)
    style.grey(axes)
    axes.set_xlabel("Top minus bottom rank (0–1)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    index = pick(numbers, "C", group="slope_index_both").iloc[0]
    fits = ", ".join(
        f"{pick(numbers, 'A', group=name)['value'].iloc[-12:].mean():.3f} ({name})"
        for name in EDUCATIONS
    )
    return (
        "Fit of citizens and city in the baseline, from 0 to 1. "
        "A: mean fit by education, month by month; "
        f"in the last twelve months it is {fits}. "
        "B: mean fit by education and level of ICT literacy over the measured months, with the "
        "share of residents in each cell. "
        "C: slope index of inequality, the difference in fit between the highest and the lowest "
        "rank on a regression line over all ranks; above 0, fit rises with rank. By education and "
        "ICT skill together it is "
        f"{index['value']:.3f} (95 % interval {index['low']:.3f} to {index['high']:.3f}). "
        "The parts are weighted and add up to that index; having a job is in shares of residents. "
        f"From {data.size}."
    )
