"""The shipped population table is complete and reproduces the published means."""

from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[3] / "simulation" / "data"

ICT_LEVELS = ["ict_none", "ict_below1", "ict_1", "ict_2", "ict_3"]
LEVELS = ["low", "mid", "high"]
NOT_IN_OECD_MEAN = {"sgp", "cyp", "rus", "idn"}
NORDIC = ["fin", "nor", "swe"]
WITHOUT_ICT = {"esp", "fra", "ita", "cyp", "idn"}

# ICT level given education: no score, below level 1, level 1, level 2, level 3.
ICT_GIVEN_EDUCATION = {
    "oecd": {
        "low": [0.592, 0.187, 0.161, 0.056, 0.004],
        "mid": [0.281, 0.192, 0.308, 0.191, 0.028],
        "high": [0.106, 0.108, 0.318, 0.372, 0.097],
    },
    "nordic": {
        "low": [0.394, 0.236, 0.264, 0.098, 0.009],
        "mid": [0.174, 0.152, 0.350, 0.281, 0.044],
        "high": [0.066, 0.067, 0.281, 0.453, 0.133],
    },
    "sgp": {
        "low": [0.788, 0.144, 0.059, 0.009, 0.000],
        "mid": [0.323, 0.222, 0.301, 0.142, 0.012],
        "high": [0.059, 0.088, 0.312, 0.425, 0.116],
    },
}


@pytest.fixture(scope="module")
def population():
    return pd.read_csv(DATA / "population.csv")


def members(population, group):
    if group == "oecd":
        return population[~population["country"].isin(NOT_IN_OECD_MEAN)].dropna()
    return population[population["country"].isin(NORDIC if group == "nordic" else [group])]


def test_columns(population):
    assert list(population.columns) == ["country", "n", "education", "share", *ICT_LEVELS]


def test_every_country_has_each_education_level_once(population):
    assert population["country"].nunique() == 28
    assert len(population) == 28 * 3
    for country, rows in population.groupby("country"):
        assert list(rows["education"]) == LEVELS, country
        assert rows["n"].nunique() == 1, country


def test_values_are_shares(population):
    values = population[["share", *ICT_LEVELS]].stack().dropna()
    assert values.between(0, 1).all()
    assert not population[["country", "n", "education", "share"]].isna().any().any()
    assert (population["n"] > 1000).all()


def test_education_shares_sum_to_one(population):
    for country, total in population.groupby("country")["share"].sum().items():
        assert total == pytest.approx(1.0, abs=0.0003), country


def test_ict_shares_sum_to_one_where_measured(population):
    for total in population.dropna()[ICT_LEVELS].sum(axis=1):
        assert total == pytest.approx(1.0, abs=0.0005)


def test_countries_without_ict_scores_are_empty_as_a_whole(population):
    lacking = population[population[ICT_LEVELS].isna().any(axis=1)]
    assert set(lacking["country"]) == WITHOUT_ICT
    assert lacking[ICT_LEVELS].isna().all().all()


def test_number_of_countries_behind_the_means(population):
    oecd = population[~population["country"].isin(NOT_IN_OECD_MEAN)]
    assert oecd["country"].nunique() == 24
    assert members(population, "oecd")["country"].nunique() == 21
    assert members(population, "nordic")["country"].nunique() == 3


def test_education_shares_of_the_24_oecd_countries(population):
    oecd = population[~population["country"].isin(NOT_IN_OECD_MEAN)]
    mean = oecd.groupby("education")["share"].mean()
    assert mean["low"] == pytest.approx(0.23, abs=0.006)
    assert mean["mid"] == pytest.approx(0.44, abs=0.006)
    assert mean["high"] == pytest.approx(0.33, abs=0.006)


@pytest.mark.parametrize(
    ("group", "shares"),
    [
        ("oecd", [0.205, 0.453, 0.341]),
        ("nordic", [0.18, 0.43, 0.39]),
        ("sgp", [0.21, 0.29, 0.50]),
    ],
)
def test_education_shares_of_the_groups_in_use(population, group, shares):
    mean = members(population, group).groupby("education")["share"].mean()
    for level, expected in zip(LEVELS, shares, strict=True):
        assert mean[level] == pytest.approx(expected, abs=0.006), level


@pytest.mark.parametrize("group", ICT_GIVEN_EDUCATION)
@pytest.mark.parametrize("level", LEVELS)
def test_ict_given_education(population, group, level):
    rows = members(population, group)
    mean = rows[rows["education"] == level][ICT_LEVELS].mean()
    for column, expected in zip(ICT_LEVELS, ICT_GIVEN_EDUCATION[group][level], strict=True):
        assert mean[column] == pytest.approx(expected, abs=0.01), column
