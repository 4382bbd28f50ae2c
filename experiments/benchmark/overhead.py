"""Overhead of a batch: per run, and to check that all runs are stored.

``python -m experiments.benchmark.overhead RUNS`` prints its seconds. The runs simulate no city;
each returns the months of a city that was simulated before, so the time is that of the plan, the
worker, the files and the manifest.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from experiments.batch.executors import Workforce
from experiments.batch.plan import PlannedRun, make_plan
from experiments.batch.runner import carry_out
from experiments.batch.worker import OnMonth, Tables, Task, TaskResult, perform_with, run_city
from experiments.benchmark.reading import Reading, in_process
from scenarios import load
from simulation.core.model_version import model_version

PART = "overhead"
CITIZENS, MONTHS, BURN_IN = 100, 24, 12


@cache
def _months() -> Tables:
    """The tables of one small city, simulated once in this process."""
    size = {"city.citizens": CITIZENS, "city.months": MONTHS, "city.burn_in": BURN_IN}
    plan = make_plan([load("baseline").but(size)], [1], 0, model_version())
    return run_city(plan.runs[0], lambda _: None)


def _stored_months(_: PlannedRun, __: OnMonth) -> Tables:
    return _months()


def perform_without_city(task: Task, on_month: OnMonth | None = None) -> TaskResult:
    """A run without simulation; see :func:`experiments.batch.worker.perform`."""
    return perform_with(task, _stored_months, on_month)


def overhead(runs: int, jobs: int = 1) -> dict[str, float]:
    """Seconds of a batch of such runs, and of the same batch again.

    Parameters
    ----------
    runs : int
    jobs : int
        Processes; one runs them in the process of the batch itself.

    Returns
    -------
    dict
        "first" and "again", in seconds; "first_processor" and "again_processor", the same in
        processor seconds of this process; and "files", the number of files of the results.
    """
    size = {"city.citizens": CITIZENS, "city.months": MONTHS, "city.burn_in": BURN_IN}
    scenario = load("baseline").but(size)
    plan = make_plan([scenario], range(1, runs + 1), 0, model_version())
    _months()
    seconds, busy = [], []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(2):
            began, worked = time.perf_counter(), time.process_time()
            done = carry_out(
                plan, [scenario], Path(folder), workforce=Workforce(jobs, here=True),
                say=lambda _: None, show=False, work=perform_without_city,
            )  # fmt: skip
            seconds.append(time.perf_counter() - began)
            busy.append(time.process_time() - worked)
            if done.causes or done.there + done.done != runs:
                raise RuntimeError(f"of {runs} runs: {done}")
        if done.there != runs:
            raise RuntimeError(f"only {done.there} of {runs} runs were found again")
        files = sum(1 for path in Path(folder).rglob("*") if path.is_file())
    return {
        "first": seconds[0], "again": seconds[1],
        "first_processor": busy[0], "again_processor": busy[1], "files": files,
    }  # fmt: skip


def readings(runs: int) -> Iterator[Reading]:
    """Milliseconds per run, and seconds to check that a batch is complete."""
    what = f"of {runs:,} runs of {MONTHS} months"
    beside = f"beside the city, per run {what}"
    # the start of workers is not part of a run
    several, starting = (in_process("overhead", number, 2)["first"] for number in (runs, 2))
    yield Reading(PART, beside, CITIZENS, 2, 1e3 * (several - starting) / runs, "ms")
    found = in_process("overhead", runs, 1)
    yield Reading(PART, beside, CITIZENS, 1, 1e3 * found["first"] / runs, "ms")
    yield Reading(PART, f"resume check {what}", CITIZENS, 1, found["again"], "s")
    yield Reading(PART, f"files {what}", CITIZENS, 1, found["files"], "files")


if __name__ == "__main__":
    # imported by name, so that workers can unpickle its functions
    from experiments.benchmark import overhead as module

    sys.stdout.write(json.dumps(module.overhead(*map(int, sys.argv[1:]))) + "\n")
