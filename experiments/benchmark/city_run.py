"""A program that runs a city for some months and times its processes.

``python -m experiments.benchmark.city_run CITIZENS MONTHS BURN_IN`` prints one line of JSON.
"""

from __future__ import annotations

import time

BEGAN = time.perf_counter()

import json  # noqa: E402  (imports are part of the timing)
import resource  # noqa: E402
import statistics  # noqa: E402
import sys  # noqa: E402
from collections import defaultdict  # noqa: E402

from scenarios import load  # noqa: E402
from simulation.engine import CityRun  # noqa: E402


def peak() -> int:
    """Peak memory of this process in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def time_city(citizens: int, months: int, burn_in: int) -> dict[str, object]:
    """Times and memory of a city of the baseline.

    Months are timed after the burn-in, when everything is measured, except the first one, in which
    compiled loops are loaded.
    """
    size = {"city.citizens": citizens, "city.months": months, "city.burn_in": burn_in}
    settings = load("baseline").but(size).settings
    without = peak()
    began = time.perf_counter()
    run = CityRun(settings, 1)
    founded = time.perf_counter() - began
    run.step()
    stepping = time.perf_counter() - BEGAN
    spent: dict[str, list[float]] = defaultdict(list)
    whole = []
    for process in run.processes:
        timed(process, spent)
    for _ in range(months - 1):
        began = time.perf_counter()
        run.step()
        whole.append(time.perf_counter() - began)
    timed_months = whole[burn_in:]
    count = len(timed_months)
    month = statistics.median(timed_months)
    shares = {name: statistics.median(times[-count:]) for name, times in spent.items()}
    shares["Measures and books"] = max(0.0, month - sum(shares.values()))
    half = max(1, count // 2)
    return {
        "founded": founded,
        "stepping": stepping,
        "month": month,
        "mean_month": statistics.fmean(timed_months),
        "later_over_earlier": statistics.median(timed_months[-half:])
        / statistics.median(timed_months[:half]),
        "processes": shares,
        "table_bytes": run.world.citizens.bytes_per_row * run.world.citizens.rows / citizens,
        "peak_bytes": (peak() - without) / citizens,
        "peak": peak(),
    }


def timed(process: object, spent: dict[str, list[float]]) -> None:
    """Record the duration of each month of a process."""
    act, name = process.run, type(process).__name__  # type: ignore[attr-defined]

    def run(world: object) -> None:
        began = time.perf_counter()
        act(world)
        spent[name].append(time.perf_counter() - began)

    object.__setattr__(process, "run", run)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(time_city(*map(int, sys.argv[1:]))) + "\n")
