"""Districts: a tile map of one city, and education by rent over all cities.

Districts of the model have a number and no location; amenities at the start fall with the number.
The map therefore shows tiles in a spiral, from the first district in the middle to the last one at
the edge.
"""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from experiments.studies.final_state import DISTRICT
from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, mean_row, pick, table
from figures.shared.labels import end_labels
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EDUCATIONS

TITLE = "Map of the city's districts"
#: At most 60 words: what it shows.
SUMMARY = (
    "Where people live. A to C: the districts of one city by their highly educated residents, "
    "rent and mean fit. D: who lives in cheap and in expensive districts, in all cities. "
    "Tiles are no map: districts have no location."
)
SCENARIOS: tuple[str, ...] = ("baseline",)
PAPER = Paper(
    "development",
    "Citizens with less education live together in districts with fewer amenities.",
    ("H7",),
)

#: Panel → column that is shaded, name, unit.
MAPS = {
    "A": ("high", "Highly educated", "% of residents"),
    "B": ("rent", "Rent", "euro/month"),
    "C": ("fit", "Mean fit", "0–1"),
}
#: Number of groups of districts by rent.
GROUPS = 5


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure.

    Panels A to C: `group` is the district of the first city, `x` its number, `value` the shade.
    Panel D: `x` is the fifth of districts by rent, `value` the share of its residents.
    """
    states = data.months[data.months["kind"] == DISTRICT]
    rows: list[Row] = []
    first = states[states["seed"] == states["seed"].min()]
    for panel, (column, _, unit) in MAPS.items():
        values = first[column].astype(float)
        if column in EDUCATIONS:
            values = 100 * values / first["residents"].where(first["residents"] > 0)
        rows += [
            {"panel": panel, "series": column, "group": f"district {place}", "x": float(place),
             "value": value, "unit": unit}
            for place, value in zip(first["place"], values, strict=True)
        ]  # fmt: skip
    fifths = by_rent(states)
    for education in EDUCATIONS:
        share = 100 * fifths[education] / fifths["residents"]
        for group, values in share.groupby(level="fifth"):
            labels = {"panel": "D", "series": education, "group": f"fifth {group}"}
            rows.append(mean_row(values, x=float(group), unit="% of residents", **labels))
    for group, values in (fifths["rents"] / fifths["districts"]).groupby(level="fifth"):
        labels = {"panel": "rent", "series": "mean", "group": f"fifth {group}"}
        rows.append(mean_row(values, x=float(group), unit="euro/month", **labels))
    return table(rows)


def by_rent(states: pd.DataFrame) -> pd.DataFrame:
    """Residents by education, rents and districts, by seed and fifth of its districts by rent."""
    rank = states.groupby("seed")["rent"].rank(method="first")
    size = states.groupby("seed")["rent"].transform("size")
    fifth = (np.ceil(GROUPS * rank / size)).astype(int).rename("fifth")
    grouped = states.groupby([fifth, "seed"])
    sums = grouped[["residents", *EDUCATIONS]].sum()
    return sums.assign(rents=grouped["rent"].sum(), districts=grouped.size())


def spiral(number: int) -> np.ndarray:
    """Positions of tiles, in tiles right of and above the middle: a square spiral outwards."""
    places = [(0, 0)]
    across, up, step = 0, 0, 1
    turns = [(1, 0), (0, 1), (-1, 0), (0, -1)]
    turn = 0
    while len(places) < number:
        for _ in range(2):
            right, above = turns[turn % 4]
            for _ in range(step):
                across, up = across + right, up + above
                places.append((across, up))
            turn += 1
        step += 1
    return np.array(places[:number])


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(5.1)
    for place, (panel, (_, name, unit)) in enumerate(MAPS.items()):
        left = 0.12 + 2.38 * place
        style.heading(figure, panel, name, left - 0.04, 0.21)
        tiles(figure, left, pick(numbers, panel), unit)
    style.heading(figure, "D", "Education by rent, all cities", 0.08, 3.2)
    residents(style.place(figure, 0.65, 3.35, 2.9, 1.0), numbers)
    figure.text(
        4.35 / style.TWO_COLUMNS, 1 - 3.35 / 5.1,
        "Tiles, not geography: the model's districts\nhave no location. Tiles run in a spiral from"
        "\ndistrict 1 (most amenities at the start) in\nthe middle to the last district (fewest\n"
        "amenities) at the edge.\nA to C show the first city.",
        va="top", fontsize=style.SMALL, color=style.QUIET,
    )  # fmt: skip
    text = "Bars in D: 95 % intervals of the mean over seeds."
    style.note(figure, text, data.warning)
    return figure


def tiles(figure: Figure, left: float, rows: pd.DataFrame, unit: str) -> None:
    """One map with its colour scale below."""
    axes = style.place(figure, left, 0.32, 2.05, 2.05)
    values = rows["value"].to_numpy()
    places = spiral(len(rows))
    known = values[~np.isnan(values)]
    low, high = (float(known.min()), float(known.max())) if known.size else (0.0, 1.0)
    colours = mpl.colormaps["cividis"]
    for (across, up), value in zip(places, values, strict=True):
        at = (value - low) / (high - low) if high > low else 0.5
        shade = "white" if np.isnan(value) else colours(float(at))
        axes.add_patch(
            Rectangle((across - 0.5, up - 0.5), 1, 1, facecolor=shade, edgecolor="white", lw=0.6)
        )
    axes.add_patch(Rectangle((-0.5, -0.5), 1, 1, facecolor="none", edgecolor=style.INK, lw=1.0))
    low_left, high_right = places.min(axis=0) - 0.6, places.max(axis=0) + 0.6
    axes.set_xlim(low_left[0], high_right[0])
    axes.set_ylim(low_left[1], high_right[1])
    axes.set_aspect("equal")
    axes.set_axis_off()
    scale = style.place(figure, left + 0.2, 2.45, 1.7, 0.09)
    steps = np.linspace(low, high, 65)
    scale.pcolormesh(steps, [0, 1], [np.linspace(0, 1, 64)], cmap=colours, shading="flat",
                     rasterized=False)  # fmt: skip
    scale.yaxis.set_visible(False)
    scale.set_xlim(low, high if high > low else low + 1)
    style.few_ticks(scale, x=3)
    scale.set_xlabel(unit)
    scale.spines["left"].set_visible(False)


def residents(axes: Axes, numbers: pd.DataFrame) -> None:
    """Shares of residents by education over fifths of districts by rent."""
    ends = []
    for education in EDUCATIONS:
        line = pick(numbers, "D", series=education)
        colour = style.EDUCATION_COLOURS[education]
        axes.vlines(line["x"], line["low"], line["high"], color=colour, lw=1.2)
        axes.plot(line["x"], line["value"], color=colour, ls=style.EDUCATION_LINES[education],
                  marker=style.EDUCATION_MARKERS[education], ms=4)  # fmt: skip
        ends.append((float(line["value"].iloc[-1]), style.EDUCATION_NAMES[education], colour))
    rents = pick(numbers, "rent").set_index("x")["value"]
    axes.set_xticks(
        list(rents.index), [f"{place:.0f}\n({rent:.0f})" for place, rent in rents.items()]
    )
    axes.set_ylim(*marks.room(pick(numbers, "D")))
    axes.set_xlim(0.8, GROUPS + 0.2)
    style.few_ticks(axes, y=4)
    axes.set_xlabel("Fifth of the districts by rent (mean rent, euro/month)")
    axes.set_ylabel("Residents (%)")
    end_labels(axes, ends)


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    share = pick(numbers, "D").set_index(["series", "x"])
    rent = pick(numbers, "rent").set_index("x")["value"]
    count = len(pick(numbers, "A"))
    return (
        f"The {count} districts of the baseline in the last month. A to C: share of highly "
        "educated residents, rent and mean fit in each district of the first city. The map shows "
        "tiles: districts of the model have no location and nobody commutes. Amenities at the "
        "start fall with the number of a district, from the middle (framed) outwards. D: residents "
        "by education over fifths of the districts by rent, in all cities. In the cheapest fifth "
        f"(mean rent {rent[1.0]:.0f} euro) {marks.interval(share.loc[('low', 1.0)], 0)} % are low "
        f"and {marks.interval(share.loc[('high', 1.0)], 0)} % highly educated, in the most "
        f"expensive ({rent[float(GROUPS)]:.0f} euro) "
        f"{marks.interval(share.loc[('low', float(GROUPS))], 0)} % and "
        f"{marks.interval(share.loc[('high', float(GROUPS))], 0)} %. From {data.size}."
    )
