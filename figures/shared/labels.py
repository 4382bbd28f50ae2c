"""Labels beside the marks they name, placed so that they do not overlap."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from figures.shared.style import QUIET, SMALL

#: Directions from a point to its label, the best first, as (x, y).
DIRECTIONS = ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1))
#: Distances from a point to its label, in points.
DISTANCES = (5.0, 11.0, 18.0, 27.0, 38.0, 50.0, 64.0, 80.0)
PLACES = [(distance, right, up) for distance, (right, up) in product(DISTANCES, DIRECTIONS)]
#: Cost of covering a mark, however thin, in areas of the label: more than that of any distance.
STRUCK = 1.0
#: Number of orders in which placing the labels is tried.
ORDERS = 24


def spread(places: Sequence[float], gap: float, low: float, high: float) -> np.ndarray:
    """Move positions as little as needed for neighbours to be `gap` apart.

    Positions that touch form a block around their mean; blocks that touch are joined.

    Parameters
    ----------
    places : sequence of float
        Preferred positions.
    gap : float
        Smallest distance.
    low, high : float
        Limits for all positions, as far as there is room.

    Returns
    -------
    ndarray
        The positions, in the given order.
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
    """Lower end of a block, half a gap below its first position."""
    size = gap * len(block)
    start = float(wanted[block].mean()) - size / 2
    return max(low - gap / 2, min(start, high + gap / 2 - size))


def _ends(block: list[int], wanted: np.ndarray, gap: float, low: float, high: float) -> float:
    """Upper end of a block."""
    return _starts(block, wanted, gap, low, high) + gap * len(block) - 1e-9


def end_labels(
    axes: Axes, ends: Sequence[tuple[float, str, str]], size: float = SMALL, gap: float = 9.0
) -> None:
    """Write the name of each line to the right of the axes, at the height of its end.

    Parameters
    ----------
    axes : Axes
        With final limits.
    ends : sequence of (height, text, colour)
        Height of each line's end in data units.
    size, gap : float
        Type size and smallest distance between labels, in points.
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
    points: Sequence[tuple[float, float, str, str]],
    obstacles: Sequence[tuple[float, float, float, float]] = (),
    texts: Sequence[Any] = (),
) -> None:
    """Label points in a plane so that no label covers a point, an obstacle or another label.

    Each label has a fixed set of candidate positions around its point. Labels are placed one by
    one, each at the position with the lowest cost. Several orders are tried; the cheapest is used.
    A thin line leads to a distant label; crossing something with it has a cost as well.

    Parameters
    ----------
    axes : Axes
        With final limits.
    points : sequence of (x, y, text, colour)
        In data units.
    obstacles : sequence of (x, x, y, y)
        Areas that must stay free: lowest and highest x and y, in data units.
    texts : sequence of matplotlib Text
        Texts in the axes that must stay free.
    """
    figure = axes.figure
    pixels = figure.dpi / 72.0
    inside = np.array(axes.get_window_extent().extents)
    centres = axes.transData.transform([(x, y) for x, y, _, _ in points])
    fixed = [_box(axes.transData.transform([(a, c), (b, d)]), 1.5 * pixels)
             for a, b, c, d in obstacles]  # fmt: skip
    fixed += [np.array(text.get_window_extent().extents) for text in texts]
    dots = np.array([_box(np.array([centre, centre]), 4 * pixels) for centre in centres])
    labels = [
        axes.annotate(
            text, (x, y), xytext=(0, 0), textcoords="offset points", fontsize=SMALL, color=colour,
            arrowprops={"arrowstyle": "-", "color": QUIET, "linewidth": 0.5, "shrinkA": 0,
                        "shrinkB": 2.5},
        )
        for x, y, text, colour in points
    ]  # fmt: skip
    places = []
    for label, centre in zip(labels, centres, strict=True):
        extent = Text.get_window_extent(label)  # without its arrow
        places.append(_label_boxes(centre, extent.width, extent.height, pixels))
    costs = [
        _position_cost(boxes, np.array([*fixed, *dots]), inside)
        + _leader_cost(boxes, centre, np.delete(dots, number, axis=0))
        for number, (boxes, centre) in enumerate(zip(places, centres, strict=True))
    ]
    best: list[int] = []
    least = np.inf
    shuffle = np.random.default_rng(0)
    for _ in range(ORDERS):
        chosen, total = _place_in_order(
            shuffle.permutation(len(points)), places, costs, centres, pixels
        )
        if total < least:
            best, least = chosen, total
    for label, place in zip(labels, best, strict=True):
        distance, right, up = PLACES[place]
        label.set_position((_shift(distance, right, up)[0], _shift(distance, right, up)[1]))
        label.set_path_effects([withStroke(linewidth=1.6, foreground="white")])
        label.set(ha=("center", "left", "right")[right], va=("center", "bottom", "top")[up])
        if distance == DISTANCES[0] and label.arrow_patch is not None:
            label.arrow_patch.set_visible(False)


def _place_in_order(
    order: np.ndarray,
    places: list[np.ndarray],
    costs: list[np.ndarray],
    centres: np.ndarray,
    pixels: float,
) -> tuple[list[int], float]:
    """Place each label in turn at the cheapest position, given the labels placed before."""
    chosen = [0] * len(places)
    total = 0.0
    taken = np.zeros((0, 4))
    for index in order:
        boxes = places[index]
        common, (left, low, right, high) = _shared_area(boxes, taken), boxes[0]
        size = (right - left) * (high - low)
        cost = costs[index] + 3.0 * common.sum(axis=1) + STRUCK * size * (common > 0).sum(axis=1)
        cost = cost + _leader_cost(boxes, centres[index], taken)
        place = int(cost.argmin())
        chosen[index], total = place, total + float(cost[place])
        margin = 2.0 * pixels * np.array([-1, -1, 1, 1])
        taken = np.vstack([taken, boxes[place] + margin])
        if PLACES[place][0] > DISTANCES[0]:
            leader = _line(boxes[[place]], centres[index])[0]
            taken = np.vstack([taken, np.hstack([leader, leader]) + 0.5 * margin])
    return chosen, total


def _shift(distance: float, right: int, up: int) -> tuple[float, float]:
    """Offset of a label in points; a diagonal one is shorter in each direction."""
    factor = 0.75 if right and up else 1.0
    return factor * distance * right, factor * distance * up


def _box(ends: np.ndarray, margin: float) -> np.ndarray:
    """Left, lower, right and upper edge of a box with two corners and a margin."""
    low, high = ends.min(axis=0) - margin, ends.max(axis=0) + margin
    return np.concatenate([low, high])


def _label_boxes(centre: np.ndarray, width: float, height: float, pixels: float) -> np.ndarray:
    """Boxes of a label at each of its positions."""
    boxes = []
    for distance, right, up in PLACES:
        x, y = centre + pixels * np.array(_shift(distance, right, up))
        x, y = x + (right - 1) * width / 2, y + (up - 1) * height / 2
        boxes.append((x, y, x + width, y + height))
    return np.array(boxes)


def _position_cost(boxes: np.ndarray, fixed: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Cost of each position: area covered, area outside the axes, and distance."""
    size = (boxes[0, 2] - boxes[0, 0]) * (boxes[0, 3] - boxes[0, 1])
    outside = size - _shared_area(boxes, inside[None, :])[:, 0]
    far = np.arange(len(boxes)) * 0.012 * size
    common = _shared_area(boxes, fixed)
    struck = (common > 0).sum(axis=1) + (outside > 0.01 * size)
    return common.sum(axis=1) + STRUCK * size * struck + 4.0 * outside + far


def _line(boxes: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Points along the lines from a point to the near edge of its label positions."""
    ends = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    with np.errstate(divide="ignore"):
        stop = np.min(half / np.abs(ends - centre), axis=1, initial=1.0)
    along = np.linspace(0.0, 1.0, 16)[None, :, None] * (1.0 - stop)[:, None, None]
    return np.asarray(centre + along * (ends - centre)[:, None, :])


def _leader_cost(boxes: np.ndarray, centre: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Cost of what the lines from a point to its label positions cross."""
    if not len(others):
        return np.zeros(len(boxes))
    line = _line(boxes, centre)[:, :, None, :]
    inside = ((line >= others[:, :2]) & (line <= others[:, 2:])).all(axis=3)
    size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return 0.7 * STRUCK * size * inside.any(axis=1).sum(axis=1)


def _shared_area(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Area shared by each of the boxes with each of the others."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.clip(high - low, 0.0, None).prod(axis=2))
