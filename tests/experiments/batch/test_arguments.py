"""Arguments of Python calls: understood as people write them, or refused before anything runs."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from experiments import compare, run
from experiments.batch.arguments import (
    is_whole,
    job_number,
    limit,
    name_list,
    panel_sizes,
    path_of,
    scenario_list,
    seed_list,
)
from experiments.batch.runner import output_folder
from experiments.errors import RequestError
from experiments.storage.results import Results
from scenarios import ScenarioError, load, names


@pytest.mark.parametrize(
    "given",
    ["training", ["training"], load("training"), (load("training"),), iter(["training"])],
    ids=["name", "names", "scenario", "scenarios", "iterator"],
)
def test_scenarios_are_scenarios_or_names(given):
    assert scenario_list(given) == [load("training")]


def test_a_file_is_a_scenario(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text("[city]\ncitizens = 300\n")
    for given in (path, str(path), [path]):
        assert [one.name for one in scenario_list(given)] == ["mine"]


@pytest.mark.parametrize("given", [{"city.tax": 0.3}, 3, None, [3], [["baseline"]], object()])
def test_what_is_no_scenario_is_refused_with_the_right_call(given):
    with pytest.raises(RequestError, match=r'run\(\["baseline", "training"\]\)'):
        scenario_list(given)


@pytest.mark.parametrize("name", names())
def test_a_misspelt_name_proposes_the_nearest(name):
    with pytest.raises(ScenarioError, match=f"nearest: {name}"):
        scenario_list(name[:-1] + "_")


def test_all_scenarios_that_cannot_be_read_are_told_together():
    with pytest.raises(ScenarioError) as caught:
        scenario_list(["basline", "training", "netwrk"])
    assert [line.partition("; ")[2] for line in caught.value.problems] == [
        "nearest: baseline", "nearest: network",
    ]  # fmt: skip


@pytest.mark.parametrize("given", [3, None, ["baseline"], load("baseline")], ids=str)
def test_what_names_no_scenario_is_refused_with_the_right_call(given):
    with pytest.raises(ScenarioError, match=r'as in load\("baseline"\)') as caught:
        load(given)
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize(
    ("given", "seeds"),
    [
        (2, [1, 2]),
        (np.int64(2), [1, 2]),
        (np.array(2), [1, 2]),
        ([3, 4], [3, 4]),
        (np.array([3, 4]), [3, 4]),
        (np.arange(3, 5, dtype=np.uint8), [3, 4]),
        (range(3, 5), [3, 4]),
        ((seed for seed in (3, 4)), [3, 4]),
        ([2**63 - 1], [2**63 - 1]),
    ],
)
def test_seeds_are_a_number_or_numbers(given, seeds):
    found = seed_list(given)
    assert found == seeds
    assert all(type(seed) is int for seed in found)


@pytest.mark.parametrize(
    "given",
    [0, -1, [], np.array([]), [-1], [2**63], [1.5], np.array([1.0]), [True], True, 2.0, "3", ["3"],
     None, [None]],
    ids=repr,
)  # fmt: skip
def test_other_seeds_are_refused(given):
    with pytest.raises(RequestError, match="seed"):
        seed_list(given)


@pytest.mark.parametrize("given", [None, -1, np.int64(-1)])
def test_all_processors(given):
    assert job_number(given) is None


@pytest.mark.parametrize("given", [0, -2, 1.5, True, "2", [2]])
def test_other_jobs_are_refused(given):
    with pytest.raises(RequestError, match="must be 1 or more, or -1 for all processors"):
        job_number(given)


@pytest.mark.parametrize(
    ("given", "sizes"),
    [
        (0, 0),
        (np.int64(5), 5),
        (np.array(5), 5),
        ({("baseline", np.int64(1)): np.uint8(5)}, {("baseline", 1): 5}),
    ],
)
def test_panels_are_whole_numbers(given, sizes):
    assert panel_sizes(given) == sizes


@pytest.mark.parametrize(
    "given",
    [-1, 1.5, True, "3", None, {("baseline", 1): -1}, {"baseline": 5}, {("baseline", "1"): 5}],
)
def test_other_panels_are_refused(given):
    with pytest.raises(RequestError, match="panel"):
        run("baseline", 1, panel=given)


@pytest.mark.parametrize("name", ["run_timeout", "run_memory"])
@pytest.mark.parametrize("given", [0, -1, "3", True, float("nan"), float("inf"), [3]])
def test_limits_that_are_none_are_refused(name, given):
    with pytest.raises(RequestError, match=f"{name} = .*: must be a number above 0"):
        run("baseline", 1, **{name: given})


def test_limits_are_numbers():
    assert limit("run_timeout", None) is None
    assert limit("run_timeout", np.float32(2)) == limit("run_timeout", 2) == 2.0


@pytest.mark.parametrize(
    ("name", "words"),
    [("cluster", "tcp://host:8786"), ("executor", "ProcessPoolExecutor"), ("output", "path")],
)
def test_other_options_of_a_wrong_type_are_refused(name, words):
    with pytest.raises(RequestError, match=f"{name} = 3: must be .*{words}"):
        run("baseline", 1, **{name: 3})


def test_unknown_arguments_propose_the_nearest():
    with pytest.raises(
        TypeError, match="'seed': nearest: seeds, 'run_timout': nearest: run_timeout"
    ):
        run("baseline", seed=3, run_timout=5)


def test_results_to_compare_are_results():
    with pytest.raises(RequestError, match=r'compare\(Results.open\("runs"\)\)'):
        compare("runs")


@pytest.mark.parametrize("given", ["", " ", 3, None])
def test_other_paths_are_refused(given):
    with pytest.raises(RequestError, match="path"):
        path_of(given)
    with pytest.raises(RequestError, match="path"):
        Results.open(given)


def test_a_string_is_one_name():
    assert name_list("fit") == name_list(["fit"]) == ["fit"]
    assert name_list(None) is None
    assert is_whole(Path("3")) is False


def test_the_folder_of_results_is_not_blank_and_may_lie_in_the_home(tmp_path, monkeypatch):
    with pytest.raises(RequestError, match="an empty path"), output_folder(" "):
        raise AssertionError
    monkeypatch.setenv("HOME", str(tmp_path))
    with output_folder("~/results") as directory:
        assert directory == tmp_path / "results"
