"""On their way to the disk many runs take few files and bounded memory, and none is lost."""

from __future__ import annotations

import resource
import subprocess
import sys
import time

import pandas as pd
import pytest
from conftest import ROOT, runs_in

from experiments.intake import PATIENCE, Intake
from experiments.plan import make_plan
from experiments.store import MOST_FILES, Store
from experiments.worker import Done
from scenarios import load

COLUMNS = {"fit": {"measure": "fit", "unit": "0-1", "summary": "mean"}}
#: Seconds that a run says it took: so long that it does not wait for others.
LONG = 2 * PATIENCE


def done(seed: int, wall_seconds: float) -> Done:
    """A tiny run."""
    frame = pd.DataFrame({"month": [1, 2], "fit": [0.5, 1.0 / seed]})
    tables = {"runs": (frame, COLUMNS)}
    return Done(tables=tables, record={"wall_seconds": wall_seconds})


def taken_in(directory, seeds, wall_seconds, every):
    """Have runs written as a batch does; gives the most files there were at a time."""
    store = Store(directory)
    intake = Intake(store, print)
    most = 0
    for run in make_plan([load("baseline")], seeds, 0, "v").runs:
        intake.take(run, done(run.seed, wall_seconds))
        if run.seed % every == 0:
            intake.write()
            most = max(most, len(store.parts()))
    intake.write(all_of_it=True)
    return most


def test_long_runs_are_written_at_once_and_the_number_of_files_stays_bounded(tmp_path):
    number = MOST_FILES + 60
    most = taken_in(tmp_path, range(1, number + 1), LONG, every=1)
    assert most == MOST_FILES
    assert len(Store(tmp_path).parts()) < 100
    assert runs_in(tmp_path) == [("baseline", seed) for seed in range(1, number + 1)]


def test_short_runs_of_the_same_second_share_a_file(tmp_path):
    most = taken_in(tmp_path, range(1, 201), 0.01, every=1)
    assert most <= 3
    assert len(runs_in(tmp_path)) == 200


def test_a_short_run_waits_no_longer_than_that(tmp_path, monkeypatch):
    intake = Intake(Store(tmp_path), print)
    (run,) = make_plan([load("baseline")], [1], 0, "v").runs
    intake.take(run, done(1, 0.01))
    assert 0 < intake.patience <= PATIENCE
    intake.write()
    assert runs_in(tmp_path) == []
    later = time.monotonic() + PATIENCE
    monkeypatch.setattr(time, "monotonic", lambda: later)
    intake.write()
    assert runs_in(tmp_path) == [("baseline", 1)]
    assert intake.patience is None


MANY = """
import sys
sys.path.insert(0, {tests!r})
from test_intake import taken_in
taken_in({directory!r}, range(1, {number} + 1), 0.01, every=2_000)
"""


@pytest.mark.long
def test_a_hundred_thousand_runs_take_few_files_and_little_memory(tmp_path):
    """Another process writes them, and its memory is looked at when it has ended."""
    number = 100_000
    code = MANY.format(
        tests=str(ROOT / "tests" / "experiments"), directory=str(tmp_path), number=number
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=1800)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak < 1_500, f"{peak:.0f} MB"
    began = time.monotonic()
    store = Store(tmp_path)
    said: list[str] = []
    store.check(said.append)
    there = sum(1 for _ in store.there())
    print(f"{number} runs: peak {peak:.0f} MB, looked through in {time.monotonic() - began:.1f} s")
    assert (there, said) == (number, [])
    assert len(store.parts()) <= MOST_FILES
