"""Marks that several figures share: lines with bands, and dots with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from figures.shared import style
from figures.shared.labels import end_labels


def ends_of(row: pd.Series) -> tuple[float, float]:
    """Ends of a row's interval, or its value twice where one seed gives none."""
    if np.isnan(row["low"]) or np.isnan(row["high"]):
        return float(row["value"]), float(row["value"])
    return float(row["low"]), float(row["high"])


def cross(
    axes: Axes, row: pd.Series, colour: str, width: float = 0.9
) -> list[tuple[float, float, float, float]]:
    """The intervals of both coordinates of a point; gives what they cover, for its label."""
    low, high = ends_of(row)
    left, right = (row["x"] if np.isnan(row[end]) else row[end] for end in ("x_low", "x_high"))
    axes.hlines(row["value"], left, right, color=colour, lw=width)
    axes.vlines(row["x"], low, high, color=colour, lw=width)
    return [(left, right, row["value"], row["value"]), (row["x"], row["x"], low, high)]


def spot(axes: Axes, x: float, y: float, points: float) -> list[tuple[float, float, float, float]]:
    """What a mark of a radius in points covers, for the labels round it; with limits settled."""
    pixels = points * axes.figure.dpi / 72.0
    middle = axes.transData.transform((x, y))
    corners = np.array([middle - pixels, middle + pixels])
    (left, low), (right, high) = axes.transData.inverted().transform(corners)
    return [(left, right, low, high)]


def levels(axes: Axes) -> list[tuple[float, float, float, float]]:
    """What the lines at zero of a plane cover, for the labels in it; with its limits settled."""
    return [(*axes.get_xlim(), 0.0, 0.0), (0.0, 0.0, *axes.get_ylim())]


def lines(
    axes: Axes, rows: pd.DataFrame, series: Mapping[str, style.Line], by: str = "series"
) -> None:
    """Lines with their bands, each named at its end.

    Parameters
    ----------
    axes : Axes
        With its limits not settled yet.
    rows : DataFrame
        Rows of a panel.
    series : mapping of str to Line
        Series → name, colour and dashes; a line without a name gets none.
    by : str
        Column that tells the series apart.
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
    end_labels(axes, ends, gap=gap)


def dots(
    axes: Axes,
    rows: pd.DataFrame,
    names: Mapping[str, str],
    colour: str = style.INK,
    marker: str = "o",
    shift: float = 0.0,
    text: bool = True,
) -> None:
    """A dot with its interval per row of a panel, from top to bottom.

    Parameters
    ----------
    axes : Axes
    rows : DataFrame
        Rows with one `group` each.
    names : mapping of str to str
        Group → name, in the order of the rows of the picture.
    colour, marker : str
    shift : float
        How far below its line the dot stands, in lines.
    text : bool
        Whether the names are written.
    """
    found = rows.set_index("group")
    for place, group in enumerate(names):
        if group not in found.index or np.isnan(found.loc[group, "value"]):
            continue
        row = found.loc[group]
        level = -place - shift
        axes.hlines(level, *ends_of(row), color=colour, lw=1.2)
        axes.plot(row["value"], level, marker, color=colour, ms=4, mec="white", mew=0.3)
    rows_of_names(axes, list(names.values()) if text else [""] * len(names))


def rows_of_names(axes: Axes, names: Sequence[str]) -> None:
    """Names down the left of the axes, the first on top."""
    axes.set_yticks([-place for place in range(len(names))], list(names))
    axes.set_ylim(-len(names) + 0.4, 0.6)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def zero(axes: Axes) -> None:
    """A line where there is no difference."""
    axes.axvline(0, color="#8a8a8a", lw=0.8, zorder=1)


def room(rows: pd.DataFrame, least: float = 0.0) -> tuple[float, float]:
    """Limits from 0 for shares and counts: what lies far beyond the values themselves is cut.

    With few seeds the ends of intervals lie where no share can be, below nothing for instance.

    Parameters
    ----------
    rows : DataFrame
    least : float
        Upper limit at the least.
    """
    values, ends = rows["value"].max(), rows[["value", "high"]].max().max()
    top = float(np.nanmax([min(ends, 1.6 * values), least]))
    return 0.0, 1.05 * top if top > 0 else 1.0


def digits(row: pd.Series, significant: int = 2) -> int:
    """Decimals that show so many digits of a value's interval, or of the value where it has none.

    Zeros alone would say that nothing was found where it is only small.
    """
    low, high = ends_of(row)
    size = max(abs(low), abs(high))
    if not np.isfinite(size) or size == 0:
        return significant
    return max(0, significant - 1 - int(np.floor(np.log10(size))))


def signed(value: float, digits: int = 4) -> str:
    """A number with its sign, a true minus included; a dash where there is none."""
    return "–" if np.isnan(value) else f"{value:+.{digits}f}".replace("-", "−")


def interval(row: pd.Series, digits: int = 3, sign: bool = False, factor: float = 1.0) -> str:
    """A value with its 95 % interval in words."""
    value, low, high = (factor * float(row[name]) for name in ("value", "low", "high"))
    write = signed if sign else _plain
    if np.isnan(low):
        return write(value, digits)
    return f"{write(value, digits)} [{write(low, digits)}, {write(high, digits)}]"


def _plain(value: float, digits: int) -> str:
    return "–" if np.isnan(value) else f"{value:.{digits}f}".replace("-", "−")
