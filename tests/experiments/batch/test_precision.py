"""Runs to a given precision: seeds that are added, when it stops, messages."""

from __future__ import annotations

import csv
import io
import math

import numpy as np
import pandas as pd
import pytest
from conftest import contents, runs_in
from hypothesis import given
from hypothesis import strategies as st

from experiments import compare
from experiments.batch.precision import STEP, Interval, intervals, next_number
from experiments.comparison import mean_interval
from experiments.storage.measure_names import columns_of, right_measure
from experiments.storage.results import Results

SIZE = (
    "--citizens", 100, "--months", 8, "--set", "city.burn_in=3",
    "--set", "interventions.training.start_month=4", "--jobs", 1,
)  # fmt: skip


def interval(width, wanted, seeds=10):
    return Interval("unbalance", "training", "mean", 0.0, -width / 2, width / 2, wanted, seeds)


@pytest.fixture
def summary():
    """Two scenarios with common random numbers, and a third that lacks a seed."""
    draws = np.random.default_rng(5).normal(size=12)
    effect = np.random.default_rng(6).normal(0.5, 0.1, size=12)
    frames = [
        pd.DataFrame({"scenario": name, "seed": range(12), "fit": values})
        for name, values in (("baseline", draws), ("training", draws + effect), ("network", -draws))
    ]
    return pd.concat([*frames[:2], frames[2][1:]], ignore_index=True)


def test_beside_the_baseline_it_is_the_paired_difference(summary):
    first, second = intervals(summary, ["baseline", "training", "network"], {"fit": 0.3})
    arms = {name: arm.set_index("seed")["fit"] for name, arm in summary.groupby("scenario")}
    difference = arms["training"] - arms["baseline"]
    assert (first.scenario, first.of, first.seeds) == ("training", "difference", 12)
    assert (first.value, first.low, first.high) == mean_interval(difference)
    assert first.width == first.high - first.low
    assert first.reached
    assert (second.scenario, second.seeds, second.reached) == ("network", 11, False)


@pytest.mark.parametrize("names", [["baseline"], ["training"], ["training", "network"]])
def test_else_it_is_the_mean_of_each(summary, names):
    found = intervals(summary, names, {"fit": 0.3})
    assert [one.scenario for one in found] == names
    for one in found:
        values = summary.loc[summary["scenario"] == one.scenario, "fit"]
        assert one.of == "mean"
        assert (one.value, one.low, one.high) == mean_interval(values)


def test_an_interval_that_is_not_there_is_not_reached(summary):
    (one,) = intervals(summary[summary["seed"] < 1], ["baseline", "training"], {"fit": 1e9})
    assert math.isnan(one.width)
    assert not one.reached
    (none,) = intervals(summary, ["baseline", "unknown"], {"fit": 1e9})
    assert (none.seeds, none.reached) == (0, False)


@given(st.integers(2, 150), st.floats(1.001, 1e6), st.integers(2, 200))
def test_the_next_number_is_more_by_a_step_at_least_and_at_most_doubled(seeds, excess, most):
    found = next_number(seeds, [interval(excess, 1.0)], most)
    if seeds + STEP >= most:
        assert found == most
    else:
        assert seeds + STEP <= found <= min(most, max(2 * seeds, seeds + STEP))


def test_the_next_number_is_what_the_widest_asks_for():
    found = [interval(1.2, 1.0), interval(0.011, 0.01), interval(math.nan, 1.0)]
    assert next_number(50, found, 200) == math.ceil(50 * 1.2**2)
    assert next_number(50, [interval(math.nan, 1.0)], 200) == 100


def test_stopping_at_a_look_costs_little_of_the_coverage():
    draw = np.random.default_rng(3)
    wanted, repeats, covered = 2 * 1.96 / math.sqrt(25), 600, 0
    for _ in range(repeats):
        values, seeds = draw.standard_normal(200), 10
        while True:
            _, low, high = mean_interval(values[:seeds])
            if high - low <= wanted or seeds >= 200:
                break
            seeds = next_number(seeds, [interval(high - low, wanted)], 200)
        assert seeds < 200
        covered += low <= 0.0 <= high
    assert 0.91 < covered / repeats < 0.98


def test_names_of_measures_and_columns():
    assert columns_of("unbalance") == ["unbalance"]
    assert columns_of("unemployment_all") == ["unemployment_all"]
    assert len(columns_of("unemployment")) > 1
    assert columns_of("unbalace") == []
    assert right_measure("unbalace") == "nearest: unbalance"
    assert "cityfit measures" in right_measure("qqqq")


def table(lines):
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_seeds_are_added_until_the_interval_is_narrow_and_it_goes_on_where_it_was(
    cityfit, tmp_path
):
    few, output = tmp_path / "few", tmp_path / "runs"
    both = ("run", "baseline", "training", *SIZE)
    assert cityfit(*both, "--seeds", 4, "-o", few)[0] == 0
    row = compare(Results.open(few), measures=["unbalance"]).frame.iloc[0]
    wanted = float(row["high"] - row["low"]) * 0.9
    call = (
        *both, "--seeds", 4, "--precision", f"unbalance={wanted!r}", "--most-seeds", 40,
        "--format", "csv",
    )  # fmt: skip
    code, lines, messages = cityfit(*call, "-o", output)
    assert code == 0, messages
    (found,) = table(lines)
    seeds = int(found["seeds"])
    assert 4 < seeds < 40
    assert (found["scenario"], found["of"], found["reached"]) == ("training", "difference", "True")
    assert float(found["width"]) <= wanted
    assert runs_in(output) == [
        (name, seed) for name in ("baseline", "training") for seed in range(1, seeds + 1)
    ]
    assert any("1 of 1 intervals are too wide" in line for line in messages)
    again = compare(Results.open(output), measures=["unbalance"]).frame.iloc[0]
    assert float(found["low"]) == pytest.approx(again["low"], rel=1e-12)

    # begun with four seeds by a command without --precision, it comes to the same
    assert cityfit(*call, "-o", few)[:2] == (0, lines)
    assert contents(few) == contents(output)
    code, same, messages = cityfit(*call, "-o", few)
    assert (code, same) == (0, lines)
    assert "0 runs done" in messages[-1]


def test_what_is_not_reached_at_the_ceiling_is_said(cityfit, tmp_path):
    code, lines, messages = cityfit(
        "run", "baseline", *SIZE, "--seeds", 2, "--most-seeds", 3, "-o", tmp_path / "runs",
        "--precision", "unbalance=1e-9", "--precision", "fit=10", "--format", "csv",
    )  # fmt: skip
    assert code == 0
    first, second = table(lines)
    assert (first["measure"], first["of"], first["reached"]) == ("unbalance", "mean", "False")
    assert (second["measure"], second["reached"], second["seeds"]) == ("fit", "True", "3")
    told = [line for line in messages if line.startswith("not reached: ")]
    assert len(told) == 1
    assert "unbalance in baseline" in told[0]
    assert "with 3 seeds; requested: at most 1e-09" in told[0]
    assert len(runs_in(tmp_path / "runs")) == 3


def test_runs_that_only_fail_are_not_tried_with_ever_more_seeds(cityfit, tmp_path):
    code, lines, messages = cityfit(
        "run", "baseline", *SIZE, "--seeds", 2, "-o", tmp_path / "runs", "--run-timeout", 0.0001,
        "--precision", "unbalance=1", "--format", "csv",
    )  # fmt: skip
    assert code == 1
    assert [row["reached"] for row in table(lines)] == ["False"]
    assert sum(line.startswith("failed: ") for line in messages) < 12


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--precision", "unbalace=1"], "nearest: unbalance"),
        (["--precision", "unbalance"], "MEASURE=WIDTH"),
        (["--precision", "unbalance=0"], "above 0"),
        (["--precision", "unbalance=nan"], "above 0"),
        (["--precision", "unbalance=1", "--shard", "1/2"], "omit --shard"),
        (["--precision", "unbalance=1", "--seeds", "9", "--most-seeds", "8"], "--most-seeds 8"),
    ],
)
def test_a_mistake_is_one_line_and_nothing_is_run(cityfit, tmp_path, arguments, words):
    code, lines, messages = cityfit("run", "baseline", *arguments, "-o", tmp_path / "runs")
    assert (code, lines, len(messages)) == (2, [], 1)
    assert words in messages[0]
    assert not (tmp_path / "runs").exists()
