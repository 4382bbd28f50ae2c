"""Every claim of the paper: its effect over its interval, and what it amounts to."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten, wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.claims import claims
from experiments.claims.claim import arms_of
from experiments.claims.verdict import CONTRADICTED, NO_RESULT, NOT_SUPPORTED, NULL, SUPPORTED
from figures.shared import style
from figures.shared.figure_data import FigureData, Row, table
from figures.shared.paper_sections import Paper

TITLE = "What became of the claims"
SCENARIOS: tuple[str, ...] = tuple(arms_of(claims()))
PAPER = Paper(
    "summary",
    "Everything that the paper expects, read as hypotheses that can fail.",
    ("H1 to H27",),
)
#: Verdict → marker, colour and whether it is filled: shape and filling tell them apart in grey.
MARKS = {
    SUPPORTED: ("o", "#27246b", True),
    NOT_SUPPORTED: ("s", "#5c5c5c", False),
    CONTRADICTED: ("X", "#a85400", True),
    NULL: ("d", "#1a1a1a", False),
    NO_RESULT: ("", "#1a1a1a", False),
}
#: Beyond so many smallest effects of interest an arrow says that the value lies outside.
FAR = 10.0
#: Letters of a name, and of one line of it that has room beside the effects.
WIDTH, LETTERS = 54, 26
#: Inches that a part of a claim takes, and each further line of its name.
FIRST, LINE = 0.162, 0.105


def numbers(data: FigureData) -> pd.DataFrame:
    """The effects: `x` in the claim's own unit, `value` from the null in smallest effects."""
    rows: list[Row] = []
    assert data.claims is not None
    for one in data.claims.to_dict("records"):
        part = f": {one['part']}" if one["part"] else f": {one['title']}"
        scale = one["smallest"] or float("nan")
        value, low, high = ((one[key] - one["null"]) / scale for key in ("effect", "low", "high"))
        rows.append(
            {
                "panel": "A",
                "series": one["verdict"],
                "group": shorten(f"{one['claim']}{part}", WIDTH, placeholder=" …"),
                "x": one["effect"],
                "x_low": one["low"],
                "x_high": one["high"],
                "value": value,
                "low": low,
                "high": high,
                "unit": one["unit"],
            }
        )
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers, in two columns."""
    columns = halves([entry(row) for _, row in numbers.iterrows()])
    height = max(sum(one.height for one in column) for column in columns)
    figure = style.new_figure(height + 1.15)
    style.heading(figure, "A", TITLE, 0.08, 0.21)
    for column, entries in enumerate(columns):
        left = 0.08 + 3.6 * column
        axes = style.place(figure, left + 1.76, 0.42, 0.92, height)
        axes.set_ylim(height, 0)
        axes.axvspan(-1, 1, color=style.SHADE, linewidth=0, zorder=0)
        axes.axvline(0, color=style.QUIET, linewidth=0.6, zorder=1)
        top = 0.0
        for number, one in enumerate(entries):
            first = not number or one.claim != entries[number - 1].claim
            effect(axes, one, top, one.claim if first else "")
            top += one.height
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlim(-FAR - 0.8, FAR + 0.8)
        axes.set_xticks([-FAR, -FAR / 2, 0, FAR / 2, FAR])
        axes.set_xlabel("Effect beyond the null,\nin smallest effects of interest")
    text = "Bars: 95 % intervals. Arrows: farther out. Shaded: ±1."
    style.note(figure, text, data.warning)
    return figure


@dataclass(frozen=True)
class Entry:
    """A part of a claim as it stands in the picture.

    Attributes
    ----------
    claim : str
        Its number.
    words : list of str
        What the part says, in lines.
    row : Series
        Its numbers.
    """

    claim: str
    words: list[str]
    row: pd.Series

    @property
    def height(self) -> float:
        """What it takes, in inches."""
        return FIRST + LINE * (len(self.words) - 1)


def entry(row: pd.Series) -> Entry:
    """A row of the table as it stands in the picture."""
    claim, _, words = row["group"].partition(": ")
    return Entry(claim, wrap(words, LETTERS) or [""], row)


def halves(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Two columns about as high as one another; no claim is divided."""
    starts = [place for place, one in enumerate(entries)
              if not place or one.claim != entries[place - 1].claim] or [0]  # fmt: skip

    def higher(start: int) -> float:
        return max(sum(one.height for one in part) for part in (entries[:start], entries[start:]))

    middle = min(starts, key=higher)
    return entries[:middle], entries[middle:]


def effect(axes: Axes, one: Entry, top: float, number: str) -> None:
    """A part of a claim: the number of the claim and words, its effect and what it amounts to."""
    row, place = one.row, top + one.height / 2
    marker, colour, full = MARKS[row["series"]]
    if np.isfinite(row["value"]):
        shown = float(np.clip(row["value"], -FAR, FAR))
        if shown != row["value"]:
            marker = "<" if row["value"] < 0 else ">"
        elif np.isfinite(row["low"]):
            low, high = (float(np.clip(end, -FAR, FAR)) for end in (row["low"], row["high"]))
            axes.hlines(place, low, high, color=colour, lw=1.1)
        face = colour if full else "white"
        axes.plot(shown, place, marker, color=colour, mfc=face, ms=4.5, zorder=3)
    # in points from the left edge of the axes
    for text, shift, weight in (
        (number, -126.0, "bold"),
        ("\n".join(one.words), -104.0, "normal"),
        (row["series"], 71.0, "bold" if row["series"] == CONTRADICTED else "normal"),
    ):
        axes.annotate(
            text, (0, place), xycoords=("axes fraction", "data"), xytext=(shift, 0),
            textcoords="offset points", va="center", fontsize=style.SMALL, weight=weight,
            linespacing=1.05, annotation_clip=False,
        )  # fmt: skip


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """What the figure shows, in plain words."""
    judged = data.claims
    assert judged is not None
    verdicts = judged.drop_duplicates("claim").set_index("claim")["claim_verdict"]
    said = "; ".join(
        f"{verdict}: {', '.join(verdicts.index[verdicts == verdict])}"
        for verdict in MARKS
        if (verdicts == verdict).any()
    )
    return (
        f"The {len(verdicts)} claims in {len(numbers)} parts, over {judged['size'].iloc[0]}: the "
        "paired effect over seeds in the claimed direction with its 95 % bootstrap interval, from "
        "the value at which the claim begins to hold, in units of the smallest effect of interest. "
        "Verdicts after Holm's correction over all parts; the table has effects in own units. "
        f"A claim holds if all of its parts do. {said}."
    )
