"""What the benchmark found, as tables for the README."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from figures.plots.speed import BY_SIZE, MEMORY, MONTH

#: The first step of a new process.
COMPILED = "first step of a new process"
NOT_COMPILED = f"{COMPILED}, nothing compiled yet"


def markdown(found: pd.DataFrame) -> str:
    """Cost of a city by size, ratios within one run, and everything else, in Markdown.

    Parameters
    ----------
    found : DataFrame
        What ``make bench`` wrote, one row per number, see
        :class:`experiments.benchmark.reading.Reading`.
    """
    ratios = found[found["unit"] == "ratio"]
    lines = ["| Ratio, in one run | Citizens | |", "|---|---:|---:|"]
    lines += [f"| {row.what} | {row.citizens:,} | {row.value:.3g} |" for row in ratios.itertuples()]
    sizes = found[found["what"].isin((MONTH, MEMORY)) & found["part"].isin(BY_SIZE)]
    lines += ["", *by_size(sizes), "", *steps(found[found["part"] == "peers"])]
    batches = found[found["part"].isin(("batch", "overhead")) & (found["unit"] != "ratio")]
    lines += ["", "| Batches | Citizens | Processes | |", "|---|---:|---:|---:|"]
    lines += [
        f"| {row.what} | {row.citizens:,} | {row.threads} | {row.value:.3g} {row.unit} |"
        for row in batches.itertuples()
    ]
    if "model_version" in found:
        lines += ["", *made(found)]
    return "\n".join(lines)


def made(found: pd.DataFrame) -> Sequence[str]:
    """When, where and with which model parts were timed: one may be older than the others."""
    every = found.drop_duplicates("part")
    noted = every.groupby(["day", "system", "model_version"], sort=False)
    lines = []
    for (day, system, model), rows in noted:
        parts = "" if len(rows) == len(every) else f": {', '.join(rows['part'])}"
        lines.append(f"Timed on {day} ({system}) with model {model}{parts}.")
    unknown = every.loc[every["model_version"].isna(), "part"]
    return [*lines, *([f"Timed with an earlier version: {', '.join(unknown)}."] * any(unknown))]


def compiling(found: pd.DataFrame) -> float:
    """Seconds to compile the model: a new process's first step without and with compiled loops."""
    seconds = found.set_index("what")["value"]
    return float(seconds[NOT_COMPILED] - seconds[COMPILED])


def by_size(rows: pd.DataFrame) -> Sequence[str]:
    """Time and memory per citizen, a line per size of city."""
    time, memory = "Nanoseconds per citizen and month", "Peak of memory, bytes per citizen"
    lines = [f"| Citizens | {time}, 1 thread | 2 threads | {memory} |", "|---:|---:|---:|---:|"]
    for citizens, one in rows.groupby("citizens"):
        times = one[one["what"] == MONTH].set_index("threads")["value"]
        peak = one.loc[one["what"] == MEMORY, "value"].max()
        cells = [f"{times[threads]:,.0f}" if threads in times else "" for threads in (1, 2)]
        lines.append(f"| {citizens:,} | {' | '.join(cells)} | {peak:,.0f} |")
    return lines


def steps(rows: pd.DataFrame) -> Sequence[str]:
    """Agent-steps per second beside other models."""
    lines = ["| A step of every agent | Agents | Agent-steps per second |", "|---|---:|---:|"]
    lines += [f"| {row.what} | {row.citizens:,} | {row.value:,.0f} |" for row in rows.itertuples()]
    return lines
