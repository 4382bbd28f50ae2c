"""Every claim of the paper: effect, interval and verdict."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import shorten, wrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.claims import claims
from experiments.claims.claim import arms_of
from experiments.claims.report import on, reading_name, verdicts_beside
from experiments.claims.verdict import CONTRADICTED, NO_RESULT, NOT_SUPPORTED, NULL, SUPPORTED
from figures.shared import style
from figures.shared.figure_data import FigureData, Row, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EXPECTED

TITLE = "Verdicts on the claims"
#: At most 60 words: what it shows.
SUMMARY = (
    "Every expectation of the paper as a hypothesis that can fail. Effects to the right go as "
    "claimed, in units of the smallest effect of interest; those to the left are opposite. "
    "Lines are 95 % intervals over seeds."
)
SCENARIOS: tuple[str, ...] = tuple(arms_of(claims()))
PAPER = Paper(
    "summary",
    "All expectations of the paper, stated as hypotheses that can fail.",
    ("H1 to H27",),
)
#: Verdict → marker, colour and whether it is filled; shape and fill differ in grey, too.
MARKS = {
    SUPPORTED: ("o", "#27246b", True),
    NOT_SUPPORTED: ("s", "#5c5c5c", False),
    CONTRADICTED: ("X", "#a85400", True),
    NULL: ("d", "#1a1a1a", False),
    NO_RESULT: ("", "#1a1a1a", False),
}
#: Largest effect shown, in smallest effects of interest; an arrow marks a larger one.
FAR = 10.0
#: Characters of a name, and of one line of it.
WIDTH, LETTERS = 54, 26
#: Height in inches of a part of a claim, and of each further line of its name.
FIRST, LINE = 0.162, 0.105


def numbers(data: FigureData) -> pd.DataFrame:
    """The effects: `x` in the unit of the claim, `value` minus the null in smallest effects."""
    rows: list[Row] = []
    assert data.claims is not None
    for part in on(data.claims, EXPECTED).to_dict("records"):
        name = f"{part['claim']}: {part['part'] or part['title']}"
        scale = part["smallest"] or float("nan")
        effect = [part[key] for key in ("effect", "low", "high")]
        rows.append(
            {
                "panel": "A",
                "series": part["verdict"],
                "group": shorten(name, WIDTH, placeholder=" …"),
                **dict(zip(("x", "x_low", "x_high"), effect, strict=True)),
                **{
                    key: (value - part["null"]) / scale
                    for key, value in zip(("value", "low", "high"), effect, strict=True)
                },
                "unit": part["unit"],
            }
        )
    return table(rows)


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers, in two columns."""
    columns = halves([Entry.of(row) for _, row in numbers.iterrows()])
    height = max(sum(entry.height for entry in column) for column in columns)
    figure = style.new_figure(height + 1.15)
    style.heading(figure, "", TITLE, 0.08, 0.21)
    for column, entries in enumerate(columns):
        left = 0.08 + 3.6 * column
        axes = style.place(figure, left + 1.76, 0.42, 0.92, height)
        axes.set_ylim(height, 0)
        axes.axvspan(-1, 1, color=style.SHADE, linewidth=0, zorder=0)
        axes.axvline(0, color=style.QUIET, linewidth=0.6, zorder=1)
        top = 0.0
        for place, entry in enumerate(entries):
            draw_effect(axes, entry, top, entry.claim if begins_claim(entries, place) else "")
            top += entry.height
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.set_xlim(-FAR - 0.8, FAR + 0.8)
        axes.set_xticks([-FAR, -FAR / 2, 0, FAR / 2, FAR])
        axes.set_xlabel("Effect beyond the null,\nin smallest effects of interest")
    text = "Bars: 95 % intervals. Arrows: off the scale. Shaded: ±1."
    style.note(figure, text, data.warning)
    return figure


@dataclass(frozen=True)
class Entry:
    """A part of a claim in the figure.

    Attributes
    ----------
    claim : str
        Number of the claim.
    lines : list of str
        Name of the part.
    row : Series
        Row of the table.
    """

    claim: str
    lines: list[str]
    row: pd.Series

    @classmethod
    def of(cls, row: pd.Series) -> Entry:
        """The part of a row of the table."""
        claim, _, name = row["group"].partition(": ")
        return cls(claim, wrap(name, LETTERS) or [""], row)

    @property
    def height(self) -> float:
        """Height in inches."""
        return FIRST + LINE * (len(self.lines) - 1)


def begins_claim(entries: list[Entry], place: int) -> bool:
    """Whether an entry is the first of its claim."""
    return not place or entries[place].claim != entries[place - 1].claim


def halves(entries: list[Entry]) -> tuple[list[Entry], list[Entry]]:
    """Two columns of about the same height; the parts of a claim stay together."""
    starts = [place for place in range(len(entries)) if begins_claim(entries, place)] or [0]

    def higher(start: int) -> float:
        halves = entries[:start], entries[start:]
        return max(sum(entry.height for entry in half) for half in halves)

    middle = min(starts, key=higher)
    return entries[:middle], entries[middle:]


def draw_effect(axes: Axes, entry: Entry, top: float, number: str) -> None:
    """Draw a part of a claim: number of the claim, name, effect and verdict."""
    row, place = entry.row, top + entry.height / 2
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
    # distances in points from the left edge of the axes
    for text, shift, weight in (
        (number, -126.0, "bold"),
        ("\n".join(entry.lines), -104.0, "normal"),
        (row["series"], 71.0, "bold" if row["series"] == CONTRADICTED else "normal"),
    ):
        axes.annotate(
            text, (0, place), xycoords=("axes fraction", "data"), xytext=(shift, 0),
            textcoords="offset points", va="center", fontsize=style.SMALL, weight=weight,
            linespacing=1.05, annotation_clip=False,
        )  # fmt: skip


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    judged = data.claims
    assert judged is not None
    verdicts = on(judged, EXPECTED).drop_duplicates("claim").set_index("claim")["claim_verdict"]
    lists = "; ".join(
        f"{verdict}: {', '.join(verdicts.index[verdicts == verdict])}"
        for verdict in MARKS
        if (verdicts == verdict).any()
    )
    return (
        f"The {len(verdicts)} claims in {len(numbers)} parts, over {judged['size'].iloc[0]}: the "
        "paired effect over seeds in the claimed direction with its 95 % bootstrap interval, minus "
        "the value at which the claim begins to hold, in units of the smallest effect of interest. "
        "Verdicts after Holm's correction over all parts; the table has effects in their own "
        f"units. A claim holds if all of its parts do. {lists}.{_elsewhere(judged, verdicts)}"
    )


def _elsewhere(judged: pd.DataFrame, verdicts: pd.Series) -> str:
    """Claims with another verdict on another reading than expected fit, in a sentence."""
    others = [
        f"{claim} {words} on {reading_name(reading)}"
        for claim, beside in verdicts_beside(judged).items()
        for reading, words in beside.items()
        if words in MARKS and words != verdicts[claim]
    ]
    return f" All verdicts are on expected fit; other ones: {', '.join(others)}." if others else ""
