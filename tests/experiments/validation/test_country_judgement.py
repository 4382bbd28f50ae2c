"""Predictions of made-up runs: errors, rivals, rank correlations and the dissatisfied."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import spearmanr

from experiments.errors import RequestError
from experiments.preregistration.registration import read
from experiments.validation.country_facts import country_facts
from experiments.validation.country_judgement import (
    BETTER,
    DISSATISFIED,
    NO_DIFFERENCE,
    OUTCOMES,
    WORSE,
    contrast,
    judge,
    label,
    outcomes_of_runs,
    predictions,
    rank_correlation,
    rank_interval,
    share_below,
    verdict,
)
from experiments.validation.country_runs import (
    CLASSES,
    POOLED,
    outcome_rows,
    run_countries,
    scenario_name,
)
from simulation.core.vocabulary import EDUCATIONS

QUANTITIES = read().countries.predicted


def run_of(country: str, outcomes: dict[str, float], seed: int = 1) -> pd.DataFrame:
    """Rows of a run with these outcomes; the pooled city has a tenth of each group at 0.2."""
    month = {
        f"{name}_{level}": outcomes[f"{outcome}_{level}"]
        for outcome, name in OUTCOMES.items()
        for level in EDUCATIONS
    }
    holders = np.zeros((len(EDUCATIONS), CLASSES))
    for number, level in enumerate(EDUCATIONS):
        low = 10_000 * outcomes[f"{DISSATISFIED}_{level}"]
        holders[number, int(0.2 * CLASSES)] = low
        holders[number, int(0.8 * CLASSES)] = 10_000 - low
    rows = outcome_rows(pd.DataFrame([month]).assign(month=2), holders)
    return rows.assign(scenario=scenario_name(country), seed=seed)


def pooled() -> dict[str, float]:
    """Mean of all countries, with a tenth of each group dissatisfied."""
    means = country_facts().mean().to_dict()
    return means | {f"{DISSATISFIED}_{level}": 0.1 for level in EDUCATIONS}


def runs(outcomes: pd.DataFrame) -> pd.DataFrame:
    """One run of each country that the model has, and of the pooled city."""
    cities = {country: outcomes.loc[country].to_dict() for country in run_countries()}
    return pd.concat([run_of(POOLED, pooled()), *(run_of(*city) for city in cities.items())])


def test_outcomes_of_a_run_are_read_back():
    """A happiness just above 0.2 leaves exactly the lowest tenth of the pooled city below it."""
    given = country_facts().loc["deu"].to_dict()
    found = outcomes_of_runs(pd.concat([run_of(POOLED, pooled()), run_of("deu", given)]))
    row = found.loc[(scenario_name("deu"), 1)]
    for outcome in (*OUTCOMES, DISSATISFIED):
        for level in EDUCATIONS:
            assert row[f"{outcome}_{level}"] == pytest.approx(given[f"{outcome}_{level}"], abs=1e-9)
    tenth = found.loc[(scenario_name(POOLED), 1), f"{DISSATISFIED}_mid"]
    assert tenth == pytest.approx(0.1)


def test_without_the_pooled_city_nobody_is_called_dissatisfied():
    with pytest.raises(RequestError, match="pooled city"):
        outcomes_of_runs(run_of("deu", country_facts().loc["deu"].to_dict()))


def test_a_group_without_job_holders_has_no_share():
    assert np.isnan(share_below(0.5, np.zeros(2), np.array([0.0, 0.5, 1.0])))


def test_a_ratio_to_zero_has_no_value():
    (ratio,) = (one for one in QUANTITIES if one.key == "unemployment_ratio_low_high")
    outcomes = pd.DataFrame({"unemployment_low": [0.2, 0.2], "unemployment_high": [0.1, 0.0]})
    values = contrast(ratio, outcomes)
    assert values[0] == pytest.approx(2.0)
    assert np.isnan(values[1])


def test_right_predictions_have_no_error_and_the_right_order():
    rows = judge(predictions(runs(country_facts())))
    assert [row["key"] for row in rows] == [quantity.key for quantity in QUANTITIES]
    for row in rows:
        assert row["countries"] == len(run_countries())
        assert row["error"] == pytest.approx(0, abs=1e-6)
        assert row["rank_correlation"] == pytest.approx(1)
        assert row["than_pooled_city"] == row["than_other_countries"] == BETTER


def test_the_rivals_are_the_pooled_city_and_the_mean_of_all_other_countries():
    table = predictions(runs(country_facts())).set_index(["quantity", "country"])
    row = table.loc[("employment_gap_high_low", "deu")]
    gaps = country_facts()["employment_high"] - country_facts()["employment_low"]
    assert row["other_countries"] == pytest.approx(gaps.drop("deu").mean())
    assert row["pooled_city"] == pytest.approx(gaps.mean())
    assert row["observed"] == pytest.approx(gaps["deu"])
    assert row["error_pooled_city"] == pytest.approx(abs(gaps.mean() - gaps["deu"]))


def test_a_model_that_predicts_the_same_for_all_ties_with_the_pooled_city():
    same = country_facts().copy()
    same.loc[:] = pd.DataFrame([pooled()] * len(same), index=same.index)[same.columns]
    for row in judge(predictions(runs(same))):
        assert row["difference_pooled_city"] == pytest.approx(0, abs=1e-9)
        assert row["than_pooled_city"] == NO_DIFFERENCE


def test_countries_that_were_not_run_are_named_and_not_judged():
    table = predictions(runs(country_facts()))
    missing = set(table.loc[table["predicted"].isna(), "country"])
    assert missing == {"esp", "fra", "ita"}
    assert set(table.loc[table["country"].isin(missing), "seeds"]) == {0}
    assert len(table) == len(QUANTITIES) * len(read().countries.countries)


def test_the_prediction_is_the_mean_over_seeds():
    outcomes = [country_facts().loc["deu"].to_dict() for _ in range(2)]
    outcomes[1]["employment_high"] += 0.1
    rows = pd.concat([
        run_of(POOLED, pooled()), *(run_of("deu", one, seed) for seed, one in enumerate(outcomes))
    ])  # fmt: skip
    table = predictions(rows).set_index(["quantity", "country"])
    row = table.loc[("employment_gap_high_low", "deu")]
    assert row["predicted"] == pytest.approx(row["observed"] + 0.05)
    assert row["predicted_low"] < row["predicted"] < row["predicted_high"]
    assert row["seeds"] == 2


def test_rank_correlations_are_those_of_scipy():
    generator = np.random.default_rng(1)
    first = generator.integers(0, 6, 17).astype(float)
    second = first + generator.integers(0, 6, 17)
    assert rank_correlation(first, second) == pytest.approx(spearmanr(first, second).statistic)
    low, high = rank_interval(first, second)
    assert low < rank_correlation(first, second) < high
    assert (low, high) == rank_interval(first, second)


def test_a_constant_has_no_rank_correlation():
    assert np.isnan(rank_correlation([1.0, 1.0, 1.0], [1.0, 2.0, 3.0]))
    assert np.isnan(rank_interval([1.0, 1.0, 1.0], [1.0, 2.0, 3.0])).all()
    assert np.isnan(rank_correlation([], []))
    assert np.isnan(rank_interval([1.0], [1.0])).all()


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(-2, -1, BETTER), (1, 2, WORSE), (-1, 1, NO_DIFFERENCE), (np.nan, np.nan, NO_DIFFERENCE)],
)
def test_an_interval_that_excludes_0_decides(low, high, word):
    assert verdict(low, high) == word


def test_every_quantity_has_a_short_name_of_its_own():
    names = [label(quantity) for quantity in QUANTITIES]
    assert len(set(names)) == len(QUANTITIES)
    assert names[0] == "unemployment low - high"
    assert names[2] == "unemployment low / high"
