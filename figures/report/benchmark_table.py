"""Results of the benchmark as Markdown tables."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from figures.plots.speed import BY_SIZE, MEMORY, MONTH

#: The first step of a new process.
COMPILED = "first step of a new process"
NOT_COMPILED = f"{COMPILED}, nothing compiled yet"


def markdown(results: pd.DataFrame) -> str:
    """Cost of a city by size, ratios within one run, and all other results, in Markdown.

    Parameters
    ----------
    results : DataFrame
        Output of ``make bench``, one row per number; see
        :class:`experiments.benchmark.reading.Reading`.
    """
    ratios = results[results["unit"] == "ratio"]
    lines = ["| Ratio, in one run | Citizens | |", "|---|---:|---:|"]
    lines += [f"| {row.what} | {row.citizens:,} | {row.value:.3g} |" for row in ratios.itertuples()]
    months = results[(results["part"] == "month") & (results["unit"] == "ms")]
    lines += ["", "| Processor time of a month, 1 thread | Citizens | |", "|---|---:|---:|"]
    lines += [
        f"| {row.what} | {f'{row.citizens:,}' if row.citizens else ''} | {row.value:.3g} ms |"
        for row in months.itertuples()
    ]
    sizes = results[results["what"].isin((MONTH, MEMORY)) & results["part"].isin(BY_SIZE)]
    lines += ["", *by_size(sizes), "", *steps(results[results["part"] == "peers"])]
    batches = results[results["part"].isin(("batch", "overhead")) & (results["unit"] != "ratio")]
    lines += ["", "| Batches | Citizens | Processes | |", "|---|---:|---:|---:|"]
    lines += [
        f"| {row.what} | {row.citizens:,} | {row.threads} | {row.value:.3g} {row.unit} |"
        for row in batches.itertuples()
    ]
    if "model_version" in results:
        lines += ["", *made(results)]
    return "\n".join(lines)


def made(results: pd.DataFrame) -> Sequence[str]:
    """Day, system and model of each part; parts can have different ages."""
    parts = results.drop_duplicates("part")
    groups = parts.groupby(["day", "system", "model_version"], sort=False)
    lines = []
    for (day, system, model), rows in groups:
        which = "" if len(rows) == len(parts) else f": {', '.join(rows['part'])}"
        lines.append(f"Timed on {day} ({system}) with model {model}{which}.")
    unknown = parts.loc[parts["model_version"].isna(), "part"]
    return [*lines, *([f"Timed with an earlier version: {', '.join(unknown)}."] * any(unknown))]


def compiling(results: pd.DataFrame) -> float:
    """Seconds to compile the model: first step without minus first step with compiled loops."""
    seconds = results.set_index("what")["value"]
    return float(seconds[NOT_COMPILED] - seconds[COMPILED])


def by_size(rows: pd.DataFrame) -> Sequence[str]:
    """Time and memory per citizen, one line per city size."""
    time, memory = "Nanoseconds per citizen and month", "Peak memory, bytes per citizen"
    lines = [f"| Citizens | {time}, 1 thread | 2 threads | {memory} |", "|---:|---:|---:|---:|"]
    for citizens, size in rows.groupby("citizens"):
        times = size[size["what"] == MONTH].set_index("threads")["value"]
        peak = size.loc[size["what"] == MEMORY, "value"].max()
        cells = [f"{times[threads]:,.0f}" if threads in times else "" for threads in (1, 2)]
        lines.append(f"| {citizens:,} | {' | '.join(cells)} | {peak:,.0f} |")
    return lines


def steps(rows: pd.DataFrame) -> Sequence[str]:
    """Agent-steps per second of this model and of others."""
    lines = ["| One step of all agents | Agents | Agent-steps per second |", "|---|---:|---:|"]
    lines += [f"| {row.what} | {row.citizens:,} | {row.value:,.0f} |" for row in rows.itertuples()]
    return lines
