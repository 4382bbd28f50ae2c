"""Comparison by pairs, against sums done by hand and by SciPy."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from conftest import made_up
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from experiments import compare
from experiments.batch.plan import make_plan
from experiments.comparison import mean_interval, unpaired_interval
from experiments.errors import RequestError
from experiments.storage.results import Results
from experiments.storage.store import Store
from scenarios import load

COLUMNS = {
    "fit_low": {"measure": "fit", "unit": "share", "summary": "mean"},
    "fit_high": {
        "measure": "fit",
        "unit": "share",
        "summary": "mean",
        "subject": "",
        "meaning": "",
    },
    "gap": {"measure": "gap", "unit": "1", "summary": "last"},
    "cost": {"measure": "cost", "unit": "euro", "summary": "sum"},
}
MONTHS = {"city.months": 5, "city.burn_in": 2}


def months(seed, shift):
    """Five months; the third is the first that counts."""
    draws = np.random.default_rng(seed).random(5)
    return pd.DataFrame(
        {
            "month": np.arange(1, 6),
            "fit_low": draws + shift * seed,
            "fit_high": [np.nan, np.nan, 1.0, np.nan, 3.0],
            "gap": draws,
            "cost": [100.0, 100.0, 1.0, 2.0, 3.0],
        }
    )


def results_of(directory, seeds):
    """Results of made-up runs: `seeds` gives those of each scenario."""
    for name, numbers in seeds.items():
        scenario = load("baseline").but(MONTHS, name=name)
        for run in make_plan([scenario], numbers, 0, "v").runs:
            shift = 0.0 if name == "baseline" else 0.1
            Store(directory).commit([made_up(run, months(run.seed, shift), COLUMNS)])
    return Results.open(directory)


def test_each_measure_becomes_one_number_in_its_own_way(tmp_path):
    summary = results_of(tmp_path, {"baseline": [1]}).summary()
    (row,) = summary.to_dict("records")
    data = months(1, 0)[2:]
    assert row["fit_low"] == pytest.approx(data["fit_low"].mean())
    assert row["fit_high"] == 2.0
    assert row["gap"] == data["gap"].iloc[-1]
    assert row["cost"] == 6.0


def test_effects_are_paired_by_seed(tmp_path):
    table = compare(results_of(tmp_path, {"baseline": [1, 2, 3], "training": [1, 2, 3]}))
    row = table.frame.set_index("measure").loc["fit_low"]
    low, high = stats.t.interval(0.95, 2, 0.2, stats.sem([0.1, 0.2, 0.3]))
    assert row["effect"] == pytest.approx(0.2)
    assert (row["low"], row["high"]) == pytest.approx((low, high))
    assert row["mean"] - row["mean_baseline"] == pytest.approx(0.2)
    assert row["seeds"] == 3
    assert table.unpaired == {}


def test_seeds_that_only_one_has_are_left_out_and_named(tmp_path):
    table = compare(results_of(tmp_path, {"baseline": [1, 2, 3], "training": [2, 3, 4]}))
    assert table.unpaired == {"training": [1, 4]}
    assert set(table.frame["seeds"]) == {2}


def test_one_pair_has_no_interval(tmp_path):
    frame = compare(results_of(tmp_path, {"baseline": [1], "training": [1]})).frame
    assert frame["effect"].notna().all()
    assert frame["low"].isna().all()


def test_no_pair_has_no_effect(tmp_path):
    frame = compare(results_of(tmp_path, {"baseline": [1], "training": [2]})).frame
    assert frame["effect"].isna().all()
    assert set(frame["seeds"]) == {0}


def test_measures_are_chosen_by_name_or_by_column(tmp_path):
    results = results_of(tmp_path, {"baseline": [1, 2], "training": [1, 2]})
    chosen = compare(results, measures=["gap", "fit", "fit_low"]).frame["measure"]
    assert list(chosen) == ["gap", "fit_low", "fit_high"]
    with pytest.raises(RequestError, match="nearest: fit_high"):
        compare(results, measures=["fit_hihg"])
    with pytest.raises(RequestError, match="nearest: training"):
        compare(results, against="trainin")


def test_one_scenario_alone_cannot_be_compared(tmp_path):
    with pytest.raises(RequestError, match="nothing to compare"):
        compare(results_of(tmp_path, {"baseline": [1]}))


def test_runs_of_two_models_are_never_mixed(tmp_path):
    results_of(tmp_path, {"baseline": [1]})
    run = make_plan([load("training").but(MONTHS | {"interventions.training.start_month": 3})],
                    [1], 0, "other").runs[0]  # fmt: skip
    Store(tmp_path).commit([made_up(run, months(1, 0), COLUMNS)])
    with pytest.raises(RequestError, match="different models"):
        Results.open(tmp_path)


def test_a_comparison_shows_and_draws_itself(tmp_path):
    mpl.use("agg")
    table = compare(results_of(tmp_path, {"baseline": [1, 2], "training": [1, 2]}))
    assert "<table" in table._repr_html_()
    axes = table.plot("fit_low")
    assert "share" in axes.get_xlabel()
    with pytest.raises(RequestError, match="nearest: gap"):
        table.plot("gapp")
    mpl.pyplot.close("all")


@given(st.lists(st.floats(-1e6, 1e6), min_size=2, max_size=30))
def test_the_interval_is_students(values):
    mean, low, high = mean_interval(values)
    assert low <= mean <= high
    half = stats.t.ppf(0.975, len(values) - 1) * stats.sem(values)
    assert high - low == pytest.approx(2 * half, abs=1e-6)


def test_the_interval_of_little_is_nan():
    assert np.isnan(mean_interval([])).all()
    assert np.isnan(mean_interval([1.0])[1:]).all()
    assert mean_interval([1.0])[0] == 1.0


def test_an_unpaired_interval_is_that_of_welch():
    mine, theirs = [1.0, 2.0, 4.0, np.nan], [0.0, 0.5, 3.0, 1.0, 2.0]
    difference, low, high = unpaired_interval(mine, theirs)
    right = stats.ttest_ind(mine[:3], theirs, equal_var=False)
    interval = right.confidence_interval()
    assert difference == pytest.approx(np.mean(mine[:3]) - np.mean(theirs))
    assert (low, high) == pytest.approx((interval.low, interval.high))
    assert np.isnan(unpaired_interval([1.0], [2.0, 3.0])[1])


def test_unpaired_scenarios_use_every_seed(tmp_path):
    """The differences of the means are equal; the interval is another."""
    results = results_of(tmp_path, {"baseline": [1, 2, 3], "other": [1, 2, 3, 4]})
    pairs = compare(results, measures="gap").frame.iloc[0]
    apart = compare(results, measures="gap", pair=False)
    (row,) = apart.frame.to_dict("records")
    assert apart.unpaired == {}
    assert (pairs["seeds"], pairs["effect"]) == (3, 0.0)
    # the fourth seed counts
    assert row["effect"] != 0.0
    assert row["low"] < row["effect"] < row["high"]
