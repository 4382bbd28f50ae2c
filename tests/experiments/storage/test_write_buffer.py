"""Many runs are written to few files in bounded memory, and none is lost."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from conftest import ROOT, runs_in

import experiments.storage.store
from experiments.batch.plan import make_plan
from experiments.batch.worker import TaskResult
from experiments.storage.durable_files import JsonLines
from experiments.storage.store import MOST_FILES, Store
from experiments.storage.write_buffer import PATIENCE, WriteBuffer
from scenarios import load

COLUMNS = {"fit": {"measure": "fit", "unit": "0-1", "summary": "mean"}}
#: Wall seconds of a run that does not wait for others.
LONG = 2 * PATIENCE


def done(seed: int, wall_seconds: float, **record) -> TaskResult:
    """A tiny run."""
    frame = pd.DataFrame({"month": [1, 2], "fit": [0.5, 1.0 / seed]})
    tables = {"runs": (frame, COLUMNS)}
    return TaskResult(tables=tables, record={"wall_seconds": wall_seconds, **record})


def write_runs(directory, seeds, wall_seconds, every):
    """Write runs as a batch does; return the largest number of files at a time."""
    store = Store(directory)
    write_buffer = WriteBuffer(store, print)
    most = 0
    for run in make_plan([load("baseline")], seeds, 0, "v").runs:
        write_buffer.add(run, done(run.seed, wall_seconds))
        if run.seed % every == 0:
            write_buffer.write()
            most = max(most, len(store.files()))
    write_buffer.write(everything=True)
    return most


def test_long_runs_are_written_at_once_and_the_number_of_files_stays_bounded(tmp_path):
    number = MOST_FILES + 60
    most = write_runs(tmp_path, range(1, number + 1), LONG, every=1)
    assert most == MOST_FILES
    assert len(Store(tmp_path).files()) < 100
    assert runs_in(tmp_path) == [("baseline", seed) for seed in range(1, number + 1)]


def test_short_runs_of_the_same_second_share_a_file(tmp_path):
    most = write_runs(tmp_path, range(1, 201), 0.01, every=1)
    assert most <= 3
    assert len(runs_in(tmp_path)) == 200


def test_a_short_run_waits_no_longer_than_that(tmp_path, monkeypatch):
    write_buffer = WriteBuffer(Store(tmp_path), print)
    (run,) = make_plan([load("baseline")], [1], 0, "v").runs
    write_buffer.add(run, done(1, 0.01))
    assert 0 < write_buffer.seconds_left <= PATIENCE
    write_buffer.write()
    assert runs_in(tmp_path) == []
    later = time.monotonic() + PATIENCE
    monkeypatch.setattr(time, "monotonic", lambda: later)
    write_buffer.write()
    assert runs_in(tmp_path) == [("baseline", 1)]
    assert write_buffer.seconds_left is None


@pytest.mark.parametrize("full", ["manifest", "file"])
def test_runs_that_only_fit_one_by_one_keep_how_they_were_made(
    tmp_path, monkeypatch, full_disk, full
):
    """The disk is full for the runs together, at the manifest's line or at the file."""
    failures = iter([True])
    append = JsonLines.append

    def no_room(lines, documents):
        if full == "manifest" and next(failures, False):
            raise OSError(errno.ENOSPC, "No space left on device", str(lines.path))
        append(lines, documents)

    monkeypatch.setattr(JsonLines, "append", no_room)
    full_disk(lambda _: full == "file" and next(failures, False))
    store = Store(tmp_path)
    write_buffer = WriteBuffer(store, print)
    plan = make_plan([load("baseline"), load("training")], [1, 2], 0, "v")
    for run in plan.runs:
        write_buffer.add(run, done(run.seed, 0.01, made_with={"commit": f"of {run.scenario}"}))
    write_buffer.write(everything=True)
    assert next(failures, False) is False
    for manifest in (store.manifest, Store(tmp_path).manifest):
        records = manifest.records(there(tmp_path))
        assert [record["commit"] for record in records] == ["of baseline", "of training"] * 2
        settings = [dict(run.settings) for run in plan.runs]
        assert [record["parameters"] for record in records] == settings


def there(directory):
    """Runs of a folder in the order of a plan."""
    infos = [info for _, info in Store(directory).contents().values()]
    return sorted(infos, key=lambda info: (info.seed, info.scenario))


@pytest.mark.parametrize("at", ["before it", "in its manifest", "in its file", "after it"])
def test_an_interruption_of_writing_loses_and_duplicates_no_run(tmp_path, monkeypatch, at):
    write_buffer = WriteBuffer(Store(tmp_path), print)
    for run in make_plan([load("baseline")], [1, 2, 3], 0, "v").runs:
        write_buffer.add(run, done(run.seed, 0.01))
    owner, name = {
        "in its manifest": (JsonLines, "append"),
        "in its file": (experiments.storage.store, "write_whole"),
    }.get(at, (Store, "commit"))
    real = getattr(owner, name)

    def interrupted(*arguments):
        if at != "before it":
            real(*arguments)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, name, interrupted)
        with pytest.raises(KeyboardInterrupt):
            write_buffer.write(everything=True)
    write_buffer.write(everything=True)
    assert write_buffer.seconds_left is None
    rows = pd.read_parquet(tmp_path / "runs")
    assert rows.groupby(["scenario", "seed"]).size().to_dict() == {
        ("baseline", seed): 2 for seed in (1, 2, 3)
    }
    assert [info.seed for info in there(tmp_path)] == [1, 2, 3]
    assert len(Store(tmp_path).files()) == 1


MANY = """
import sys
sys.path[:0] = [{tests!r}, {common!r}]
from test_write_buffer import write_runs
write_runs({directory!r}, range(1, {number} + 1), 0.01, every=2_000)
"""


@pytest.mark.long
def test_a_hundred_thousand_runs_take_few_files_and_little_memory(tmp_path):
    number = 100_000
    code = MANY.format(
        tests=str(Path(__file__).parent),
        common=str(ROOT / "tests" / "experiments"),
        directory=str(tmp_path),
        number=number,
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=1800)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert peak < 1_500, f"{peak:.0f} MB"
    began = time.monotonic()
    store = Store(tmp_path)
    said: list[str] = []
    store.check(said.append)
    there = sum(1 for _ in store.runs())
    print(f"{number} runs: peak {peak:.0f} MB, checked in {time.monotonic() - began:.1f} s")
    assert (there, said) == (number, [])
    assert len(store.files()) <= MOST_FILES
