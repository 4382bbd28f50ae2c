"""Labels beside what they name, kept from running into one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.transforms import Bbox

from figures.style import INK, QUIET, SMALL

#: Directions in which a label may stand off its point, the best first, as (x, y).
DIRECTIONS = ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1))
#: How far off, in points.
DISTANCES = (5.0, 11.0, 18.0, 27.0, 38.0, 50.0)


def spread(places: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """Move places as little as needed for neighbours to be `gap` apart.

    Places that touch become a block about their mean; blocks that touch become one.

    Parameters
    ----------
    places : sequence of float
        Wanted places.
    gap : float
        Least distance.
    low, high : float
        Ends between which all should lie, as far as there is room.

    Returns
    -------
    ndarray
        The places, in the order in which they were given.
    """
    wanted = np.asarray(places, dtype=np.float64)
    order = np.argsort(wanted, kind="stable")
    blocks: list[list[int]] = []
    for index in order:
        blocks.append([int(index)])
        while len(blocks) > 1 and _starts(blocks[-1], wanted, gap, low, high) < _ends(
            blocks[-2], wanted, gap, low, high
        ):
            blocks[-2:] = [blocks[-2] + blocks[-1]]
    result = np.empty_like(wanted)
    for block in blocks:
        first = _starts(block, wanted, gap, low, high) + gap / 2
        result[block] = first + gap * np.arange(len(block))
    return result


def _starts(block: list[int], wanted: np.ndarray, gap: float, low: float, high: float) -> float:
    """Lower end of a block, half a gap below its first place."""
    size = gap * len(block)
    start = float(wanted[block].mean()) - size / 2
    return max(low - gap / 2, min(start, high + gap / 2 - size))


def _ends(block: list[int], wanted: np.ndarray, gap: float, low: float, high: float) -> float:
    return _starts(block, wanted, gap, low, high) + gap * len(block) - 1e-9


def end_labels(
    axes: Axes, ends: Sequence[tuple[float, str, str]], size: float = SMALL, gap: float = 9.0
) -> None:
    """Write the name of each line to the right of the axes, level with the line's end.

    Parameters
    ----------
    axes : Axes
        With its limits settled.
    ends : sequence of (height, text, colour)
        Height of each line's end in data units.
    size, gap : float
        Size of type and least distance between labels, in points.
    """
    if not ends:
        return
    points = 72.0 / axes.figure.dpi
    pixels = axes.transData.transform([(0.0, height) for height, _, _ in ends])[:, 1]
    box = axes.get_window_extent()
    wanted = (pixels - box.y0) * points
    heights = spread(list(wanted), gap, 0.0, box.height * points)
    for (_, text, colour), level in zip(ends, heights, strict=True):
        axes.annotate(
            text, (1.0, 0.0), xycoords="axes fraction", xytext=(4, level),
            textcoords="offset points", va="center", ha="left", fontsize=size, color=colour,
            annotation_clip=False,
        )  # fmt: skip


def point_labels(
    axes: Axes,
    points: Sequence[tuple[float, float, str]],
    obstacles: Sequence[tuple[float, float, float, float]] = (),
    texts: Sequence[Any] = (),
) -> None:
    """Name points in a plane so that no name covers a point, an obstacle or another name.

    Each label takes the first place among those round its point that covers nothing, or the one
    that covers least; a thin line leads to a label that stands further off.

    Parameters
    ----------
    axes : Axes
        With its limits settled.
    points : sequence of (x, y, text)
        In data units.
    obstacles : sequence of (x, x, y, y)
        Lowest and highest x and y of what must stay free, in data units.
    texts : sequence of matplotlib Text
        Text in the figure that must stay free as well.
    """
    figure = axes.figure
    renderer = figure.canvas.get_renderer()  # type: ignore[union-attr]
    per_point = figure.dpi / 72.0
    inside = axes.get_window_extent()
    taken = [Bbox(axes.transData.transform([(x0, y0), (x1, y1)])) for x0, x1, y0, y1 in obstacles]
    taken = [box.padded(1.5 * per_point) for box in taken]
    taken += [text.get_window_extent(renderer) for text in texts]
    centres = axes.transData.transform([(x, y) for x, y, _ in points])
    taken += [Bbox([centre, centre]).padded(4 * per_point) for centre in centres]
    middle = centres.mean(axis=0)
    order = np.argsort(-np.hypot(*(centres - middle).T), kind="stable")
    for index in order:
        x, y, text = points[index]
        label = axes.annotate(
            text, (x, y), xytext=(0, 0), textcoords="offset points", fontsize=SMALL, color=INK,
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.4, "shrinkA": 0,
                        "shrinkB": 2},
        )  # fmt: skip
        extent = label.get_window_extent(renderer)
        width, height = extent.width, extent.height
        best, least = None, np.inf
        for number, (distance, (right, up)) in enumerate(product(DISTANCES, DIRECTIONS)):
            offset = distance * np.array([right, up]) * (0.75 if right and up else 1.0)
            corner = centres[index] + offset * per_point
            corner = corner + np.array([(right - 1) * width / 2, (up - 1) * height / 2])
            box = Bbox.from_bounds(corner[0], corner[1], width, height)
            covered = sum(_common(box, other) for other in taken)
            outside = width * height - _common(box, inside)
            cost = covered + 4 * outside + 0.02 * number * height
            if cost < least:
                best, least = (offset, right, up, box, distance), cost
        assert best is not None
        offset, right, up, box, distance = best
        label.set_position(tuple(offset))
        label.set_horizontalalignment({1: "left", 0: "center", -1: "right"}[right])
        label.set_verticalalignment({1: "bottom", 0: "center", -1: "top"}[up])
        if distance <= DISTANCES[1] and label.arrow_patch is not None:
            label.arrow_patch.set_visible(False)
        taken.append(box.padded(1.0 * per_point))


def _common(one: Bbox, other: Bbox) -> float:
    """Area that two boxes share."""
    both = Bbox.intersection(one, other)
    return 0.0 if both is None else float(both.width * both.height)
