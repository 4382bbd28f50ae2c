"""Permanence: duration of misfit by education, compared with chance."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.labels import end_labels
from figures.shared.paper_sections import Paper
from scenarios import load
from simulation.core.vocabulary import EDUCATIONS
from simulation.statistics.permanence import shuffled_shock_null

TITLE = "Permanence of misfit, compared with chance"
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
#: Measures of panel B: title, unit.
SHARES = {
    "misfit_persistence": "Still or again in misfit\nafter a year",
    "chronic_misfit": "In misfit in 80 %\nof five years",
}
#: Panel as observed and under two nulls: column → name and marker.
PANEL = {
    "seen": ("observed", "D"),
    "shuffled": ("shocks shuffled", "P"),
    "memoryless": ("no memory", "X"),
}


def misfit_line() -> float:
    """Fit below which a citizen is in misfit."""
    return float(load("baseline").settings["fit"].misfit_threshold)


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panel A: `x` is the month of a spell, `value` the share of spells that last longer, as observed
    (``seen``) and with the shocks of every citizen in random order (``shuffled``).
    """
    rows = survival_rows(data.panels.get("baseline"), data.length - data.burn_in)
    runs = data.runs_of("baseline")
    for measure in SHARES:
        for education in EDUCATIONS:
            labels = {"panel": "B", "series": measure, "group": education, "unit": "%"}
            rows.append(mean_row(100 * runs[f"{measure}_{education}"], **labels))
    for measure in SHARES:
        for null in PANEL:
            labels = {"panel": "B", "series": measure, "group": null, "unit": "%"}
            rows.append(mean_row(100 * runs[f"panel_{measure}_{null}"], **labels))
    rows.append(
        mean_row(runs["misfit_exit_ratio"], panel="hazard ratio", group="low over high",
                 unit="ratio")
    )  # fmt: skip
    return table(rows)


def survival_rows(panel: pd.DataFrame | None, months: int) -> list[Row]:
    """Share of spells that last, by education and month of the spell, over cities with a panel."""
    if panel is None or panel.empty:
        return []
    longest = min(LONGEST, months - 1)
    curves: dict[tuple[str, str], list[np.ndarray]] = {
        (kind, education): [] for kind in ("seen", "shuffled") for education in EDUCATIONS
    }
    line = misfit_line()
    for seed, education, fit in lives_by_education(panel):
        generator = np.random.default_rng([seed, EDUCATIONS.index(education)])
        bits = generator.integers(0, 2**32, fit.shape, dtype=np.uint32)
        for kind, paths in (("seen", fit), ("shuffled", shuffled_shock_null(fit, bits))):
            spells, curve = survival(paths < line, longest)
            if spells >= ENOUGH:
                curves[kind, education].append(curve)
    return [
        mean_row(values, panel="A", series=kind, group=education, x=month, unit="% of spells")
        for (kind, education), cities in curves.items()
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
    figure = style.new_figure(3.05)
    style.heading(figure, "A", "Spells of misfit that last", 0.08, 0.21)
    curves(style.place(figure, 0.55, 0.36, 2.55, 1.95), numbers)
    style.heading(figure, "B", "Misfit that lasts or returns", 3.72, 0.21)
    for place, (measure, title) in enumerate(SHARES.items()):
        axes = style.place(figure, 4.72 + 1.3 * place, 0.66, 1.08, 1.65)
        shares(axes, pick(numbers, "B", series=measure), names=place == 0)
        axes.set_title(title, fontsize=style.SMALL, loc="center", pad=5)
    text = "Bands and bars: 95 % intervals of the mean over seeds."
    style.note(figure, text, data.warning)
    return figure


def curves(axes: Axes, numbers: pd.DataFrame) -> None:
    """Share of spells that last, observed and with shuffled shocks."""
    rows = pick(numbers, "A")
    ends = []
    for education in EDUCATIONS:
        colour, dashes = style.EDUCATION_COLOURS[education], style.EDUCATION_LINES[education]
        seen, null = (
            rows[(rows["series"] == kind) & (rows["group"] == education)]
            for kind in ("seen", "shuffled")
        )
        if seen.empty:
            continue
        axes.fill_between(seen["x"], seen["low"], seen["high"], color=colour, alpha=0.16, lw=0)
        axes.plot(seen["x"], seen["value"], color=colour, ls=dashes)
        axes.fill_between(null["x"], null["low"], null["high"], color=colour, alpha=0.1, lw=0)
        axes.plot(null["x"], null["value"], color=colour, ls=dashes, lw=0.7, alpha=0.75)
        ends.append((float(seen["value"].iloc[-1]), style.EDUCATION_NAMES[education], colour))
    axes.set_xlim(0, max(float(rows["x"].max()), 1.0) if len(rows) else LONGEST)
    axes.set_ylim(0, 100)
    axes.set_xticks(range(0, int(axes.get_xlim()[1]) + 1, 6))
    axes.set_xlabel("Months since the spell began")
    axes.set_ylabel("Spells that last longer (%)")
    end_labels(axes, ends)
    axes.legend(
        handles=[
            Line2D([], [], color=style.INK, lw=1.3, label="observed"),
            Line2D([], [], color=style.INK, lw=0.7, alpha=0.75, label="shocks shuffled"),
        ],
        loc="upper right", handlelength=1.6, borderaxespad=0.2,
    )  # fmt: skip


def shares(axes: Axes, rows: pd.DataFrame, names: bool) -> None:
    """A share by education, and of the panel as observed and under two nulls."""
    by_group = rows.set_index("group")
    lines = {
        name: (style.EDUCATION_NAMES[name], style.EDUCATION_MARKERS[name],
               style.EDUCATION_COLOURS[name])
        for name in EDUCATIONS
    }  # fmt: skip
    lines |= {null: (f"all, {name}", marker, style.QUIET) for null, (name, marker) in PANEL.items()}
    levels = [-float(place) for place in range(3)] + [-3.5 - place for place in range(3)]
    for level, (group, (_, marker, colour)) in zip(levels, lines.items(), strict=True):
        row = by_group.loc[group]
        if not np.isnan(row["value"]):
            axes.hlines(level, *marks.ends_of(row), color=colour, lw=1.2)
            axes.plot(row["value"], level, marker, color=colour)
    axes.set_yticks(levels, [name if names else "" for name, _, _ in lines.values()])
    axes.set_ylim(-6.1, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axhline(-2.75, color="#c4c4c4", lw=0.6)
    axes.set_xlim(*marks.room(rows))
    style.few_ticks(axes, x=3)
    style.grey(axes)
    axes.set_xlabel("Residents (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    curve = pick(numbers, "A")
    last = {}
    for kind in ("seen", "shuffled"):
        for education in EDUCATIONS:
            line = curve[(curve["series"] == kind) & (curve["group"] == education)]
            at = line[line["x"] == 12]["value"]
            last[kind, education] = f"{at.iloc[0]:.0f} %" if len(at) else "unknown"
    ratio = pick(numbers, "hazard ratio").iloc[0]
    shares = ", ".join(
        f"{last['seen', name]} and {last['shuffled', name]} ({name})" for name in EDUCATIONS
    )
    return (
        f"Duration of misfit (fit below {misfit_line():.2f}). A: share of spells of misfit that "
        "last longer than the months on the axis, for the panel of the baseline as observed "
        "(thick) and with the shocks of each citizen in random order (thin); after twelve months, "
        f"observed and shuffled, {shares}. Where the thick line is below the thin one, citizens "
        "recover faster than with shocks in random order, because fit tends to rise after a fall. "
        "Spells under way at the start are left out, those at the end are censored. At equal "
        f"duration of a spell, low educated citizens leave misfit at {marks.interval(ratio, 2)} "
        "times the rate of highly educated ones. B: share in misfit of residents who were in "
        "misfit a year before, and share in misfit in four fifths of the last five years, by "
        "education. Below the line: the panel of all levels as observed, with shuffled shocks, and "
        f"if all citizens were identical and fit had no memory. From {data.size}."
    )
