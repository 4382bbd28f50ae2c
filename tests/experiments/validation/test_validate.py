"""``cityfit validate`` reads runs that are there and makes those that are not."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest
from conftest import lose

from experiments.preregistration.registration import read, sentence
from experiments.studies.study import Study
from experiments.validation import baseline, country_runs
from experiments.validation.fact import BUILDING, CALIBRATED, CHECKED
from experiments.validation.facts import FACTS
from figures.shared.provenance import read as provenance

TINY = Study("tiny", 2, 200, 12, 4, baseline.scenarios)
SET = ("--citizens", "200", "--months", "12", "--set", "city.burn_in=4")


COUNTRIES = ["deu", "nor", "usa"]
ROLES = [CALIBRATED, BUILDING, CHECKED, "predicted"]


@pytest.fixture
def tiny_countries(monkeypatch, tmp_path):
    """Three countries as small as can be, in a folder without runs."""
    monkeypatch.setattr(country_runs, "run_countries", lambda: COUNTRIES)
    tiny = replace(country_runs.QUICK, citizens=200, months=16, burn_in=2, seeds=1,
                   build=lambda size: country_runs.scenarios(size))  # fmt: skip
    for name in ("FULL", "QUICK"):
        monkeypatch.setattr(country_runs, name, tiny)
    monkeypatch.chdir(tmp_path)


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


def test_facts_are_printed_in_parts_by_role(cityfit, tiny, tiny_countries):
    code, lines, messages = cityfit("validate", "--jobs", "1")
    assert code == 0
    starts = [line.split(":")[0] for line in lines if line.split(":")[0] in ROLES]
    assert starts == ROLES
    part = lines.index(next(line for line in lines if line.startswith(BUILDING)))
    numbers = {line.split()[0] for line in lines[part + 2 : lines.index("", part)]}
    assert numbers == {"5", "8", "10"}
    assert lines[-1] == (
        "16 gaps and ratios by education in 20 countries; to run them: cityfit validate --countries"
    )
    assert next(line for line in messages if line.startswith("inputs")).endswith(
        "; ".join(given.name for given in read().inputs)
    )


def test_countries_are_predicted_and_then_shown_among_the_facts(cityfit, tiny, tiny_countries):
    code, lines, messages = cityfit("validate", "--countries", "--jobs", "1")
    assert code == 0
    assert len(lines) == 1 + len(read().countries.predicted)
    assert lines[1].split()[:5] == ["unemployment", "low", "-", "high", "3"]
    said = "\n".join(messages)
    assert "inputs: people, job mix and ICT use at work of the country" in said
    assert "the survey has no ICT levels of their people: esp, fra, ita" in said
    assert "changes of mechanisms or parameters after the predictions were seen: " in said
    assert sentence(read().stamp, read().changes_of_facts()) in messages
    with Path("runs/countries/country_predictions.csv").open(newline="") as file:
        table = list(csv.DictReader(file))
    assert len(table) == len(read().countries.predicted) * len(read().countries.countries)
    assert {row["country"] for row in table if row["predicted"]} >= {"nor"}
    code, facts, _ = cityfit("validate", "--jobs", "1")
    assert code == 0
    assert facts[-len(lines) :] == lines


def test_predictions_are_rows_for_other_programs(cityfit, tiny_countries):
    cityfit("validate", "c", "--countries", "--jobs", "1")
    code, lines, messages = cityfit("validate", "c", "--countries", "--format", "json")
    assert code == 0
    assert messages[0] == "4 of 4 runs are there already; 0 to do"
    rows = json.loads("\n".join(lines))
    assert [row["key"] for row in rows] == [one.key for one in read().countries.predicted]
    assert {row["role"] for row in rows} == {"predicted"}
    assert {row["preregistration"] for row in rows} == {read().stamp}


def test_predictions_are_drawn_on_request(cityfit, tiny_countries):
    code, _, messages = cityfit(
        "validate", "c", "--countries", "--jobs", "1", "--plot", "drawn.png"
    )
    assert code == 0
    assert messages[-1] == "drawn: drawn.png"
    assert provenance(Path("drawn.png")).figure == "countries"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plot", "drawn.png"), "--plot needs --countries"),
        (("--countries", "--plot", "drawn.gif"), "drawn.gif: must end in .pdf, .svg, .png"),
    ],
)
def test_a_plot_that_cannot_be_made_is_refused_before_anything_runs(
    cityfit, tiny_countries, arguments, said
):
    code, lines, messages = cityfit("validate", *arguments)
    assert code == 2
    assert not lines
    assert said in messages[0]
    assert not Path("drawn.png").exists()


def test_without_the_pooled_city_there_is_no_prediction(cityfit, tiny_countries, monkeypatch):
    def fails(*_args, **_options):
        raise RuntimeError("no luck today")

    monkeypatch.setattr("simulation.engine.CityRun", fails)
    code, lines, messages = cityfit("validate", "--countries", "--jobs", "1")
    assert (code, lines) == (1, [])
    assert messages[-1].startswith("all runs of the pooled city failed")
