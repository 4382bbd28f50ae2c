"""The three interventions, alone and combined, at equal cost and each with its own money."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.studies.portfolios import BUDGET, Portfolio
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.labels import point_labels
from figures.shared.paper_sections import Paper

TITLE = "The three interventions, alone and combined"
SCENARIOS: tuple[str, ...] = tuple(style.SCENARIO_NAMES)
PAPER = Paper(
    "summary",
    "Training, career communities and network-centric organising lower both "
    "variances, together more than each alone.",
    ("H15", "H16", "H17", "H24"),
)

#: Height of the figure in inches.
HEIGHT = 6.25

INTERVENTIONS = ("training", "communities", "network")
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
#: What of the study of portfolios is shown.
EQUAL_COST: tuple[str, ...] = ("baseline", *(one.name for one in EVEN.values()))

#: Further effects: measure → name, unit, factor; a factor of None stands for % of the baseline.
EFFECTS: dict[str, tuple[str, str, float | None]] = {
    "unemployment_all": ("Unemployment", "percentage points", 100.0),
    "chronic_misfit_low": ("Chronic misfit,\nlow education", "percentage points", 100.0),
    "well_being": ("Well-being", "points of 0–1", 1.0),
    "wealth": ("Wealth", "% of baseline", None),
}

#: Keeps the zero lines out of a text that lies on one.
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure; every difference is paired by seed.

    Panel A: the interventions with even shares of one budget, panel B: each with a budget of its
    own; `x` is the change of unbalance, `value` that of volatility. Panel C: cost by intervention.
    Panel D: further effects, each with a budget of its own. Panel "cost of A": what was spent.
    """
    assert data.beside is not None
    base = data.runs_of("baseline")
    arms = {name: data.runs_of(name) for name in EVEN}
    equal = {name: data.beside.runs_of(one.name) for name, one in EVEN.items()}
    rows = [
        *plane_rows("A", equal, data.beside.runs_of("baseline")),
        *plane_rows("B", arms, base),
        *cost_rows("C", arms),
    ]
    for measure, (_, unit, factor) in EFFECTS.items():
        for name, runs in arms.items():
            changes = paired(runs, base, measure, factor)
            rows.append(mean_row(changes, panel="D", series=measure, group=name, unit=unit))
    return table([*rows, *cost_rows("cost of A", equal)])


def plane_rows(panel: str, arms: Mapping[str, pd.DataFrame], base: pd.DataFrame) -> list[Row]:
    """Changes of both variances."""
    rows = []
    for name, runs in arms.items():
        across = mean_row(paired(runs, base, "unbalance", 1.0))
        words = {"x": across["value"], "x_low": across["low"], "x_high": across["high"]}
        changes = paired(runs, base, "volatility", 1.0)
        series = "volatility against unbalance"
        rows.append(mean_row(changes, panel=panel, series=series, group=name, unit="0-1", **words))
    return rows


def cost_rows(panel: str, arms: Mapping[str, pd.DataFrame]) -> list[Row]:
    """What each intervention cost."""
    return [
        mean_row(runs[f"cost_{which}"], panel=panel, series=which, group=name,
                 unit="euro per resident and year")
        for name, runs in arms.items()
        for which in INTERVENTIONS
    ]  # fmt: skip


def paired(arm: pd.DataFrame, base: pd.DataFrame, measure: str, factor: float | None) -> pd.Series:
    """Differences from the baseline, seed by seed.

    Parameters
    ----------
    arm, base : DataFrame
        Runs by seed.
    measure : str
    factor : float or None
        What differences are multiplied with; None gives them in % of the baseline.
    """
    both = pd.concat([arm[measure], base[measure]], axis=1, join="inner", keys=["arm", "base"])
    change = both["arm"] - both["base"]
    return 100.0 * change / both["base"] if factor is None else factor * change


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(HEIGHT)
    title = f"At equal cost: {BUDGET} euro per resident and year"
    style.heading(figure, "A", title, 0.08, 0.21)
    plane(style.place(figure, 0.84, 0.33, 2.75, 2.75), pick(numbers, "A"))
    style.heading(figure, "B", f"{BUDGET} euro for each intervention", 3.8, 0.21)
    plane(style.place(figure, 4.5, 0.33, 2.62, 2.75), pick(numbers, "B"))
    style.heading(figure, "C", "Cost", 0.08, 3.86)
    names = list(EVEN)
    costs(style.place(figure, 1.48, 4.34, 0.92, 1.0), numbers, names)
    style.heading(figure, "D", f"Further changes, {BUDGET} euro for each intervention", 2.48, 3.86)
    effects(figure, numbers, names)
    assert data.beside is not None
    text = (
        "Crosses and bars: 95 % intervals over seeds, paired with the baseline.\n"
        f"A: {data.beside.size}; B to D: {data.size}."
    )
    style.note(figure, text)
    if data.warning:
        figure.text(0.988, 0.4 / HEIGHT, data.warning, fontsize=style.SMALL, va="bottom",
                    ha="right", color=style.WARNING, weight="bold")  # fmt: skip
    return figure


def plane(axes: Axes, rows: pd.DataFrame) -> None:
    """Change of unbalance and of volatility against the baseline."""
    points = rows.dropna(subset=["x", "value"])
    axes.axvline(0, color="#8a8a8a", lw=0.8, zorder=1)
    axes.axhline(0, color="#8a8a8a", lw=0.8, zorder=1)
    named, obstacles = [], []
    for _, row in points.iterrows():
        colour, marker = style.SCENARIO_COLOURS[row["group"]], style.SCENARIO_MARKERS[row["group"]]
        obstacles += marks.cross(axes, row, colour)
        axes.plot(
            row["x"], row["value"], marker, color=colour, mec="white", mew=0.5, ms=6, zorder=3
        )
        named.append((row["x"], row["value"], style.SCENARIO_NAMES[row["group"]], colour))
    axes.plot(0, 0, "x", color=style.INK, ms=5, mew=1.2, zorder=3)
    named.append((0.0, 0.0, style.SCENARIO_NAMES["baseline"], style.INK))
    across = np.array([edge for box in obstacles for edge in box[:2]] + [0.0])
    upright = np.array([edge for box in obstacles for edge in box[2:]] + [0.0])
    axes.set_xlim(_room(across, 0.2))
    axes.set_ylim(_room(upright, 0.3))
    obstacles += marks.levels(axes)
    corners = [
        _corner(axes, 0, 0, "less unbalanced,\nless volatile"),
        _corner(axes, 1, 1, "more unbalanced,\nmore volatile"),
    ]
    style.few_ticks(axes, x=4, y=5)
    axes.set_xlabel("Change of unbalance (slope index of fit, 0–1)")
    axes.set_ylabel("Change of volatility (of fit, 0–1 per month)")
    point_labels(axes, named, obstacles, corners)


def _room(values: np.ndarray, share: float) -> tuple[float, float]:
    """Limits with room for labels round the values."""
    low, high = float(values.min()), float(values.max())
    pad = share * (high - low) or 0.01
    return low - pad, high + pad


def _corner(axes: Axes, x: float, y: float, text: str) -> object:
    """What the corner of the plane means."""
    return axes.annotate(
        text, (x, y), xycoords="axes fraction", xytext=(4 - 8 * x, 4 - 8 * y),
        textcoords="offset points", ha="right" if x else "left", va="top" if y else "bottom",
        fontsize=style.SMALL, color=style.QUIET, style="italic", bbox=CLEAR, zorder=2,
    )  # fmt: skip


def costs(axes: Axes, numbers: pd.DataFrame, names: list[str]) -> None:
    """Cost of each scenario by intervention, stacked; each part with its interval at its end."""
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
    marks.rows_of_names(axes, [style.SCENARIO_NAMES[name] for name in names])
    style.few_ticks(axes, x=3)
    style.grey(axes)
    axes.set_xlabel("euro per resident\nand year")


def effects(figure: Figure, numbers: pd.DataFrame, names: list[str]) -> None:
    """Further effects with their intervals, one column per measure."""
    for place, (measure, (name, unit, _)) in enumerate(EFFECTS.items()):
        axes = style.place(figure, 2.62 + place * 1.16, 4.34, 0.98, 1.0)
        rows = pick(numbers, "D", series=measure).set_index("group")
        axes.axvline(0, color="#8a8a8a", lw=0.8, zorder=1)
        for row, scenario in enumerate(names):
            colour = style.SCENARIO_COLOURS[scenario]
            axes.hlines(-row, *marks.ends_of(rows.loc[scenario]), color=colour, lw=1.2)
            axes.plot(rows.loc[scenario, "value"], -row, style.SCENARIO_MARKERS[scenario],
                      color=colour, ms=4)  # fmt: skip
        marks.rows_of_names(axes, [""] * len(names))
        axes.margins(x=0.1)
        style.few_ticks(axes, x=3)
        style.grey(axes)
        axes.set_title(name, fontsize=style.SMALL, loc="center", pad=3)
        axes.set_xlabel(unit)


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """What the figure shows, in plain words."""
    assert data.beside is not None
    spent = pick(numbers, "cost of A").groupby("group", sort=False)["value"].sum()
    cost = pick(numbers, "C").groupby("group", sort=False)["value"].sum()
    return (
        "What training, career communities and network-centric organising change, alone, in pairs "
        "and together, against the same cities without them. A: change of unbalance (how much fit "
        "rises with education and ICT skill) and of volatility (how much a person's fit changes "
        "from month to month) when all spend the same, a pair half of it and all three a third "
        f"for each; {spent.min():.1f} to {spent.max():.1f} euro per resident and year were spent. "
        "To the left and down is a more even and steadier fit. B: the same with that much money "
        "for each of them, so that pairs spend twice and all three three times as much. C: what "
        "the scenarios of B and D cost, in the colours of their parts. D: change of unemployment, "
        "of chronic misfit (low education; four fifths of the last 60 months), of well-being "
        "(health and happiness, 0 to 1) and of wealth (output per resident). A bar or cross that "
        "reaches over a zero line leaves the direction open. Unbalance and volatility with 95 % "
        f"intervals, at equal cost: {_told(pick(numbers, 'A'))}; with money for each: "
        f"{_told(pick(numbers, 'B'), cost)}. A from {data.beside.size}, B to D from "
        f"{data.size} of each scenario."
    )


def _told(points: pd.DataFrame, cost: pd.Series | None = None) -> str:
    """Both changes of every scenario in words, and what it costs."""
    across = points[["x", "x_low", "x_high"]].set_axis(["value", "low", "high"], axis=1)
    return "; ".join(
        f"{style.SCENARIO_NAMES[row['group']].lower()} "
        f"{marks.interval(across.loc[index], 4, sign=True)} and {marks.interval(row, 5, sign=True)}"
        + ("" if cost is None else f" for {cost[row['group']]:.0f} euro")
        for index, row in points.iterrows()
    )
