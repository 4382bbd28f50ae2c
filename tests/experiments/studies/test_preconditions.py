"""The cities of the preconditions."""

from __future__ import annotations

from experiments.claims.network import BEFORE, GAP
from experiments.studies.preconditions import (
    DIRECTIONS,
    FULL,
    PATHS,
    QUICK,
    SHARES,
    facilitated,
)  # fmt: skip

BUDGET = "interventions.network.annual_budget_per_citizen"


def test_money_comes_from_both_sides_to_the_same_share() -> None:
    for share in SHARES:
        both = [facilitated(direction, share).changes for direction in DIRECTIONS]
        assert both[0]["interventions.communities.last_share"] == share
        different = {key for key in both[0] if both[0][key] != both[1][key]}
        assert different == {"interventions.communities.first_share"}


def test_funding_paths_differ_in_the_path_alone() -> None:
    budgets = {arm.changes[BUDGET] for arm in PATHS.values()}
    assert len(budgets) == 1
    paths = {
        name: arm.changes.get("interventions.network.funding_path", "continuous")
        for name, arm in PATHS.items()
    }
    assert paths == {"steady": "continuous", "gap": "interrupted", "declining": "declining"}


def test_each_city_is_run_once_and_long_enough() -> None:
    for study in (FULL, QUICK):
        scenarios = study.scenarios()
        assert len({scenario.name for scenario in scenarios}) == len(scenarios) == 20
        assert study.months - study.burn_in >= BEFORE + GAP + 12
        assert all(scenario.settings["city"].citizens == study.citizens for scenario in scenarios)
