"""Speed and scale: time and memory per citizen, and ratios to other implementations.

Drawn from the results of ``make bench``; nothing is timed here.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.shared import marks, style
from figures.shared.figure_data import FigureData, Row, pick, table
from figures.shared.labels import end_labels
from figures.shared.paper_sections import Paper

TITLE = "Speed and scale"
#: At most 60 words: what it shows.
SUMMARY = (
    "Time of a month and memory by size of the city (A, B), and ratios that hold on other "
    "machines, too (C)."
)
SCENARIOS: tuple[str, ...] = ()
PAPER = Paper("", "")
#: File that the benchmark writes, and file in the reference.
FILE = Path("runs/benchmark/benchmark.csv")
KEPT = Path(__file__).parents[1] / "reference" / "benchmark.csv"
HOW_TO_MAKE = f"no {FILE}; make it with: make bench"
#: Columns of the benchmark, see :class:`experiments.benchmark.reading.Reading`.
NEEDED = ("part", "what", "citizens", "threads", "value", "unit")

#: Parts of the benchmark with time and memory by size of city.
BY_SIZE = ("scale", "largest city")
MONTH, MEMORY = "month", "peak of memory"
THREADS: dict[int, style.Line] = {
    1: ("1 thread", "#27246b", "-"), 2: ("2 threads", "#c24e00", (0, (5, 1.6))),
}  # fmt: skip
#: Ratio of largest to smallest value from which an axis is logarithmic; below, it begins at 0.
STEEP = 5.0
MARKERS = {1: "o", 2: "s"}
#: Ratio in the benchmark → label.
RATIOS = {
    "plain agents over columns": "one object per citizen\nover columns, time",
    "month over touching the columns once": "a month over touching\nall its memory once, time",
    "throughput of two workers over one": "two workers over one,\nruns per minute",
    "second half of": "second half of a long\nrun over the first, time",
}
#: A benchmark whose largest city has fewer citizens is a preview.
LARGE = 1_000_000


def stored(path: Path = FILE) -> pd.DataFrame | None:
    """The benchmark in a file, or None if there is nothing to draw."""
    if not path.is_file():
        return None
    benchmark = pd.read_csv(path)
    return benchmark if set(NEEDED) <= set(benchmark.columns) and len(benchmark) else None


def latest_benchmark() -> pd.DataFrame | None:
    """The benchmark of this machine, or else that of the reference, or None."""
    benchmark = stored()
    if benchmark is None:
        benchmark = stored(KEPT)
        if benchmark is not None:
            benchmark.attrs["elsewhere"] = True
    return benchmark


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure: `x` is the number of citizens, `value` the measurement."""
    benchmark = data.benchmark
    assert benchmark is not None
    rows: list[Row] = []
    scale = benchmark[benchmark["part"].isin(BY_SIZE)]
    for panel, what in (("A", MONTH), ("B", MEMORY)):
        rows += [
            _row(panel, f"{reading['threads']}", what, reading)
            for reading in scale[scale["what"] == what].to_dict("records")
        ]
    for start in RATIOS:
        ratios = benchmark[benchmark["what"].str.startswith(start) & (benchmark["unit"] == "ratio")]
        rows += [
            _row("C", start, f"{reading['what']}, {reading['citizens']:,} citizens", reading)
            for reading in ratios.sort_values("citizens").to_dict("records")
        ]
    return table(rows)


def _row(panel: str, series: str, group: str, reading: Mapping[Hashable, Any]) -> Row:
    """A reading of the benchmark as a row."""
    return {
        "panel": panel, "series": series, "group": group, "x": float(reading["citizens"]),
        "value": float(reading["value"]), "unit": str(reading["unit"]),
    }  # fmt: skip


def draw(numbers: pd.DataFrame, data: FigureData) -> Figure:
    """Draw the figure from its numbers."""
    figure = style.new_figure(2.6)
    style.heading(figure, "A", "Time", 0.08, 0.21)
    style.heading(figure, "B", "Memory", 2.5, 0.21)
    style.heading(figure, "C", "Ratios", 4.25, 0.21)
    axes = style.place(figure, 0.78, 0.36, 1.0, 1.45)
    over_citizens(axes, pick(numbers, "A"), 1.0)
    axes.set_ylabel("Nanoseconds per\ncitizen and month")
    axes = style.place(figure, 3.02, 0.36, 1.0, 1.45)
    over_citizens(axes, pick(numbers, "B"), 1.0 / 1024, names=False)
    axes.set_ylabel("Peak, kibibytes\nper citizen")
    ratios(style.place(figure, 5.65, 0.36, 1.15, 1.45), pick(numbers, "C"))
    text = "One benchmark on one machine: no intervals."
    if data.benchmark is not None and data.benchmark.attrs.get("elsewhere"):
        text = "Timed with the reference, not on this machine (make bench); no intervals."
    style.note(figure, text, warning(data))
    return figure


def over_citizens(axes: Axes, rows: pd.DataFrame, scale: float, names: bool = True) -> None:
    """Cost per citizen against number of citizens, by number of threads."""
    axes.set_xscale("log")
    steep = float(rows["value"].max()) > STEEP * float(rows["value"].min())
    if steep:
        axes.set_yscale("log")
    ends = []
    for threads, (name, colour, dashes) in THREADS.items():
        line = rows[rows["series"] == str(threads)].sort_values("x")
        if line.empty:
            continue
        values = scale * line["value"]
        axes.plot(line["x"], values, color=colour, ls=dashes, marker=MARKERS[threads], ms=4)
        ends.append((float(values.iloc[-1]), name if names else "", colour))
    axes.margins(0.12, 0.2)
    axes.autoscale_view()
    powers = sorted({int(np.log10(x)) for x in rows["x"]})
    axes.set_xticks([10.0**power for power in powers], [f"$10^{power}$" for power in powers])
    axes.set_xticks([], minor=True)
    if steep:
        ticks_between(axes)
    else:
        axes.set_ylim(0, None)
        style.few_ticks(axes, y=5)
    axes.set_xlabel("Citizens")
    end_labels(axes, [end for end in ends if end[1]])


def ticks_between(axes: Axes) -> None:
    """Round ticks of a logarithmic axis, 1, 2 and 5 of each power of ten."""
    low, high = axes.get_ylim()
    steps = [base * 10.0**power for power in range(-1, 8) for base in (1, 2, 5)]
    ticks = [step for step in steps if low <= step <= high]
    axes.set_yticks(ticks, [f"{tick:,g}" for tick in ticks])
    axes.set_yticks([], minor=True)
    axes.set_ylim(low, high)


def ratios(axes: Axes, rows: pd.DataFrame) -> None:
    """Each ratio on a logarithmic axis; 1 means equal."""
    axes.set_xscale("log")
    axes.axvline(1, color=style.ZERO, lw=0.8, zorder=1)
    present = [start for start in RATIOS if (rows["series"] == start).any()]
    for place, start in enumerate(present):
        last = rows[rows["series"] == start].iloc[-1]  # of the largest city
        axes.plot(last["value"], -place, "o", color=style.INK, ms=4)
        axes.annotate(
            f"{last['value']:.3g}", (last["value"], -place), xytext=(6, 0),
            textcoords="offset points", ha="left", va="center", fontsize=style.SMALL,
        )  # fmt: skip
    marks.row_names(axes, [RATIOS[start] for start in present])
    axes.set_ylim(-len(present) + 0.4, 0.7)
    top = max([float(value) for value in rows["value"]] or [10.0])
    powers = range(int(np.ceil(np.log10(max(top, 10.0)))) + 1)
    axes.set_xlim(0.5, 4.0 * 10.0 ** powers[-1])
    axes.set_xticks([10.0**power for power in powers], [f"$10^{power}$" for power in powers])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("Ratio (1: equal)")


def warning(data: FigureData) -> str:
    """The warning on the figure of a small benchmark."""
    benchmark = data.benchmark
    if benchmark is None or benchmark["citizens"].max() >= LARGE:
        return ""
    return f"Quick benchmark: up to {benchmark['citizens'].max():,} citizens"


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """The caption."""
    benchmark = data.benchmark
    assert benchmark is not None
    time, memory, ratio = (pick(numbers, panel) for panel in "ABC")
    largest = time.sort_values("x").iloc[-1] if len(time) else None
    peak = memory.sort_values("x").iloc[-1] if len(memory) else None
    ratios = "; ".join(f"{row.group}: {row.value:.3g}" for row in ratio.itertuples())
    size = (
        f" A month of the largest city, {largest['x']:,.0f} citizens, takes "
        f"{largest['value'] * largest['x'] / 1e9:.2f} seconds."
        if largest is not None else ""
    )  # fmt: skip
    needed = f" It needs {peak['value'] * peak['x'] / 2**30:.2f} GiB." if peak is not None else ""
    where = (
        "the machine of the reference; `make bench` times this one"
        if benchmark.attrs.get("elsewhere") else "the machine of the benchmark"
    )  # fmt: skip
    return (
        f"Time and memory on {where}. A: time of a month per citizen, by number of citizens and of "
        f"threads.{size} B: peak of memory per citizen.{needed} C: ratios, of the largest city for "
        "which there is one: time of the same rules with one Python object per citizen; time of a "
        "month relative to touching every column of the table of citizens once, which is a lower "
        "bound; throughput of two workers relative to one; and time of the second half of a long "
        f"run relative to the first. {ratios or 'No ratio was measured'}. Other machines give "
        "other times; ratios are more comparable."
    )
