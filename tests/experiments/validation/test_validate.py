"""``cityfit validate`` reads runs that are there and makes those that are not."""

from __future__ import annotations

import json

import pytest
from conftest import lose

from experiments.preregistration.registration import read, sentence
from experiments.studies.study import Study
from experiments.validation import baseline
from experiments.validation.facts import FACTS

TINY = Study("tiny", 2, 200, 12, 4, baseline.scenarios)
SET = ("--citizens", "200", "--months", "12", "--set", "city.burn_in=4")


@pytest.fixture
def tiny(monkeypatch):
    """Both sizes as small as can be."""
    monkeypatch.setattr(baseline, "FULL", TINY)
    monkeypatch.setattr(baseline, "QUICK", TINY)


def test_runs_are_made_once_and_then_read(cityfit, tiny, tmp_path):
    code, rows, messages = cityfit("validate", tmp_path / "v", "--jobs", "1", "--format", "json")
    assert code == 0
    table = json.loads("\n".join(rows))
    assert [row["fact"] for row in table] == [fact.name for fact in FACTS]
    assert set(table[0]) == {
        "number", "fact", "value", "low", "high", "target_low", "target_high", "unit", "used",
        "verdict", "confidence", "source", "preregistration",
    }  # fmt: skip
    assert {row["preregistration"] for row in table} == {read().stamp}
    assert messages[-2] == sentence(read().stamp, read().changes_of_facts())
    assert messages[-1].endswith("2 seeds")
    code, again, messages = cityfit("validate", tmp_path / "v", "--jobs", "1", "--format", "json")
    assert (code, again) == (0, rows)
    assert messages[0] == "2 of 2 runs are there already; 0 to do"


def test_a_batch_that_was_cut_off_is_completed(cityfit, tiny, tmp_path):
    cityfit("validate", tmp_path / "v", "--jobs", "1")
    lose(tmp_path / "v", ("baseline", 2))
    code, _, messages = cityfit("validate", tmp_path / "v", "--jobs", "1", "--quick")
    assert code == 0
    assert messages[0] == "1 of 2 runs are there already; 1 to do"
    assert messages[-1].endswith("2 seeds, quick check only")


def test_runs_that_another_command_made_are_only_read(cityfit, tiny, tmp_path):
    cityfit("run", "baseline", "training", "--seeds", "3", *SET, "--set",
            "interventions.training.start_month=5", "--jobs", "1", "-o", tmp_path)  # fmt: skip
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    code, rows, messages = cityfit("validate", tmp_path, "--format", "csv")
    assert code == 0
    assert rows[0].startswith("number,fact,value,low,high")
    assert messages[0] == f"3 runs of the baseline are in {tmp_path}: 200 citizens, 12 months"
    assert messages[-1].endswith("3 seeds")
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


def test_a_folder_without_the_baseline_is_refused(cityfit, tiny, tmp_path):
    cityfit("run", "training", "--seeds", "1", *SET, "--set",
            "interventions.training.start_month=5", "--jobs", "1", "-o", tmp_path)  # fmt: skip
    code, rows, messages = cityfit("validate", tmp_path)
    assert (code, rows) == (2, [])
    assert messages == [
        f"error: {tmp_path}: holds runs, but none of the baseline; give another folder"
    ]


def test_runs_of_another_model_are_refused(cityfit, tiny, tmp_path, monkeypatch):
    cityfit("run", "baseline", "--seeds", "1", *SET, "--jobs", "1", "-o", tmp_path)
    monkeypatch.setattr(baseline, "model_version", lambda: "another")
    code, rows, messages = cityfit("validate", tmp_path)
    assert (code, rows) == (2, [])
    assert "another version of the model" in messages[0]


def test_what_failed_gives_exit_code_1(cityfit, tiny, tmp_path, monkeypatch):
    """Every run fails: nothing can be judged, and the command says so."""

    def dies(*_args, **_options):
        raise RuntimeError("no luck today")

    monkeypatch.setattr("simulation.engine.simulate", dies)
    code, rows, messages = cityfit("validate", tmp_path / "v", "--jobs", "1")
    assert (code, rows) == (1, [])
    assert "no luck today" in messages[0]
    assert messages[-1] == "all runs of the baseline failed"
