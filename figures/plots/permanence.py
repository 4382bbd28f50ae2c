"""Permanence: duration of misfit by education and kind of fit, compared with two nulls."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.paper_sections import Paper
from scenarios import load
from simulation.core.vocabulary import EDUCATIONS, EXPECTED, FIT_COLUMNS
from simulation.statistics.permanence import memoryless_null, shuffled_shock_null

TITLE = "Permanence of misfit, compared with shuffled shocks and with no memory"
#: At most 60 words: what it shows.
SUMMARY = (
    "Does misfit last for the same people? A: how long spells of misfit last, beside shuffled "
    "shocks and a city without memory. B: misfit, lasting and chronic misfit by education. C: "
    "the same beside both nulls."
)
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "variances",
    "Unbalanced fit is permanent: citizens in misfit stay in misfit.",
    ("H4",),
)

#: Months up to which spells are followed.
LONGEST = 36
#: Smallest number of spells of a level of education for the curve of a city.
ENOUGH = 5
#: Measures of panel B, as shares of residents.
SHARES = {
    "misfit_share": "In misfit",
    "misfit_persistence": "Still or again in\nmisfit after a year",
    "chronic_misfit": "In misfit in 80 %\nof five years",
}
#: Panel of citizens as observed and under the two nulls: name and dashes.
PATHS: dict[str, tuple[str, Any]] = {
    "seen": ("observed", "-"),
    "shuffled": ("shocks shuffled", (0, (4, 1.6))),
    "memoryless": ("no memory", (0, (1, 1.2))),
}
#: Names, markers and colours of the people of panels B and C.
PEOPLE = {
    name: (style.EDUCATION_NAMES[name], style.EDUCATION_MARKERS[name],
           style.EDUCATION_COLOURS[name])
    for name in EDUCATIONS
} | {"all": ("All", "D", style.QUIET)}  # fmt: skip
#: Column of a measure by kind of fit.
TWINS = {variant: "" if variant == EXPECTED else f"_{variant}" for variant in FIT_COLUMNS}


def misfit_line() -> float:
    """Fit below which a citizen is in misfit."""
    return float(load("baseline").settings["fit"].misfit_threshold)


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panel A: `x` is the month of a spell, `value` the share of spells that last longer, as observed
    and under the nulls. Panel B: shares by education and kind of fit. Panel C: shares on expected
    fit of citizens followed, as observed and under the nulls, and of the low educated among them.
    """
    rows = survival_rows(data.panels.get("baseline"), data.length - data.burn_in)
    runs = data.runs_of("baseline")
    rows += [
        mean_row(100 * runs[f"{measure}{twin}_{education}"], panel=f"B {measure}",
                 series=education, group=variant, unit="%")
        for measure in SHARES
        for variant, twin in TWINS.items()
        for education in EDUCATIONS
    ]  # fmt: skip
    rows += [
        mean_row(100 * runs[f"panel_{measure}_{prefix}{path}"], panel=f"C {measure}",
                 series=people, group=path, unit="%")
        for measure in list(SHARES)[1:]
        for people, prefix in (("all", ""), ("low", "low_"))
        for path in PATHS
    ]  # fmt: skip
    rows += [
        mean_row(runs[f"misfit_exit_ratio{twin}"], panel="hazard ratio", series="low over high",
                 group=variant, unit="ratio")
        for variant, twin in TWINS.items()
    ]  # fmt: skip
    return table(rows)


def survival_rows(panel: pd.DataFrame | None, months: int) -> list[Row]:
    """Share of spells that last, by education and month of the spell, over cities with a panel."""
    if panel is None or panel.empty:
        return []
    longest = min(LONGEST, months - 1)
    curves: dict[tuple[str, str], list[np.ndarray]] = {
        (path, education): [] for path in PATHS for education in EDUCATIONS
    }
    line = misfit_line()
    for seed, education, fit in lives_by_education(panel):
        generator = np.random.default_rng([seed, EDUCATIONS.index(education)])
        bits = generator.integers(0, 2**32, fit.shape, dtype=np.uint32)
        shuffled, memoryless = shuffled_shock_null(fit, bits), memoryless_null(fit < line, bits)
        for path, poor in zip(PATHS, (fit < line, shuffled < line, memoryless), strict=True):
            spells, curve = survival(poor, longest)
            if spells >= ENOUGH:
                curves[path, education].append(curve)
    return [
        mean_row(values, panel="A", series=path, group=education, x=month, unit="% of spells")
        for (path, education), cities in curves.items()
        if cities
        for month, values in enumerate(100 * np.stack(cities, axis=1))
    ]


def lives_by_education(panel: pd.DataFrame) -> Iterator[tuple[int, str, np.ndarray]]:
    """Seed, education at the start, and fit (months by citizens) of those who stayed throughout."""
    for seed, city in panel.groupby("seed", sort=True):
        wide = city.pivot(index="month", columns="person", values="fit").dropna(axis=1)
        first = city.groupby("person")["education"].first()
        for education in EDUCATIONS:
            fit = wide.loc[:, first.reindex(wide.columns).to_numpy() == education].to_numpy()
            if fit.shape[1]:
                yield int(seed), education, np.clip(fit, 0.0, 1.0)


def survival(poor: np.ndarray, longest: int) -> tuple[int, np.ndarray]:
    """Duration of the spells that begin in the panel; spells at its end are censored.

    Parameters
    ----------
    poor : ndarray of bool, shape (months, citizens)
        Whether a citizen is in misfit.
    longest : int
        Months up to which spells are followed.

    Returns
    -------
    spells : int
        Spells that begin in the panel.
    lasting : ndarray of shape (longest + 1,)
        Kaplan–Meier share of spells that last longer than 0, 1, … months.
    """
    exits, at_risk = np.zeros(longest), np.zeros(longest)
    spells = 0
    run = np.full(
        poor.shape[1], -1
    )  # months of the spell so far; -1 outside of one that began here
    for before, now in pairwise(poor):
        spells += int((now & ~before).sum())
        under_way = (run >= 0) & (run < longest)
        np.add.at(at_risk, run[under_way], 1)
        np.add.at(exits, run[under_way & ~now], 1)
        run = np.where(now, np.where(before, np.where(run >= 0, run + 1, -1), 0), -1)
    stays = 1.0 - np.divide(exits, at_risk, out=np.zeros(longest), where=at_risk > 0)
    return spells, np.concatenate([[1.0], np.cumprod(stays)])


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(4.95)
    style.heading(figure, "A", "Spells of misfit, observed and under two nulls", 0.08, 0.21)
    curve = pick(numbers, "A")
    for place, education in enumerate(EDUCATIONS):
        axes = style.place(figure, 0.6 + 2.23 * place, 0.51, 1.95, 1.5)
        rows = curve[curve["group"] == education]
        curves(axes, rows, style.EDUCATION_COLOURS[education], names=place == 0)
        axes.set_title(
            f"{style.EDUCATION_NAMES[education]} education", fontsize=style.SMALL, loc="center",
            pad=4,
        )  # fmt: skip
        if place == 0:
            axes.set_ylabel("Spells that last longer (%)")
    style.heading(figure, "B", "Misfit by kind of fit", 0.08, 2.74)
    people = pick_people(numbers, "B")
    for place, (measure, title) in enumerate(SHARES.items()):
        axes = style.place(figure, 0.84 + 1.1 * place, 3.27, 0.9, 1.07)
        shares(axes, people[measure], {name: name for name in FIT_COLUMNS}, names=place == 0)
        axes.set_title(title, fontsize=style.SMALL, loc="center", pad=4)
    style.heading(figure, "C", "Under the two nulls", 4.15, 2.74)
    people = pick_people(numbers, "C")
    for place, (measure, rows) in enumerate(people.items()):
        axes = style.place(figure, 5.08 + 1.1 * place, 3.27, 0.9, 1.07)
        shares(axes, rows, {path: name for path, (name, _) in PATHS.items()}, names=place == 0)
        axes.set_title(SHARES[measure], fontsize=style.SMALL, loc="center", pad=4)
    lines = [
        Line2D([], [], color=style.INK, ls=dashes, lw=1.3, label=name)
        for name, dashes in PATHS.values()
    ]
    dots = [
        Line2D([], [], color=colour, ls="", marker=marker, label=name)
        for name, marker, colour in PEOPLE.values()
    ]
    for handles, right, top in ((lines, 7.13, 0.24), (dots, 3.94, 2.77)):
        figure.legend(
            handles=handles, loc="lower right", bbox_to_anchor=(right / 7.2, 1.0 - top / 4.95),
            ncols=len(handles), handlelength=1.8 if handles is lines else 0.6,
            handletextpad=0.4, columnspacing=1.0, borderaxespad=0.0, borderpad=0.0,
        )  # fmt: skip
    style.note(figure, "Bands and bars: 95 % intervals of the mean over seeds.", data.warning)
    return figure


def curves(axes: Axes, rows: pd.DataFrame, colour: str, names: bool) -> None:
    """Share of spells that last, observed in colour and under the nulls in grey."""
    for path, (_, dashes) in PATHS.items():
        line = rows[rows["series"] == path]
        own, width, alpha = (colour, 1.5, 0.16) if path == "seen" else (style.QUIET, 1.0, 0.07)
        axes.fill_between(line["x"], line["low"], line["high"], color=own, alpha=alpha, lw=0)
        axes.plot(line["x"], line["value"], color=own, ls=dashes, lw=width)
    axes.set_xlim(0, max(float(rows["x"].max()), 1.0) if len(rows) else LONGEST)
    axes.set_ylim(0, 100)
    levels = range(0, 101, 20)
    axes.set_yticks(levels, [str(level) if names else "" for level in levels])
    axes.set_xticks(range(0, int(axes.get_xlim()[1]) + 1, 12))
    style.grey(axes, "y")
    axes.set_xlabel("Months since the spell began")


def pick_people(numbers: pd.DataFrame, letter: str) -> dict[str, pd.DataFrame]:
    """Rows of a panel of shares, by measure."""
    panels = {f"{letter} {measure}": measure for measure in SHARES}
    present = [panel for panel in panels if (numbers["panel"] == panel).any()]
    return {panels[panel]: pick(numbers, panel) for panel in present}


def shares(axes: Axes, rows: pd.DataFrame, lines: dict[str, str], names: bool) -> None:
    """A share of each line, by people side by side."""
    people = list(rows["series"].unique())
    for place, series in enumerate(people):
        _, marker, colour = PEOPLE[series]
        shift = 0.24 * (place - (len(people) - 1) / 2)
        own = rows[rows["series"] == series]
        marks.dots(axes, own, lines, colour, marker, shift=shift, text=names)
    low, high = marks.room(rows)
    axes.set_xlim(low, min(high, 104.0))
    style.few_ticks(axes, x=3)
    style.grey(axes)
    axes.set_xlabel("Residents (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    curve = pick(numbers, "A")
    after = curve[curve["x"] == 12].set_index(["series", "group"])["value"]
    lasting = "; ".join(
        f"{name} education "
        + ", ".join(
            f"{after[path, name]:.0f} % {words}" if (path, name) in after else f"{words} unknown"
            for path, (words, _) in PATHS.items()
        )
        for name in EDUCATIONS
    )
    ratios = pick(numbers, "hazard ratio").set_index("group")
    ratio = ", ".join(f"{marks.interval(ratios.loc[name], 2)} ({name})" for name in FIT_COLUMNS)
    return (
        f"Duration of misfit (fit below {misfit_line():.2f}) and two nulls. Shuffled shocks: each "
        "citizen keeps the first fit and all changes of fit, in random order. No memory: all "
        "citizens enter and leave misfit at the same rates, however long it has lasted. A: share "
        "of spells of misfit that last longer than the months on the axis, for the panel of the "
        f"baseline; after twelve months, {lasting}. Observed below shuffled means that citizens "
        "recover faster than with shocks in random order, because fit tends to rise after a fall. "
        "Observed above no memory means that misfit stays with the same people. Spells under way "
        "at the start are left out, those at the end are censored. B: share in misfit, share in "
        "misfit of those who were in misfit a year before, and share in misfit in four fifths of "
        "the last five years, on expected, realised (0 without a job) and potential fit (best post "
        "within reach). At equal duration of a spell, low educated citizens leave misfit at these "
        f"multiples of the rate of highly educated ones: {ratio}. C: the last two of expected fit, "
        "for a panel of citizens of the same city, observed and under both nulls. From "
        f"{data.size}."
    )
