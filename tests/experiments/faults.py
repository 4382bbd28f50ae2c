"""Work that goes wrong, for tests of what happens then."""

from __future__ import annotations

import os
import signal
from dataclasses import replace

from experiments.worker import perform


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
    marker = task.directory / "killed-once"
    if task.run.seed == 2 and not marker.exists():
        marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return perform(task, on_month)
