"""Work that goes wrong, for tests of what happens then."""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.batch.output_checks import check
from experiments.batch.worker import attempt, live, perform

#: Environment variable with a file that says that a fault has been had.
MARKER = "CITYFIT_TEST_MARKER"


def fails_on_seed_two(task, on_month=None):
    """Raise inside the run of seed 2."""
    if task.run.seed == 2:
        broken = replace(task.run, settings={**task.run.settings, "no.such": 1})
        task = replace(task, run=broken)
    return perform(task, on_month)


def dies_on_seed_two(task, on_month=None):
    """Be killed in the run of seed 2, each time."""
    if task.run.seed == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(task, on_month)


def dies_once(task, on_month=None):
    """Be killed in the first run of seed 2 only."""
    marker = Path(os.environ[MARKER])
    if task.run.seed == 2 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(task, on_month)


def _sleeps(run, on_month):
    for month in range(1000):
        time.sleep(0.1)
        on_month(month)


def never_ends_on_seed_two(task, on_month=None):
    """In the run of seed 2 come to the end of month after month, without end."""
    return attempt(task, _sleeps if task.run.seed == 2 else live, on_month)


def hangs_on_seed_two(task, on_month=None):
    """In the run of seed 2 never come to the end of a month."""
    if task.run.seed == 2:
        time.sleep(1000)
    return perform(task, on_month)


def _eats(run, on_month):
    eaten = []
    for _ in range(1000):
        eaten.append(bytearray(os.urandom(1_000_000)) * 10)
        time.sleep(0.01)


def eats_memory_on_seed_two(task, on_month=None):
    """In the run of seed 2 take ten megabytes after ten megabytes."""
    return attempt(task, _eats if task.run.seed == 2 else live, on_month)


def undefined_on_seed_two(task, on_month=None):
    """In the run of seed 2 have no fit in the last month."""

    def spoiled(run, on_month):
        tables = dict(live(run, on_month))
        frame, _ = tables["runs"]
        frame.loc[frame.index[-1], "fit"] = float("nan")
        check(frame, run.settings["city.burn_in"], 0)
        return tables

    return attempt(task, spoiled if task.run.seed == 2 else live, on_month)


def does_next_to_nothing(run, on_month):
    """No city at all, but quick: for what surrounds a run."""
    frame = pd.DataFrame({"month": np.arange(1, 25), "fit": np.full(24, float(run.seed))})
    return {"runs": (frame, {})}


def quick(task, on_month=None):
    """See :func:`does_next_to_nothing`."""
    return attempt(task, does_next_to_nothing, on_month)


def who_does_it(task):
    """The task, the process that does it, and when; a task that ends in 0 takes a while."""
    time.sleep(1.0 if task.endswith("0") else 0.0)
    return task, os.getpid(), time.monotonic()
