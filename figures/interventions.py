"""The three interventions, alone and combined: effects on both variances, and cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from figures import style
from figures.labels import point_labels
from figures.material import Material, Row, mean_row, pick, table
from figures.paper import Paper

TITLE = "The three interventions, alone and combined"
SCENARIOS: tuple[str, ...] = tuple(style.SCENARIO_NAMES)
PAPER = Paper(
    "summary",
    "Training, career communities and network-centric organising lower both "
    "variances, together more than each alone.",
    ("H15", "H16", "H17", "H24"),
)

INTERVENTIONS = ("training", "communities", "network")
INTERVENTION_HATCHES = {"training": "", "communities": "////", "network": ""}

#: Further effects: measure → name, unit, factor; a factor of None stands for % of the baseline.
EFFECTS: dict[str, tuple[str, str, float | None]] = {
    "unemployment_all": ("Unemployment", "percentage points", 100.0),
    "chronic_misfit_low": ("Chronic misfit,\nlow education", "percentage points", 100.0),
    "well_being": ("Well-being", "points of 0–1", 1.0),
    "wealth": ("Wealth", "% of baseline", None),
}

#: Keeps the zero lines out of a text that lies on one.
CLEAR = {"facecolor": "white", "edgecolor": "none", "pad": 0.8}


def numbers(material: Material) -> pd.DataFrame:
    """The numbers of the figure; every difference is paired by seed."""
    base = material.runs_of("baseline")
    arms = [name for name in style.SCENARIO_NAMES if name in material.scenarios]
    arms.remove("baseline")
    rows: list[Row] = []
    for name in arms:
        across = mean_row(paired(material.runs_of(name), base, "unbalance", 1.0))
        words = {"x": across["value"], "x_low": across["low"], "x_high": across["high"]}
        changes = paired(material.runs_of(name), base, "volatility", 1.0)
        series = "volatility against unbalance"
        rows.append(mean_row(changes, panel="A", series=series, group=name, unit="0-1", **words))
    for name in arms:
        runs = material.runs_of(name)
        unit = "euro per resident and year"
        rows += [
            mean_row(runs[f"cost_{which}"], panel="B", series=which, group=name, unit=unit)
            for which in INTERVENTIONS
        ]
    for measure, (_, unit, factor) in EFFECTS.items():
        for name in arms:
            changes = paired(material.runs_of(name), base, measure, factor)
            rows.append(mean_row(changes, panel="C", series=measure, group=name, unit=unit))
    return table(rows)


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


def draw(numbers: pd.DataFrame, material: Material) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(5.6)
    style.heading(figure, "A", "Both variances against the baseline", 0.08, 0.21)
    plane(style.place(figure, 0.74, 0.33, 3.12, 2.5), numbers)
    style.heading(figure, "B", "Cost", 4.15, 0.21)
    costs(style.place(figure, 5.5, 0.58, 1.5, 2.25), numbers)
    style.heading(figure, "C", "Change against the baseline in other measures", 0.08, 3.5)
    effects(figure, numbers)
    text = "Crosses and bars: 95 % intervals over seeds, paired with the baseline."
    style.note(figure, text, material.warning)
    return figure


def plane(axes: Axes, numbers: pd.DataFrame) -> None:
    """Change of unbalance and of volatility against the baseline."""
    points = pick(numbers, "A").dropna(subset=["x", "value"])
    axes.axvline(0, color="#8a8a8a", lw=0.8, zorder=1)
    axes.axhline(0, color="#8a8a8a", lw=0.8, zorder=1)
    named, obstacles = [], []
    for row in points.itertuples():
        colour, marker = style.SCENARIO_COLOURS[row.group], style.SCENARIO_MARKERS[row.group]
        low, high = _ends(row.low, row.high, row.value)
        left, right = _ends(row.x_low, row.x_high, row.x)
        axes.hlines(row.value, left, right, color=colour, lw=0.9)
        axes.vlines(row.x, low, high, color=colour, lw=0.9)
        axes.plot(row.x, row.value, marker, color=colour, mec="white", mew=0.5, ms=6, zorder=3)
        named.append((row.x, row.value, style.SCENARIO_NAMES[row.group], colour))
        obstacles += [(left, right, row.value, row.value), (row.x, row.x, low, high)]
    axes.plot(0, 0, "x", color=style.INK, ms=5, mew=1.2, zorder=3)
    obstacles.append((0.0, 0.0, 0.0, 0.0))
    across = np.array([edge for box in obstacles for edge in box[:2]] + [0.0])
    upright = np.array([edge for box in obstacles for edge in box[2:]] + [0.0])
    axes.set_xlim(_room(across))
    axes.set_ylim(_room(upright))
    corners = [
        _corner(axes, 0, 0, "less unbalanced,\nless volatile"),
        _corner(axes, 1, 1, "more unbalanced,\nmore volatile"),
    ]
    corners.append(
        axes.annotate(
            "as baseline", (1, 0), xycoords=("axes fraction", "data"), xytext=(-2, 2),
            textcoords="offset points", ha="right", va="bottom", fontsize=style.SMALL,
            color=style.QUIET, bbox=CLEAR, zorder=2,
        )
    )  # fmt: skip
    style.few_ticks(axes, x=5, y=5)
    axes.set_xlabel("Change of unbalance (slope index of fit, 0–1)")
    axes.set_ylabel("Change of volatility (of fit, 0–1 per month)")
    point_labels(axes, named, obstacles, corners)


def _ends(low: float, high: float, value: float) -> tuple[float, float]:
    """Ends of an interval, or the value itself where one seed gives none."""
    return (value, value) if np.isnan(low) else (low, high)


def _room(values: np.ndarray) -> tuple[float, float]:
    """Limits with room for labels round the values."""
    low, high = float(values.min()), float(values.max())
    pad = 0.22 * (high - low) or 0.01
    return low - pad, high + pad


def _corner(axes: Axes, x: float, y: float, text: str) -> object:
    """What the corner of the plane means."""
    return axes.annotate(
        text, (x, y), xycoords="axes fraction", xytext=(4 - 8 * x, 4 - 8 * y),
        textcoords="offset points", ha="right" if x else "left", va="top" if y else "bottom",
        fontsize=style.SMALL, color=style.QUIET, style="italic", bbox=CLEAR, zorder=2,
    )  # fmt: skip


def costs(axes: Axes, numbers: pd.DataFrame) -> None:
    """Cost of each scenario by intervention, stacked."""
    cost = pick(numbers, "B").pivot(index="group", columns="series", values="value")
    names = [name for name in style.SCENARIO_NAMES if name in cost.index]
    for place, name in enumerate(names):
        start = 0.0
        for intervention in INTERVENTIONS:
            width = float(cost.loc[name, intervention])
            axes.barh(
                -place, width, 0.66, left=start, color=style.SCENARIO_COLOURS[intervention],
                edgecolor="white", lw=0.4, hatch=INTERVENTION_HATCHES[intervention],
            )  # fmt: skip
            start += width
        axes.annotate(
            f"{start:.0f}", (start, -place), xytext=(3, 0), textcoords="offset points",
            va="center", fontsize=style.SMALL,
        )  # fmt: skip
    axes.set_xlim(0, 1.18 * float(cost.sum(axis=1).max()) or 1)
    _scenario_rows(axes, names)
    style.few_ticks(axes, x=4)
    axes.set_xlabel("Euro per resident and year")
    axes.legend(
        handles=[Patch(facecolor=style.SCENARIO_COLOURS[name], edgecolor="white", lw=0.4,
                       hatch=INTERVENTION_HATCHES[name], label=name) for name in INTERVENTIONS],
        loc="lower right", bbox_to_anchor=(1.05, 1.0), ncols=3, handlelength=1.0,
        handleheight=0.9, columnspacing=0.9, handletextpad=0.4, borderaxespad=0.1,
    )  # fmt: skip


def _scenario_rows(axes: Axes, names: list[str], text: bool = True) -> None:
    labels = [style.SCENARIO_NAMES[name] for name in names] if text else []
    axes.set_yticks([-place for place in range(len(names))], labels or [""] * len(names))
    axes.set_ylim(-len(names) + 0.4, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def effects(figure: Figure, numbers: pd.DataFrame) -> None:
    """Further effects with their intervals, one column per measure."""
    for place, (measure, (name, unit, _)) in enumerate(EFFECTS.items()):
        axes = style.place(figure, 1.48 + place * 1.43, 3.92, 1.25, 0.98)
        rows = pick(numbers, "C", series=measure).set_index("group")
        names = [scenario for scenario in style.SCENARIO_NAMES if scenario in rows.index]
        axes.axvline(0, color="#8a8a8a", lw=0.8, zorder=1)
        for row, scenario in enumerate(names):
            colour = style.SCENARIO_COLOURS[scenario]
            value, low, high = rows.loc[scenario, ["value", "low", "high"]].astype(float)
            axes.hlines(-row, *_ends(low, high, value), color=colour, lw=1.2)
            axes.plot(value, -row, style.SCENARIO_MARKERS[scenario], color=colour, ms=4)
        _scenario_rows(axes, names, text=place == 0)
        axes.margins(x=0.1)
        style.few_ticks(axes, x=3)
        style.grey(axes)
        axes.set_title(name, fontsize=style.SMALL, loc="center", pad=3)
        axes.set_xlabel(unit)


def caption(numbers: pd.DataFrame, material: Material) -> str:
    """What the figure shows, in plain words."""
    points = pick(numbers, "A").set_index("group")
    cost = pick(numbers, "B").groupby("group", sort=False)["value"].sum()
    parts = [
        f"{style.SCENARIO_NAMES[name].lower()} {_signed(row['x'])} [{_signed(row['x_low'])}, "
        f"{_signed(row['x_high'])}] and {_signed(row['value'])} [{_signed(row['low'])}, "
        f"{_signed(row['high'])}] at {cost[name]:.0f} euro"
        for name, row in points.iterrows()
    ]
    return (
        "What training, career communities and network-centric organising change, alone, in pairs "
        "and together, against the same cities without them. A: change of unbalance (how much fit "
        "rises with education and ICT skill) and of volatility (how much a person's fit changes "
        "from month to month); to the left and down is a more even and steadier fit. B: what each "
        "scenario costs per resident and year. C: change of unemployment, of chronic misfit (low "
        "education; four fifths of the last 60 months), of well-being (health and happiness, 0 to "
        "1) and of wealth (output per resident). A bar or cross that reaches over a zero line "
        "leaves the direction open. Unbalance and volatility with 95 % intervals, and cost per "
        f"resident and year: {'; '.join(parts)}. From {material.size} of each scenario."
    )


def _signed(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:+.4f}".replace("-", "−")
