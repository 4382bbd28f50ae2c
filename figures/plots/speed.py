"""Speed and scale: what a city costs per citizen, and beside what.

Drawn from what ``make bench`` wrote; nothing is timed here.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from figures.shared import style
from figures.shared.figure_data import FigureData, Row, pick, table
from figures.shared.labels import end_labels

TITLE = "Speed and scale"
SCENARIOS: tuple[str, ...] = ()
#: Where the benchmark leaves its numbers, and where those of this version are kept.
FILE = Path("runs/benchmark/benchmark.csv")
KEPT = Path(__file__).parents[1] / "reference" / "benchmark.csv"
HOW_TO_MAKE = f"no {FILE}; make it with: make bench"
#: Columns of the benchmark, see :class:`experiments.benchmark.reading.Reading`.
NEEDED = ("part", "what", "citizens", "threads", "value", "unit")

#: Parts of the benchmark that tell time and memory by size of city.
BY_SIZE = ("scale", "largest city")
MONTH, MEMORY = "month", "peak of memory"
THREADS: dict[int, style.Line] = {
    1: ("1 thread", "#27246b", "-"), 2: ("2 threads", "#c24e00", (0, (5, 1.6))),
}  # fmt: skip
#: Largest over smallest value from which an axis is logarithmic; below, it begins at 0.
STEEP = 5.0
MARKERS = {1: "o", 2: "s"}
#: Ratios of the benchmark → what they are called.
RATIOS = {
    "plain agents over columns": "one object per citizen\nover columns, time",
    "month over touching the columns once": "a month over touching\nall its memory once, time",
    "throughput of two workers over one": "two workers over one,\nruns per minute",
    "second half of": "second half of a long\nrun over the first, time",
}
#: A benchmark whose largest city has fewer citizens is a look.
LARGE = 1_000_000


def stored(path: Path = FILE) -> pd.DataFrame | None:
    """What the benchmark wrote, or None if there is nothing to draw."""
    if not path.is_file():
        return None
    found = pd.read_csv(path)
    return found if set(NEEDED) <= set(found.columns) and len(found) else None


def timed() -> pd.DataFrame | None:
    """What was timed on this machine, or else where this version was made, or None."""
    here = stored()
    if here is not None:
        return here
    kept = stored(KEPT)
    if kept is not None:
        kept.attrs["elsewhere"] = True
    return kept


def numbers(data: FigureData) -> pd.DataFrame:
    """The numbers of the figure: `x` is the number of citizens, `value` what was measured."""
    found = data.benchmark
    assert found is not None
    rows: list[Row] = []
    scale = found[found["part"].isin(BY_SIZE)]
    for panel, what in (("A", MONTH), ("B", MEMORY)):
        chosen = scale[scale["what"] == what]
        rows += [_row(panel, f"{one.threads}", what, one) for one in chosen.itertuples()]
    for start in RATIOS:
        ours = found[found["what"].str.startswith(start) & (found["unit"] == "ratio")]
        rows += [
            _row("C", start, f"{one.what}, {one.citizens:,} citizens", one)
            for one in ours.sort_values("citizens").itertuples()
        ]
    return table(rows)


def _row(panel: str, series: str, group: str, one: object) -> Row:
    return {
        "panel": panel, "series": series, "group": group, "x": float(one.citizens),  # type: ignore[attr-defined]
        "value": float(one.value), "unit": str(one.unit),  # type: ignore[attr-defined]
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
    text = "One benchmark on one machine, hence no intervals."
    if data.benchmark is not None and data.benchmark.attrs.get("elsewhere"):
        text = "Timed where this version was made, not here (make bench); no intervals."
    style.note(figure, text, warning(data))
    return figure


def over_citizens(axes: Axes, rows: pd.DataFrame, scale: float, names: bool = True) -> None:
    """A cost per citizen against the number of citizens, by number of threads."""
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
    """Each ratio on a logarithmic axis, 1 being as fast as."""
    axes.set_xscale("log")
    axes.axvline(1, color="#8a8a8a", lw=0.8, zorder=1)
    there = [start for start in RATIOS if (rows["series"] == start).any()]
    for place, start in enumerate(there):
        last = rows[rows["series"] == start].iloc[-1]  # of the largest city
        axes.plot(last["value"], -place, "o", color=style.INK, ms=4)
        axes.annotate(
            f"{last['value']:.3g}", (last["value"], -place), xytext=(6, 0),
            textcoords="offset points", ha="left", va="center", fontsize=style.SMALL,
        )  # fmt: skip
    axes.set_yticks([-place for place in range(len(there))], [RATIOS[start] for start in there])
    axes.set_ylim(-len(there) + 0.4, 0.7)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    top = max([float(value) for value in rows["value"]] or [10.0])
    powers = range(int(np.ceil(np.log10(max(top, 10.0)))) + 1)
    axes.set_xlim(0.5, 4.0 * 10.0 ** powers[-1])
    axes.set_xticks([10.0**power for power in powers], [f"$10^{power}$" for power in powers])
    axes.set_xticks([], minor=True)
    axes.set_xlabel("Ratio (1: the same)")


def warning(data: FigureData) -> str:
    """What must stand on the figure of a small benchmark."""
    found = data.benchmark
    if found is None or found["citizens"].max() >= LARGE:
        return ""
    return f"Quick benchmark: up to {found['citizens'].max():,} citizens"


def caption(numbers: pd.DataFrame, data: FigureData) -> str:
    """What the figure shows, in plain words."""
    found = data.benchmark
    assert found is not None
    time, memory, ratio = (pick(numbers, panel) for panel in "ABC")
    largest = time.sort_values("x").iloc[-1] if len(time) else None
    peak = memory.sort_values("x").iloc[-1] if len(memory) else None
    said = "; ".join(
        f"{row.group}: {row.value:.3g}" for row in ratio.itertuples()
    )  # fmt: skip
    size = (
        f" A month of the largest, {largest['x']:,.0f} citizens, takes "
        f"{largest['value'] * largest['x'] / 1e9:.2f} seconds."
        if largest is not None else ""
    )  # fmt: skip
    held = f" It needs {peak['value'] * peak['x'] / 2**30:.2f} GiB." if peak is not None else ""
    where = (
        "the machine on which this version was made; `make bench` times this one"
        if found.attrs.get("elsewhere") else "the machine of the benchmark"
    )  # fmt: skip
    return (
        f"What a city costs on {where}. A: time of a month per citizen, by the "
        f"number of citizens and of threads.{size} B: the most memory held, per citizen.{held} "
        "C: ratios, of the largest city for which there is one: to the same rules written with one "
        "Python object per citizen, and to touching every column of the table of citizens once, "
        "which no month can undercut; what a second worker brings to a batch; and whether months "
        f"become dearer as a city grows older. {said or 'No ratio was measured'}. Other machines "
        "give other times; the ratios travel better."
    )
