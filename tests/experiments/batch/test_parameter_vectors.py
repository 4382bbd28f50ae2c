"""Scenarios run with many parameter vectors, and their effects."""

from __future__ import annotations

import csv

import numpy as np
import pandas as pd
import pytest
from conftest import SET, made_up, runs_in

from experiments.batch import parameter_vectors
from experiments.batch.plan import make_plan
from experiments.errors import RequestError
from experiments.storage.results import Results
from experiments.storage.store import Store
from scenarios import ScenarioError, load

TABLE = """trial,loss,search.contacts_asked,search.on_the_job,contacts
7,0.5,4.0,0.1,0.3
2,0.6,5,0.2,
"""
COLUMNS = {
    "unbalance": {
        "measure": "unbalance", "unit": "fit", "summary": "mean", "subject": "", "meaning": "",
    }
}  # fmt: skip


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "set of parameter_vectors.csv"
    path.write_text(TABLE)
    return path


def test_columns_that_name_parameters_are_the_vector(table):
    first, second = parameter_vectors.read(table)
    assert (first.number, second.number) == (7, 2)
    assert first.values == {"search.contacts_asked": 4.0, "search.on_the_job": 0.1}
    assert second.values == {"search.contacts_asked": 5, "search.on_the_job": 0.2}
    table.write_text("search.contacts_asked\n3.0\n4.0\n")
    assert [one.number for one in parameter_vectors.read(table)] == [1, 2]


def test_every_scenario_is_run_with_every_vector_and_compared(cityfit, table, tmp_path):
    folder = tmp_path / "over"
    command = ["run", "baseline", "training", "--seeds", 2, *SET, "--jobs", 1]
    code, _, messages = cityfit(*command, "--parameters", table, "-o", folder)
    assert code == 0, messages
    names = ("baseline.v2", "baseline.v7", "training.v2", "training.v7")
    assert runs_in(folder) == [(name, seed) for name in names for seed in (1, 2)]
    assert (
        load(folder / "scenarios" / "training.v2.toml").settings.flat()["search.contacts_asked"]
        == 5.0
    )
    code, lines, _ = cityfit("compare", folder, "--measure", "fit", "--format", "csv")
    assert code == 0
    (row,) = csv.DictReader(lines)
    means = Results.open(folder).summary().set_index(["scenario", "seed"])["fit"]
    by_vector = [
        np.mean([means[f"training.v{v}", seed] - means[f"baseline.v{v}", seed] for seed in (1, 2)])
        for v in (7, 2)
    ]
    assert float(row["effect"]) == pytest.approx(np.mean(by_vector))
    assert float(row["first_vector"]) == pytest.approx(by_vector[0])
    assert float(row["least"]) == pytest.approx(min(by_vector))
    assert float(row["greatest"]) == pytest.approx(max(by_vector))
    assert (row["scenario"], row["vectors"], row["seeds"]) == ("training", "2", "2")


def test_shards_bring_their_vectors_along(cityfit, table, tmp_path):
    command = ["run", "baseline", "training", "--seeds", 1, *SET, "--jobs", 1]
    shards = [tmp_path / f"shard {number}" for number in (1, 2)]
    for number, shard in enumerate(shards, start=1):
        options = ["--shard", f"{number}/2", "-o", shard]
        assert cityfit(*command, "--parameters", table, *options)[0] == 0
    assert cityfit("merge", *shards, "-o", tmp_path / "whole")[0] == 0
    code, lines, _ = cityfit("compare", tmp_path / "whole", "--format", "csv", "--measure", "fit")
    assert code == 0
    assert next(csv.DictReader(lines))["vectors"] == "2"


def results_of(directory, effects, seeds=(1, 2, 3)):
    """Made-up runs of baseline and training: vector → effect on unbalance of each seed."""
    store = Store(directory)
    for number, by_seed in effects.items():
        for name in ("baseline", "training"):
            size = {"city.months": 5, "city.burn_in": 2}
            scenario = load("baseline").but(size, name=f"{name}.v{number}")
            for run in make_plan([scenario], seeds, 0, "v").runs:
                effect = by_seed[run.seed - 1] if name == "training" else 0.0
                months = {"month": np.arange(1, 6), "unbalance": 10.0 * run.seed + effect}
                store.commit([made_up(run, pd.DataFrame(months), COLUMNS)])
    return Results.open(directory)


def test_effects_are_summarised_over_all_vectors(tmp_path):
    found = results_of(tmp_path, {1: (-1.0, -1.1, -0.9), 2: (-3.0, -3.1, -2.9), 3: (1.0, -2, 1.3)})
    (row,) = parameter_vectors.effects(found, [2, 1, 3, 9], "baseline", None)
    assert row["effect"] == pytest.approx((-1.0 - 3.0 + 0.1) / 3)
    assert (row["least"], row["greatest"]) == pytest.approx((-3.0, 0.1))
    assert row["first_vector"] == pytest.approx(-3.0)
    assert (row["same_sign"], row["sure_of_sign"]) == pytest.approx((2 / 3, 2 / 3))
    assert (row["vectors"], row["seeds"], row["unit"]) == (3, 3, "fit")


def test_an_interval_that_includes_0_is_not_sure_of_its_sign(tmp_path):
    found = results_of(tmp_path, {1: (-1.0, -5.0, 2.0), 2: (-3.0, -3.1, -2.9)})
    (row,) = parameter_vectors.effects(found, [1, 2], "baseline", None)
    assert (row["same_sign"], row["sure_of_sign"]) == (1.0, 0.5)


def test_an_unknown_scenario_is_refused(tmp_path):
    found = results_of(tmp_path, {1: (0.0, 0.0, 0.0)})
    with pytest.raises(RequestError, match="no runs of such a scenario; nearest: training"):
        parameter_vectors.effects(found, [1], "trainings", None)
    (row,) = parameter_vectors.effects(found, [1], "baseline", None)
    assert row["same_sign"] == 0.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("loss\n1\n", "names no parameter"),
        ("search.contacts_asked\n", "has no vector"),
        (
            "search.contacts_askd\n3\n",
            "column search.contacts_askd: unknown parameter; nearest: search.contacts_asked",
        ),
        (
            "search.contacts_asked\n3\n\nmany words\n",
            "search.contacts_asked = 'many words': must be a number",
        ),
        ("search.contacts_asked\n-4\n", "line 2: search.contacts_asked = -4"),
        ("trial,search.contacts_asked\n1,3\n1,4\n", "trial 1 is on line 2 already"),
        (
            "trial,search.contacts_asked\n1,3\n2,3.0\n",
            "line 3: has the values of line 2; delete one",
        ),
        ("trial,search.contacts_asked\nx,3\n", "trial = 'x': must be a whole number"),
        ("interventions.training.annual_budget_per_citizen\n90\n", "sets it to"),
    ],
)
def test_mistakes_are_named_and_nothing_is_run(cityfit, table, tmp_path, text, words):
    table.write_text(text)
    code, _, messages = cityfit(
        "run", "baseline", "training", *SET, "--parameters", table, "-o", tmp_path / "over"
    )
    assert code == 2
    assert any(words in line for line in messages), messages
    assert not (tmp_path / "over").exists()


def test_a_precision_over_vectors_is_refused(cityfit, table, tmp_path):
    code, _, messages = cityfit(
        "run", "baseline", "--parameters", table, "--precision", "fit=0.1", "-o", tmp_path / "over"
    )
    assert code == 2
    assert "--precision cannot be combined with --parameters" in messages[0]
    assert not (tmp_path / "over").exists()


def test_all_mistakes_are_named_at_once(table):
    table.write_text("search.contacts_asked,search.onn\nx,1\ny,2\n")
    with pytest.raises(ScenarioError) as refused:
        parameter_vectors.read(table)
    assert len(refused.value.problems) == 3


def test_a_missing_file_is_refused(cityfit, tmp_path):
    code, _, messages = cityfit("run", "baseline", "--parameters", tmp_path / "none.csv")
    assert code == 2
    assert "none.csv: there is no such file" in messages[0]
