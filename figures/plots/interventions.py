"""The three interventions, alone and combined, at equal cost and with a budget for each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.studies.portfolios import BUDGET, Portfolio
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, on_x, paired, pick, table
from figures.shared.labels import point_labels
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS

TITLE = "The three interventions, alone and combined"
#: At most 60 words: what it shows.
SUMMARY = (
    "What the interventions do. Left and down, fit is more equal and steadier: at equal cost "
    "(A) and with a budget for each (B). C: cost. D: further effects. E: fit of the same "
    "persons, by what they were before the policy. Intervals that include 0 leave the "
    "direction open."
)
SCENARIOS: tuple[str, ...] = tuple(style.SCENARIO_NAMES)
PAPER = Paper(
    "summary",
    "Training, career communities and network-centric organising reduce both variances, together "
    "more than each alone.",
    ("H15", "H16", "H17", "H24"),
)

INTERVENTIONS = ("training", "communities", "network")
#: Cells of education and ICT level, as in the names of measures.
CELLS = [f"{education}_{level}" for education in EDUCATIONS for level in ICT_LEVELS]
INTERVENTION_HATCHES = {"training": "", "communities": "////", "network": ""}
#: Scenario of the factorial → the same interventions with even shares of one budget.
EVEN = {
    "training": Portfolio((3, 0, 0), BUDGET),
    "communities": Portfolio((0, 3, 0), BUDGET),
    "network": Portfolio((0, 0, 3), BUDGET),
    "training_communities": Portfolio((1, 1, 0), BUDGET),
    "training_network": Portfolio((1, 0, 1), BUDGET),
    "communities_network": Portfolio((0, 1, 1), BUDGET),
    "all_three": Portfolio((1, 1, 1), BUDGET),
}
#: Scenarios of the study of portfolios that are shown.
EQUAL_COST: tuple[str, ...] = ("baseline", *(portfolio.name for portfolio in EVEN.values()))

#: Further effects: measure → name, unit, factor; a factor of None stands for % of the baseline.
EFFECTS: dict[str, tuple[str, str, float | None]] = {
    "unemployment_all": ("Unemployment", "percentage points", 100.0),
    "chronic_misfit_low": ("Chronic misfit,\nlow education", "percentage points", 100.0),
    "well_being": ("Well-being", "points of 0–1", 1.0),
    "wealth": ("Wealth", "% of baseline", None),
}

#: Scenarios whose effects on persons are shown.
FOLLOWED = ("training", "communities", "network", "all_three")
#: Groups of persons as they were before the policy: key → name and cells of education and ICT.
GROUPS: dict[str, tuple[str, list[str]]] = {
    **{
        education: (
            f"{name} education",
            [cell for cell in CELLS if cell.split("_")[0] == education],
        )
        for education, name in style.EDUCATION_NAMES.items()
    },
    **{
        level: (f"ICT {name}", [cell for cell in CELLS if cell.split("_")[1] == level])
        for level, name in style.ICT_NAMES.items()
    },
}

#: Background of a text on a zero line.
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure; every difference is paired by seed.

    Panel A: the interventions with even shares of one budget. Panel B: each with a budget of its
    own. `x` is the change of unbalance, `value` that of volatility. Panel C: cost by intervention.
    Panel D: further effects, each with a budget of its own. Panel E: fit of the same persons, by
    what they were before the policy. Panels "cost of A" and "baseline of A": money spent, and both
    variances without interventions; "baseline of B" likewise.
    """
    assert data.second_study is not None
    base = data.runs_of("baseline")
    arms = {name: data.runs_of(name) for name in EVEN}
    mixed = data.second_study
    equal = {name: mixed.runs_of(portfolio.name) for name, portfolio in EVEN.items()}
    rows = [
        *plane_rows("A", equal, mixed.runs_of("baseline")),
        *plane_rows("B", arms, base),
        *cost_rows("C", arms),
    ]
    for measure, (_, unit, factor) in EFFECTS.items():
        for name, runs in arms.items():
            changes = paired(runs, base, measure, factor)
            rows.append(mean_row(changes, panel="D", series=measure, group=name, unit=unit))
    rows += [
        mean_row(
            _fit_of_group(arms[name], cells) - _fit_of_group(base, cells),
            panel="E", series=group, group=name, unit="0-1",
        )
        for name in FOLLOWED
        for group, (_, cells) in GROUPS.items()
    ]  # fmt: skip
    rows += cost_rows("cost of A", equal)
    rows += baseline_rows("baseline of A", mixed.runs_of("baseline"))
    return table([*rows, *baseline_rows("baseline of B", base)])


def baseline_rows(panel: str, base: pd.DataFrame) -> list[Row]:
    """Both variances without interventions."""
    return [
        mean_row(base[name], panel=panel, series=name, group="baseline", unit="0-1")
        for name in ("unbalance", "volatility")
    ]


def _fit_of_group(runs: pd.DataFrame, cells: list[str]) -> pd.Series:
    """Mean fit of those of some cells who were there before the policy, by seed."""
    people = runs[[f"same_persons_{cell}" for cell in cells]].to_numpy()
    fit = runs[[f"fit_same_persons_{cell}" for cell in cells]].to_numpy()
    total = np.where(people > 0.0, people * fit, 0.0).sum(axis=1)
    return pd.Series(total / people.sum(axis=1), index=runs.index)


def plane_rows(panel: str, arms: Mapping[str, pd.DataFrame], base: pd.DataFrame) -> list[Row]:
    """Changes of both variances."""
    rows = []
    for name, runs in arms.items():
        across = on_x(mean_row(paired(runs, base, "unbalance", 1.0)))
        changes = paired(runs, base, "volatility", 1.0)
        series = "volatility against unbalance"
        rows.append(mean_row(changes, panel=panel, series=series, group=name, unit="0-1", **across))
    return rows


def cost_rows(panel: str, arms: Mapping[str, pd.DataFrame]) -> list[Row]:
    """Cost of each intervention."""
    return [
        mean_row(runs[f"cost_{which}"], panel=panel, series=which, group=name,
                 unit="euro per resident and year")
        for name, runs in arms.items()
        for which in INTERVENTIONS
    ]  # fmt: skip


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(8.6)
    title = f"At equal cost: {BUDGET} euro per resident and year"
    style.heading(figure, "A", title, 0.08, 0.21)
    plane(style.place(figure, 0.84, 0.33, 2.75, 2.75), pick(numbers, "A"))
    style.heading(figure, "B", f"{BUDGET} euro for each intervention", 3.8, 0.21)
    plane(style.place(figure, 4.5, 0.33, 2.55, 2.75), pick(numbers, "B"))
    style.heading(figure, "C", "Cost", 0.08, 3.86)
    names = list(EVEN)
    costs(style.place(figure, 1.48, 4.34, 0.92, 1.0), numbers, names)
    style.heading(figure, "D", f"Further changes, {BUDGET} euro for each intervention", 2.48, 3.86)
    effects(figure, numbers, names)
    title = (
        f"Fit of the same persons, by what they were before; {BUDGET} euro for each intervention"
    )
    style.heading(figure, "E", title, 0.08, 6.06)
    who_gains(figure, numbers)
    assert data.second_study is not None
    text = (
        "Crosses and bars: 95 % intervals over seeds, paired with the baseline.\n"
        f"A: {data.second_study.size}; B to E: {data.size}."
    )
    style.note(figure, text, data.warning, lift=0.33)
    return figure


def plane(axes: Axes, rows: pd.DataFrame) -> None:
    """Change of unbalance and of volatility from the baseline."""
    points, obstacles = marks.scenario_points(axes, rows)
    # narrow labels find more room between the zero lines
    points = [(x, y, name.replace(" + ", " +\n"), colour) for x, y, name, colour in points]
    axes.plot(0, 0, "x", color=style.INK, ms=5, mew=1.2, zorder=3)
    points.append((0.0, 0.0, style.SCENARIO_NAMES["baseline"], style.INK))
    edges = np.array([*obstacles, (0.0, 0.0, 0.0, 0.0)])
    axes.set_xlim(marks.padded(edges[:, :2], 0.25))
    axes.set_ylim(marks.padded(edges[:, 2:], 0.3))
    obstacles += marks.zero_areas(axes)
    corners = [
        _corner(axes, 0, 0, "less unbalanced,\nless volatile"),
        _corner(axes, 1, 1, "more unbalanced,\nmore volatile"),
    ]
    style.few_ticks(axes, x=4, y=5)
    axes.set_xlabel("Change of unbalance (slope index of fit, 0–1)")
    axes.set_ylabel("Change of volatility (of fit, 0–1 per month)")
    point_labels(axes, points, obstacles, corners)


def _corner(axes: Axes, x: float, y: float, text: str) -> Any:
    """Write the meaning of a corner of the plane into it."""
    return axes.annotate(
        text, (x, y), xycoords="axes fraction", xytext=(4 - 8 * x, 4 - 8 * y),
        textcoords="offset points", ha="right" if x else "left", va="top" if y else "bottom",
        fontsize=style.SMALL, color=style.QUIET, style="italic", bbox=CLEAR, zorder=2,
    )  # fmt: skip


def costs(axes: Axes, numbers: pd.DataFrame, names: list[str]) -> None:
    """Cost of each scenario by intervention, stacked; the interval of a part is at its end."""
    cost = pick(numbers, "C").set_index(["group", "series"])
    for place, name in enumerate(names):
        start = 0.0
        for intervention in INTERVENTIONS:
            part = cost.loc[(name, intervention)]
            width = float(part["value"])
            axes.barh(
                -place, width, 0.66, left=start, color=style.SCENARIO_COLOURS[intervention],
                edgecolor="white", lw=0.4, hatch=INTERVENTION_HATCHES[intervention],
            )  # fmt: skip
            low, high = marks.ends_of(part)
            axes.hlines(-place, start + low, start + high, color=style.INK, lw=1.0, zorder=3)
            start += width
    axes.set_xlim(0, 1.08 * float(cost["value"].groupby(level="group").sum().max()) or 1)
    marks.row_names(axes, [style.SCENARIO_NAMES[name] for name in names])
    style.few_ticks(axes, x=3)
    style.grey(axes)
    axes.set_xlabel("euro per resident\nand year")


def effects(figure: Figure, numbers: pd.DataFrame, names: list[str]) -> None:
    """Further effects with their intervals, one panel per measure."""
    for place, (measure, (name, unit, _)) in enumerate(EFFECTS.items()):
        axes = style.place(figure, 2.62 + place * 1.16, 4.34, 0.98, 1.0)
        rows = pick(numbers, "D", series=measure).set_index("group")
        marks.zero(axes)
        for row, scenario in enumerate(names):
            colour = style.SCENARIO_COLOURS[scenario]
            axes.hlines(-row, *marks.ends_of(rows.loc[scenario]), color=colour, lw=1.2)
            axes.plot(rows.loc[scenario, "value"], -row, style.SCENARIO_MARKERS[scenario],
                      color=colour, ms=4)  # fmt: skip
        marks.row_names(axes, [""] * len(names))
        axes.margins(x=0.1)
        style.few_ticks(axes, x=3)
        style.grey(axes)
        axes.set_title(name, fontsize=style.SMALL, loc="center", pad=3)
        axes.set_xlabel(unit)


def who_gains(figure: Figure, numbers: pd.DataFrame) -> None:
    """Change of fit of persons grouped as they were before the policy, one panel per scenario."""
    rows = pick(numbers, "E")
    if rows.empty:  # numbers kept from a version that did not follow persons
        return
    edges = marks.padded(rows[["low", "high", "value"]].to_numpy(), 0.3)
    for place, scenario in enumerate(FOLLOWED):
        axes = style.place(figure, 1.48 + place * 1.4, 6.46, 1.1, 1.3)
        marks.zero(axes)
        mine = rows[rows["group"] == scenario].set_index("series")
        colour = style.SCENARIO_COLOURS[scenario]
        for row, group in enumerate(GROUPS):
            axes.hlines(-row, *marks.ends_of(mine.loc[group]), color=colour, lw=1.2)
            axes.plot(mine.loc[group, "value"], -row, style.SCENARIO_MARKERS[scenario],
                      color=colour, ms=4)  # fmt: skip
        marks.row_names(axes, [name if place == 0 else "" for name, _ in GROUPS.values()])
        axes.set_xlim(edges)
        style.few_ticks(axes, x=2)
        style.grey(axes)
        axes.set_title(style.SCENARIO_NAMES[scenario], fontsize=style.SMALL, loc="center", pad=3)
        axes.set_xlabel("change of fit, 0–1")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    assert data.second_study is not None
    spent = pick(numbers, "cost of A").groupby("group", sort=False)["value"].sum()
    cost = pick(numbers, "C").groupby("group", sort=False)["value"].sum()
    return (
        "Effects of training, career communities and network-centric organising, alone, in pairs "
        "and together, compared with the same cities without them. A: change of unbalance (how "
        "much fit rises with education and ICT skill) and of volatility (how much the fit of a "
        "person changes from month to month) when all scenarios spend the same: a pair half of it "
        f"on each, all three a third on each; {spent.min():.1f} to {spent.max():.1f} euro per "
        "resident and year were spent. Left and down mean a more equal and steadier fit. B: the "
        "same with that budget for each intervention, so that pairs spend twice and all three "
        "three times as much. C: cost of the scenarios of B, D and E, in the colours of their "
        "parts. D: change of unemployment, of chronic misfit (low education; four fifths of the "
        "last 60 months), of well-being (health and happiness, 0 to 1) and of wealth (output per "
        "resident). E: change of fit of the same persons, by their education and ICT level before "
        "the policy, so that nobody changes group because of it; those who moved away are missing. "
        "A bar or cross that includes a zero line leaves the direction open. Unbalance "
        f"and volatility with 95 % intervals, at equal cost: {_changes(pick(numbers, 'A'))}; with "
        f"a budget for each: {_changes(pick(numbers, 'B'), cost)}. A from "
        f"{data.second_study.size}, B to E from {data.size} of each scenario."
    )


def _changes(rows: pd.DataFrame, cost: pd.Series | None = None) -> str:
    """Both changes of every scenario, and its cost, as text."""
    return "; ".join(
        f"{style.SCENARIO_NAMES[row['group']].lower()} "
        f"{marks.interval(row, 4, sign=True, on_x=True)} and {marks.interval(row, 5, sign=True)}"
        + ("" if cost is None else f" for {cost[row['group']]:.0f} euro")
        for _, row in rows.iterrows()
    )
