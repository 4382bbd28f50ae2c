"""The measured table of occupations: built by its script, documented by column, sound."""

from fnmatch import fnmatch

import numpy as np
import pandas as pd
import pytest

from simulation.data.build import rules
from simulation.data.build.__main__ import TABLES, write_tables
from simulation.data.build.raw_files import DATA, assumed, measured
from simulation.data.build.sectors import sectors
from simulation.data.build.survey import members, survey_groups
from simulation.tables.occupation_file import COLUMNS
from simulation.tables.occupations import Occupations

TABLE, MOBILITY = str(DATA / "occupations.csv"), str(DATA / "mobility.csv")


@pytest.fixture(scope="module")
def table():
    return pd.read_csv(TABLE, dtype={"x_isco": str})


@pytest.fixture(scope="module")
def established(table):
    return table[table["emerging"] == 0]


def mean(table, column):
    return np.average(table[column], weights=table["employment"])


def share(table, chosen):
    return table.loc[chosen, "employment"].sum() / table["employment"].sum()


def by_education(table, column):
    return [mean(part, column) for _, part in sorted_by_education(table)]


def sorted_by_education(table):
    return [(level, table[table["education_asked"] == level]) for level in rules.LEVELS]


# --- the script ----------------------------------------------------------------


def test_the_script_writes_the_same_bytes(tmp_path):
    write_tables(tmp_path)
    for name in TABLES:
        assert (tmp_path / name).read_bytes() == (DATA / name).read_bytes()


def test_each_column_has_one_source(table):
    declared = pd.read_csv(DATA / "build" / "columns.csv")
    for column in table:
        assert sum(fnmatch(column, pattern) for pattern in declared["column"]) == 1, column
    for pattern in declared["column"]:
        assert any(fnmatch(column, pattern) for column in table), pattern
    assert set(declared["status"]) == {"measured", "derived", "assumed"}
    read = [column.name for column in COLUMNS if column.name in table]
    assert [name for name in table if not name.startswith("x_")] == read


def test_attribution_and_licences_are_beside_the_tables():
    sources = (DATA / "measured" / "LICENCES.md").read_text(encoding="utf-8")
    for text in (sources, (DATA / "README.md").read_text(encoding="utf-8")):
        plain = " ".join(text.split())
        assert "Includes information from the O*NET 29.0 Database" in plain
        assert "USDOL/ETA has not approved, endorsed, or tested these modifications." in plain
        assert "aggregates only" in plain
    files = {path.name for path in (DATA / "measured").glob("*.csv")}
    assert all(f"`{name}`" in sources for name in files)
    licence = (DATA / "measured" / "CC-BY-4.0.txt").read_text(encoding="utf-8")
    assert "Section 8 -- Interpretation." in licence


def test_each_group_of_the_survey_is_in_one_row_for_employees_and_one_for_own_account():
    rows = assumed("rows")
    parts = members(survey_groups()).join(rows.set_index("occupation")["status"], on="occupation")
    assert not parts.duplicated(["status", "group"]).any()
    codes = set(measured("isco_soc")["isco"].str[:3])
    assert set(parts["group"]) <= codes


# --- the tables ----------------------------------------------------------------


def test_the_model_reads_both_tables(table):
    occupations = Occupations(TABLE, MOBILITY)
    assert len(occupations) == len(table) == 130
    assert table["emerging"].sum() == 13
    pairs = pd.read_csv(MOBILITY)
    assert np.count_nonzero(occupations.mobility) == len(pairs) + len(table)
    emerging_and_own = table.loc[table["x_isco"].isna(), "occupation"]
    assert not pairs[["from", "to"]].isin(set(emerging_and_own)).any(axis=None)


def test_job_mix(established):
    """Education asked within two points of PIAAC; wages and automation in their ranges."""
    asked = [share(established, part.index) for _, part in sorted_by_education(established)]
    assert asked == pytest.approx([0.237, 0.395, 0.368], abs=0.02)
    low, mid, high = by_education(established, "wage")
    assert 0.35 <= high / mid - 1 <= 0.55
    assert 0.12 <= 1 - low / mid <= 0.20
    assert share(established, established["automation"] > 0.7) == pytest.approx(0.14, abs=0.01)
    assert sorted(by_education(established, "automation"), reverse=True) == by_education(
        established, "automation"
    )
    # the lowest value allowed lifts the mean a little
    assert mean(established, "turnover") == pytest.approx(0.0082, abs=5e-5)
    own_account = established["family"] == "self_employment"
    assert share(established, own_account) == pytest.approx(0.154, abs=0.01)


def test_ict_follows_the_survey(established):
    """ICT demand follows mean ICT use, and rises with education asked."""
    measured_rows = established[established["ict_none"] > 0]
    middles = [0.075, 0.30, 0.60, 0.875]
    uses = ["none", "simple", "moderate", "complex"]
    use = sum(
        measured_rows[f"ict_{name}"] * middle for name, middle in zip(uses, middles, strict=True)
    )
    assert measured_rows["ict"].corr(use) > 0.97
    low, mid, high = by_education(established, "ict")
    assert high - mid > 0.15
    assert mid - low > 0.15


def test_scales_of_demands_and_supplies(established):
    """Mean and spread over posts are those assumed, up to rounding and cutting."""
    for row in assumed("scales").itertuples():
        average = mean(established, row.column)
        values, posts = established[row.column], established["employment"]
        spread = np.sqrt(np.average((values - average) ** 2, weights=posts))
        assert average == pytest.approx(row.mean, abs=0.015), row.column
        assert spread == pytest.approx(row.sd, abs=0.015), row.column


def test_weights_are_hundredths_that_sum_to_one(table):
    weights = table.filter(regex="^weight_")
    assert (weights * 100).round(6).eq((weights * 100).round()).all(axis=None)
    assert weights.sum(axis=1).round(9).eq(1).all()


# --- the rules ------------------------------------------------------------------


def test_interpolated_median_of_ict_use():
    shares = pd.DataFrame([[0.5, 0.3, 0.2, 0], [0.25, 0.5, 0.25, 0], [0, 0, 0, 1.0]])
    assert list(rules.ict_demand(shares)) == pytest.approx([0.15, 0.30, 0.875])


def test_exposure_to_language_models_is_opposed_to_automation(established):
    """Over posts −.54; it rises with the education asked, and every row has a value."""
    both = established[["automation", "language_models"]].to_numpy()
    covariance = np.cov(both.T, aweights=established["employment"])
    correlation = covariance[0, 1] / np.sqrt(covariance[0, 0] * covariance[1, 1])
    assert correlation == pytest.approx(-0.54, abs=0.02)
    found = by_education(established, "language_models")
    assert found == sorted(found)
    assert not established["language_models"].isna().any()


def test_ranks_give_the_published_shares_of_automation():
    posts = pd.Series(np.full(1000, 0.001))
    exposure = rules.automation(pd.Series(np.linspace(0, 1, 1000)), posts)
    assert (exposure > 0.7).mean() == pytest.approx(0.14, abs=0.002)
    assert ((exposure > 0.5) & (exposure <= 0.7)).mean() == pytest.approx(0.32, abs=0.002)
    assert exposure.is_monotonic_decreasing


def test_rows_go_to_sectors_of_their_measured_sizes():
    shares = pd.DataFrame({"sec_a": [0.9, 0.6, 0.1, 0.2], "sec_b": [0.1, 0.4, 0.9, 0.8]})
    found = sectors(shares, pd.Series([0.25] * 4))
    assert list(found["sector"]) == ["a", "a", "b", "b"]
    size = (0.9 + 0.6 + 0.1 + 0.2) / 4
    assert found["spread"][0] == pytest.approx(0.1 / (1 - size))


def test_five_year_turnover_of_skills():
    ict, usual = pd.Series([0.0, 1.0]), pd.Series([0.0, 0.0])
    five_years = 1 - (1 - rules.pace(ict, usual)) ** 60
    assert list(five_years) == pytest.approx([0.152, 0.932])
