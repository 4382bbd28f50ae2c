"""Example life courses: fit of a few citizens over time, with the events that changed it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from figures.shared import life_events, style
from figures.shared.figure_data import FigureData, Row, pick, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "Example life courses: fit over time and the events that changed it"
#: At most 60 words: what it shows.
SUMMARY = (
    "Six citizens of one city, chosen by a rule and not by eye: fit month by month, with the "
    "events that changed it. Dashed: the same person, with the same random numbers, in a city "
    "with all three interventions."
)
SCENARIOS: tuple[str, ...] = ("baseline", "all_three")
PAPER = Paper(
    "variances",
    "Fit changes within a life course: with jobs lost and found, work redesigned, skills learned.",
    ("H9", "H10"),
)

MARKERS = {
    "lost job": ("v", "#c24e00"),
    "new job": ("^", "#f2c879"),
    "redesigned": ("X", "#00639c"),
    "course begun": ("|", "#00795c"),
    "joined community": ("h", "#d9a3c4"),
}
#: Style of the line of the same citizen in the other city.
TWIN: dict[str, Any] = {"color": "#8a8a8a", "lw": 0.8, "ls": (0, (2.5, 1.2))}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure."""
    panel, other = (first_city(data.panels.get(name)) for name in SCENARIOS)
    rows: list[Row] = []
    if panel is None:
        return table(rows)
    for education, quantile, person, volatility in life_events.chosen(panel):
        labels = {"panel": "A", "group": f"{education}, {quantile}"}
        life = panel[panel["person"] == person]
        fit = life.set_index("month")["fit"]
        rows.append({**labels, "series": "person", "value": person, "unit": "number"})
        rows.append({**labels, "series": "volatility", "value": volatility, "unit": "0-1"})
        rows += [{**labels, "series": "fit", "x": m, "value": v, "unit": "0-1"} for m, v in
                 fit.items()]  # fmt: skip
        if other is not None:
            twin = other[other["person"] == person].set_index("month")["fit"]
            rows += [{**labels, "series": "fit, all three", "x": m, "value": v, "unit": "0-1"}
                     for m, v in twin.items()]  # fmt: skip
        rows += [
            {**labels, "series": "without job", "x_low": first, "x_high": last, "unit": "month"}
            for first, last in life_events.spells_without_job(life)
        ]
        for event, months in life_events.events(life).items():
            rows += [{**labels, "series": event, "x": m, "value": fit[m], "unit": "0-1"}
                     for m in months]  # fmt: skip
    return table(rows)


def first_city(panel: pd.DataFrame | None) -> pd.DataFrame | None:
    """Panel of the first city."""
    if panel is None or panel.empty:
        return None
    return panel[panel["seed"] == panel["seed"].min()]


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(3.9)
    example_lives(figure, numbers, data)
    style.note(figure, "No bands: single citizens of one city.", data.warning)
    return figure


def example_lives(figure: Figure, numbers: pd.DataFrame, data: FigureData) -> None:
    """Fit over time of the chosen citizens, with their events."""
    shown = pick(numbers, "A")
    height = figure.get_size_inches()[1]
    text = "Citizens at the median and the 90th percentile of volatility"
    style.heading(figure, "", f"{text} within their education", 0.08, 0.21)
    values = shown.loc[shown["series"].isin(["fit", "fit, all three"]), "value"]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    pad = 0.08 * (high - low) or 0.05
    for column, education in enumerate(EDUCATIONS):
        for row, quantile in enumerate(life_events.QUANTILES):
            axes = style.place(figure, 0.55 + column * 2.24, 0.72 + row * 1.42, 1.96, 1.05)
            life = shown[shown["group"] == f"{education}, {quantile}"]
            one_life(axes, life, education)
            style.months_axis(axes, data.length, data.burn_in)
            axes.set_ylim(low - pad, high + pad)
            style.few_ticks(axes, y=3)
            name = f"{style.EDUCATION_NAMES[education]} education, {quantile}"
            axes.set_title(name, fontsize=style.SMALL, pad=3)
            if column == 0:
                axes.set_ylabel("Fit (0–1)")
            else:
                axes.set_yticklabels([])
            if row == 0:
                axes.set_xticklabels([])
                axes.set_xlabel("")
    legend(figure, shown, 1 - 0.42 / height)


def legend(figure: Figure, shown: pd.DataFrame, top: float) -> None:
    """Legend with the events that occur."""
    present = set(shown["series"])
    handles = [Line2D([], [], color=style.INK, lw=1.0, label="baseline")]
    if "fit, all three" in present:
        handles.append(Line2D([], [], **TWIN, label="same citizen, all three"))
    if "without job" in present:
        handles.append(Patch(facecolor="#dfdfdf", label="without a job"))  # type: ignore[arg-type]
    handles += [
        Line2D([], [], label=event, **_mark(event)) for event in MARKERS if event in present
    ]
    figure.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.02, top), ncols=len(handles),
        handlelength=1.2, handletextpad=0.3, columnspacing=0.9, borderaxespad=0,
    )  # fmt: skip


def one_life(axes: Axes, life: pd.DataFrame, education: str) -> None:
    """One citizen's fit over time."""
    if life.empty:
        axes.text(0.5, 0.5, "no citizen stayed throughout", transform=axes.transAxes, ha="center",
                  va="center", color=style.QUIET, fontsize=style.SMALL)  # fmt: skip
        return
    for _, spell in life[life["series"] == "without job"].iterrows():
        axes.axvspan(spell["x_low"] - 0.5, spell["x_high"] + 0.5, color="#dfdfdf", lw=0, zorder=0)
    twin = life[life["series"] == "fit, all three"]
    axes.plot(twin["x"], twin["value"], **TWIN, zorder=1)
    line = life[life["series"] == "fit"]
    axes.plot(line["x"], line["value"], color=style.EDUCATION_COLOURS[education], lw=1.0)
    for event in MARKERS:
        points = life[life["series"] == event]
        axes.plot(points["x"], points["value"], clip_on=False, zorder=3, **_mark(event))


def _mark(event: str) -> dict[str, Any]:
    """Style of the mark of an event; frequent events get a tick."""
    marker, colour = MARKERS[event]
    tick = marker == "|"
    return {
        "ls": "", "marker": marker, "ms": 6 if tick else 4.5, "mfc": colour,
        "mec": colour if tick else style.INK, "mew": 1.0 if tick else 0.4,
    }  # fmt: skip


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    spread = pick(numbers, "A", series="volatility").set_index("group")["value"]
    values = "; ".join(f"{group}: {value:.3f}" for group, value in spread.items())
    return (
        "Fit of six citizens of the first city of the baseline, chosen by a rule: within each "
        "level of education the citizens at the median and at the 90th percentile of volatility "
        "among those of the panel who stayed throughout (root mean square change from month to "
        f"month, {values}). Marks show events in the month in which fit changed; grey months are "
        "without a job. The dashed line is the same citizen, with the same random numbers, in a "
        "city with all three interventions. A redesign of the job is marked if it changes fit by "
        f"{life_events.NOTICEABLE} or more. The first of {data.size}."
    )
