"""Merged shards give the results of one command; runs that must not be mixed are refused."""

from __future__ import annotations

import shutil

import pytest
from conftest import SET, contents, lose, runs_in

from experiments.command_line import main
from experiments.storage.results import Results
from experiments.storage.store import KINDS

BOTH = ("baseline", "training")


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """Four seeds of two scenarios by one command, and the same in three shards."""
    base = tmp_path_factory.mktemp("Läufe mit Leerzeichen")
    tables = ["--panel", "5", "--by-occupation"]
    command = ["run", *BOTH, "--seeds", "4", *SET, *tables, "--jobs", "1"]
    assert main([*command, "-o", str(base / "one")]) == 0
    shards = [base / f"shard {number}" for number in (1, 2, 3)]
    for number, folder in enumerate(shards, start=1):
        assert main([*command, "--shard", f"{number}/3", "-o", str(folder)]) == 0
    return base / "one", shards


def test_shards_share_the_runs(folders):
    one, shards = folders
    parts = [runs_in(folder) for folder in shards]
    assert [len(part) for part in parts] == [3, 3, 2]
    assert sorted(key for part in parts for key in part) == runs_in(one)


def test_merged_shards_are_the_undisturbed_result(folders, tmp_path, cityfit):
    one, shards = folders
    code, _, messages = cityfit("merge", *shards[::-1], "-o", tmp_path)
    assert code == 0
    assert "8 runs taken over" in messages[-1]
    assert contents(tmp_path) == contents(one)
    assert {kind for kind, *_ in contents(tmp_path)} == {*KINDS, "scenarios"}
    code, _, messages = cityfit("merge", *shards, "-o", tmp_path)
    assert (code, messages[-1].split(";")[0]) == (0, "0 runs taken over, 8 were there already")
    assert contents(tmp_path) == contents(one)
    command = ["run", *BOTH, "--seeds", 4, *SET, "--panel", 5, "--by-occupation", "--jobs", 1]
    code, _, messages = cityfit(*command, "-o", tmp_path)
    assert messages[0] == "8 of 8 runs are there already; 0 to do"


def test_missing_runs_are_named_and_can_be_added(folders, tmp_path, cityfit):
    one, shards = folders
    code, _, messages = cityfit("merge", shards[0], shards[1], "-o", tmp_path)
    assert code == 1
    assert messages[-1] == "2 runs of the plan are missing: baseline seed 2, training seed 3"
    assert cityfit("merge", shards[2], "-o", tmp_path)[0] == 0
    assert contents(tmp_path) == contents(one)


def test_records_are_merged(folders, tmp_path, cityfit):
    one, shards = folders
    cityfit("merge", *shards, "-o", tmp_path)
    merged, direct = Results(tmp_path).records(), Results(one).records()
    assert list(merged["identity"]) == list(direct["identity"])
    assert list(merged["parameters"]) == list(direct["parameters"])
    assert (merged["wall_seconds"] > 0).all()
    assert set(merged["python"]) == set(direct["python"])


def refused(cityfit, folders, output):
    code, rows, messages = cityfit("merge", *folders, "-o", output)
    assert (code, rows, len(messages)) == (2, [], 1)
    assert not output.exists()
    return messages[0]


def test_different_settings_are_refused(folders, tmp_path, cityfit):
    _, shards = folders
    other = tmp_path / "other"
    cityfit("run", "baseline", "--seeds", 1, *SET, "--set", "city.citizens=250", "-o", other)
    line = refused(cityfit, [shards[0], other], tmp_path / "merged")
    assert "baseline has other settings" in line
    assert str(other) in line


def test_an_edited_plan_is_refused(folders, tmp_path, cityfit):
    one, _ = folders
    copy = tmp_path / "copy"
    shutil.copytree(one, copy)
    plan = copy / "plan.json"
    plan.write_text(plan.read_text().replace('"city.months": 12', '"city.months": 13'))
    line = refused(cityfit, [copy], tmp_path / "merged")
    assert str(plan) in line
    assert "edited or damaged" in line
    code, _, messages = cityfit("run", *BOTH, "--seeds", 4, *SET, "--jobs", 1, "-o", copy)
    assert code == 0
    assert any("plan.json: was edited" in message for message in messages)
    assert cityfit("merge", copy, "-o", tmp_path / "merged")[0] == 0


def test_a_damaged_shard_is_refused(folders, tmp_path, cityfit):
    copy = tmp_path / "copy"
    shutil.copytree(folders[1][0], copy)
    path = next((copy / "runs").iterdir())
    path.write_bytes(path.read_bytes()[:-10])
    code, _, messages = cityfit("merge", copy, "-o", tmp_path / "merged")
    assert code == 2
    assert str(path) in messages[-1]


@pytest.mark.parametrize("shard", ["0/3", "4/3", "3", "a/b", "1/", "-1/3"])
def test_an_invalid_shard_is_refused(cityfit, tmp_path, shard):
    code, _, messages = cityfit("run", "baseline", "--shard", shard, "-o", tmp_path / "runs")
    assert (code, len(messages)) == (2, 1)
    assert "I/N" in messages[0]


def test_a_shard_may_have_no_runs(cityfit, tmp_path):
    code, _, messages = cityfit(
        "run", "baseline", "--seeds", 1, *SET, "--shard", "2/2", "-o", tmp_path
    )
    assert code == 0
    assert "0 of 1 runs" in messages[0]


def test_a_lost_run_is_named(folders, tmp_path, cityfit):
    one, _ = folders
    copy = tmp_path / "copy"
    shutil.copytree(one, copy)
    lose(copy, ("training", 3))
    code, _, messages = cityfit("merge", copy, "-o", tmp_path / "merged")
    assert code == 1
    assert messages[-1] == "1 runs of the plan are missing: training seed 3"
