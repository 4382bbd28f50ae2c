"""A month compared with memory traffic: the time to read and write all columns once.

``python -m experiments.benchmark.memory_traffic CITIZENS`` prints one line of JSON.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Iterator

import numpy as np

from experiments.benchmark.reading import Reading, in_process
from scenarios import load
from simulation.engine import CityRun
from simulation.kernels.compiled import compiled

PART = "memory"
#: Numbers in each array of the triad: far more than any cache.
TRIAD = 16_000_000
#: Months without yearly measurements.
MONTHS = 6


@compiled
def triad(sums, first, second):
    """``a = b + 3 c``, as in the STREAM benchmark (McCalpin 1995)."""
    for place in range(sums.shape[0]):
        sums[place] = first[place] + 3.0 * second[place]


@compiled
def touch(column):
    """Read and write every byte of a column once."""
    for place in range(column.shape[0]):
        column[place] ^= 1


def bandwidth() -> float:
    """Bytes per second of the triad with one thread; the best of five."""
    sums, first, second = (np.ones(TRIAD) for _ in range(3))
    triad(sums, first, second)
    times = []
    for _ in range(5):
        began = time.perf_counter()
        triad(sums, first, second)
        times.append(time.perf_counter() - began)
    # the written array is read first
    return 4 * sums.nbytes / min(times)


def compare(citizens: int) -> dict[str, float]:
    """Nanoseconds per citizen of a month, and of reading and writing all columns once."""
    size = {"city.citizens": citizens, "city.months": 2 * MONTHS, "city.burn_in": 1}
    run = CityRun(load("baseline").but(size).settings, 1)
    for _ in range(3):
        run.step()
    months, touches = [], []
    columns = [array.reshape(-1).view(np.uint8) for _, array in run.world.citizens.arrays()]
    wide = [column[: column.size // 8 * 8].view(np.uint64) for column in columns]
    touch(wide[0]), touch(wide[0])
    for _ in range(MONTHS):
        began = time.perf_counter()
        run.step()
        months.append(time.perf_counter() - began)
        began = time.perf_counter()
        for column in wide:
            touch(column)
        touches.append(time.perf_counter() - began)
        for column in wide:
            touch(column)
    size_of_all = sum(column.nbytes for column in wide)
    return {
        "month": statistics.median(months) / citizens * 1e9,
        "touch": statistics.median(touches) / citizens * 1e9,
        "bytes": 2 * size_of_all / citizens,
        "bandwidth": bandwidth(),
    }


def readings(citizens: int) -> Iterator[Reading]:
    """The month compared with reading and writing the same memory once."""
    found = in_process("memory_traffic", citizens)
    at_best = found["bytes"] / found["bandwidth"] * 1e9
    for what, value, unit in (
        ("month", found["month"], "ns per citizen-month"),
        ("every column read and written once", found["touch"], "ns per citizen-month"),
        ("the same bytes at the triad's bandwidth", at_best, "ns per citizen-month"),
        ("bandwidth of the triad", found["bandwidth"] / 1e9, "GB per second"),
        ("month over touching the columns once", found["month"] / found["touch"], "ratio"),
    ):
        yield Reading(PART, what, citizens, 1, value, unit)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(compare(int(sys.argv[1]))) + "\n")
