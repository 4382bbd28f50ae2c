"""Work that fails in different ways."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace

from experiments.batch.output_checks import check
from experiments.batch.worker import perform, perform_with, run_city


def fails_on_seed_two(task, on_month=None):
    """Raise inside the run of seed 2."""
    if task.run.seed == 2:
        broken = replace(task.run, settings={**task.run.settings, "no.such": 1})
        task = replace(task, run=broken)
    return perform(task, on_month)


def dies_on_seed_two(task, on_month=None):
    """Be killed in each run of seed 2."""
    if task.run.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(task, on_month)


def _sleep(run, on_month):
    for month in range(1000):
        time.sleep(0.1)
        on_month(month)


def never_ends_on_seed_two(task, on_month=None):
    """In the run of seed 2 never reach the last month."""
    return perform_with(task, _sleep if task.run.seed == 2 else run_city, on_month)


def hangs_on_seed_two(task, on_month=None):
    """In the run of seed 2 never reach the end of a month."""
    if task.run.seed == 2:
        time.sleep(1000)
    return perform(task, on_month)


def _use_memory(run, on_month):
    used = []
    for _ in range(1000):
        used.append(bytearray(os.urandom(1_000_000)) * 10)
        time.sleep(0.01)


def eats_memory_on_seed_two(task, on_month=None):
    """In the run of seed 2 use more and more memory."""
    return perform_with(task, _use_memory if task.run.seed == 2 else run_city, on_month)


def undefined_on_seed_two(task, on_month=None):
    """In the run of seed 2 have an undefined fit in the last month."""

    def spoiled(run, on_month):
        tables = dict(run_city(run, on_month))
        frame, _ = tables["runs"]
        frame.loc[frame.index[-1], "fit"] = float("nan")
        check(frame, run.settings["city.burn_in"], 0)
        return tables

    return perform_with(task, spoiled if task.run.seed == 2 else run_city, on_month)


def who_does_it(task):
    """Return the task, the process and the time; a task that ends in 0 takes a second."""
    time.sleep(1.0 if task.endswith("0") else 0.0)
    return task, os.getpid(), time.monotonic()
