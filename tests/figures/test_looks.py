"""Units on all axes, colours that colour-blind readers can distinguish, marks at their numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from figures import catalogue
from figures.plots import ablation, claims, plausibility, portfolios
from figures.shared.figure_data import FigureData
from tests.figures.test_drawing import drawing, words
from tests.figures.test_intervals import interval_ends

NAMES = catalogue.names()
Make = Callable[..., FigureData]

#: A label that is a number; names of groups speak for themselves.
NUMBER = re.compile(r"[−-]?[\d.,]+|\$.*\$")
#: Words of a label for a unit, a count or a ratio.
UNIT = re.compile(
    r"%|0–1|[Mm]onth|euro|Euro|percentage points|[Rr]atio|Nanoseconds|kibibytes|Citizens|"
    r"smallest effects|accepted range|ICT level"
)
#: What three kinds of colour-blind readers see, at full severity, as linear RGB (Machado, Oliveira
#: & Fernandes 2009, table of the simulation); and what a grey print keeps (Rec. 709).
SEEN = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
    "grey print": ((0.2126, 0.7152, 0.0722),) * 3,
}  # fmt: skip
#: Figures whose cells are shaded by a scale, which has a test of its own.
SHADED = ("variance_1", "districts")
#: Smallest difference (CIE 1976) of the colours of two distinguishable marks.
APART = 9.0


def light(colour: Any) -> np.ndarray:
    """Linear red, green and blue of a colour."""
    values = np.array(to_rgb(colour))
    return np.where(values <= 0.04045, values / 12.92, ((values + 0.055) / 1.055) ** 2.4)


def lab(colour: Any, kind: str) -> np.ndarray:
    """A colour as somebody sees it, in CIE L*a*b*."""
    linear = np.clip(np.array(SEEN[kind]) @ light(colour), 0.0, 1.0)
    to_xyz = np.array(
        ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    )
    xyz = to_xyz @ linear / (0.9505, 1.0, 1.089)
    bent = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array((116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])))


def difference(one: Any, other: Any, kind: str) -> float:
    return float(np.linalg.norm(lab(one, kind) - lab(other, kind)))


def test_colour_differences_agree_with_the_literature() -> None:
    """Red and green of the same lightness: far apart for most, close for some, not in grey."""
    red, green = "#d04040", "#709000"
    assert difference(red, green, "tritanopia") > 60
    assert difference(red, green, "deuteranopia") < difference(red, green, "tritanopia") / 2
    assert difference("#ff0000", "#ff0000", "grey print") == 0
    assert difference("black", "white", "grey print") == pytest.approx(100, abs=0.1)


def data_marks(axes: Axes, shaded: bool) -> Iterator[tuple[Any, str]]:
    """Form of each mark, and its colour."""
    for line in axes.get_lines():
        if len(line.get_xdata()) == 2 and line.get_transform() != axes.transData:
            continue  # a line across the whole axes stands for a level
        face = to_hex(line.get_markerfacecolor()) if line.get_marker() != "None" else ""
        full = face != "#ffffff"
        dashes = str(line._dash_pattern) if line.get_linestyle() != "None" else "no line"
        yield (line.get_marker(), full, dashes), to_hex(line.get_color())
    for patch in () if shaded else axes.patches:
        if isinstance(patch, Rectangle) and patch.get_width() and patch.get_height():
            yield ("bar", patch.get_hatch(), ""), to_hex(patch.get_facecolor())


@pytest.mark.parametrize("kind", SEEN)
def test_colour_scales_grow_darker_or_lighter_all_the_way(kind: str) -> None:
    for scale in (mpl.colormaps["cividis"], portfolios.SHADES):
        light = [lab(scale(step), kind)[0] for step in np.linspace(0, 1, 20)]
        steps = np.diff(light)
        assert (steps > 0).all() or (steps < 0).all(), (scale.name, light)
        assert abs(light[-1] - light[0]) > 50


@pytest.mark.parametrize("kind", SEEN)
@pytest.mark.parametrize("name", NAMES)
def test_marks_differ_for_colour_blind_readers(name: str, kind: str, make: Make) -> None:
    """Marks of one form, dash and hatch in the same panel have colours that stay apart."""
    for axes in drawing(name, make)[1].axes:
        marks: dict[Any, set[str]] = {}
        for form, colour in data_marks(axes, name in SHADED):
            marks.setdefault(form, set()).add(colour)
        for form, colours in marks.items():
            for one, other in combinations(sorted(colours), 2):
                apart = difference(one, other, kind)
                assert apart > APART, (axes.get_title(), form, one, other, apart)


@pytest.mark.parametrize("name", NAMES)
def test_words_stand_out_from_the_paper(name: str, make: Make) -> None:
    """Coloured names contrast with white at least 3 to 1, as large or graphical marks have to."""
    for text in words(drawing(name, make)[1]):
        contrast = 1.05 / (light(text.get_color()) @ SEEN["grey print"][0] + 0.05)
        on_a_bar = text.get_color() == "white"
        assert on_a_bar or contrast >= 3.0, (text.get_text(), text.get_color(), contrast)


def test_every_axis_of_numbers_has_a_unit(make: Make) -> None:
    for name in NAMES:
        for axes in drawing(name, make)[1].axes:
            if not axes.axison:
                continue
            for axis in (axes.xaxis, axes.yaxis):
                labels = [label.get_text() for label in axis.get_ticklabels()]
                if axis.get_visible() and any(NUMBER.fullmatch(label) for label in labels):
                    label = f"{axis.label.get_text()} {axes.get_title()}"
                    assert UNIT.search(label), (name, axis.axis_name, label)


def at(value: float, known: np.ndarray) -> bool:
    """Whether a number stands in the table."""
    return bool(np.isclose(known, value, rtol=1e-9, atol=1e-12).any())


def places(name: str, numbers: pd.DataFrame) -> np.ndarray:
    """Where marks may stand: the numbers of the table, and what a figure computes from them."""
    ends = interval_ends(name, numbers)[["from", "to"]].to_numpy().ravel()
    known = numbers[["x", "x_low", "x_high", "value", "low", "high"]].to_numpy().ravel()
    if name in ("interventions", "spirals"):  # changes are relative to the baseline at 0
        known = np.append(known, 0.0)
    if name == "claims":  # an arrow stands for what is off the scale
        known = np.clip(known, -claims.FAR, claims.FAR)
    if name == "plausibility":  # positions in the accepted range of each row
        position = (numbers["value"] - numbers["x_low"]) / (numbers["x_high"] - numbers["x_low"])
        known = np.clip(position.to_numpy(), -plausibility.FAR, 1 + plausibility.FAR)
    if name == "ablation":  # a ladder from the level without any mechanism
        for _, rows in numbers.groupby("panel"):
            start = rows.loc[rows["group"] == ablation.NONE, "value"].iloc[0]
            steps = rows.loc[rows["series"] == "ladder", "value"].cumsum()
            shares = rows.loc[rows["series"] == "Shapley value", "value"]
            known = np.concatenate([known, start + steps, start + shares])
    if name == "portfolios":  # corners of the triangle, weighted by shares
        divided = numbers[numbers["panel"].isin(list(portfolios.AIMS))]
        known = np.append(known, (portfolios.shares(divided) @ portfolios.CORNERS).ravel())
    known = np.concatenate([known, ends])
    return known[np.isfinite(known)]


#: A mark as a message names it, and groups of coordinates; one whole group must be in the table.
Mark = tuple[tuple[Any, ...], tuple[tuple[float, ...], ...]]


def dots(axes: Axes, _: str) -> Iterator[Mark]:
    """A dot's place on one axis or on both is a number."""
    for line in axes.get_lines():
        if line.get_marker() in ("None", "", None) or line.get_transform() != axes.transData:
            continue
        for x, y in zip(*line.get_data(), strict=True):
            if np.isfinite(x + y):
                yield (line.get_marker(), x, y), ((x,), (y,))


def intervals(axes: Axes, name: str) -> Iterator[Mark]:
    """A short line from end to end joins two numbers."""
    for lines in axes.collections:
        if not isinstance(lines, LineCollection) or lines.get_transform() != axes.transData:
            continue
        for (x, y), (other_x, other_y) in lines.get_segments():
            ends = (x, other_x) if y == other_y else (y, other_y)
            if name == "ablation" and x == other_x:  # from one step of the ladder to the next
                ends = (x, other_x)
            yield (x, y, other_x, other_y), (ends,)


def curves(axes: Axes, _: str) -> Iterator[Mark]:
    """Both coordinates of each corner of a long line are numbers."""
    for line in axes.get_lines():
        if len(line.get_xdata()) > 10:
            for x, y in zip(*line.get_data(), strict=True):
                if np.isfinite(y):
                    yield (x, y), ((x, y),)


@pytest.mark.parametrize("marks", [dots, intervals, curves])
@pytest.mark.parametrize("name", NAMES)
def test_each_mark_stands_where_the_table_says(
    name: str, marks: Callable[[Axes, str], Iterator[Mark]], make: Make
) -> None:
    numbers, figure = drawing(name, make)
    known = places(name, numbers)
    lost = [
        mark
        for axes in figure.axes
        for mark, groups in marks(axes, name)
        if not any(all(at(value, known) for value in group) for group in groups)
    ]
    assert not lost
