"""Labels beside what they name, kept from running into one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke
from matplotlib.text import Text

from figures.shared.style import QUIET, SMALL

#: Directions in which a label may stand off its point, the best first, as (x, y).
DIRECTIONS = ((1, 0), (-1, 0), (1, 1), (-1, 1), (1, -1), (-1, -1), (0, 1), (0, -1))
#: How far off, in points.
DISTANCES = (5.0, 11.0, 18.0, 27.0, 38.0, 50.0, 64.0, 80.0)
PLACES = [(distance, right, up) for distance, (right, up) in product(DISTANCES, DIRECTIONS)]
#: What it costs to lie on something, however thin, in areas of the label: more than any distance.
STRUCK = 1.0
#: Orders in which placing the labels is tried.
ORDERS = 24


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
    points: Sequence[tuple[float, float, str, str]],
    obstacles: Sequence[tuple[float, float, float, float]] = (),
    texts: Sequence[Any] = (),
) -> None:
    """Name points in a plane so that no name covers a point, an obstacle or another name.

    Each label stands in one of a few places round its point. Labels are placed one after the
    other, each where it covers least; of the orders tried, the one that covers least is kept. A
    thin line leads to a label that stands further off, and counts as covering what it crosses.

    Parameters
    ----------
    axes : Axes
        With its limits settled.
    points : sequence of (x, y, text, colour)
        In data units.
    obstacles : sequence of (x, x, y, y)
        Lowest and highest x and y of what must stay free, in data units.
    texts : sequence of matplotlib Text
        Text in the axes that must stay free as well.
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
        places.append(_places(centre, extent.width, extent.height, pixels))
    costs = [
        _standing(boxes, np.array([*fixed, *dots]), inside)
        + _leading(boxes, centre, np.delete(dots, number, axis=0))
        for number, (boxes, centre) in enumerate(zip(places, centres, strict=True))
    ]
    best: list[int] = []
    least = np.inf
    shuffle = np.random.default_rng(0)
    for _ in range(ORDERS):
        chosen, total = _one_after_another(
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


def _one_after_another(
    order: np.ndarray,
    places: list[np.ndarray],
    costs: list[np.ndarray],
    centres: np.ndarray,
    pixels: float,
) -> tuple[list[int], float]:
    """Give each label in turn the place that costs least beside those placed before."""
    chosen = [0] * len(places)
    total = 0.0
    taken = np.zeros((0, 4))
    for index in order:
        boxes = places[index]
        common, (left, low, right, high) = _common(boxes, taken), boxes[0]
        size = (right - left) * (high - low)
        cost = costs[index] + 3.0 * common.sum(axis=1) + STRUCK * size * (common > 0).sum(axis=1)
        cost = cost + _leading(boxes, centres[index], taken)
        place = int(cost.argmin())
        chosen[index], total = place, total + float(cost[place])
        margin = 2.0 * pixels * np.array([-1, -1, 1, 1])
        taken = np.vstack([taken, boxes[place] + margin])
        if PLACES[place][0] > DISTANCES[0]:
            leader = _line(boxes[[place]], centres[index])[0]
            taken = np.vstack([taken, np.hstack([leader, leader]) + 0.5 * margin])
    return chosen, total


def _shift(distance: float, right: int, up: int) -> tuple[float, float]:
    """Offset of a label in points; a slanted one stands off less in each direction."""
    factor = 0.75 if right and up else 1.0
    return factor * distance * right, factor * distance * up


def _box(ends: np.ndarray, margin: float) -> np.ndarray:
    """Left, lower, right and upper edge of what spans two corners."""
    low, high = ends.min(axis=0) - margin, ends.max(axis=0) + margin
    return np.concatenate([low, high])


def _places(centre: np.ndarray, width: float, height: float, pixels: float) -> np.ndarray:
    """Boxes of a label in each of its places."""
    boxes = []
    for distance, right, up in PLACES:
        x, y = centre + pixels * np.array(_shift(distance, right, up))
        x, y = x + (right - 1) * width / 2, y + (up - 1) * height / 2
        boxes.append((x, y, x + width, y + height))
    return np.array(boxes)


def _standing(boxes: np.ndarray, fixed: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """What each place covers, what of it lies outside the axes, and how far off it is."""
    size = (boxes[0, 2] - boxes[0, 0]) * (boxes[0, 3] - boxes[0, 1])
    outside = size - _common(boxes, inside[None, :])[:, 0]
    far = np.arange(len(boxes)) * 0.012 * size
    common = _common(boxes, fixed)
    struck = (common > 0).sum(axis=1) + (outside > 0.01 * size)
    return common.sum(axis=1) + STRUCK * size * struck + 4.0 * outside + far


def _line(boxes: np.ndarray, centre: np.ndarray) -> np.ndarray:
    """Points along the lines from a point to the near edge of its places."""
    ends = (boxes[:, :2] + boxes[:, 2:]) / 2
    half = (boxes[:, 2:] - boxes[:, :2]) / 2
    with np.errstate(divide="ignore"):
        stop = np.min(half / np.abs(ends - centre), axis=1, initial=1.0)
    along = np.linspace(0.0, 1.0, 16)[None, :, None] * (1.0 - stop)[:, None, None]
    return np.asarray(centre + along * (ends - centre)[:, None, :])


def _leading(boxes: np.ndarray, centre: np.ndarray, others: np.ndarray) -> np.ndarray:
    """What the lines from a point to its places cross, weighed like what labels cover."""
    if not len(others):
        return np.zeros(len(boxes))
    line = _line(boxes, centre)[:, :, None, :]
    inside = ((line >= others[:, :2]) & (line <= others[:, 2:])).all(axis=3)
    size = (boxes[:, 2] - boxes[:, 0]) * (boxes[:, 3] - boxes[:, 1])
    return 0.7 * STRUCK * size * inside.any(axis=1).sum(axis=1)


def _common(boxes: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Area that each of some boxes shares with each of others."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    return np.asarray(np.clip(high - low, 0.0, None).prod(axis=2))
