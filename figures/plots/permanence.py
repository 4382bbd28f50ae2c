"""Permanence: how long misfit lasts, by education, and how long it would by chance."""

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

TITLE = "Permanence of misfit, against what chance alone would make of it"
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "variances",
    "Unbalanced fit is permanent: whoever does not fit stays in misfit.",
    ("H4",),
)

#: Months up to which spells are followed.
LONGEST = 36
#: Fewest spells of a level of education that a city's curve is drawn from.
ENOUGH = 5
#: Measures of panel B: title, unit.
SHARES = {
    "misfit_persistence": "Still or again in misfit\nafter a year",
    "chronic_misfit": "In misfit in 80 %\nof five years",
}
#: Nulls of the followed citizens as a whole: column → name and marker.
WATCHED = {
    "seen": ("as it is", "D"),
    "shuffled": ("shocks shuffled", "P"),
    "memoryless": ("no memory", "X"),
}


def misfit_line() -> float:
    """Fit below which a citizen counts as misfit."""
    return float(load("baseline").settings["fit"].misfit_threshold)


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panel A: `x` is the month of a spell, `value` the share of spells that last at least so long,
    as it is (``seen``) and with every citizen's shocks in another order (``shuffled``).
    """
    rows = survival_rows(data.panels.get("baseline"), data.length - data.burn_in)
    runs = data.runs_of("baseline")
    for measure in SHARES:
        for education in EDUCATIONS:
            words = {"panel": "B", "series": measure, "group": education, "unit": "%"}
            rows.append(mean_row(100 * runs[f"{measure}_{education}"], **words))
    for measure, watched in (
        ("misfit_persistence", "panel_misfit_persistence"),
        ("chronic_misfit", "panel_chronic_misfit"),
    ):
        for null in WATCHED:
            words = {"panel": "B", "series": measure, "group": null, "unit": "%"}
            rows.append(mean_row(100 * runs[f"{watched}_{null}"], **words))
    rows.append(
        mean_row(runs["misfit_exit_ratio"], panel="hazard ratio", group="low over high",
                 unit="ratio")
    )  # fmt: skip
    return table(rows)


def survival_rows(panel: pd.DataFrame | None, months: int) -> list[Row]:
    """Share of spells that last, by education and month of the spell, over the cities followed."""
    if panel is None or panel.empty:
        return []
    longest = min(LONGEST, months - 1)
    curves: dict[tuple[str, str], list[np.ndarray]] = {
        (kind, education): [] for kind in ("seen", "shuffled") for education in EDUCATIONS
    }
    line = misfit_line()
    for seed, education, fit in lives_by_education(panel):
        luck = np.random.default_rng([seed, EDUCATIONS.index(education)])
        for kind, paths in (("seen", fit), ("shuffled", shuffled_shock_null(fit, luck))):
            spells, curve = survival(paths < line, longest)
            if spells >= ENOUGH:
                curves[kind, education].append(curve)
    return [
        mean_row(values, panel="A", series=kind, group=education, x=month, unit="% of spells")
        for (kind, education), found in curves.items()
        if found
        for month, values in enumerate(100 * np.stack(found, axis=1))
    ]


def lives_by_education(panel: pd.DataFrame) -> Iterator[tuple[int, str, np.ndarray]]:
    """Seed, education at the start and fit, months by citizens, of those who stayed throughout."""
    for seed, city in panel.groupby("seed", sort=True):
        wide = city.pivot(index="month", columns="person", values="fit").dropna(axis=1)
        first = city.groupby("person")["education"].first()
        for education in EDUCATIONS:
            fit = wide.loc[:, first.reindex(wide.columns).to_numpy() == education].to_numpy()
            if fit.shape[1]:
                yield int(seed), education, np.clip(fit, 0.0, 1.0)


def survival(poor: np.ndarray, longest: int) -> tuple[int, np.ndarray]:
    """How long spells last that are seen to begin; those under way at the end are censored.

    Parameters
    ----------
    poor : ndarray of bool, shape (months, citizens)
        Whether a citizen is in misfit.
    longest : int
        Months up to which spells are followed.

    Returns
    -------
    spells : int
        Spells seen to begin.
    lasting : ndarray of shape (longest + 1,)
        Kaplan and Meier's share of spells that last longer than 0, 1, … months.
    """
    exits, at_risk = np.zeros(longest), np.zeros(longest)
    spells = 0
    run = np.full(poor.shape[1], -1)  # months of the spell so far; -1 outside of one seen to begin
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
    style.heading(figure, "B", "Misfit that stays or comes back", 3.72, 0.21)
    for place, (measure, title) in enumerate(SHARES.items()):
        axes = style.place(figure, 4.72 + 1.3 * place, 0.66, 1.08, 1.65)
        shares(axes, pick(numbers, "B", series=measure), names=place == 0)
        axes.set_title(title, fontsize=style.SMALL, loc="center", pad=5)
    text = "Bands and bars: 95 % intervals of the mean over seeds."
    style.note(figure, text, data.warning)
    return figure


def curves(axes: Axes, numbers: pd.DataFrame) -> None:
    """Share of spells that last, as it is and with shuffled shocks."""
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
            Line2D([], [], color=style.INK, lw=1.3, label="as it is"),
            Line2D([], [], color=style.INK, lw=0.7, alpha=0.75, label="shocks shuffled"),
        ],
        loc="upper right", handlelength=1.6, borderaxespad=0.2,
    )  # fmt: skip


def shares(axes: Axes, rows: pd.DataFrame, names: bool) -> None:
    """A share by education, and of the followed citizens as they are and under two nulls."""
    found = rows.set_index("group")
    lines = {name: style.EDUCATION_NAMES[name] for name in EDUCATIONS}
    for name in EDUCATIONS:
        level = -float(list(lines).index(name))
        colour = style.EDUCATION_COLOURS[name]
        if np.isnan(found.loc[name, "value"]):
            continue
        axes.hlines(level, *marks.ends_of(found.loc[name]), color=colour, lw=1.2)
        axes.plot(found.loc[name, "value"], level, style.EDUCATION_MARKERS[name], color=colour)
    for place, (null, (_, marker)) in enumerate(WATCHED.items()):
        below = -len(lines) - 0.5 - place
        if np.isnan(found.loc[null, "value"]):
            continue
        axes.hlines(below, *marks.ends_of(found.loc[null]), color=style.QUIET, lw=1.2)
        axes.plot(found.loc[null, "value"], below, marker, color=style.QUIET)
    words = [*lines.values(), *(f"all, {name}" for name, _ in WATCHED.values())]
    levels = [-float(place) for place in range(3)] + [-3.5 - place for place in range(3)]
    axes.set_yticks(levels, words if names else [""] * len(words))
    axes.set_ylim(-6.1, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.axhline(-2.75, color="#c4c4c4", lw=0.6)
    axes.set_xlim(*marks.room(rows))
    style.few_ticks(axes, x=3)
    style.grey(axes)
    axes.set_xlabel("Residents (%)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """What the figure shows, in plain words."""
    curve = pick(numbers, "A")
    last = {}
    for kind in ("seen", "shuffled"):
        for education in EDUCATIONS:
            line = curve[(curve["series"] == kind) & (curve["group"] == education)]
            at = line[line["x"] == 12]["value"]
            last[kind, education] = f"{at.iloc[0]:.0f} %" if len(at) else "unknown"
    ratio = pick(numbers, "hazard ratio").iloc[0]
    said = ", ".join(
        f"{last['seen', name]} against {last['shuffled', name]} ({name})" for name in EDUCATIONS
    )
    return (
        f"How long misfit (fit below {misfit_line():.2f}) lasts. A: spells of misfit that last "
        "longer than so many months, of followed citizens in cities as they are (thick) and with "
        "each citizen's own shocks in an order drawn anew (thin); after twelve months "
        f"{said}. Where the thick line lies below the thin one, people recover faster than if "
        "shocks came in any order: what falls tends to rise again. Spells under way at the start "
        "are left out, those at the end count as censored. At equal length of spell the low "
        "educated leave misfit at "
        f"{marks.interval(ratio, 2)} times the rate of the highly educated. B: share of residents "
        "in misfit among those in misfit a year before, and share in misfit in four fifths of the "
        "last five years, by education; below the line the followed citizens of all levels as "
        "they are, with shuffled shocks, and if all were alike and nothing were remembered. "
        f"From {data.size}."
    )
