"""One budget divided over three interventions: simplex, and frontier with cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from experiments.designs.simplex import shares as simplex
from experiments.studies.portfolios import BUDGET, Surface, portfolios
from experiments.studies.portfolios import table as as_results
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, on_x, pick, table, with_interval
from figures.shared.labels import point_labels
from figures.shared.paper_sections import Paper
from simulation.core.accounts import INTERVENTIONS

TITLE = "One budget, divided over the three interventions"
#: At most 60 words: what it shows.
SUMMARY = (
    "One budget, divided in many ways over the three interventions. Darker is better, the "
    "star is the best point. A and B: both variances; C: the weaker of wealth and well-being; "
    "D: other budgets; E: which divisions cannot be told from the best."
)
SCENARIOS: tuple[str, ...] = ("baseline", *(portfolio.name for portfolio in portfolios()))
PAPER = Paper(
    "summary",
    "The three solutions complement each other; several mixes perform equally well.",
    ("H24",),
)

#: Panel → aim, its name, and whether less is better.
AIMS = {
    "A": ("unbalance", "Change of unbalance", True),
    "B": ("volatility", "Change of volatility", True),
    "C": ("joint", "Change of min(W, B)", False),
}
#: Corners of the triangle: training at the left, communities at the right, network on top.
CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])
#: Light is worse, dark is better; also in grey.
SHADES = LinearSegmentedColormap.from_list("shades", ["#f4efe6", "#9fb4c7", "#27466b"])
#: Divisions with a label in the planes.
NAMED = {
    "training": "training",
    "communities": "communities",
    "network": "network",
    "33 % training + 33 % communities + 33 % network": "all three",
}
COLOURS = {60: "#5f92ba", 120: "#27246b", 240: "#a85400"}


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panels A to C: `group` is the division, `x` its budget, `value` the change of the aim. Panel D:
    `x` is the change of unbalance, `value` that of volatility. Panel E shows the numbers of C with
    their intervals. Panel "spent": money spent by each division.
    """
    rows: list[Row] = []
    for result in as_results(data.runs):
        name = "/".join(f"{result[intervention]:.4f}" for intervention in INTERVENTIONS)
        if result["budget"] == BUDGET:
            rows += [
                {
                    "panel": letter,
                    "series": "best or as good" if result["as_good"] and aim == "joint" else "",
                    "group": name,
                    "x": float(result["budget"]),
                    "unit": "ratio" if aim == "joint" else "0-1",
                    **with_interval(result, aim),
                }
                for letter, (aim, _, _) in AIMS.items()
            ]
        group = f"{result['portfolio']}, {result['budget']}"
        rows += [
            {
                "panel": "D",
                "series": "frontier" if result["frontier"] else "dominated",
                "group": group,
                "unit": "0-1",
                **on_x(with_interval(result, "unbalance")),
                **with_interval(result, "volatility"),
            },
            {"panel": "spent", "group": group, "value": result["spent"], "unit": "euro/year"},
        ]
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(7.75)
    style.heading(figure, "A", f"{BUDGET} euro per resident and year, divided", 0.08, 0.21)
    for place, (letter, (_, name, less)) in enumerate(AIMS.items()):
        axes = style.place(figure, 0.25 + 2.35 * place, 0.62, 2.0, 1.8)
        title = name if letter == "A" else style.lettered(letter, name)
        triangle(axes, pick(numbers, letter), title, less)
    style.heading(figure, "D", "Frontier of both variances and cost", 0.08, 2.96)
    frontier(figure, pick(numbers, "D"), 3.3)
    style.heading(figure, "E", "Change of min(W, B) by division, best first", 0.08, 5.7)
    ranked(style.place(figure, 1.2, 5.82, 5.9, 0.95), pick(numbers, "C"))
    text = (
        "Crosses and bars: 95 % intervals over seeds, paired with the baseline.\n"
        "Filled marks: D not dominated; E not distinguishable from the best."
    )
    style.note(figure, text, data.warning)
    return figure


def shares(rows: pd.DataFrame) -> np.ndarray:
    """Shares of the three interventions, read from the names of the divisions."""
    return np.array([[float(part) for part in name.split("/")] for name in rows["group"]])


def triangle(axes: Axes, rows: pd.DataFrame, title: str, less: bool) -> None:
    """The simplex: shades of the fitted surface, and points with the results of the runs."""
    where = shares(rows)
    values = rows["value"].to_numpy(dtype=float)
    fine = simplex(40, 3)
    surface = Surface.fit(where, values).at(fine)
    shades = SHADES.reversed() if less else SHADES
    x, y = (fine @ CORNERS).T
    axes.tricontourf(x, y, surface, levels=12, cmap=shades)
    axes.plot(*np.vstack([CORNERS, CORNERS[:1]]).T, color=style.INK, lw=0.8)
    # enough digits to distinguish the corners of a small aim
    digits = 4 if np.abs(values).max() >= 0.001 else 5
    best = int(np.argmin(values) if less else np.argmax(values))
    for index, (across, upright) in enumerate(where @ CORNERS):
        axes.plot(
            across, upright, "*" if index == best else "o", ms=10 if index == best else 4,
            color="white", mec=style.INK, mew=0.8, zorder=3, clip_on=False,
        )  # fmt: skip
    for corner, name, align, shift in (
        (0, "training", "left", (-8, -5)),
        (1, "communities", "right", (8, -5)),
        (2, "network", "center", (0, 6)),
    ):
        point = int(np.argmax(where[:, corner]))
        axes.annotate(
            # in two lines at the bottom, where the names of two corners share one level
            f"{name}{' ' if corner == 2 else '\n'}{marks.signed(values[point], digits)}",
            CORNERS[corner], xytext=shift,
            textcoords="offset points", ha=align, va="bottom" if corner == 2 else "top",
            fontsize=style.SMALL,
        )  # fmt: skip
    axes.annotate(
        f"★ {marks.signed(values[best], digits)}", (0, 0.9), xycoords="axes fraction", ha="left",
        va="top", fontsize=style.SMALL,
    )  # fmt: skip
    axes.set_title(title, fontsize=style.NORMAL, pad=14)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_xlim(-0.04, 1.04)
    axes.set_ylim(-0.04, 0.92)


def frontier(figure: Figure, rows: pd.DataFrame, top: float) -> None:
    """Change of unbalance against change of volatility, a plane for each budget."""
    budgets = rows["group"].str.rpartition(", ")[2].astype(int)
    planes = [style.place(figure, 1.0 + 2.08 * place, top, 1.84, 1.75) for place in range(3)]
    limits = [
        marks.padded(np.append(rows[list(columns)].to_numpy(dtype=float), 0.0), share)
        for columns, share in ((("x", "x_low", "x_high"), 0.05), (("value", "low", "high"), 0.2))
    ]
    for axes, (budget, colour) in zip(planes, COLOURS.items(), strict=True):
        axes.set_xlim(limits[0])
        axes.set_ylim(limits[1])
        plane(axes, rows[budgets == budget], colour)
        axes.set_title(f"{budget} euro", fontsize=style.NORMAL, loc="center", pad=3)
        style.few_ticks(axes, x=3, y=5)
        if axes is not planes[0]:
            axes.tick_params(labelleft=False)
    planes[1].set_xlabel("Change of unbalance (slope index of fit, 0–1)")
    planes[0].set_ylabel("Change of volatility\n(of fit, 0–1 per month)")


def plane(axes: Axes, rows: pd.DataFrame, colour: str) -> None:
    """The divisions of one budget; single interventions and the even division have labels."""
    marks.zero(axes, both=True)
    points, obstacles = [], marks.zero_areas(axes)
    for _, row in rows.iterrows():
        obstacles += marks.cross(axes, row, colour, 0.5)
        face = colour if row["series"] == "frontier" else "white"
        axes.plot(row["x"], row["value"], "o", color=face, mec=colour, mew=0.9, ms=4.5, zorder=3)
        obstacles += marks.spot(axes, row["x"], row["value"], 3.0)
        name = row["group"].rpartition(", ")[0]
        if name in NAMED:
            points.append((row["x"], row["value"], NAMED[name], colour))
    if points:
        axes.figure.canvas.draw()
        point_labels(axes, points, obstacles, [])


def ranked(axes: Axes, rows: pd.DataFrame) -> None:
    """The aim of the triangle with its intervals; the shares of each division below."""
    order = rows.sort_values("value", ascending=False)
    axes.axhline(0, color=style.ZERO, lw=0.8, zorder=1)
    divided = 100 * shares(order)
    for place, (_, row) in enumerate(order.iterrows()):
        axes.vlines(place, *marks.ends_of(row), color=style.INK, lw=0.9)
        face = style.INK if row["series"] else "white"
        axes.plot(place, row["value"], "o", color=face, mec=style.INK, mew=0.9, ms=4.5, zorder=3)
        for line, share in enumerate(divided[place]):
            axes.annotate(
                f"{share:.0f}" if share else "·", (place, 0), xycoords=("data", "axes fraction"),
                xytext=(0, -8 - 10 * line), textcoords="offset points", ha="center", va="center",
                fontsize=style.SMALL, annotation_clip=False,
            )  # fmt: skip
    for line, name in enumerate(INTERVENTIONS):
        axes.annotate(
            f"{name} (%)", (0, 0), xycoords="axes fraction", xytext=(-4, -8 - 10 * line),
            textcoords="offset points", ha="right", va="center", fontsize=style.SMALL,
        )  # fmt: skip
    axes.set_xlim(-0.6, len(order) - 0.4)
    axes.set_xticks([])
    axes.margins(y=0.08)
    style.few_ticks(axes, y=4)
    style.grey(axes, "y")
    axes.set_ylabel("Change (ratio)")


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    joint = pick(numbers, "C")
    best = joint.loc[joint["value"].idxmax()]
    equal = int((joint["series"] != "").sum())
    single = joint[joint["group"].str.contains("1.0000", regex=False)]
    corner = single.loc[single["value"].idxmax()]
    on_frontier = int((pick(numbers, "D")["series"] == "frontier").sum())
    return (
        f"{BUDGET} euro per resident and year, divided over training, communities and the network. "
        "Shades: a special cubic model fitted to the points (darker is better); star: best point. "
        "A and B: change of both variances compared with the same cities without interventions. C: "
        "change of the weaker of wealth and well-being, each relative to the baseline. Best in C "
        f"is {_parts(best['group'])} ({marks.interval(best, 4, sign=True)}), the best single "
        f"intervention {_parts(corner['group'])} ({marks.signed(corner['value'])}); {equal} of "
        f"{len(joint)} divisions cannot be distinguished from the best. D: the same with half, "
        "once and double the budget; filled marks are not dominated by a division of at most the "
        f"same cost (on both variances and the aims): {on_frontier} of {len(pick(numbers, 'D'))}. "
        "E: the points of C with their intervals; filled marks cannot be distinguished from the "
        f"best. From {data.size} of each."
    )


def _parts(group: str) -> str:
    """A division as text."""
    named = zip(INTERVENTIONS, (float(part) for part in group.split("/")), strict=True)
    return " + ".join(f"{100 * share:.0f} % {name}" for name, share in named if share > 0)
