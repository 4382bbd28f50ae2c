"""The table of facts says what the months say, and names what misses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.errors import RequestError
from experiments.validation.fact import BUILDING, CALIBRATED, CHECKED, CONFIDENCE
from experiments.validation.facts import BY_KEY, FACTS, SUBJECTS
from experiments.validation.judgement import table
from simulation.engine import measure_columns

LEVELS = ("none", "below1", "level1", "level2", "level3")


def months(seeds: int = 3, **values: float) -> pd.DataFrame:
    """Months of a made-up baseline in which every measure is 0.05 but for those named."""
    frames = []
    for seed in range(1, seeds + 1):
        frame = pd.DataFrame(0.05, index=range(240), columns=measure_columns())
        frame["unemployment_all"] = 0.07 + 0.01 * np.sin(np.arange(240) / 10)
        frame["vacancies"] = 0.025 - 0.005 * np.sin(np.arange(240) / 10)
        for name, value in values.items():
            frame[name] = value + 0.001 * seed
        frame["seed"] = seed
        frames.append(frame)
    return pd.concat(frames)


def row(key: str, **values: float) -> dict:
    (found,) = (row for row in table(months(**values)) if row["fact"] == BY_KEY[key].name)
    return found


def test_every_fact_has_a_range_and_a_source():
    for fact in FACTS:
        assert fact.low < fact.high
        assert fact.source
        assert fact.confidence in CONFIDENCE
        assert fact.number in SUBJECTS
    assert len({fact.name for fact in FACTS}) == len(FACTS) == len(BY_KEY)


def test_all_ten_facts_have_rows_and_three_were_used_in_building():
    assert {fact.number for fact in FACTS} == set(range(11))
    roles = {(fact.number, fact.used) for fact in FACTS}
    building = {(number, BUILDING) for number in (5, 8, 10)}
    calibrated = {(number, CALIBRATED) for number in (1, 2, 3, 4, 6, 7, 9)}
    assert roles == {(0, CHECKED), *building, *calibrated}


def test_a_fact_that_is_not_pre_registered_says_so():
    assert replace(FACTS[0], key="another").used == "not pre-registered"


def test_every_fact_reads_what_the_model_measures(baseline):
    """No row names a column that is not there."""
    for fact in FACTS:
        assert isinstance(fact.read(baseline.measures), float)


def test_a_value_comes_with_its_interval_over_seeds():
    """Means 0.081, 0.082, 0.083: mean 0.082, standard error 0.001/√3, t(2) = 4.303."""
    fact = row("vacancies", vacancies=0.08)
    assert fact["value"] == pytest.approx(0.082)
    assert fact["high"] - fact["value"] == pytest.approx(4.3027 * 0.001 / np.sqrt(3), rel=1e-3)


@pytest.mark.parametrize(("value", "verdict"), [(0.02, "pass"), (0.08, "miss")])
def test_what_lies_outside_its_range_misses(value, verdict):
    assert row("vacancies", vacancies=value)["verdict"] == verdict


def test_a_fact_without_a_value_misses():
    found = row("duration_decline", search_exit_eight_months=np.nan)
    assert np.isnan(found["value"])
    assert found["verdict"] == "miss"


def test_opposite_waves_are_a_beveridge_curve():
    found = row("beveridge")
    assert found["value"] < -0.97
    assert found["verdict"] == "pass"


def test_shares_of_levels_are_shares_within_an_education():
    values = {f"people_cell_low_{level}": 0.1 for level in LEVELS}
    assert row("ict_low", **values)["value"] == pytest.approx(0.4)


def test_the_fall_of_job_finding_is_relative_to_its_start():
    """From 0.201 to 0.101 with the first seed: a fall by about a half."""
    found = row("duration_decline", search_exit_start=0.2, search_exit_eight_months=0.1)
    assert found["value"] == pytest.approx(
        1 - np.mean([0.101 / 0.201, 0.102 / 0.202, 0.103 / 0.203])
    )


def test_a_correlation_is_judged_by_its_size_where_the_fact_says_so():
    assert row("satisfaction_objective", objective_with_satisfaction=-0.102)["verdict"] == "pass"
    assert row("satisfaction_perceived", perceived_with_satisfaction=-0.5)["verdict"] == "miss"


def test_runs_without_a_measure_are_told_from_a_mistake():
    with pytest.raises(RequestError, match=r"no measure skill_turnover_all.*another version"):
        table(months().drop(columns="skill_turnover_all"))


def test_a_drift_is_not_looked_for_in_short_runs():
    """Fewer than 120 measured months give no value and no verdict of either kind."""
    short = months()
    short = short.groupby("seed").head(60)
    found = {row["fact"]: row["verdict"] for row in table(short)}
    drifts = [found[BY_KEY[key].name] for key in BY_KEY if key.startswith("drift_")]
    assert drifts == ["too short"] * 3
