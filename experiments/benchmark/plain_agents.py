"""The city in columns compared with the reference city: the same months, one agent at a time."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator, Sequence

from experiments.benchmark.reading import Reading, in_process

PART = "reference city"
#: Months in columns per month of the reference city. They are consecutive, as in a run; before the
#: first of them the reference city has filled the processor's cache.
IN_A_ROW = 8


def compare(citizens: int, months: int) -> dict[str, float]:
    """Median seconds per month of the reference city and of the city in columns.

    Both begin in the same state and alternate, so that other load on the machine slows both. The
    reference city takes no measures, so the month in columns is timed without its measures.
    """
    from scenarios import load
    from simulation.engine import CityRun
    from tests.oracle.state import read

    size = {"city.citizens": citizens, "city.months": 12 + IN_A_ROW * months, "city.burn_in": 6}
    run = CityRun(load("baseline").but(size).settings, 1)
    for _ in range(12):
        run.step()
    plain_city = read(run.world)
    plain, columns = [], []
    for _ in range(months):
        began = time.perf_counter()
        plain_city.step()
        plain.append(time.perf_counter() - began)
        for _ in range(IN_A_ROW):
            began = time.perf_counter()
            run.world.begin_month()
            for process in run.processes:
                process.run(run.world)
            columns.append(time.perf_counter() - began)
    return {"plain": statistics.median(plain), "columns": statistics.median(columns)}


def readings(sizes: Sequence[tuple[int, int]]) -> Iterator[Reading]:
    """Both and their ratio, for some numbers of citizens and months."""
    for citizens, months in sizes:
        found = in_process("plain_agents", citizens, months)
        for what in ("plain", "columns"):
            name = {"plain": "plain agents", "columns": "columns"}[what]
            yield Reading(PART, name, citizens, 1, found[what] / citizens * 1e9,
                          "ns per citizen-month")  # fmt: skip
        yield Reading(PART, "plain agents over columns", citizens, 1,
                      found["plain"] / found["columns"], "ratio")  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compare(*map(int, sys.argv[1:]))) + "\n")
