"""The table by month and occupation: what it counts, and that it changes nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation import SmartCity
from simulation.burn_in import BurnIns
from simulation.by_occupation import FLOWS, LONG_TERM, STOCKS
from simulation.core.vocabulary import EDUCATIONS
from simulation.engine import simulate

SIZE = {"city.citizens": 400, "city.months": 30, "city.burn_in": 8}


@pytest.fixture(scope="module")
def city():
    return SmartCity(SIZE, seed=2, by_occupation=True).run(progress=False)


@pytest.fixture(scope="module")
def table(city):
    return city.by_occupation


def wide(table, column):
    """A column by month (row) and occupation (column)."""
    return table.pivot(index="month", columns="occupation", values=column)


def test_it_has_each_measured_month_and_occupation_by_name(city, table):
    assert list(table) == ["month", "occupation", *STOCKS, *FLOWS]
    assert list(table["month"].unique()) == list(range(9, 31))
    assert list(table["occupation"][:130]) == list(city.world.occupations.names)
    assert len(table) == 22 * 130


def test_it_changes_nothing_else(city):
    plain = SmartCity(SIZE, seed=2).run(progress=False)
    pd.testing.assert_frame_equal(plain.measures, city.measures, check_exact=True)
    assert plain.by_occupation.empty


def test_sums_are_those_of_the_measures(city, table):
    total = table.groupby("month")[["posts", "vacant", "employed", "unemployed"]].sum()
    force = total["employed"] + total["unemployed"]
    measures = city.measures.loc[total.index]
    np.testing.assert_allclose(total["unemployed"] / force, measures["unemployment_all"])
    np.testing.assert_allclose(total["vacant"] / total["posts"], measures["vacancies"])


def test_posts_and_people_add_up(table):
    held = table["employed"] + table["outsiders"] + table["vacant"]
    pd.testing.assert_series_equal(table["posts"], held, check_names=False)
    levels = table[[f"employed_{education}" for education in EDUCATIONS]].sum(axis=1)
    pd.testing.assert_series_equal(table["employed"], levels, check_names=False)
    assert (table["long_term_unemployed"] <= table["unemployed"]).all()
    assert table["long_term_unemployed"].sum() > 0


def test_flows_are_the_changes_of_employment(table):
    """Employed now are those of last month, and who came, less who went."""
    employed, inflow, outflow = (wide(table, name) for name in ("employed", "inflow", "outflow"))
    change = employed.diff().dropna()
    pd.testing.assert_frame_equal(change, (inflow - outflow).loc[change.index].astype(float))
    assert (table["inflow_from_others"] <= table["inflow"]).all()
    assert (table["outflow_to_others"] <= table["outflow"]).all()
    assert 0 < table["outflow_to_others"].sum() <= table["inflow_from_others"].sum()


def test_the_state_now_is_that_of_the_last_month(city, table):
    now = city.occupations.frame()
    last = table[table["month"] == city.month].set_index("occupation")
    pd.testing.assert_frame_equal(now[list(STOCKS)], last[list(STOCKS)], check_exact=True)
    citizens = city.citizens.frame()
    without = citizens[citizens["status"] == "unemployed"]
    rows = without["last_occupation"].value_counts()
    assert list(now["unemployed"].to_numpy()[rows.index]) == list(rows)
    assert now["long_term_unemployed"].sum() == (without["spell"] >= LONG_TERM).sum()
    at_work = citizens[citizens["status"] == "employed"].groupby("occupation")
    np.testing.assert_allclose(now["pay"].dropna(), at_work["wage"].mean().to_numpy(), rtol=1e-5)
    assert now.attrs["units"]["pay"] == "euro/month"
    assert set(now["education_asked"]) == set(EDUCATIONS)
    assert len(city.occupations) == 130


def test_it_goes_on_from_a_shared_burn_in_and_in_a_branch(small_settings, city, table):
    burn_ins = BurnIns()
    simulate(small_settings(SIZE), 2, burn_ins=burn_ins)
    months = []
    outcome = simulate(
        small_settings(SIZE), 2, by_occupation=True, burn_ins=burn_ins, on_month=months.append
    )
    assert months[0] == 9
    alone = simulate(small_settings(SIZE), 2, by_occupation=True)
    pd.testing.assert_frame_equal(outcome.by_occupation, alone.by_occupation, check_exact=True)
    half = SmartCity(SIZE, seed=2, by_occupation=True).run(15, progress=False)
    other = half.branch().run(progress=False)
    pd.testing.assert_frame_equal(other.by_occupation, table, check_exact=True)
    assert other.occupations.frame().equals(city.occupations.frame())
