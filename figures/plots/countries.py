"""Predictions of countries: errors beside those of two rivals, and rank correlations.

Drawn from the rows that ``cityfit validate --countries`` prints; nothing is run.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.storage.store import Store
from experiments.studies.study import Study
from figures.shared import marks, style
from figures.shared.provenance import of_runs
from figures.shared.saving import write_picture

Rows = Sequence[Mapping[str, Any]]

TITLE = "Predictions of countries"
#: Column of an error → name, mark and colour; the model is drawn last.
ERRORS = {
    "error_other_countries": ("mean of the other countries", "D", "#a85400"),
    "error_pooled_city": ("pooled city", "s", "#00795c"),
    "error": ("this model", "o", "#27246b"),
}
#: Kinds of quantities, which have a unit each, and how their names tell them.
KINDS = {"gap": (" - ", "Gaps"), "ratio": (" / ", "Ratios")}
#: Table in the reference.
KEPT = Path(__file__).parents[1] / "reference" / "countries.csv"
#: Inches of a row.
ROW = 0.19


def draw(rows: Rows) -> Figure:
    """Errors of gaps (A) and of ratios (B), with the rank correlations of each beside them.

    Parameters
    ----------
    rows : sequence of mapping
        As of :func:`experiments.validation.country_judgement.judge`, one per quantity.
    """
    parts = {
        kind: [row for row in rows if sign in row["quantity"]] for kind, (sign, _) in KINDS.items()
    }
    heights = [ROW * len(part) + 0.1 for part in parts.values()]
    figure = style.new_figure(sum(heights) + 0.95 * len(heights) + 0.45)
    top = 0.1
    for letter, (kind, part), height in zip("AB", parts.items(), heights, strict=True):
        title = f"{KINDS[kind][1]}: mean absolute error over countries"
        style.heading(figure, letter, title, 0.08, top + 0.21)
        _errors(style.place(figure, 1.75, top + 0.4, 2.6, height), part, legend=letter == "A")
        style.heading(figure, "", "Rank correlation with outcomes", 4.75, top + 0.21)
        _ranks(style.place(figure, 4.75, top + 0.4, 2.2, height), part)
        top += height + 0.95
    style.note(
        figure,
        "Circle filled: the model differs from both rivals (95 % interval of paired differences)."
        "\nLines: 95 % intervals over countries.",
    )
    return figure


def _errors(axes: Axes, rows: Rows, legend: bool) -> None:
    """The three errors of each quantity."""
    for column, (name, marker, colour) in ERRORS.items():
        for place, row in enumerate(rows):
            rivals = [row["than_pooled_city"], row["than_other_countries"]]
            hollow = column == "error" and "no difference" in rivals
            axes.plot(
                row[column], -place, marker, color=colour, ms=5, mew=1.0,
                mfc="white" if hollow else colour, label=name if place == 0 else None,
            )  # fmt: skip
    marks.row_names(axes, [words(row["quantity"]) for row in rows])
    most = max(float(row[column]) for row in rows for column in ERRORS)
    axes.set_xlim(0, 1.08 * most)
    style.few_ticks(axes, x=5)
    style.grey(axes)
    axes.set_xlabel("Error" if "/" in rows[0]["quantity"] else "Error (share of people)")
    if legend:
        handles, names = axes.get_legend_handles_labels()
        axes.figure.legend(
            handles[::-1], names[::-1], loc="upper right", ncols=3, frameon=False,
            fontsize=style.SMALL, handletextpad=0.2, columnspacing=1.0, bbox_to_anchor=(1.0, 1.0),
        )  # fmt: skip


def _ranks(axes: Axes, rows: Rows) -> None:
    """The rank correlation of each quantity."""
    for place, row in enumerate(rows):
        ends = row["rank_low"], row["rank_high"]
        if np.isfinite(ends).all():
            axes.hlines(-place, *ends, color=style.INK, lw=1.1)
        axes.plot(row["rank_correlation"], -place, "o", color=style.INK, ms=4)
    marks.zero(axes)
    marks.row_names(axes, [""] * len(rows))
    axes.set_xlim(-1.05, 1.05)
    style.few_ticks(axes, x=5)
    style.grey(axes)
    axes.set_xlabel("Spearman's correlation")


def words(quantity: str) -> str:
    """A quantity as text: ``unemployment low − high``."""
    return quantity.replace(" - ", " − ")


def write(rows: Rows, path: Path, study: Study, directory: Path) -> Path:
    """Draw the predictions into a file.

    Parameters
    ----------
    rows : sequence of mapping
        As of :func:`draw`.
    path : Path
        Its ending sets the format: ``.pdf``, ``.svg`` or ``.png``.
    study : Study
        What was run.
    directory : Path
        Folder of the runs, whose provenance is written into the metadata.

    Raises
    ------
    RequestError
        If the file cannot be written.
    """
    stored = Store(directory).contents()
    runs = sorted((key, info.identity) for key, (_, info) in stored.items())
    scenarios = sorted({scenario for (scenario, _), _ in runs})
    version = next(info.model_version for _, info in stored.values())
    origin = of_runs("countries", runs, scenarios, study.words, version)
    return write_picture(lambda: draw(rows), path, origin, TITLE)
