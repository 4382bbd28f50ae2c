"""Every figure drawn from its reference numbers: no text is cut, covered or crossed by a mark."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd
import pytest
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox

from figures.report.kept_pictures import drawn
from figures.shared import style
from tests.figures.test_drawing import NAMES, assert_readable, words

#: Pixels by which words and marks may touch without harm.
TOUCH = 1.0
#: Inches of a printed page that a figure may take, so that none is made smaller for it.
WIDEST, HIGHEST = 7.5, 9.5


@cache
def kept(name: str, quick: bool = False) -> tuple[pd.DataFrame, Figure]:
    """A figure drawn from its reference numbers."""
    return drawn(name, quick)


def pieces(points: np.ndarray) -> np.ndarray:
    """The straight pieces of a line: piece, end, coordinate; those with a gap are left out."""
    found = np.stack([points[:-1], points[1:]], axis=1)
    return np.asarray(found[np.isfinite(found).all(axis=(1, 2))])


def within(lines: np.ndarray, box: Bbox) -> tuple[np.ndarray, np.ndarray]:
    """Which pieces run through a box, and the parts that do (Liang & Barsky 1984)."""
    start, along = lines[:, 0], lines[:, 1] - lines[:, 0]
    first, last = np.zeros(len(lines)), np.ones(len(lines))
    runs = np.ones(len(lines), dtype=bool)
    for axis, (low, high) in enumerate(((box.x0, box.x1), (box.y0, box.y1))):
        for room, step in (
            (start[:, axis] - low, -along[:, axis]), (high - start[:, axis], along[:, axis]),
        ):  # fmt: skip
            at = np.divide(room, step, out=np.zeros(len(lines)), where=step != 0)
            runs &= (step != 0) | (room >= 0)
            first = np.where(step < 0, np.maximum(first, at), first)
            last = np.where(step > 0, np.minimum(last, at), last)
    ends = start[:, None] + np.stack([first, last], axis=1)[:, :, None] * along[:, None]
    runs &= first <= last
    return runs, ends[runs]


def lines_of(axes: Axes) -> Iterator[tuple[str, np.ndarray]]:
    """Lines that may cross words, in pixels: intervals, lines of data, lines at a level."""
    area = axes.get_window_extent()
    for lines in axes.collections:
        if isinstance(lines, LineCollection) and len(lines.get_segments()):
            segments = [lines.get_transform().transform(one) for one in lines.get_segments()]
            yield "interval", within(np.concatenate([pieces(one) for one in segments]), area)[1]
    for line in axes.get_lines():
        if line.get_linestyle() == "None" or not line.get_visible():
            continue
        found = pieces(line.get_transform().transform(np.column_stack(line.get_data())))
        kind = "line" if line.get_transform() == axes.transData else "level"
        yield kind, within(found, area)[1] if line.get_clip_on() else found


def dots_of(axes: Axes, pixels: float) -> Iterator[Bbox]:
    """Boxes of the markers."""
    area = axes.get_window_extent().padded(1.0)
    for line in axes.get_lines():
        if line.get_marker() in ("None", "", None) or not line.get_visible():
            continue
        half = line.get_markersize() * pixels / 2
        points = line.get_transform().transform(np.column_stack(line.get_data()))
        for x, y in points:
            if np.isfinite(x + y) and (not line.get_clip_on() or area.contains(x, y)):
                yield Bbox.from_extents(x - half, y - half, x + half, y + half)


def bars_of(axes: Axes) -> Iterator[Bbox]:
    """Boxes of the bars, not of what shades the whole height or width of the axes."""
    for patch in axes.patches:
        if isinstance(patch, Rectangle) and patch.get_data_transform() == axes.transData:
            yield patch.get_window_extent()


def cleared(text: Text) -> bool:
    """Whether a word has an opaque background, which hides lines below it."""
    ground = text.get_bbox_patch()
    return ground is not None and ground.get_facecolor()[3] == 1.0


def struck(figure: Figure) -> list[str]:
    """Words that a mark covers or crosses."""
    texts = [(one, Text.get_window_extent(one).padded(-TOUCH)) for one in words(figure)]
    pixels = figure.dpi / 72.0
    found = []
    for axes in figure.axes:
        if not axes.get_visible():
            continue
        lines, dots, bars = list(lines_of(axes)), list(dots_of(axes, pixels)), list(bars_of(axes))
        for text, box in texts:
            content = text.get_text().replace("\n", " ")
            found += [
                f"{kind} through {content!r}"
                for kind, each in lines
                if not (cleared(text) and kind == "level") and within(each, box)[0].any()
            ]
            found += [f"dot on {content!r}" for dot in dots if dot.overlaps(box)]
            found += [
                f"edge of a bar through {content!r}"
                for bar in bars
                if bar.overlaps(box)
                and not (bar.x0 - TOUCH <= box.x0 and box.x1 <= bar.x1 + TOUCH
                         and bar.y0 - TOUCH <= box.y0 and box.y1 <= bar.y1 + TOUCH)
            ]  # fmt: skip
    for text, _ in texts:
        if isinstance(text, Annotation) and text.arrow_patch is not None:
            if not text.arrow_patch.get_visible():
                continue
            path = text.arrow_patch.get_path().vertices
            path = text.arrow_patch.get_transform().transform(path)
            found += [
                f"leader of {text.get_text()!r} through {other.get_text()!r}"
                for other, box in texts
                if other is not text and within(pieces(path), box)[0].any()
            ]
    return found


@pytest.mark.parametrize("name", NAMES)
def test_no_mark_lies_on_a_word(name: str) -> None:
    """Only of full figures: intervals over a few seeds leave no free place for names."""
    assert not struck(kept(name)[1])


def test_a_bar_a_dot_and_a_line_through_a_word_are_found() -> None:
    with style.applied():
        figure = style.new_figure(2.0, 2.0)
        axes = style.place(figure, 0.2, 0.2, 1.6, 1.6)
        axes.text(0.5, 0.5, "struck", ha="center", va="center")
        axes.text(0.5, 0.1, "free", ha="center", va="center")
        assert not struck(figure)
        axes.hlines(0.5, 0.0, 1.0)
        axes.plot([0.5], [0.5], "o")
        axes.plot([0.5, 0.5], [0.4, 0.9], "-")
        axes.barh(0.5, 0.5, 0.3)
        assert struck(figure) == [
            "interval through 'struck'", "line through 'struck'", "dot on 'struck'",
            "edge of a bar through 'struck'",
        ]  # fmt: skip


@pytest.mark.parametrize("quick", [False, True], ids=["full", "quick"])
@pytest.mark.parametrize("name", NAMES)
def test_it_fits_on_a_page_and_can_be_read(name: str, quick: bool) -> None:
    _, figure = kept(name, quick)
    width, height = figure.get_size_inches()
    assert width <= WIDEST
    assert height <= HIGHEST
    assert_readable(figure)
