"""Variance 2: how a person's fit varies over time, what causes it, and a few example lives."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from figures import lives, style
from figures.material import Material, Row, mean_row, pick, table
from figures.paper import Paper
from simulation.vocabulary import EDUCATIONS

TITLE = "Variance 2: volatility of fit, its causes, and example lives"
SCENARIOS: tuple[str, ...] = ("baseline", "all_three")
PAPER = Paper(
    "variances",
    "Fit is volatile: it keeps changing, for the highly educated as well, and for "
    "other causes than for the low educated.",
    ("H9", "H10"),
)

MEASURES = {
    "volatility_of_fit": ("All changes", "0-1"),
    "downside_volatility": ("Falls only", "0-1"),
    "relative_volatility": ("Relative", "% of the largest possible"),
}
#: A cause whose share is smaller than this in every group stands among the others, in %.
TINY = 1.0
#: A part of a bar that is wider than this carries its number, in %.
WIDE = 7.0
OTHERS = "other causes"

MARKERS = {
    "lost job": ("v", "#c24e00"),
    "new job": ("^", "#f2c879"),
    "redesigned": ("X", "#00639c"),
    "course begun": ("|", "#00795c"),
    "joined community": ("h", "#d9a3c4"),
}


def numbers(material: Material) -> pd.DataFrame:
    """The numbers of the figure."""
    runs = material.runs_of("baseline")
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
    return table([*rows, *life_rows(material)])


def life_rows(material: Material) -> list[Row]:
    """Rows of the example lives."""
    panel, other = material.panels.get("baseline"), material.panels.get("all_three")
    rows: list[Row] = []
    if panel is None or panel.empty:
        return rows
    for education, quantile, person, volatility in lives.chosen(panel):
        words = {"panel": "C", "group": f"{education}, {quantile}"}
        life = panel[panel["person"] == person]
        fit = life.set_index("month")["fit"]
        rows.append({**words, "series": "person", "value": person, "unit": "number"})
        rows.append({**words, "series": "volatility", "value": volatility, "unit": "0-1"})
        rows += [{**words, "series": "fit", "x": m, "value": v, "unit": "0-1"} for m, v in
                 fit.items()]  # fmt: skip
        if other is not None:
            twin = other[other["person"] == person].set_index("month")["fit"]
            rows += [{**words, "series": "fit, all three", "x": m, "value": v, "unit": "0-1"}
                     for m, v in twin.items()]  # fmt: skip
        rows += [
            {**words, "series": "without job", "x_low": first, "x_high": last, "unit": "month"}
            for first, last in lives.spells_without_job(life)
        ]
        for event, months in lives.events(life).items():
            rows += [{**words, "series": event, "x": m, "value": fit[m], "unit": "0-1"}
                     for m in months]  # fmt: skip
    return rows


def draw(numbers: pd.DataFrame, material: Material) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(5.75)
    style.heading(figure, "A", "Volatility of fit by education", 0.08, 0.21)
    for place, measure in enumerate(MEASURES):
        axes = style.place(figure, 0.55 + place * 1.17, 0.64, 0.76, 1.25)
        by_education(axes, numbers, measure)
        if place == 0:
            axes.set_ylabel("Within-person volatility")
    style.heading(figure, "B", "Causes of the changes by education", 4.1, 0.21)
    causes(style.place(figure, 4.5, 0.88, 2.55, 1.01), numbers)
    example_lives(figure, numbers, material)
    text = "Bars in A: 95 % intervals of the mean over seeds."
    style.note(figure, text, material.warning)
    return figure


def by_education(axes: Axes, numbers: pd.DataFrame, measure: str) -> None:
    """One measure of volatility by education, with intervals."""
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
    words = "% of largest possible" if unit.startswith("%") else "0–1, per month"
    axes.set_title(f"{name}\n({words})", fontsize=style.SMALL, loc="center", pad=6)


def causes(axes: Axes, numbers: pd.DataFrame) -> None:
    """Shares of the causes in the squared changes of fit, stacked; negative ones left of zero."""
    shares = pick(numbers, "B").pivot(index="series", columns="group", values="value")
    shares = shares.reindex(list(style.CAUSE_NAMES))
    large = shares.abs().max(axis=1) >= TINY
    drawn = [(style.CAUSE_NAMES[name], style.CAUSE_COLOURS[name], style.CAUSE_HATCHES[name],
              shares.loc[name]) for name in shares.index[large]]  # fmt: skip
    if not large.all():
        drawn.append((OTHERS, "white", "", shares[~large].sum()))
    for place, education in enumerate(EDUCATIONS):
        ends = {True: 0.0, False: 0.0}
        for _, colour, hatch, share in drawn:
            width = float(share[education])
            start = ends[width >= 0]
            axes.barh(
                place, width, 0.66, left=start, color=colour, edgecolor="#666666", lw=0.4,
                hatch=hatch,
            )  # fmt: skip
            ends[width >= 0] += width
            if width >= WIDE:
                dark = colour in ("#c24e00", "#00639c", "#a8487e", "#4a4a4a")
                axes.text(
                    start + width / 2, place, f"{width:.0f}", ha="center", va="center",
                    fontsize=style.SMALL, color="white" if dark and not hatch else style.INK,
                    bbox={"facecolor": colour, "edgecolor": "none", "pad": 0.8} if hatch else None,
                )  # fmt: skip
    axes.axvline(0, color="#4d4d4d", lw=0.6)
    axes.set_yticks(range(len(EDUCATIONS)), [style.EDUCATION_NAMES[name] for name in EDUCATIONS])
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_xlabel("Share of squared changes of fit (%)")
    axes.margins(x=0.01)
    style.few_ticks(axes, x=6)
    keys = [
        Patch(facecolor=colour, edgecolor="#666666", lw=0.4, hatch=hatch, label=name)
        for name, colour, hatch, _ in drawn
    ]
    across = min(3, len(keys))
    axes.legend(
        handles=[key for column in range(across) for key in keys[column::across]],
        loc="lower left", bbox_to_anchor=(-0.14, 1.0), ncols=across, handlelength=1.1,
        handleheight=0.9, columnspacing=0.9, handletextpad=0.4, borderaxespad=0.1,
    )  # fmt: skip


def example_lives(figure: Figure, numbers: pd.DataFrame, material: Material) -> None:
    """Fit over time of the citizens that the rule chooses, with what happened to them."""
    shown = pick(numbers, "C")
    height = figure.get_size_inches()[1]
    text = "Example lives: citizens at the median and the 90th percentile of volatility"
    style.heading(figure, "C", f"{text} within their education", 0.08, 2.63)
    values = shown.loc[shown["series"].isin(["fit", "fit, all three"]), "value"]
    low, high = (values.min(), values.max()) if len(values) else (0.0, 1.0)
    pad = 0.08 * (high - low) or 0.05
    for column, education in enumerate(EDUCATIONS):
        for row, quantile in enumerate(lives.QUANTILES):
            axes = style.place(figure, 0.55 + column * 2.24, 3.11 + row * 1.13, 1.96, 0.8)
            life = shown[shown["group"] == f"{education}, {quantile}"]
            one_life(axes, life, education)
            axes.set_xlim(material.burn_in, material.length)
            axes.set_ylim(low - pad, high + pad)
            style.few_ticks(axes, y=3)
            step = next(s for s in (12, 24, 60, 120, 600) if material.length / s <= 6)
            first = -(-material.burn_in // step) * step
            axes.set_xticks(range(first, material.length + 1, step))
            name = f"{style.EDUCATION_NAMES[education]} education, {quantile}"
            axes.set_title(name, fontsize=style.SMALL, pad=3)
            if column == 0:
                axes.set_ylabel("Fit (0–1)")
            else:
                axes.set_yticklabels([])
            if row == 0:
                axes.set_xticklabels([])
            else:
                axes.set_xlabel("Month")
    legend(figure, shown, 1 - 2.83 / height)


def legend(figure: Figure, shown: pd.DataFrame, top: float) -> None:
    """The key to the example lives, with only what happens in them."""
    there = set(shown["series"])
    handles = [Line2D([], [], color=style.INK, lw=1.0, label="baseline")]
    if "fit, all three" in there:
        handles.append(Line2D([], [], color="#9a9a9a", lw=0.8, label="same citizen, all three"))
    if "without job" in there:
        handles.append(Patch(facecolor="#dfdfdf", label="without a job"))  # type: ignore[arg-type]
    handles += [Line2D([], [], label=event, **_mark(event)) for event in MARKERS if event in there]
    figure.legend(
        handles=handles, loc="center left", bbox_to_anchor=(0.02, top), ncols=len(handles),
        handlelength=1.2, handletextpad=0.3, columnspacing=0.9, borderaxespad=0,
    )  # fmt: skip


def one_life(axes: Axes, life: pd.DataFrame, education: str) -> None:
    """One citizen's fit over time."""
    if life.empty:
        axes.text(0.5, 0.5, "nobody stayed throughout", transform=axes.transAxes, ha="center",
                  va="center", color=style.QUIET, fontsize=style.SMALL)  # fmt: skip
        return
    for _, spell in life[life["series"] == "without job"].iterrows():
        axes.axvspan(spell["x_low"] - 0.5, spell["x_high"] + 0.5, color="#dfdfdf", lw=0, zorder=0)
    twin = life[life["series"] == "fit, all three"]
    axes.plot(twin["x"], twin["value"], color="#9a9a9a", lw=0.8, zorder=1)
    line = life[life["series"] == "fit"]
    axes.plot(line["x"], line["value"], color=style.EDUCATION_COLOURS[education], lw=1.0)
    for event in MARKERS:
        points = life[life["series"] == event]
        axes.plot(points["x"], points["value"], clip_on=False, zorder=3, **_mark(event))


def _mark(event: str) -> dict[str, Any]:
    """How an event is marked; what is frequent is a mere tick."""
    marker, colour = MARKERS[event]
    tick = marker == "|"
    return {
        "ls": "", "marker": marker, "ms": 6 if tick else 4.5, "mfc": colour,
        "mec": colour if tick else style.INK, "mew": 1.0 if tick else 0.4,
    }  # fmt: skip


def caption(numbers: pd.DataFrame, material: Material) -> str:
    """What the figure shows, in plain words."""
    values = pick(numbers, "A", series="volatility_of_fit").set_index("group")["value"]
    by_group = ", ".join(f"{values[name]:.3f} ({name})" for name in EDUCATIONS)
    shares = pick(numbers, "B").groupby("series", sort=False)["value"].mean()
    first, second = shares.sort_values(ascending=False).index[:2]
    negative = ", ".join(style.CAUSE_NAMES[name] for name in shares.index[shares < 0])
    below = f" On balance {negative} works against the other causes." if negative else ""
    return (
        "How much a citizen's own fit varies in the city as it is. A: typical (root mean square) "
        f"change of fit from one month to the next, {by_group}; the same counting falls only; and "
        "the spread of a person's fit relative to the largest that its mean allows. "
        "B: what the squared changes of fit are booked to. The shares add up to 100 %; a cause "
        "that works against the others has a negative share, drawn to the left of zero. The "
        f"largest are {style.CAUSE_NAMES[first]} ({shares[first]:.0f} %) and "
        f"{style.CAUSE_NAMES[second]} ({shares[second]:.0f} %), as means of the three groups."
        f"{below} Causes below {TINY:.0f} % in every group are drawn as one; the table has each. "
        "C: the fit of six citizens of the first city, chosen by rule: within each level of "
        "education, the one at the median and the one at the 90th percentile of volatility among "
        "the followed citizens who stayed throughout. The grey line is the same citizen where all "
        "three interventions run. A redesign is marked where it changes fit by "
        f"{lives.NOTICEABLE} or more. From {material.size}."
    )
