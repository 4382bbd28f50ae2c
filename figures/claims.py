"""Every claim of the paper: its effect over its interval, and what it amounts to."""

from __future__ import annotations

from textwrap import shorten

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.claims import claims
from experiments.claims.claim import arms_of
from experiments.claims.verdict import CONTRADICTED, NO_RESULT, NOT_SUPPORTED, NULL, SUPPORTED
from figures import style
from figures.material import Material, Row, table
from figures.paper import Paper

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
#: Letters of a name that have room beside the effects.
WIDTH = 54


def numbers(material: Material) -> pd.DataFrame:
    """The effects: `x` in the claim's own unit, `value` from the null in smallest effects."""
    rows: list[Row] = []
    assert material.claims is not None
    for one in material.claims.to_dict("records"):
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


def draw(numbers: pd.DataFrame, material: Material) -> Figure:
    """Draw the figure from its numbers."""
    height = 0.19 * len(numbers)
    figure = style.new_figure(height + 1.2)
    style.heading(figure, "A", TITLE, 0.08, 0.21)
    axes = style.place(figure, 2.75, 0.42, 2.15, height)
    axes.axvspan(-1, 1, color=style.SHADE, linewidth=0, zorder=0)
    axes.axvline(0, color=style.QUIET, linewidth=0.6, zorder=1)
    for place, row in enumerate(numbers.itertuples()):
        marker, colour, full = MARKS[row.series]
        face = colour if full else "white"
        if np.isfinite(row.value):
            shown = float(np.clip(row.value, -FAR, FAR))
            if shown != row.value:
                marker = "<" if row.value < 0 else ">"
            elif np.isfinite(row.low):
                low, high = (float(np.clip(end, -FAR, FAR)) for end in (row.low, row.high))
                axes.hlines(-place, low, high, color=colour, lw=1.1)
            axes.plot(shown, -place, marker, color=colour, mfc=face, ms=4.5, zorder=3)
        words = row.series if not np.isfinite(row.x) else f"{row.series}   {_short(row.x)}"
        axes.annotate(
            words, (1.02, -place), xycoords=("axes fraction", "data"), va="center",
            fontsize=style.SMALL, weight="bold" if row.series == CONTRADICTED else "normal",
        )  # fmt: skip
    axes.set_yticks([-place for place in range(len(numbers))], list(numbers["group"]))
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.set_ylim(-len(numbers) + 0.4, 0.6)
    axes.set_xlim(-FAR - 0.8, FAR + 0.8)
    axes.set_xticks([-FAR, -FAR / 2, 0, FAR / 2, FAR])
    axes.set_xlabel("Effect beyond the null, in smallest effects of interest (shaded: ±1)")
    style.note(figure, "Bars: 95 % intervals. Arrows: farther out.", material.warning)
    return figure


def _short(value: float) -> str:
    return f"{value:+.3f}".replace("-", "−")


def caption(numbers: pd.DataFrame, material: Material) -> str:
    """What the figure shows, in plain words."""
    judged = material.claims
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
        "Verdicts after Holm's correction over all parts; behind each, the effect in its own unit. "
        f"A claim holds if all of its parts do. {said}."
    )
