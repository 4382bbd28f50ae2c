"""A batch on one and on two workers, with start-up and compilation timed separately.

``python -m experiments.benchmark.batches JOBS RUNS CITIZENS MONTHS`` prints its seconds.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from experiments.batch.executors import Workforce
from experiments.batch.plan import make_plan
from experiments.batch.runner import carry_out
from experiments.benchmark.reading import Reading, in_process
from scenarios import load
from simulation.core.model_version import model_version

PART = "batch"


def batch(jobs: int, runs: int, citizens: int, months: int) -> float:
    """Seconds of a batch."""
    size = {"city.citizens": citizens, "city.months": months, "city.burn_in": months // 3}
    scenario = load("baseline").but(size)
    plan = make_plan([scenario], range(1, runs + 1), 0, model_version())
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        done = carry_out(
            plan, [scenario], Path(folder), workforce=Workforce(jobs, here=True),
            say=lambda _: None, show=False,
        )  # fmt: skip
        seconds = time.perf_counter() - began
    if done.causes:
        raise RuntimeError(f"runs failed: {done.causes}")
    return seconds


def readings(runs: int, citizens: int, months: int) -> Iterator[Reading]:
    """Throughput of one and of two workers, and the cost of starting them."""
    with tempfile.TemporaryDirectory() as empty:
        first = in_process("city_run", 300, 4, 1, NUMBA_CACHE_DIR=empty)["stepping"]
    again = in_process("city_run", 300, 4, 1)["stepping"]
    yield Reading(PART, "first step of a new process, nothing compiled yet", 300, 1, first, "s")
    yield Reading(PART, "first step of a new process", 300, 1, again, "s")
    work = {}
    for jobs in (1, 2):
        # one tiny run per worker measures the start alone
        start = in_process("batches", jobs, jobs, 300, 4)
        whole = in_process("batches", jobs, runs, citizens, months)
        work[jobs] = whole - start
        yield Reading(PART, "starting", 300, jobs, start, "s")
        yield Reading(PART, f"{runs} runs of {months} months", citizens, jobs, whole, "s")
    yield Reading(PART, "throughput of two workers over one", citizens, 2,
                  work[1] / work[2], "ratio")  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(json.dumps(batch(*map(int, sys.argv[1:]))) + "\n")
