"""One budget divided over three interventions: the simplex, and the frontier with cost."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure

from experiments.portfolios.design import BUDGET, INTERVENTIONS, portfolios
from experiments.portfolios.results import table as as_results
from experiments.portfolios.surface import Surface, simplex
from figures import style
from figures.labels import point_labels
from figures.material import Material, Row, pick, table
from figures.paper import Paper

TITLE = "One budget, divided over the three interventions"
SCENARIOS: tuple[str, ...] = ("baseline", *(one.name for one in portfolios()))
PAPER = Paper(
    "summary",
    "The three solutions complement one another; several mixes do equally well.",
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
#: Light for what is worse, dark for what is better; even in grey.
SHADES = LinearSegmentedColormap.from_list("shades", ["#f4efe6", "#9fb4c7", "#27466b"])
MARKERS = {60: "v", 120: "o", 240: "^"}
COLOURS = {60: "#5f92ba", 120: "#27246b", 240: "#a85400"}


def numbers(material: Material) -> pd.DataFrame:
    """The numbers of the figure.

    Panels A to C: `group` is the division, `x` its budget, `value` the change of the aim. Panel D:
    `x` is the change of unbalance, `value` that of volatility. Panel E: `x` is what was spent.
    """
    rows: list[Row] = []
    for found in as_results(material.runs):
        name = "/".join(f"{found[which]:.4f}" for which in INTERVENTIONS)
        for letter, (aim, _, _) in AIMS.items():
            if found["budget"] == BUDGET:
                rows.append(
                    {
                        "panel": letter,
                        "series": "best or as good" if found["as_good"] and aim == "joint" else "",
                        "group": name,
                        "x": float(found["budget"]),
                        "value": found[aim],
                        "low": found[f"{aim}_low"],
                        "high": found[f"{aim}_high"],
                        "unit": "ratio" if aim == "joint" else "0-1",
                    }
                )
        words = {
            "panel": "D",
            "series": "frontier" if found["frontier"] else "dominated",
            "unit": "0-1",
        }
        rows.append(
            {
                **words,
                "group": f"{found['portfolio']}, {found['budget']}",
                "x": found["unbalance"],
                "x_low": found["unbalance_low"],
                "x_high": found["unbalance_high"],
                "value": found["volatility"],
                "low": found["volatility_low"],
                "high": found["volatility_high"],
            }
        )
        rows.append(
            {
                "panel": "E",
                "group": f"{found['portfolio']}, {found['budget']}",
                "value": found["spent"],
                "unit": "euro/year",
            }
        )
    return table(rows)


def draw(numbers: pd.DataFrame, material: Material) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(6.3)
    style.heading(figure, "A", f"{BUDGET} euro per resident and year, divided", 0.08, 0.21)
    for place, (letter, (_, name, less)) in enumerate(AIMS.items()):
        axes = style.place(figure, 0.25 + 2.35 * place, 0.62, 2.0, 1.8)
        title = name if letter == "A" else f"{letter}  {name}"
        triangle(axes, pick(numbers, letter), title, less)
    style.heading(figure, "D", "Frontier of both variances and cost", 0.08, 3.08)
    frontier(style.place(figure, 0.85, 3.25, 6.0, 2.4), pick(numbers, "D"))
    text = "Crosses: 95 % intervals over seeds, paired with the baseline."
    style.note(figure, text, material.warning)
    return figure


def shares(rows: pd.DataFrame) -> np.ndarray:
    """Shares of the three interventions, from the names of the divisions."""
    return np.array([[float(part) for part in name.split("/")] for name in rows["group"]])


def triangle(axes: Axes, rows: pd.DataFrame, title: str, less: bool) -> None:
    """The simplex: shades from the fitted surface, points with what the runs gave."""
    where = shares(rows)
    values = rows["value"].to_numpy(dtype=float)
    fine = simplex(40)
    surface = Surface.fit(where, values).at(fine)
    shades = SHADES.reversed() if less else SHADES
    x, y = (fine @ CORNERS).T
    axes.tricontourf(x, y, surface, levels=12, cmap=shades)
    axes.plot(*np.vstack([CORNERS, CORNERS[:1]]).T, color=style.INK, lw=0.8)
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
            f"{name} {_signed(values[point])}", CORNERS[corner], xytext=shift,
            textcoords="offset points", ha=align, va="bottom" if corner == 2 else "top",
            fontsize=style.SMALL,
        )  # fmt: skip
    axes.annotate(
        f"★ {_signed(values[best])}", (0, 1), xycoords="axes fraction", ha="left", va="top",
        fontsize=style.SMALL,
    )  # fmt: skip
    axes.set_title(title, fontsize=style.NORMAL, pad=14)
    axes.set_aspect("equal")
    axes.set_axis_off()
    axes.set_xlim(-0.04, 1.04)
    axes.set_ylim(-0.04, 0.92)


def frontier(axes: Axes, rows: pd.DataFrame) -> None:
    """Change of unbalance against change of volatility; the marker says the budget."""
    axes.axvline(0, color="#8a8a8a", lw=0.8, zorder=1)
    axes.axhline(0, color="#8a8a8a", lw=0.8, zorder=1)
    named, points = [], []
    for row in rows.itertuples():
        name, _, budget = row.group.rpartition(", ")
        money = int(budget)
        on = row.series == "frontier"
        colour = COLOURS[money]
        low, high, left, right = (
            row.value if np.isnan(row.low) else row.low,
            row.value if np.isnan(row.high) else row.high,
            row.x if np.isnan(row.x_low) else row.x_low,
            row.x if np.isnan(row.x_high) else row.x_high,
        )
        axes.hlines(row.value, left, right, color=colour, lw=0.6, alpha=0.6)
        axes.vlines(row.x, low, high, color=colour, lw=0.6, alpha=0.6)
        axes.plot(
            row.x, row.value, MARKERS[money], color=colour if on else "white", mec=colour, mew=1.0,
            ms=5.5, zorder=3,
        )  # fmt: skip
        if on and name in (*INTERVENTIONS, "33 % training + 33 % communities + 33 % network"):
            named.append((row.x, row.value, name.replace("33 % ", ""), colour))
        points.append((row.x, row.value))
    axes.margins(0.1)
    style.few_ticks(axes, x=6, y=5)
    axes.set_xlabel("Change of unbalance (slope index of fit, 0–1)")
    axes.set_ylabel("Change of volatility\n(of fit, 0–1 per month)")
    handles = [
        axes.plot([], [], MARKERS[money], color=COLOURS[money], ms=5, label=f"{money} euro")[0]
        for money in MARKERS
    ]
    handles.append(
        axes.plot([], [], "o", color="white", mec=style.QUIET, ms=5, label="dominated")[0]
    )
    axes.legend(
        handles=handles, loc="lower right", bbox_to_anchor=(1.0, 1.0), ncols=4, handletextpad=0.2,
        columnspacing=1.0,
    )  # fmt: skip
    if named:
        axes.figure.canvas.draw()
        # a cross as large as a mark, so that no name lies on one
        (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
        wide, high = 0.015 * (right - left), 0.025 * (top - bottom)
        obstacles = [
            cross
            for x, y in points
            for cross in ((x - wide, x + wide, y, y), (x, x, y - high, y + high))
        ]
        point_labels(axes, named, obstacles, [])


def caption(numbers: pd.DataFrame, material: Material) -> str:
    """What the figure shows, in plain words."""
    joint = pick(numbers, "C")
    best = joint.loc[joint["value"].idxmax()]
    equal = int((joint["series"] != "").sum())
    pure = [row for row in joint.itertuples() if "1.0000" in row.group.split("/")]
    corner = max(pure, key=lambda row: row.value)
    on = int((pick(numbers, "D")["series"] == "frontier").sum())
    return (
        f"{BUDGET} euro per resident and year are divided over training, communities and the "
        "network in every direction of the simplex; shades are a special cubic fitted to the "
        "points (darker is better), the star is the best point. A and B: change of both variances "
        "against the same cities without interventions; C: change of the weaker of wealth and "
        f"well-being, each relative to the baseline. Best in C is {_parts(best['group'])} "
        f"({_signed(best['value'])} [{_signed(best['low'])}, {_signed(best['high'])}]), the best "
        f"single intervention {_parts(corner.group)} ({_signed(corner.value)}); {equal} of "
        f"{len(joint)} divisions cannot be told from the best. D: the same and half and double "
        "the budget; filled marks are not dominated by any division that costs no more (on both "
        f"variances and the aims), {on} of {len(pick(numbers, 'D'))}. From {material.size} of each."
    )


def _parts(group: str) -> str:
    named = zip(INTERVENTIONS, (float(part) for part in group.split("/")), strict=True)
    return " + ".join(f"{100 * share:.0f} % {name}" for name, share in named if share > 0)


def _signed(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:+.4f}".replace("-", "−")
