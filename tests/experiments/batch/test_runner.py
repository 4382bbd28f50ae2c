"""Batches: resuming, failures, interruptions and killed processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
from conftest import ROOT, SET, SMALL, alive, carry_out, contents, runs_in, wait_for
from faults import (
    fails_on_seed_two,
)

from experiments import compare, run
from experiments.batch import resume, runner, worker
from experiments.batch.plan import Plan, make_plan
from experiments.errors import RequestError
from experiments.storage.results import Results
from scenarios import load
from simulation.core.model_version import model_version
from simulation.measures import MEASURES
from simulation.tables.occupations import Occupations

BOTH = ("baseline", "training")


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Two scenarios with four seeds, run in one process."""
    directory = tmp_path_factory.mktemp("undisturbed")
    run([load(name).but(SMALL) for name in BOTH], 4, jobs=1, output=directory)
    return directory


def test_results_hold_every_month_of_every_run(undisturbed):
    results = Results.open(undisturbed)
    frame = results.frame()
    assert results.scenarios == list(BOTH)
    assert results.seeds == [1, 2, 3, 4]
    assert len(frame) == 2 * 4 * SMALL["city.months"]
    columns = [column for measure in MEASURES.values() for column in measure.columns]
    assert list(frame.columns) == ["scenario", "seed", "month", *columns]
    assert set(results.columns) == set(columns)
    assert len(results.summary()) == 8
    assert all(kind == np.float64 for kind in frame[columns].dtypes)


def test_runs_that_exist_are_not_run_again(tmp_path, small, monkeypatch):
    run(small("baseline"), 2, jobs=1, output=tmp_path)
    before = contents(tmp_path)
    begun = []

    def nothing(run, *_, **__):
        begun.append(run.key)
        raise RuntimeError

    monkeypatch.setattr(worker, "run_city", nothing)
    run(small("baseline"), 2, jobs=1, output=tmp_path)
    run(small(*BOTH), [1, 3], jobs=1, output=tmp_path)
    assert begun == [("training", 1), ("baseline", 3), ("training", 3)]
    assert before.items() <= contents(tmp_path).items()


def test_a_damaged_run_is_reported_and_run_again(tmp_path, small, capsys):
    run(small("baseline"), 1, jobs=1, output=tmp_path)
    before = contents(tmp_path)
    (path,) = (tmp_path / "runs").iterdir()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 4
    path.write_bytes(bytes(content))
    run(small("baseline"), 1, jobs=1, output=tmp_path)
    assert path.name in capsys.readouterr().err
    assert contents(tmp_path) == before


def test_runs_of_another_model_are_set_aside_and_repeated(tmp_path, small, monkeypatch, capsys):
    run(small(*BOTH), 1, jobs=1, output=tmp_path)
    for module in (runner, worker):
        monkeypatch.setattr(module, "model_version", lambda: "another")
    results = run(small("baseline"), 1, jobs=1, output=tmp_path)
    assert "model has changed since 2" in capsys.readouterr().err
    assert len(runs_in(tmp_path)) == 1
    outdated = pd.concat(map(pd.read_parquet, (tmp_path / "outdated").rglob("*.parquet")))
    assert set(outdated["scenario"]) == set(BOTH)
    assert results.scenarios == ["baseline"]


def test_runs_of_a_changed_scenario_are_set_aside_and_repeated(tmp_path, small, capsys):
    run(small(*BOTH), 1, jobs=1, output=tmp_path)
    (baseline,) = small("baseline")
    run(baseline.but({"city.citizens": 250}), 1, jobs=1, output=tmp_path)
    assert "baseline has changed since 1" in capsys.readouterr().err
    assert len(runs_in(tmp_path)) == 2


def test_a_panel_is_kept_beside_the_measures_and_made_when_it_is_missing(
    undisturbed, tmp_path, small
):
    run(small("baseline"), 1, jobs=1, output=tmp_path)
    run(small("baseline"), 1, jobs=1, output=tmp_path, panel=7)
    files = contents(tmp_path)
    measures = ("runs", "baseline", 1)
    assert files[measures] == contents(undisturbed)[measures]
    panel = pd.read_parquet(tmp_path / "panels")
    assert panel["person"].nunique() >= 7
    followed = Results.open(tmp_path).panel()
    assert len(followed) == len(panel)
    assert {"scenario", "seed", "month", "person", "fit"} <= set(followed)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    run(small("baseline"), 1, jobs=1, output=tmp_path, panel=7)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == before
    run(small("baseline"), 1, jobs=1, output=tmp_path, panel=5)
    assert Results.open(tmp_path).panel()["person"].nunique() < followed["person"].nunique()
    assert contents(tmp_path)[measures] == files[measures]


def test_occupations_are_kept_beside_a_panel_and_made_when_they_are_missing(tmp_path, small):
    run(small("baseline"), 1, jobs=1, output=tmp_path, panel=7)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    results = run(small("baseline"), 2, jobs=1, output=tmp_path, by_occupation=True)
    for path, changed in before.items():
        assert path.stat().st_mtime_ns == changed
    table = results.by_occupation()
    assert list(table.groupby("seed")["month"].nunique()) == [table["month"].nunique()] * 2
    names = load("baseline").settings["occupations"]
    assert list(table["occupation"].unique()) == list(Occupations(names.table).names)
    described = pq.read_schema(next((tmp_path / "occupations").glob("*.parquet")))
    assert described.field("pay").metadata[b"unit"] == b"euro/month"
    files = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")}
    run(small("baseline"), 2, jobs=1, output=tmp_path, by_occupation=True)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.parquet")} == files


def test_without_a_folder_results_live_as_long_as_their_object(small):
    results = run(small(*BOTH), seeds=[3], jobs=1)
    directory = results.directory
    assert len(compare(results, against="baseline").frame) > 0
    assert directory.is_dir()
    del results
    assert not directory.exists()


def test_an_interrupted_batch_without_a_folder_leaves_none(small, monkeypatch, tmp_path):
    def interrupt(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr(worker, "run_city", interrupt)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    with pytest.raises(KeyboardInterrupt):
        run(small("baseline"), 1, jobs=1)
    assert not list(tmp_path.iterdir())


def test_a_batch_whose_runs_all_fail_gives_empty_results(small, monkeypatch):
    monkeypatch.setattr(worker, "run_city", lambda *_, **__: 1 / 0)
    results = run(small("baseline"), 2, jobs=1)
    assert len(results.failures) == 2
    assert (len(results.frame()), len(results.summary()), results.scenarios) == (0, 0, [])
    assert "2 failed" in repr(results)


def test_one_failed_run_stops_no_other_and_says_why(tmp_path, small):
    batch, said = carry_out(tmp_path, small("baseline"), [1, 2, 3], fails_on_seed_two, 1)
    assert batch.done == 2
    assert list(batch.causes) == [("baseline", 2)]
    assert len(runs_in(tmp_path)) == 2
    path = tmp_path / "failures.jsonl"
    (failure,) = map(json.loads, path.read_text().splitlines())
    assert (failure["scenario"], failure["seed"]) == ("baseline", 2)
    assert "Traceback" in failure["traceback"]
    assert failure["settings"]["city.months"] == SMALL["city.months"]
    assert any("baseline seed 2" in line and str(path) in line for line in said)


def test_failed_runs_can_be_repeated_alone(tmp_path, small, cityfit, undisturbed):
    def fails(task, on_month=None):
        return (
            worker.TaskResult("a passing trouble") if task.run.seed == 2 else worker.perform(task)
        )

    carry_out(tmp_path, small("baseline"), [1, 2], fails, jobs=1, by_occupation=True)
    assert len(runs_in(tmp_path)) == 1
    code, _, messages = cityfit("run", "--rerun-failed", "-o", tmp_path)
    assert code == 0
    assert "1 run done" in messages[-1]
    again = ("runs", "baseline", 2)
    assert contents(tmp_path)[again] == contents(undisturbed)[again]
    assert ("occupations", "baseline", 2) in contents(tmp_path)
    assert not (tmp_path / "failures.jsonl").exists()
    assert cityfit("run", "--rerun-failed", "-o", tmp_path)[0] == 0


def test_failed_runs_of_another_model_are_not_repeated_alone(tmp_path, small, cityfit, monkeypatch):
    carry_out(tmp_path, small("baseline"), [1, 2], fails_on_seed_two, jobs=1)
    monkeypatch.setattr(resume, "model_version", lambda: "another")
    code, _, messages = cityfit("run", "--rerun-failed", "-o", tmp_path)
    assert code == 2
    assert "model has changed" in messages[0]


#: The command line with runs that kill their process.
DYING = """
import sys
sys.path.insert(0, {tests!r})
from experiments.batch import runner
from experiments.command_line import main
from faults import dies_on_seed_two

runner.carry_out.__kwdefaults__["work"] = dies_on_seed_two
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("jobs", "first", "there"), [(2, 2, []), pytest.param(1, 1, [1], marks=pytest.mark.long)]
)
def test_a_run_that_kills_its_process_leaves_the_command_alive(tmp_path, jobs, first, there):
    command = [
        "run", "baseline", "--first-seed", first, "--seeds", 1 + len(there), *SET, "--jobs", jobs,
        "-o", tmp_path,
    ]  # fmt: skip
    code = DYING.format(tests=str(ROOT / "tests" / "experiments"))
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, command)], cwd=ROOT, capture_output=True,
        text=True, check=False, timeout=300,
    )  # fmt: skip
    assert done.returncode == 1, done.stderr
    assert "baseline seed 2: WorkerKilledError: killed" in done.stderr
    assert f"{len(there)} runs done, 1 failed" in done.stderr
    assert runs_in(tmp_path) == [("baseline", seed) for seed in there]


def test_a_model_edited_during_a_batch_is_noticed(tmp_path, small, monkeypatch):
    monkeypatch.setattr(worker, "model_version", lambda: "edited")
    results = run(small("baseline"), 1, jobs=1, output=tmp_path)
    assert "changed while" in results.failures["baseline", 1]


def test_a_plain_script_needs_no_guard(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "from scenarios import load\n"
        "from experiments import run\n"
        f"small = {SMALL!r}\n"
        "results = run([load('baseline').but(small)], seeds=2, jobs=2)\n"
        "print(len(results.frame()))\n"
    )
    answer = subprocess.run(
        [sys.executable, script], capture_output=True, text=True, timeout=300, check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert answer.stdout.split() == [str(2 * SMALL["city.months"])]


def test_a_batch_in_a_thread_works(tmp_path, small):
    thread = threading.Thread(
        target=run, args=(small("baseline"), 1), kwargs={"jobs": 1, "output": tmp_path}
    )
    thread.start()
    thread.join()
    assert len(runs_in(tmp_path)) == 1


@pytest.mark.parametrize(
    ("jobs", "how"),
    [
        (1, signal.SIGINT),
        (2, signal.SIGINT),
        pytest.param(2, signal.SIGTERM, marks=pytest.mark.long),
    ],
)
def test_an_interrupted_batch_ends_at_once_and_says_how_to_go_on(tmp_path, start, jobs, how):
    long = [*SET, "--months", 120]
    process = start("run", *BOTH, "--seeds", 500, *long, "--jobs", jobs, "-o", tmp_path)
    wait_for(lambda: runs_in(tmp_path))
    (os.killpg if how == signal.SIGINT else os.kill)(process.pid, how)
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 130, messages
    assert len(runs_in(tmp_path)) < 500  # of 1,000
    (line,) = [line for line in messages.splitlines() if "same command again" in line]
    assert str(tmp_path) in line
    assert "Traceback" not in messages
    wait_for(lambda: not alive(process.pid), 20)
    assert not (tmp_path / ".partial").exists()


def test_two_batches_in_one_folder_do_no_harm(undisturbed, tmp_path, start):
    command = ["run", *BOTH, "--seeds", 4, *SET, "--jobs", 1, "-o", tmp_path]
    both = [start(*command), start(*command)]
    for process in both:
        _, messages = process.communicate(timeout=300)
        assert process.returncode == 0, messages
    assert contents(tmp_path) == contents(undisturbed)


def test_a_second_interruption_ends_at_once():
    """Here the clean-up after the first interruption takes a minute."""
    code = """
import os, signal, time
from experiments.batch import runner

with runner._interruptible():
    try:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(60)
    except KeyboardInterrupt:
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(60)
"""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False,
        timeout=50,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (runner.INTERRUPTED, "", "")


def test_scenarios_can_be_given_by_name_and_unknown_options_are_refused(small, monkeypatch):
    monkeypatch.setattr("experiments.batch.arguments.load", lambda name: small(name)[0])
    assert run("baseline", 1, jobs=1, cluster=None).scenarios == ["baseline"]
    with pytest.raises(TypeError, match="unknown argument 'timeout': nearest: run_timeout"):
        run("baseline", 1, timeout=600)


def test_a_plan_with_a_run_twice_is_refused(tmp_path, small):
    plan = make_plan(small("baseline"), [1, 2], 0, model_version())
    twice = Plan((*plan.runs, plan.runs[0]))
    with pytest.raises(RequestError, match="twice: baseline, seed 1"):
        runner.carry_out(twice, [], tmp_path / "runs", say=print, show=False)
    assert not (tmp_path / "runs").exists()


def test_two_names_for_the_same_settings_are_two_runs(tmp_path, small):
    (baseline,) = small("baseline")
    run(baseline, 1, jobs=1, output=tmp_path)
    results = run([baseline, baseline.but(name="twin")], 1, jobs=1, output=tmp_path)
    assert results.scenarios == ["baseline", "twin"]
    assert runs_in(tmp_path) == [("baseline", 1), ("twin", 1)]


def test_records_say_how_each_run_was_made(undisturbed):
    records = Results(undisturbed).records()
    assert len(records) == 8
    assert (records["wall_seconds"] > 0).all()
    assert records["peak_memory_megabytes"].between(20, 20_000).all()
    assert set(records["model_version"]) == {model_version()}
    assert all(records["parameters"].str["city.citizens"] == SMALL["city.citizens"])
    for column in ("commit", "uncommitted_changes", "python", "packages", "processor_features"):
        assert column in records


def test_a_full_disk_is_one_line_and_what_was_finished_is_kept(
    tmp_path, cityfit, monkeypatch, full_disk
):
    full_disk(lambda name: "seed-00002" in name)
    monkeypatch.setattr("experiments.storage.write_buffer.PATIENCE", 0.0)
    command = ["run", "baseline", "--seeds", 3, *SET, "--jobs", 1, "-o", tmp_path]
    code, _, messages = cityfit(*command)
    assert (code, len(messages)) == (1, 1)
    assert "No space left on device" in messages[0]
    assert "same command again" in messages[0]
    assert runs_in(tmp_path) == [("baseline", 1)]
    full_disk(lambda _: False)
    assert cityfit(*command)[0] == 0
    assert len(runs_in(tmp_path)) == 3


def space(folder):
    """Kilobytes that the files of a folder take."""
    return sum(path.stat().st_blocks for path in folder.rglob("*")) // 2


def test_a_batch_that_fills_its_disk_goes_on_when_there_is_room(
    undisturbed, disk, start, small, tmp_path, monkeypatch
):
    """The disk has space for one run, and not for all of them even in one file.

    How many files there are depends on the time that the runs take: they are fewest, and all runs
    smallest, if every run waits for the last.
    """
    monkeypatch.setattr("experiments.storage.write_buffer.PATIENCE", 600.0)
    run(small("baseline"), 1, jobs=1, output=tmp_path / "one")
    run(small(*BOTH), 4, jobs=1, output=tmp_path / "all")
    least, most = space(tmp_path / "one"), space(tmp_path / "all")
    assert least < most
    tiny = disk(f"size={(least + most) // 2}k")
    output = tiny.folder / "runs"
    command = ["run", *BOTH, "--seeds", 4, *SET, "--jobs", 1, "-o", output]
    process = start(*command)
    lines, messages = process.communicate(timeout=300)
    assert (process.returncode, lines) == (1, "")
    (message,) = messages.splitlines()
    assert "No space left on device" in message
    assert "what was finished is kept, give the same command again to go on" in message
    assert 0 < len(runs_in(output)) < 8
    there = {key: rows for key, rows in contents(output).items() if key[0] == "runs"}
    assert there.items() <= contents(undisturbed).items()
    tiny.remount("size=50m")
    process = start(*command)
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 0, messages
    assert contents(output) == contents(undisturbed)
