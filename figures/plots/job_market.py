"""The job market: unemployment, vacancies, and occupations created, redesigned and lost."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.shared import marks, style
from figures.shared.figure_data import (
    FigureData,
    Row,
    by_seed,
    mean_row,
    on_x,
    pick,
    table,
    time_rows,
)
from figures.shared.labels import point_labels
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "The job market and its occupations"
#: At most 60 words: what it shows.
SUMMARY = (
    "The job market without interventions: unemployment by education (A), vacancies against "
    "unemployment (B), new and automated work (C), redesigned skills (D), posts opened, "
    "closed and relocated (E). Burn-in is shaded."
)
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "careers",
    "In smart cities occupations are created, redesigned and lost, and technology decides who has "
    "work.",
    ("H8", "H8r", "H11", "H12"),
)

SHARES: dict[str, style.Line] = {
    "emerging_posts": ("emerging\nfamilies", "#00639c", "-"),
    "automated": ("automated", "#c24e00", (0, (5, 1.6))),
}
TURNOVER: dict[str, style.Line] = {
    "posts_changed_opened": ("opened", "#00795c", "-"),
    "posts_changed_closed": ("closed", "#c24e00", (0, (5, 1.6))),
    "posts_changed_relocated": ("relocated", "#27246b", (0, (1.2, 1.1))),
}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure."""
    months = data.months_of("baseline")
    rows: list[Row] = []
    for education in EDUCATIONS:
        wide = by_seed(months, f"unemployment_{education}", 100)
        rows += time_rows(wide, panel="A", series="unemployment", group=education, unit="%")
    rows += beveridge_rows(data)
    for measure in SHARES:
        wide = by_seed(months, measure, 100)
        rows += time_rows(wide, panel="C", series=measure, unit="%")
    wide = yearly_average(by_seed(months, "dimensions_redesigned"))
    rows += time_rows(wide, panel="D", series="dimensions_redesigned", unit="count/month")
    residents = by_seed(months, "residents")
    for measure in TURNOVER:
        wide = yearly_average(1000 * by_seed(months, measure) / residents)
        rows += time_rows(wide, panel="E", series=measure, unit="posts/1000 residents/month")
    return table(rows)


def yearly_average(wide: pd.DataFrame) -> pd.DataFrame:
    """Moving average over twelve months, months by seeds."""
    return wide.rolling(12).mean().dropna(how="all")


def beveridge_rows(data: FigureData) -> list[Row]:
    """Yearly means after the burn-in, by seed and over seeds, and the correlation within cities."""
    months = data.months_of("baseline")
    measured = months[months["month"] > data.burn_in]
    year = (measured["month"] - 1) // 12 + 1
    full = year[year.map(year.value_counts()) == year.value_counts().max()]
    measured, year = measured.loc[full.index], full
    columns = ["unemployment_all", "vacancies"]
    yearly = 100 * measured.groupby([year.rename("year"), "seed"])[columns].mean()
    rows: list[Row] = []
    for number, group in yearly.groupby(level="year"):
        across = on_x(mean_row(group["unemployment_all"]))
        rows.append(
            mean_row(group["vacancies"], panel="B", series="mean over seeds",
                     group=f"year {number}", unit="%", **across)
        )  # fmt: skip
    rows += [
        {"panel": "B", "series": f"seed {seed}", "group": f"year {number}", "unit": "%",
         "x": row["unemployment_all"], "value": row["vacancies"]}
        for (number, seed), row in yearly.iterrows()
    ]  # fmt: skip
    within = [
        group["unemployment_all"].corr(group["vacancies"]) for _, group in measured.groupby("seed")
    ]
    rows.append(mean_row(within, panel="B", series="correlation", unit="-1 to 1"))
    return rows


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.62)
    style.heading(figure, "A", "Unemployment by education", 0.08, 0.21)
    unemployment(style.place(figure, 0.55, 0.33, 2.95, 1.75), numbers, data)
    style.heading(figure, "B", "Beveridge curve by year", 4.15, 0.21)
    beveridge(style.place(figure, 4.6, 0.33, 2.42, 1.75), numbers)
    style.heading(figure, "C", "Created, automated", 0.08, 2.78)
    axes = style.place(figure, 0.55, 2.9, 1.25, 1.1)
    lines(axes, numbers, data, "C", SHARES)
    axes.set_ylabel("Share of posts (%)")
    style.heading(figure, "D", "Redesigned", 2.62, 2.78)
    axes = style.place(figure, 3.15, 2.9, 1.25, 1.1)
    lines(axes, numbers, data, "D", {"dimensions_redesigned": ("", style.INK, "-")})
    axes.set_ylabel("Skills redesigned\nper month")
    style.heading(figure, "E", "Posts opened and lost", 4.62, 2.78)
    axes = style.place(figure, 5.17, 2.9, 1.25, 1.1)
    lines(axes, numbers, data, "E", TURNOVER)
    axes.set_ylabel("Posts per 1,000\nresidents, month")
    text = "Bands: 95 % intervals of the mean over seeds. D, E: 12-month means."
    style.note(figure, text, data.warning)
    return figure


def unemployment(axes: Axes, numbers: pd.DataFrame, data: FigureData) -> None:
    """Unemployment by education, month by month."""
    style.shade_burn_in(axes, data.burn_in)
    style.months_axis(axes, data.length)
    marks.lines(axes, pick(numbers, "A"), style.EDUCATION_SERIES, by="group", from_zero=True)
    style.few_ticks(axes, y=5)
    axes.set_ylabel("Unemployed (% of labour force)")


def beveridge(axes: Axes, numbers: pd.DataFrame) -> None:
    """Vacancies against unemployment: a dot per seed and year, and the path of the mean."""
    points = pick(numbers, "B")
    single = points[points["series"].str.startswith("seed ")]
    path = points[points["series"] == "mean over seeds"]
    axes.plot(single["x"], single["value"], ".", color="#c9c9c9", ms=3, mec="none", zorder=1)
    axes.plot(path["x"], path["value"], color="#7a7a7a", lw=0.7, zorder=2)
    for _, row in path.iterrows():
        marks.cross(axes, row, "#7a7a7a", 0.5)
    shades = mpl.colormaps["cividis_r"](np.linspace(0.05, 1, max(len(path), 2)))
    axes.scatter(
        path["x"], path["value"], c=shades[: len(path)], s=20, edgecolors=style.INK,
        linewidths=0.4, zorder=3,
    )  # fmt: skip
    style.few_ticks(axes, x=5, y=5)
    axes.set_xlabel("Unemployed (% of labour force)")
    axes.set_ylabel("Vacant (% of posts)")
    axes.margins(0.06)
    within = points[points["series"] == "correlation"].iloc[0]
    ends = [marks.signed(within[end], 2) for end in ("low", "high")]
    correlation = axes.annotate(
        f"within-city monthly correlation {marks.signed(within['value'], 2)}"
        + ("" if np.isnan(within["low"]) else f"\n95 % interval {' to '.join(ends)}"),
        (1, 1), xycoords="axes fraction", ha="right", va="top", fontsize=style.SMALL,
        color=style.QUIET, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
    )  # fmt: skip
    low, high = axes.get_ylim()
    axes.set_ylim(low, high + 0.22 * (high - low))
    years = [path.iloc[0], path.iloc[-1]] if len(path) > 1 else [path.iloc[0]]
    covered = [
        spot
        for x, y in points[["x", "value"]].dropna().itertuples(index=False)
        for spot in marks.spot(axes, x, y, 1.5)
    ]
    point_labels(
        axes,
        [(row["x"], row["value"], row["group"], style.INK) for row in years],
        covered,
        [correlation],
    )


def lines(
    axes: Axes,
    numbers: pd.DataFrame,
    data: FigureData,
    panel: str,
    series: dict[str, style.Line],
) -> None:
    """Series over time with their bands and their names at the end."""
    style.shade_burn_in(axes, data.burn_in, text=False)
    style.months_axis(axes, data.length)
    marks.lines(axes, pick(numbers, panel), series, from_zero=True)
    style.few_ticks(axes, y=4)


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    rates = ", ".join(
        f"{line['value'][line['x'] > data.burn_in].mean():.1f} % ({name})"
        for name in EDUCATIONS
        for line in [pick(numbers, "A", group=name)]
    )
    last = {name: pick(numbers, "C", series=name)["value"].iloc[-1] for name in SHARES}
    within = pick(numbers, "B", series="correlation").iloc[0]
    return (
        "The job market of the baseline. A: unemployment rate by education; over the measured "
        f"months {rates}. B: vacant posts against unemployment; a small dot is a year of one city, "
        "the large ones are means over cities, from light (first year) to dark (last year). Month "
        "by month within a city, the correlation of the two is "
        f"{marks.signed(within['value'], 2)}. C: posts in the five emerging families among all "
        f"posts ({last['emerging_posts']:.1f} % in the last month) and share of the posts at the "
        f"start that were automated ({last['automated']:.1f} %). D: skills of occupations "
        "redesigned per month. E: posts opened and closed by labour demand, and posts relocated "
        f"with their employer. Burn-in is shaded. From {data.size}."
    )
