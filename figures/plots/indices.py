"""Sensitivity indices: a panel per outcome, parameters from the largest index to the smallest.

Drawn from the rows that ``cityfit sensitivity`` prints; nothing is run.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.designs import Design
from experiments.storage.store import Store
from figures.shared import marks, style
from figures.shared.provenance import Provenance, of_runs
from figures.shared.saving import write_picture

Rows = Sequence[Mapping[str, Any]]

#: Largest number of parameters shown per outcome, and of characters of a name.
MOST, WIDTH = 25, 46


class Index(NamedTuple):
    """An index: its columns in the rows, its name and its unit."""

    value: str
    low: str
    high: str
    name: str
    unit: str


#: The indices shown of each kind of analysis: the first is a dot, the second a diamond.
KINDS: tuple[tuple[Index, ...], ...] = (
    (
        Index("mu_star", "mu_star_low", "mu_star_high", "μ*, size of the effect", ""),
        Index("sigma", "sigma_low", "sigma_high", "σ, spread over other parameters", ""),
    ),
    (
        Index("first", "first_low", "first_high", "first order", "share of variance"),
        Index("total", "total_low", "total_high", "total", "share of variance"),
    ),
    (Index("second", "second_low", "second_high", "second order, of a pair", "share of variance"),),
    (
        Index("rank_correlation", "rank_low", "rank_high", "partial rank correlation", "−1 to 1"),
        Index("coefficient", "low", "high", "standardised regression coefficient", "−1 to 1"),
    ),
)
MARKERS, COLOURS, SHIFTS = ("o", "D"), ("#27246b", "#a85400"), (-0.14, 0.18)


def draw(rows: Rows) -> Figure:
    """A panel for each outcome.

    Parameters
    ----------
    rows : sequence of mapping
        As ``cityfit sensitivity`` prints them: one per outcome and parameter, or pair of them.
    """
    shown = next(kind for kind in KINDS if kind[0].value in rows[0])
    outcomes: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        outcomes.setdefault(row["measure"], []).append(row)
    heights = [0.2 * min(len(part), MOST) + 0.15 for part in outcomes.values()]
    figure = style.new_figure(sum(heights) + 0.85 * len(heights) + 0.4)
    top = 0.0
    for number, ((outcome, part), height) in enumerate(zip(outcomes.items(), heights, strict=True)):
        left_out = f" (largest {MOST} of {len(part)})" if len(part) > MOST else ""
        title = outcome.replace("_", " ") + left_out
        style.heading(figure, chr(ord("A") + number % 26), title, 0.08, top + 0.21)
        axes = style.place(figure, 2.75, top + 0.34, 4.25, height)
        panel(axes, part[:MOST], shown)
        top += height + 0.85
    forms = ("Circles", "Diamonds")
    legend = [f"{form}: {index.name}." for form, index in zip(forms, shown, strict=False)]
    shade = " Shaded: μ* by chance." if "noise" in rows[0] else ""
    style.note(figure, f"{' '.join(legend)} Lines: 95 % intervals.{shade}")
    return figure


def panel(axes: Axes, rows: Rows, shown: Sequence[Index]) -> None:
    """Dots with their intervals, the first row on top."""
    for place, row in enumerate(rows):
        for index, marker, colour, shift in zip(shown, MARKERS, COLOURS, SHIFTS, strict=False):
            level = -place - (shift if len(shown) > 1 else 0.0)
            ends = row[index.low], row[index.high]
            if not any(map(math.isnan, ends)):
                axes.hlines(level, *ends, color=colour, lw=1.1)
            if not math.isnan(row[index.value]):
                axes.plot(row[index.value], level, marker, color=colour, ms=4, mec="white", mew=0.3)
    if "noise" in rows[0]:
        axes.axvspan(0, rows[0]["noise"], color=style.SHADE, linewidth=0, zorder=0)
    marks.zero(axes)
    marks.row_names(axes, [_name(row) for row in rows])
    unit = shown[0].unit or f"change over the range, {rows[0]['unit'].replace('0-1', '0–1')}"
    axes.set_xlabel(f"Index ({unit})")
    style.few_ticks(axes, x=6)
    style.grey(axes)


def _name(row: Mapping[str, Any]) -> str:
    """Name of a parameter, or of a pair of them, as words."""
    names = [row[key] for key in ("parameter", "other") if key in row]
    name = " × ".join(map(marks.parameter_words, names))
    if len(name) > WIDTH:
        name = name.replace("interventions: ", "")
    return name if len(name) <= WIDTH else f"{name[: WIDTH - 1]}…"


def origin(design: Design, directory: Path) -> Provenance:
    """Provenance of the indices of a sweep.

    Parameters
    ----------
    design : Design
    directory : Path
        Folder of its complete results.
    """
    stored = Store(directory).contents()
    runs = [
        ((point, seed), stored[point, seed][1]) for point in design.points for seed in design.seeds
    ]
    first = runs[0][1]
    size = (
        f"{design.kind}, {len(design.points)} points of {design.base}, {len(design.seeds)} "
        f"seed{'s' * (len(design.seeds) != 1)} × {first.citizens:,} citizens × "
        f"{first.months} months"
    )
    named = sorted((key, info.identity) for key, info in runs)
    return of_runs("sensitivity indices", named, design.points, size, first.model_version)


def write(rows: Rows, path: Path, design: Design, directory: Path) -> Path:
    """Draw the indices of a sweep into a file, reproducible to the byte.

    Parameters
    ----------
    rows : sequence of mapping
        As of :func:`draw`.
    path : Path
        Its ending sets the format: ``.pdf``, ``.svg`` or ``.png``.
    design, directory
        As of :func:`origin`; the provenance is written into the metadata.

    Raises
    ------
    RequestError
        If the file cannot be written.
    """
    return write_picture(lambda: draw(rows), path, origin(design, directory), "Sensitivity")
