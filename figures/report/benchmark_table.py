"""Results of the benchmark as tables in Markdown."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from figures.plots.speed import BY_SIZE, MEMORY, MONTH

#: The first step of a new process.
COMPILED = "first step of a new process"
NOT_COMPILED = f"{COMPILED}, nothing compiled yet"


def markdown(benchmark: pd.DataFrame) -> str:
    """Ratios within one run, cost of a city by size, peers and batches, in Markdown.

    Parameters
    ----------
    benchmark : DataFrame
        As ``make bench`` writes it, one row per number, see
        :class:`experiments.benchmark.reading.Reading`.
    """
    ratios = benchmark[benchmark["unit"] == "ratio"]
    lines = ["| Ratio, in one run | Citizens | |", "|---|---:|---:|"]
    lines += [f"| {row.what} | {row.citizens:,} | {row.value:.3g} |" for row in ratios.itertuples()]
    sizes = benchmark[benchmark["what"].isin((MONTH, MEMORY)) & benchmark["part"].isin(BY_SIZE)]
    lines += ["", *by_size(sizes), "", *steps(benchmark[benchmark["part"] == "peers"])]
    batches = benchmark[
        benchmark["part"].isin(("batch", "overhead")) & (benchmark["unit"] != "ratio")
    ]
    lines += ["", "| Batches | Citizens | Processes | |", "|---|---:|---:|---:|"]
    lines += [
        f"| {row.what} | {row.citizens:,} | {row.threads} | {row.value:.3g} {row.unit} |"
        for row in batches.itertuples()
    ]
    if "model_version" in benchmark:
        lines += ["", *conditions(benchmark)]
    return "\n".join(lines)


def conditions(benchmark: pd.DataFrame) -> Sequence[str]:
    """Day, system and model of the parts: one part may be older than the others."""
    parts = benchmark.drop_duplicates("part")
    timed = parts.groupby(["day", "system", "model_version"], sort=False)
    lines = []
    for (day, system, model), rows in timed:
        names = "" if len(rows) == len(parts) else f": {', '.join(rows['part'])}"
        lines.append(f"Timed on {day} ({system}) with model {model}{names}.")
    unknown = parts.loc[parts["model_version"].isna(), "part"]
    return [*lines, *([f"Timed with an earlier version: {', '.join(unknown)}."] * any(unknown))]


def compiling(benchmark: pd.DataFrame) -> float:
    """Seconds to compile the model: first step of a process without less with a compiled model."""
    seconds = benchmark.set_index("what")["value"]
    return float(seconds[NOT_COMPILED] - seconds[COMPILED])


def by_size(rows: pd.DataFrame) -> Sequence[str]:
    """Time and memory per citizen, one line per size of city."""
    time, memory = "Nanoseconds per citizen and month", "Peak of memory, bytes per citizen"
    lines = [f"| Citizens | {time}, 1 thread | 2 threads | {memory} |", "|---:|---:|---:|---:|"]
    for citizens, city in rows.groupby("citizens"):
        times = city[city["what"] == MONTH].set_index("threads")["value"]
        peak = city.loc[city["what"] == MEMORY, "value"].max()
        cells = [f"{times[threads]:,.0f}" if threads in times else "" for threads in (1, 2)]
        lines.append(f"| {citizens:,} | {' | '.join(cells)} | {peak:,.0f} |")
    return lines


def steps(rows: pd.DataFrame) -> Sequence[str]:
    """Agent-steps per second of this and other models."""
    lines = ["| A step of every agent | Agents | Agent-steps per second |", "|---|---:|---:|"]
    lines += [f"| {row.what} | {row.citizens:,} | {row.value:,.0f} |" for row in rows.itertuples()]
    return lines
