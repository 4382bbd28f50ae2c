"""On their way to the disk many runs take few files and bounded memory, and none is lost."""

from __future__ import annotations

import errno
import resource
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pytest
from conftest import ROOT, runs_in

import experiments.storage.store
from experiments.batch.plan import make_plan
from experiments.batch.worker import Done
from experiments.comparison import compare
from experiments.storage.durable_files import Lines
from experiments.storage.results import Results
from experiments.storage.store import MOST_FILES, Store
from experiments.storage.write_buffer import PATIENCE, WriteBuffer
from scenarios import load
from simulation.measures import MEASURES

COLUMNS = {"fit": {"measure": "fit", "unit": "0-1", "summary": "mean"}}
#: Seconds that a run says it took: so long that it does not wait for others.
LONG = 2 * PATIENCE


def done(seed: int, wall_seconds: float, **record) -> Done:
    """A tiny run."""
    frame = pd.DataFrame({"month": [1, 2], "fit": [0.5, 1.0 / seed]})
    tables = {"runs": (frame, COLUMNS)}
    return Done(tables=tables, record={"wall_seconds": wall_seconds, **record})


def taken_in(directory, seeds, wall_seconds, every):
    """Have runs written as a batch does; gives the most files there were at a time."""
    store = Store(directory)
    write_buffer = WriteBuffer(store, print)
    most = 0
    for run in make_plan([load("baseline")], seeds, 0, "v").runs:
        write_buffer.take(run, done(run.seed, wall_seconds))
        if run.seed % every == 0:
            write_buffer.write()
            most = max(most, len(store.parts()))
    write_buffer.write(all_of_it=True)
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
    write_buffer = WriteBuffer(Store(tmp_path), print)
    (run,) = make_plan([load("baseline")], [1], 0, "v").runs
    write_buffer.take(run, done(1, 0.01))
    assert 0 < write_buffer.patience <= PATIENCE
    write_buffer.write()
    assert runs_in(tmp_path) == []
    later = time.monotonic() + PATIENCE
    monkeypatch.setattr(time, "monotonic", lambda: later)
    write_buffer.write()
    assert runs_in(tmp_path) == [("baseline", 1)]
    assert write_buffer.patience is None


@pytest.mark.parametrize("full", ["manifest", "file"])
def test_runs_that_only_fit_one_by_one_keep_how_they_were_made(
    tmp_path, monkeypatch, full_disk, full
):
    """The disk is full for the runs together, at the manifest's line or at the file."""
    failures = iter([True])
    append = Lines.append

    def no_room(lines, documents):
        if full == "manifest" and next(failures, False):
            raise OSError(errno.ENOSPC, "No space left on device", str(lines.path))
        append(lines, documents)

    monkeypatch.setattr(Lines, "append", no_room)
    full_disk(lambda _: full == "file" and next(failures, False))
    store = Store(tmp_path)
    write_buffer = WriteBuffer(store, print)
    plan = make_plan([load("baseline"), load("training")], [1, 2], 0, "v")
    for run in plan.runs:
        write_buffer.take(run, done(run.seed, 0.01, made_with={"commit": f"of {run.scenario}"}))
    write_buffer.write(all_of_it=True)
    assert next(failures, False) is False
    for manifest in (store.manifest, Store(tmp_path).manifest):
        records = manifest.records(there(tmp_path))
        assert [one["commit"] for one in records] == ["of baseline", "of training"] * 2
        settings = [dict(run.settings) for run in plan.runs]
        assert [one["parameters"] for one in records] == settings


def there(directory):
    """What is known of the runs of a folder, in the order of a plan."""
    found = [known for _, known in Store(directory).contents().values()]
    return sorted(found, key=lambda known: (known.seed, known.scenario))


@pytest.mark.parametrize("at", ["before it", "in its manifest", "in its file", "after it"])
def test_an_interruption_of_writing_loses_no_run_and_doubles_none(tmp_path, monkeypatch, at):
    write_buffer = WriteBuffer(Store(tmp_path), print)
    for run in make_plan([load("baseline")], [1, 2, 3], 0, "v").runs:
        write_buffer.take(run, done(run.seed, 0.01))
    owner, name = {
        "in its manifest": (Lines, "append"),
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
            write_buffer.write(all_of_it=True)
    write_buffer.write(all_of_it=True)
    assert write_buffer.patience is None
    rows = pd.read_parquet(tmp_path / "runs")
    assert rows.groupby(["scenario", "seed"]).size().to_dict() == {
        ("baseline", seed): 2 for seed in (1, 2, 3)
    }
    assert [known.seed for known in there(tmp_path)] == [1, 2, 3]
    assert len(Store(tmp_path).parts()) == 1


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


#: All measures over as many months as a short run has, and how many of such runs.
WIDE_MONTHS, WIDE_RUNS = 60, 20_000
WIDE = """
import sys
sys.path.insert(0, {tests!r})
import test_intake
test_intake.{work}({directory!r})
"""


def wide(directory):
    """Have runs written of two scenarios with all measures of a city; only `fit` differs."""
    columns = {
        column: {"measure": name, "unit": one.unit, "summary": one.summary}
        for name, one in MEASURES.items()
        for column in one.columns
    }
    values = np.random.default_rng(1).random((WIDE_MONTHS, len(columns)))
    frame = pd.DataFrame(values, columns=list(columns))
    frame.insert(0, "month", np.arange(1, WIDE_MONTHS + 1))
    size = {"city.months": WIDE_MONTHS, "city.burn_in": 12}
    cities = [load("baseline").but(size, name=name) for name in ("baseline", "other")]
    store = Store(directory)
    write_buffer = WriteBuffer(store, print)
    for run in make_plan(cities, range(1, WIDE_RUNS // 2 + 1), 0, "v").runs:
        fit = 0.5 + (run.scenario == "other") / 8
        own = frame.assign(**dict.fromkeys(MEASURES["fit"].columns, fit))
        tables = {"runs": (own, columns)}
        write_buffer.take(run, Done(tables=tables, record={"wall_seconds": 0.01}))
        write_buffer.write()
    write_buffer.write(all_of_it=True)


def looked_at(directory):
    """What a resume check, a table of all outcomes and a comparison read."""
    store = Store(directory)
    store.check(print)
    assert sum(1 for _ in store.there()) == WIDE_RUNS
    results = Results.open(directory)
    assert len(results.summary()) == WIDE_RUNS
    effects = compare(results, measures=["fit", "volatility"]).frame.set_index("measure")
    assert effects.loc["fit", "effect"] == 0.125
    assert set(effects["seeds"]) == {WIDE_RUNS // 2}


@pytest.mark.long
def test_many_runs_of_all_measures_are_written_and_read_in_bounded_memory(tmp_path):
    """All months at once would be more than either process may hold."""
    columns = sum(len(one.columns) for one in MEASURES.values())
    whole = 8 * WIDE_RUNS * WIDE_MONTHS * columns / 2**20
    for work in ("wide", "looked_at"):
        code = WIDE.format(
            tests=str(ROOT / "tests" / "experiments"), directory=str(tmp_path), work=work
        )
        code += "import resource\n"
        code += "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)\n"
        said = subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, check=True, timeout=3600,
            capture_output=True, text=True,
        ).stdout  # fmt: skip
        peak = float(said.split()[-1])
        print(f"{work}: peak {peak:.0f} MB of {whole:.0f} MB")
        assert peak < min(1_500, whole / 2), work
