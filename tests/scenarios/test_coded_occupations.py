"""The coded table of occupations is sound and meets the anchors it was coded to meet.

Employment-weighted statistics cover the established occupations only: the
emerging ones hold almost no posts when a simulated city starts.
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]
TABLE = ROOT / "scenarios" / "examples" / "coded_occupations.csv"

SKILLS = ["ict", "analytical", "governance", "social", "business", "technical", "green"]
WEIGHTS = [f"weight_{skill}" for skill in SKILLS]
NEEDS = ["security", "challenge", "meaning", "balance"]
LEVELS = ["low", "mid", "high"]
COLUMNS = [
    *["occupation", "title", "family", "sector", "spread", "employment", "eventual_share"],
    *["emerging", "entry_post", "education_asked"],
    *SKILLS,
    *WEIGHTS,
    *NEEDS,
    *["wage", "automation", "pace", "turnover", "remote", "external"],
]
EMERGING_FAMILIES = {
    "privacy_security",
    "equity_ethics",
    "innovation_growth",
    "infrastructure_mobility",
    "sustainability_resilience",
}
ESTABLISHED_FAMILIES = {
    "knowledge_services",
    "complementary_services",
    "production",
    "clerical",
    "public_services",
    "platform_work",
    "self_employment",
}
SECTORS = {
    "information_finance",
    "professional_services",
    "public_administration",
    "education",
    "health_care",
    "retail_hospitality",
    "production",
    "construction_transport",
    "household_services",
    "platforms",
    "own_account",
    "city_innovation",
}
# PIAAC, OECD mean: rows education asked, columns ICT use of the job.
JOB_MIX = np.array(
    [
        [0.165, 0.048, 0.023, 0.001],
        [0.134, 0.109, 0.141, 0.011],
        [0.018, 0.061, 0.250, 0.041],
    ]
)
ICT_USE_EDGES = [-1.0, 0.15, 0.45, 0.75, 1.0]
ICT_SCALE = np.array([0.1, 0.3, 0.5, 0.7, 0.9])
ICT_LEVELS = ["ict_none", "ict_below1", "ict_1", "ict_2", "ict_3"]
NOT_IN_OECD_MEAN = {"sgp", "cyp", "rus", "idn"}


@pytest.fixture(scope="module")
def occupations():
    return pd.read_csv(TABLE)


@pytest.fixture(scope="module")
def established(occupations):
    return occupations[occupations["emerging"] == 0]


@pytest.fixture(scope="module")
def emerging(occupations):
    return occupations[occupations["emerging"] == 1]


def weighted_mean(rows, column):
    return np.average(rows[column], weights=rows["employment"])


def by_level(rows, column):
    return {
        level: weighted_mean(rows[rows["education_asked"] == level], column) for level in LEVELS
    }


def five_year_turnover(rows):
    """Share of a skill dimension's demands redesigned within sixty months."""
    return 1 - (1 - rows["pace"]) ** 60


# --- integrity ---------------------------------------------------------------


def test_columns_are_the_documented_ones_in_order(occupations):
    assert list(occupations.columns) == COLUMNS


def test_number_of_occupations(occupations):
    assert 48 <= len(occupations) <= 54


def test_identifiers_are_unique_ascii_snake_case(occupations):
    assert occupations["occupation"].is_unique
    assert occupations["title"].is_unique
    assert occupations["occupation"].str.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*").all()
    assert TABLE.read_bytes().isascii()


def test_nothing_is_missing(occupations):
    assert not occupations.isna().any().any()


def test_categories(occupations):
    assert set(occupations["family"]) == EMERGING_FAMILIES | ESTABLISHED_FAMILIES
    assert set(occupations["sector"]) == SECTORS
    assert set(occupations["education_asked"]) == set(LEVELS)
    assert set(occupations["emerging"]) == {0, 1}
    assert set(occupations["entry_post"]) == {0, 1}


@pytest.mark.parametrize("column", ["spread", "automation", "remote", *SKILLS, *WEIGHTS, *NEEDS])
def test_shares_and_scales_lie_between_0_and_1(occupations, column):
    assert occupations[column].between(0, 1).all()


def test_importance_weights_sum_to_one_per_occupation(occupations):
    np.testing.assert_allclose(occupations[WEIGHTS].sum(axis=1), 1.0, atol=1e-9)


def test_the_most_demanded_skill_is_among_the_two_heaviest(occupations):
    demands = occupations[SKILLS].to_numpy()
    weights = occupations[WEIGHTS].to_numpy()
    heaviest = np.argsort(-weights, axis=1, kind="stable")[:, :2]
    for row, pair in enumerate(heaviest):
        assert demands[row, pair].max() >= demands[row].max() - 0.05, occupations["occupation"][row]


def test_established_employment_sums_to_one(established):
    assert established["employment"].sum() == pytest.approx(1.0, abs=1e-9)
    assert (established["employment"] > 0).all()


def test_hazards_wages_and_applicants_have_sane_ranges(occupations):
    assert occupations["pace"].between(0.0027, 0.027).all()
    assert occupations["turnover"].between(0.002, 0.022).all()
    assert occupations["external"].between(0, 2).all()
    assert occupations["wage"].min() == pytest.approx(1600, abs=100)
    assert occupations["wage"].max() < 8000


# --- emerging families -------------------------------------------------------


def test_family_says_whether_an_occupation_is_emerging(occupations):
    assert (occupations["family"].isin(EMERGING_FAMILIES) == (occupations["emerging"] == 1)).all()


def test_each_emerging_family_has_senior_and_entry_posts(emerging):
    for family, rows in emerging.groupby("family"):
        entry = rows[rows["entry_post"] == 1]
        senior = rows[rows["entry_post"] == 0]
        assert len(entry) >= 1, family
        assert 1 <= len(senior) <= 2, family
        assert set(entry["education_asked"]) <= {"low", "mid"}, family
        assert set(senior["education_asked"]) == {"high"}, family


def test_infrastructure_and_mobility_offers_most_entry_posts(emerging):
    entry = emerging[emerging["entry_post"] == 1].groupby("family").size()
    assert entry["infrastructure_mobility"] == entry.max() >= 3


def test_only_emerging_occupations_grow_or_have_entry_posts(established, emerging):
    assert (established["eventual_share"] == 0).all()
    assert (established["entry_post"] == 0).all()
    assert (emerging["eventual_share"] > emerging["employment"]).all()
    assert (emerging["employment"] > 0).all()


def test_emerging_occupations_start_rare_and_reach_five_percent(emerging):
    assert emerging["employment"].max() <= 0.001
    assert emerging["employment"].sum() <= 0.01
    assert emerging["eventual_share"].sum() == pytest.approx(0.05, abs=0.005)


@pytest.mark.parametrize(
    ("family", "demands"),
    [
        ("privacy_security", [0.90, 0.70, 0.90, 0.45, 0.40, 0.35, 0.10]),
        ("equity_ethics", [0.50, 0.60, 0.60, 0.95, 0.35, 0.10, 0.20]),
        ("innovation_growth", [0.65, 0.55, 0.25, 0.65, 0.95, 0.30, 0.25]),
        ("infrastructure_mobility", [0.65, 0.65, 0.35, 0.50, 0.40, 0.90, 0.40]),
        ("sustainability_resilience", [0.45, 0.55, 0.60, 0.85, 0.45, 0.40, 0.95]),
    ],
)
def test_senior_posts_carry_the_demand_vector_of_their_family(emerging, family, demands):
    senior = emerging[(emerging["family"] == family) & (emerging["entry_post"] == 0)]
    for row in senior[SKILLS].to_numpy():
        np.testing.assert_allclose(row, demands)


def test_senior_posts_cross_disciplines(emerging):
    senior = emerging[emerging["entry_post"] == 0]
    assert ((senior[SKILLS] >= 0.6).sum(axis=1) >= 2).all()


@pytest.mark.parametrize("occupation", ["traffic_systems_technician", "mobility_operator"])
def test_technicians_and_operators_carry_their_demand_vector(emerging, occupation):
    row = emerging.set_index("occupation").loc[occupation, SKILLS].astype(float)
    np.testing.assert_allclose(row, [0.40, 0.20, 0.15, 0.40, 0.10, 0.70, 0.20])


# --- anchors: education asked and ICT ----------------------------------------


def test_shares_of_education_asked(established):
    shares = established.groupby("education_asked")["employment"].sum()
    for level, target in zip(LEVELS, [0.237, 0.395, 0.370], strict=True):
        assert shares[level] == pytest.approx(target, abs=0.02), level


def test_job_mix_of_education_asked_and_ict_use(established):
    use = np.digitize(established["ict"], ICT_USE_EDGES[1:-1], right=True)
    for row, level in enumerate(LEVELS):
        for column in range(4):
            chosen = (established["education_asked"] == level) & (use == column)
            share = established.loc[chosen, "employment"].sum()
            assert share == pytest.approx(JOB_MIX[row, column], abs=0.04), (level, column)


@pytest.mark.parametrize(("level", "target"), [("low", 0.06), ("mid", 0.09), ("high", 0.115)])
def test_ict_shortfall_of_holders_matched_by_education(established, level, target):
    """Holders drawn at random among people of the education that the job asks for."""
    people = pd.read_csv(ROOT / "simulation" / "data" / "population.csv").dropna()
    people = people[~people["country"].isin(NOT_IN_OECD_MEAN) & (people["education"] == level)]
    share_at_level = people[ICT_LEVELS].mean().to_numpy()
    jobs = established[established["education_asked"] == level]
    gap = np.clip(jobs["ict"].to_numpy()[:, None] - ICT_SCALE, 0, None) @ share_at_level
    assert np.average(gap, weights=jobs["employment"]) == pytest.approx(target, abs=0.02)


def test_low_asked_jobs_are_not_trivially_easy(occupations, established):
    practical = occupations.set_index("occupation")[["technical", "social"]].max(axis=1)
    assert practical["plumber"] >= 0.6
    assert practical["home_care_aide"] >= 0.75
    low = established[established["education_asked"] == "low"]
    strongest = low[["technical", "social"]].max(axis=1)
    assert strongest.min() >= 0.4
    assert np.average(strongest, weights=low["employment"]) >= 0.5


# --- anchors: pay, automation, change ----------------------------------------


def test_wages_by_education_asked(established):
    wage = by_level(established, "wage")
    assert 0.35 <= wage["high"] / wage["mid"] - 1 <= 0.55
    assert -0.20 <= wage["low"] / wage["mid"] - 1 <= -0.12


def test_median_wage(established):
    ranked = established.sort_values("wage")
    median = ranked.loc[ranked["employment"].cumsum() >= 0.5, "wage"].iloc[0]
    assert median == pytest.approx(2900, abs=100)


def test_automation_exposure(established):
    exposure, share = established["automation"], established["employment"]
    assert share[exposure > 0.7].sum() == pytest.approx(0.14, abs=0.02)
    assert share[(exposure > 0.5) & (exposure <= 0.7)].sum() == pytest.approx(0.32, abs=0.03)
    mean = by_level(established, "automation")
    assert mean["low"] > mean["mid"] > mean["high"]


def test_pace_gives_the_observed_five_year_skill_turnover(established):
    turnover = five_year_turnover(established)
    assert 0.30 <= np.average(turnover, weights=established["employment"]) <= 0.45


def test_pace_is_fast_in_complex_ict_jobs_and_slow_in_physical_ones(occupations):
    turnover = five_year_turnover(occupations)
    assert (turnover[occupations["ict"] > 0.75] >= 0.65).all()
    assert (turnover[occupations["ict"] <= 0.15] <= 0.20).all()


def test_instability_of_jobs(established):
    assert 0.007 <= weighted_mean(established, "turnover") <= 0.009
    hazard = established.set_index("occupation")["turnover"]
    unstable = ["food_service_worker", "cleaner", "construction_labourer", "warehouse_picker"]
    unstable += ["platform_courier_driver", "platform_freelancer"]
    stable = ["teacher", "nurse", "engineer_architect", "policy_officer", "public_service_clerk"]
    assert hazard[unstable].between(0.012, 0.022).all()
    assert hazard[stable].between(0.002, 0.005).all()


def test_secure_occupations_are_the_stable_ones(occupations):
    assert occupations["security"].corr(occupations["turnover"]) < -0.6


# --- anchors: make-up of the city --------------------------------------------


def test_platform_work_and_self_employment(established):
    share = established.groupby("family")["employment"].sum()
    assert 0.015 <= share["platform_work"] <= 0.03
    assert 0.08 <= share["self_employment"] <= 0.12


def test_public_administration_education_and_health(established):
    share = established.groupby("sector")["employment"].sum()
    assert 0.04 <= share["public_administration"] <= 0.10
    assert 0.06 <= share["education"] <= 0.11
    assert 0.08 <= share["health_care"] <= 0.14
    assert 0.20 <= share[["public_administration", "education", "health_care"]].sum() <= 0.30


def test_spread_follows_how_general_the_work_is(occupations):
    spread = occupations.set_index("occupation")["spread"]
    assert (spread[["cleaner", "office_clerk", "ict_support_technician", "manager"]] >= 0.6).all()
    assert (spread[["nurse", "teacher", "physician"]] <= 0.05).all()
    own_sector_only = occupations["sector"].isin(["platforms", "own_account"])
    assert (occupations.loc[own_sector_only, "spread"] == 0).all()


def test_external_applicants_come_for_high_skill_posts_only(occupations):
    assert (occupations.loc[occupations["education_asked"] != "high", "external"] == 0).all()
    assert (occupations["external"] == 0).mean() > 0.5
    assert (occupations.loc[occupations["external"] > 0, "remote"] > 0).all()


def test_remote_work_is_out_of_reach_of_physical_jobs(established):
    assert (established.loc[established["ict"] <= 0.15, "remote"] == 0).all()
    assert 0.2 <= weighted_mean(established, "remote") <= 0.4
