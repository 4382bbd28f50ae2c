"""Marks and texts that several figures share: lines with bands, points and dots with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from figures.shared import style
from figures.shared.figure_data import FigureData
from figures.shared.labels import end_labels

#: An area of the axes in data units: lowest and highest x, lowest and highest y.
Area = tuple[float, float, float, float]
#: A point to be labelled: x, y, text and colour.
Point = tuple[float, float, str, str]


def ends_of(row: pd.Series) -> tuple[float, float]:
    """Ends of the interval of a row; its value twice if one seed gives no interval."""
    if np.isnan(row["low"]) or np.isnan(row["high"]):
        return float(row["value"]), float(row["value"])
    return float(row["low"]), float(row["high"])


def cross(axes: Axes, row: pd.Series, colour: str, width: float = 0.9) -> list[Area]:
    """Draw the intervals of both coordinates of a point; return the areas that they cover."""
    low, high = ends_of(row)
    left, right = (row["x"] if np.isnan(row[end]) else row[end] for end in ("x_low", "x_high"))
    axes.hlines(row["value"], left, right, color=colour, lw=width)
    axes.vlines(row["x"], low, high, color=colour, lw=width)
    return [(left, right, row["value"], row["value"]), (row["x"], row["x"], low, high)]


def spot(axes: Axes, x: float, y: float, points: float) -> list[Area]:
    """Area that a mark covers, whose radius is given in points; needs final axis limits."""
    pixels = points * axes.figure.dpi / 72.0
    middle = axes.transData.transform((x, y))
    corners = np.array([middle - pixels, middle + pixels])
    (left, low), (right, high) = axes.transData.inverted().transform(corners)
    return [(left, right, low, high)]


def zero(axes: Axes, both: bool = False) -> None:
    """A line where there is no difference on x, and on y as well if `both`."""
    axes.axvline(0, color=style.ZERO, lw=0.8, zorder=1)
    if both:
        axes.axhline(0, color=style.ZERO, lw=0.8, zorder=1)


def zero_areas(axes: Axes) -> list[Area]:
    """Areas that the zero lines of a plane cover; needs final axis limits."""
    return [(*axes.get_xlim(), 0.0, 0.0), (0.0, 0.0, *axes.get_ylim())]


def scenario_points(axes: Axes, rows: pd.DataFrame) -> tuple[list[Point], list[Area]]:
    """Draw scenarios as points with both intervals in a plane with zero lines.

    Returns
    -------
    points : list of Point
        To be labelled.
    areas : list of Area
        Covered by the intervals.
    """
    zero(axes, both=True)
    points: list[Point] = []
    areas: list[Area] = []
    for _, row in rows.dropna(subset=["x", "value"]).iterrows():
        colour, marker = style.SCENARIO_COLOURS[row["group"]], style.SCENARIO_MARKERS[row["group"]]
        areas += cross(axes, row, colour)
        axes.plot(
            row["x"], row["value"], marker, color=colour, mec="white", mew=0.5, ms=6, zorder=3
        )
        points.append((row["x"], row["value"], style.SCENARIO_NAMES[row["group"]], colour))
    return points, areas


def lines(
    axes: Axes,
    rows: pd.DataFrame,
    series: Mapping[str, style.Line],
    by: str = "series",
    from_zero: bool = False,
) -> None:
    """Draw lines with their bands and write the name of each at its end.

    Parameters
    ----------
    axes : Axes
        Its limits need not be final.
    rows : DataFrame
        Rows of a panel.
    series : mapping of str to Line
        Series → name, colour and dashes; a line with an empty name gets no label.
    by : str
        Column of the names of the series.
    from_zero : bool
        Whether the y axis begins at 0.
    """
    ends = []
    for name, (label, colour, dashes) in series.items():
        line = rows[rows[by] == name].dropna(subset=["value"])
        if line.empty:
            continue
        axes.fill_between(line["x"], line["low"], line["high"], color=colour, alpha=0.16, lw=0)
        axes.plot(line["x"], line["value"], color=colour, ls=dashes)
        if label:
            ends.append((float(line["value"].iloc[-1]), label, colour))
    gap = 18.0 if any("\n" in label for _, label, _ in ends) else 9.0
    axes.autoscale_view()
    if from_zero:
        axes.set_ylim(bottom=0)
    end_labels(axes, ends, gap=gap)


def measured_lines(
    axes: Axes, rows: pd.DataFrame, data: FigureData, series: Mapping[str, style.Line], label: str
) -> None:
    """Draw lines over the months after the burn-in, from 0; shares to 1 if `label` says so."""
    style.months_axis(axes, data.length, data.burn_in)
    axes.set_ylim(*((0.0, 1.0) if "(0–1)" in label else room(rows)))
    lines(axes, rows, series)
    style.few_ticks(axes, y=4)
    axes.set_ylabel(label)


def dots(
    axes: Axes,
    rows: pd.DataFrame,
    names: Mapping[str, str],
    colour: str = style.INK,
    marker: str = "o",
    shift: float = 0.0,
    text: bool = True,
) -> None:
    """Draw a dot with its interval for each row of a panel, from top to bottom.

    Parameters
    ----------
    axes : Axes
    rows : DataFrame
        Rows with one `group` each.
    names : mapping of str to str
        Group → name, in the order of the lines of the picture.
    colour, marker : str
    shift : float
        Distance of the dot below its line, in lines.
    text : bool
        Whether the names are written.
    """
    by_group = rows.set_index("group")
    for place, group in enumerate(names):
        if group not in by_group.index or np.isnan(by_group.loc[group, "value"]):
            continue
        row = by_group.loc[group]
        level = -place - shift
        axes.hlines(level, *ends_of(row), color=colour, lw=1.2)
        axes.plot(row["value"], level, marker, color=colour, ms=4, mec="white", mew=0.3)
    row_names(axes, list(names.values()) if text else [""] * len(names))


def row_names(axes: Axes, names: Sequence[str]) -> None:
    """Write names at the left of the axes, one per line, the first on top."""
    axes.set_yticks([-place for place in range(len(names))], list(names))
    axes.set_ylim(-len(names) + 0.4, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def room(rows: pd.DataFrame, least: float = 0.0) -> tuple[float, float]:
    """Axis limits from 0 for shares and counts; cut intervals that reach far beyond the values.

    With few seeds, intervals reach where no share can be, for instance below 0.

    Parameters
    ----------
    rows : DataFrame
    least : float
        Smallest upper limit.
    """
    values, ends = rows["value"].max(), rows[["value", "high"]].max().max()
    top = float(np.nanmax([min(ends, 1.6 * values), least]))
    return 0.0, 1.05 * top if top > 0 else 1.0


def padded(values: np.ndarray, share: float) -> tuple[float, float]:
    """Axis limits with room around values; `share` is that of their range."""
    low, high = float(np.nanmin(values)), float(np.nanmax(values))
    pad = share * (high - low) or 0.01
    return low - pad, high + pad


def digits(row: pd.Series, significant: int = 2) -> int:
    """Decimals needed to show significant digits of an interval, or of a value without one.

    Zeros alone would suggest no effect where it is only small.
    """
    low, high = ends_of(row)
    size = max(abs(low), abs(high))
    if not np.isfinite(size) or size == 0:
        return significant
    return max(0, significant - 1 - int(np.floor(np.log10(size))))


def signed(value: float, digits: int = 4) -> str:
    """A number with its sign as text; a dash if it is not a number."""
    return "–" if np.isnan(value) else f"{value:+.{digits}f}".replace("-", "−")


def plain(value: float, digits: int = 3) -> str:
    """A number as text, with a minus if it is negative; a dash if it is not a number."""
    return "–" if np.isnan(value) else f"{value:.{digits}f}".replace("-", "−")


def interval(row: pd.Series, digits: int = 3, sign: bool = False, on_x: bool = False) -> str:
    """A value with its 95 % interval as text.

    Parameters
    ----------
    row : Series
    digits : int
        Decimals.
    sign : bool
        Whether positive numbers get a plus.
    on_x : bool
        Whether the value is the x coordinate.
    """
    columns = ("x", "x_low", "x_high") if on_x else ("value", "low", "high")
    value, low, high = (float(row[column]) for column in columns)
    write = signed if sign else plain
    if np.isnan(low):
        return write(value, digits)
    return f"{write(value, digits)} [{write(low, digits)}, {write(high, digits)}]"


def parameter_words(name: str) -> str:
    """The name of a parameter as words: its section and its key."""
    return name.replace("_", " ").replace(".", ": ")
