"""``cityfit calibrate``: the same study with any number of processes, and after an interruption."""

from __future__ import annotations

import builtins
import csv
import sys
from datetime import date

import pytest
from conftest import runs_in

from experiments.calibration import outcome
from experiments.calibration import study as studies
from experiments.calibration.targets import read
from experiments.calibration.trial import Trial
from experiments.validation.facts import BY_KEY
from scenarios import load
from simulation.core.calibrated_values import read as calibrated_values
from simulation.core.model_version import model_version

pytest.importorskip("optuna")

TINY = """
title = "a tiny one"
facts = [3]
trials = 16
citizens = 120
months = 8
burn_in = 4
seeds = [1, 2]
final_seeds = [3]
check_seeds = [7]
finalists = 2
batch = 4
starts = 3

[targets.contacts]
weight = 0.5

[parameters]
"search.contacts_asked" = { low = 2.0, high = 8.0 }
"search.on_the_job" = { low = 0.05, high = 0.3, log = true }
"""


@pytest.fixture
def targets(tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text(TINY)
    return path


@pytest.fixture
def quick(monkeypatch):
    """Trials that take no time: rows that depend on the values in a known way."""

    def tried(points, seeds, keys, executor):
        assert len(set(seeds)) == len(seeds)
        values = [(point["search.contacts_asked"], point["search.on_the_job"]) for point in points]
        return [dict.fromkeys(keys, 0.02 + (x - 6.0) ** 2 / 50 + y / 100) for x, y in values]

    for module in (studies, outcome):
        monkeypatch.setattr(module, "tried", tried)


def trials(folder):
    with (folder / "trials.csv").open(newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.long
def test_the_number_of_processes_changes_nothing(cityfit, targets, tmp_path):
    """Real cities, one process against two; more trials than begin round the city as it is."""
    code, rows, messages = cityfit("calibrate", targets, "--jobs", "1", "-o", tmp_path / "one")
    assert code == 0, messages
    assert cityfit("calibrate", targets, "--jobs", "2", "-o", tmp_path / "two")[0] == 0
    for name in ("trials.csv", "parameters.csv", "facts.csv", "calibrated.toml"):
        first, second = ((tmp_path / folder / name).read_bytes() for folder in ("one", "two"))
        assert first == second, name
    assert len(trials(tmp_path / "one")) == 16
    assert rows[0].split()[:3] == ["parameter", "before", "value"]


def test_a_study_that_was_cut_off_goes_on_as_if_it_had_not(cityfit, quick, targets, tmp_path):
    for folder, steps in (("whole", (40,)), ("parts", (4, 20, 40))):
        for total in steps:
            code, _, messages = cityfit(
                "calibrate", targets, "--jobs", "1", "--trials", total, "-o", tmp_path / folder
            )
            assert code == 0
    assert messages[0] == "20 trials are there already; 20 to do"
    assert trials(tmp_path / "whole") == trials(tmp_path / "parts")
    losses = [float(row["loss"]) for row in trials(tmp_path / "whole")]
    assert min(losses) < losses[0]


def test_the_values_found_become_defaults_and_a_scenario(cityfit, quick, targets, tmp_path):
    folder = tmp_path / "s"
    assert cityfit("calibrate", targets, "--jobs", "1", "-o", folder)[0] == 0
    values = calibrated_values(folder / "calibration.toml")
    scenario = load(folder / "calibrated.toml")
    assert scenario.base == "baseline"
    for name in ("search.contacts_asked", "search.on_the_job"):
        found = values[name]
        assert found.low <= found.value <= found.high
        assert isinstance(found.on, date)
        assert scenario.changes[name] == found.value


def test_the_best_few_meet_once_more(targets, tmp_path, monkeypatch):
    """Seeds that favoured trial 1 do not decide when more seeds speak for trial 2."""
    targets.write_text(TINY.replace("finalists = 2", "finalists = 3"))
    with studies.optuna_at_hand() as optuna:
        study = studies.Study(read(targets), tmp_path, optuna, print)
    middle = {key: 0.5 * (BY_KEY[key].low + BY_KEY[key].high) for key in study.keys}
    off = {key: 1.01 * value for key, value in middle.items()}
    values = {"search.contacts_asked": 5.0, "search.on_the_job": 0.12}
    study.trials = [
        Trial(0, 1, values, {}, 9.0),
        Trial(1, 2, {**values, "search.contacts_asked": 3.0}, middle, 0.0),
        Trial(2, 3, {**values, "search.contacts_asked": 4.0}, off, 0.01),
    ]

    def tried(points, seeds, keys, executor):
        assert seeds == (3,)
        worse = dict.fromkeys(keys, 0.9)
        return [middle if point["search.contacts_asked"] == 4.0 else worse for point in points]

    monkeypatch.setattr(outcome, "tried", tried)
    best, noise = outcome.winner(study, None)
    assert best.number == 2
    assert noise > 0.0


def test_acceptable_vectors_are_kept_for_others_to_use(cityfit, quick, targets, tmp_path):
    folder = tmp_path / "s"
    # three: the noise is not known from two, and the start may be one of the best two
    targets.write_text(TINY.replace("finalists = 2", "finalists = 3"))
    code, _, messages = cityfit("calibrate", targets, "--jobs", "1", "-o", folder)
    assert code == 0
    with (folder / "acceptable.csv").open(newline="") as file:
        kept = list(csv.DictReader(file))
    all_of_them = {row["trial"]: row for row in trials(folder)}
    least = min(float(row["loss"]) for row in all_of_them.values())
    bound = read(targets).file.tolerance  # made-up facts are the same with every seed: no noise
    within = {name for name, row in all_of_them.items() if float(row["loss"]) <= least + bound}
    assert {row["trial"] for row in kept} == within
    assert [float(row["loss"]) for row in kept] == sorted(float(row["loss"]) for row in kept)
    for row in kept:
        assert {"search.contacts_asked", "search.on_the_job", "contacts"} <= row.keys()
        missed = row.pop("misses").split()
        assert missed
        assert all(not BY_KEY[key].holds(float(row[key])) for key in missed)
        assert all(all_of_them[row["trial"]][name] == value for name, value in row.items())
    assert any(
        f"{len(kept)} closest" in line and "noise of the seeds 0)" in line for line in messages
    )
    closest = next(line for line in messages if "none is acceptable" in line)
    assert f"trial {kept[0]['trial']}, misses " in closest


def test_optuna_reads_every_start_as_a_study(cityfit, quick, targets, tmp_path):
    optuna = pytest.importorskip("optuna")
    folder = tmp_path / "s"
    for total in (8, 16):  # also when it was gone on with
        assert cityfit("calibrate", targets, "--jobs", "1", "--trials", total, "-o", folder)[0] == 0
    journal = optuna.storages.journal.JournalFileBackend(str(folder / "optuna.journal"))
    storage = optuna.storages.JournalStorage(journal)
    kept = trials(folder)
    assert {row["start"] for row in kept} == {"1", "2", "3"}
    for start in ("1", "2", "3"):
        study = optuna.load_study(study_name=f"start {start}", storage=storage)
        mine = [row for row in kept if row["start"] == start]
        assert [one.value for one in study.trials] == [float(row["loss"]) for row in mine]
        assert [one.params["search.contacts_asked"] for one in study.trials] == [
            float(row["search.contacts_asked"]) for row in mine
        ]


def test_facts_used_in_building_are_reported_but_not_fitted_to(cityfit, quick, targets, tmp_path):
    cityfit("calibrate", targets, "--jobs", "1", "--trials", "4", "-o", tmp_path / "s")
    with (tmp_path / "s" / "facts.csv").open(newline="") as file:
        used = {row["fact"]: row["used"] for row in csv.DictReader(file)}
    assert used["fall of job finding at eight months"] == "used in building"
    assert used["hires through contacts"] == "calibrated"
    assert used["residential dissimilarity"] == "checked"
    assert "duration_decline" not in trials(tmp_path / "s")[0]


def test_trials_that_fail_are_told_and_left_out(cityfit, targets, tmp_path, monkeypatch):
    def tried(points, seeds, keys, executor):
        return [
            "ValueError: too much"
            if point["search.contacts_asked"] > 6
            else dict.fromkeys(keys, 0.1)
            for point in points
        ]

    monkeypatch.setattr(studies, "tried", tried)
    monkeypatch.setattr(
        outcome, "tried", lambda points, seeds, keys, _: [dict.fromkeys(keys, 0.1) for _ in points]
    )
    code, _, messages = cityfit("calibrate", targets, "--jobs", "1", "-o", tmp_path / "s")
    assert code == 0
    failed = [row for row in trials(tmp_path / "s") if not row["loss"]]
    assert failed
    assert sum("failed: ValueError: too much" in line for line in messages) == len(failed)
    again = cityfit("calibrate", targets, "--jobs", "1", "--trials", "20", "-o", tmp_path / "s")
    assert again[0] == 0


def test_if_all_fail_nothing_is_found(cityfit, targets, tmp_path, monkeypatch):
    monkeypatch.setattr(studies, "tried", lambda points, *_: ["ValueError: never"] * len(points))
    code, rows, messages = cityfit("calibrate", targets, "--jobs", "1", "-o", tmp_path / "s")
    assert (code, rows) == (2, [])
    assert messages[-1] == "error: every trial has failed; the lines above say why"


def test_bad_targets_run_nothing(cityfit, tmp_path):
    path = tmp_path / "targets.toml"
    path.write_text('facts = [8]\n[parameters]\n"search.tie" = { low = 1, high = 2 }\n')
    code, rows, messages = cityfit("calibrate", path, "-o", tmp_path / "s")
    assert (code, rows) == (2, [])
    assert len(messages) == 2
    assert all(line.startswith(f"error: {path}: ") for line in messages)
    assert not (tmp_path / "s").exists()


def test_without_optuna_one_line_says_what_is_missing(cityfit, targets, tmp_path, monkeypatch):
    real = builtins.__import__

    def refuse(name, *arguments, **options):
        if name == "optuna":
            raise ImportError(name)
        return real(name, *arguments, **options)

    monkeypatch.delitem(sys.modules, "optuna", raising=False)
    monkeypatch.setattr(builtins, "__import__", refuse)
    code, rows, messages = cityfit("calibrate", targets, "-o", tmp_path / "s")
    assert (code, rows) == (2, [])
    assert messages == [
        "error: calibration needs Optuna, which is not installed: pip install 'cityfit[calibrate]'"
    ]


def test_the_effects_over_all_acceptable_cities_are_told(cityfit, quick, targets, tmp_path):
    """Real cities with every acceptable vector, and once more without running any again."""
    folder = tmp_path / "s"
    command = ("calibrate", targets, "--jobs", "1", "--trials", "4", "--effects", "training")
    code, rows, messages = cityfit(*command, "-o", folder)
    assert code == 0, messages
    with (folder / "acceptable.csv").open(newline="") as file:
        numbers = [row["trial"] for row in csv.DictReader(file)]
    assert runs_in(folder / "effects") == sorted(
        (f"{name}.v{number}", 7) for name in ("baseline", "training") for number in numbers
    )
    run = load(folder / "effects" / "scenarios" / f"training.v{numbers[0]}.toml").settings.flat()
    assert run["interventions.training.start_month"] == run["city.burn_in"] == 4
    text = (folder / "effects.csv").read_text()
    effects = {row["measure"]: row for row in csv.DictReader(text.splitlines())}
    assert effects["unbalance"]["vectors"] == str(len(numbers))
    assert effects["unbalance"]["model_version"] == model_version()
    assert float(effects["unbalance"]["least"]) <= float(effects["unbalance"]["greatest"])
    assert any(line.split()[:2] == ["unbalance", "training"] for line in rows)
    assert cityfit(*command, "-o", folder)[0] == 0
    assert (folder / "effects.csv").read_text() == text


def test_scenarios_that_cannot_be_told_of_are_refused_before_anything(cityfit, targets, tmp_path):
    for name, words in (("trainings", "nearest: training"), ("tiny.toml", "sets it to 3")):
        (tmp_path / "tiny.toml").write_text(
            'base = "baseline"\ntitle = "t"\nquestion = "q"\n[search]\ncontacts_asked = 3.0\n'
        )
        wanted = tmp_path / name if name.endswith("toml") else name
        code, rows, messages = cityfit(
            "calibrate", targets, "--effects", wanted, "-o", tmp_path / "s"
        )
        assert (code, rows) == (2, [])
        assert any(words in line for line in messages), messages
        assert not (tmp_path / "s").exists()
