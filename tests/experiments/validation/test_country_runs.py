"""A city gets the inputs of its country and nothing else; its run stores outcomes by education."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from experiments.errors import RequestError
from experiments.preregistration.registration import read
from experiments.validation import country_runs
from experiments.validation.country_runs import (
    CLASSES,
    COLUMNS,
    JOB_HOLDERS,
    MEASURES,
    POOLED,
    QUICK,
    job_holders_by_happiness,
    not_run,
    outcome_rows,
    run_countries,
    runs_of_countries,
    scenario_name,
    stored_runs,
    with_pooled_jobs,
)
from scenarios import load
from simulation import SmartCity
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, UNEMPLOYED

TINY = replace(QUICK, name="tiny", seeds=1, citizens=200, months=5, burn_in=2)


@pytest.fixture
def two_countries(monkeypatch):
    """A study of the pooled city and Germany."""
    monkeypatch.setattr(country_runs, "run_countries", lambda: ["deu"])
    return replace(TINY, build=lambda size: country_runs.scenarios(size))


def test_every_country_is_run_or_named():
    assert not_run() == ["esp", "fra", "ita"]
    assert sorted(run_countries() + not_run()) == sorted(read().countries.countries)
    assert with_pooled_jobs() == ["aut", "est", "fin"]


def test_a_country_differs_from_the_pooled_city_in_its_inputs_only():
    cities = {scenario.name: scenario.settings.flat() for scenario in TINY.scenarios()}
    pooled = cities.pop(scenario_name(POOLED))
    assert len(cities) == len(run_countries())
    for country in run_countries():
        values = cities[scenario_name(country)]
        differing = {name for name in pooled if values[name] != pooled[name]}
        assert differing == {"city.country"}
    baseline = load("baseline").but(TINY.changes).settings.flat()
    differing = {name for name in pooled if pooled[name] != baseline[name]}
    assert differing == {"trust.country_differences"}


def test_only_residents_with_a_job_count_as_job_holders():
    citizens = SimpleNamespace(
        resident=np.array([True, True, True, False, True]),
        status=np.array([EMPLOYED, EMPLOYED, UNEMPLOYED, EMPLOYED, EMPLOYED]),
        education=np.array([0, 2, 2, 0, 2]),
        happiness=np.array([0.0, 1.0, 0.5, 0.5, 0.25]),
    )
    counts = job_holders_by_happiness(citizens)
    assert counts.shape == (len(EDUCATIONS), CLASSES)
    assert counts.sum(axis=1).tolist() == [1, 0, 2]
    assert (counts[0, 0], counts[2, -1]) == (1, 1)


def test_rows_of_a_run_are_means_over_its_measured_months():
    measured = pd.DataFrame(
        {f"{name}_{level}": [0.1, 0.3] for name in MEASURES for level in EDUCATIONS}
    ).assign(month=[3, 4])
    rows = outcome_rows(measured, np.ones((len(EDUCATIONS), CLASSES)))
    assert list(rows.columns) == list(COLUMNS)
    means = rows[rows["quantity"] != JOB_HOLDERS]
    assert len(means) == len(MEASURES) * len(EDUCATIONS)
    assert means["value"].tolist() == pytest.approx([0.2] * len(means))
    assert set(rows["month"]) == {4}


def test_runs_are_made_once_and_hold_what_the_city_measures(two_countries, tmp_path):
    assert stored_runs(two_countries, tmp_path) is None
    rows = runs_of_countries(two_countries, tmp_path, jobs=1).frame()
    scenario = two_countries.scenarios()[0]
    city = SmartCity(scenario, seed=1)
    city.run(progress=False)
    measured = city.measures.iloc[two_countries.burn_in :]
    own = rows[rows["scenario"] == scenario_name(POOLED)]
    value = own[(own["quantity"] == "employment") & (own["education"] == "mid")]["value"]
    assert value.item() == pytest.approx(measured["employment_mid"].mean())
    shares = measured["employment_all"].mean()
    workers = own[own["quantity"] == JOB_HOLDERS]["value"].sum()
    assert workers / (len(measured) * two_countries.citizens) == pytest.approx(shares, rel=0.1)
    stored = stored_runs(two_countries, tmp_path)
    assert stored is not None
    assert stored.frame().equals(rows)
    assert stored_runs(replace(two_countries, months=6), tmp_path) is None
    assert stored_runs(replace(two_countries, seeds=2), tmp_path) is None
    with pytest.raises(RequestError, match=r"holds runs of another command \(country_deu\)"):
        runs_of_countries(replace(two_countries, build=lambda size: []), tmp_path)
