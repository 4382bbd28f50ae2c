"""A case and its own city differ in what is done, and in nothing else."""

from __future__ import annotations

import pytest

from experiments.studies.cases import CASES, FULL, OWN, QUICK, pair
from scenarios import diff
from simulation.core.accounts import INTERVENTIONS

SIZE = {"city.citizens": 300, "city.months": 60, "city.burn_in": 24}
MONEY = {f"interventions.{name}.annual_budget_per_citizen" for name in INTERVENTIONS}


@pytest.mark.parametrize("case", [case for case in CASES if case not in OWN])
def test_only_money_makes_the_difference(case: str) -> None:
    policy, city = pair(case, SIZE)
    changed = diff(city, policy)
    assert changed
    assert set(changed) <= MONEY
    assert all(before == 0.0 < after for before, after in changed.values())


def test_the_coal_mine_is_compared_with_one_of_shifts() -> None:
    policy, city = pair("coal_mine", SIZE)
    assert set(diff(city, policy)) == {
        "work_teams.adoption_share",
        "work_teams.pooled_share",
        "interventions.communities.annual_budget_per_citizen",
        "interventions.communities.team_share",
    } & set(diff(city, policy))
    assert (
        city.settings["work_teams"].adoption_share
        == 0.0
        < policy.settings["work_teams"].adoption_share
    )


def test_what_happens_comes_as_long_after_the_start_as_in_the_scenario() -> None:
    full = dict(FULL.changes)
    assert full["city.burn_in"] == 60
    assert pair("toronto", full)[0].settings["shocks.data_breach"].month == 85
    assert pair("toronto", SIZE)[0].settings["shocks.data_breach"].month == 24 + 25


def test_every_name_is_run_once() -> None:
    for study in (FULL, QUICK):
        names = [scenario.name for scenario in study.scenarios()]
        assert len(names) == len(set(names)) == 2 * len(CASES)
        assert study.months > study.burn_in + 25, "the scandal lies within the run"
