"""The job mix of countries: which there are, how gaps are filled, what a city takes over."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios import load
from simulation.core.city_parameters import COUNTRIES
from simulation.core.vocabulary import ICT
from simulation.data.build.countries import _filled, fill
from simulation.data.build.raw_files import measured
from simulation.data.build.survey import survey_groups
from simulation.tables.job_mix import job_mixes, jobs_of
from simulation.tables.occupations import Occupations

#: Countries that a city can name without groups of jobs in the survey.
WITHOUT = {"oecd", "aut", "est", "fin"}


def test_countries_with_a_job_mix():
    assert set(job_mixes()) == set(COUNTRIES) - WITHOUT
    for rows in job_mixes().values():
        assert sum(row["employment"] for row in rows.values()) == pytest.approx(0.98, abs=2e-4)
        assert all(0.6 < row["covered"] < 0.93 for row in rows.values())


def test_groups_without_a_size_divide_what_is_left():
    pooled = pd.Series({"111": 0.1, "112": 0.3, "121": 0.6})
    parent = pd.Series({"111": "11", "112": "11", "121": "12"})
    given = pd.Series({"111": 0.05})
    sizes = _filled(given, pooled, parent, {"11": 0.2, "12": 0.8})
    assert sizes.to_dict() == pytest.approx({"111": 0.05, "112": 0.15, "121": 0.8})
    # more than there is, is scaled
    sizes = _filled(pd.Series({"111": 0.3, "112": 0.1}), pooled, parent, {"11": 0.2, "12": 0.8})
    assert sizes.to_dict() == pytest.approx({"111": 0.15, "112": 0.05, "121": 0.8})


def test_a_country_without_groups_is_filled_with_all_countries():
    pooled = survey_groups()
    raw = measured("piaac_countries")
    filled = fill(pooled, raw[raw["country"] == "nobody"])
    names = ["share_employees", "share_self_employed", "ict_none", "req_low"]
    sizes = ["share_employees", "share_self_employed"]
    pooled[sizes] = pooled[sizes].fillna(0.0) / pooled[sizes].sum().sum()
    pd.testing.assert_frame_equal(filled[names], pooled[names])


def test_sizes_of_the_survey_are_kept():
    """Two-digit groups that the survey publishes have their size, the others the rest."""
    raw = measured("piaac_countries")
    nld = raw[raw["country"] == "nld"]
    filled = fill(survey_groups(), nld)
    share = filled["share_employees"] + filled["share_self_employed"]
    assert share.sum() == pytest.approx(1.0, abs=0.01)
    two = nld[nld["level"] == "2"].set_index("isco")["share"]
    found = share.groupby(share.index.str[:2]).sum().reindex(two.index)
    np.testing.assert_allclose(found / share.sum(), two, atol=0.002)


def test_a_city_takes_over_the_jobs_of_its_country():
    pooled, dutch, turkish = (Occupations(country=name) for name in ("oecd", "nld", "tur"))
    for occupations in (dutch, turkish):
        assert occupations.employment[~occupations.emerging].sum() == pytest.approx(1, abs=1e-5)
    posts = pooled.employment.astype(float)
    means = [
        np.average(each.design[:, ICT], weights=each.employment)
        for each in (turkish, pooled, dutch)
    ]
    assert means == sorted(means)
    assert turkish.asked_shares[0] > pooled.asked_shares[0] > dutch.asked_shares[0]
    np.testing.assert_array_equal(dutch.base_wage, pooled.base_wage)
    np.testing.assert_array_equal(Occupations(country="fin").employment, posts.astype(np.float32))


def test_nobody_is_sent_into_own_account_or_onto_platforms():
    occupations = Occupations()
    own = [occupations.sectors.index(name) for name in ("own_account", "platforms")]
    elsewhere = ~np.isin(occupations.sector, own)
    assert not occupations.staffing[np.ix_(elsewhere, own)].any()
    np.testing.assert_allclose(occupations.staffing.sum(axis=1), 1, atol=1e-6)


@pytest.mark.parametrize(
    ("country", "words"),
    [
        ("oecd", "mean of 21 OECD countries"),
        ("fin", "no job mix of this country"),
        ("nor", "90% of its posts"),
        ("nordic", "mean of nor and swe"),
    ],
)
def test_a_resolved_scenario_says_whose_jobs_it_has(country, words):
    assert words in jobs_of(country)
    assert words in load("baseline").but({"city.country": country}).to_toml()
    assert "own table" in jobs_of(country, own_table=True)
