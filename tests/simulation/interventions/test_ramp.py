"""Money for communities that rises or falls."""

from __future__ import annotations

import pandas as pd
import pytest

from simulation.interventions.communities.communities import Communities

MONEY = {
    "policy.budgets_follow": False,
    "interventions.communities.annual_budget_per_citizen": 120.0,
    "interventions.communities.start_month": 2,
}
FALLING = {
    **MONEY,
    "interventions.communities.first_share": 1.0,
    "interventions.communities.last_share": 0.25,
    "interventions.communities.ramp_months": 10,
}


def test_the_ramp_by_hand():
    """It is the first share until the start, the last from its end on, and straight between."""
    rule = Communities(start_month=20, first_share=0.2, last_share=0.8, ramp_months=12)
    assert [rule.funding(month) for month in (1, 20)] == [0.2, 0.2]
    assert rule.funding(26) == pytest.approx(0.5)
    assert [rule.funding(month) for month in (32, 500)] == pytest.approx([0.8, 0.8])


def test_without_a_ramp_there_is_all_of_the_money():
    """The default leaves the money as it is, exactly."""
    assert {Communities().funding(month) for month in range(200)} == {1.0}


def test_the_city_pays_what_the_ramp_says(small_city):
    """What communities cost falls to a quarter and stays there."""
    measures = small_city(FALLING).measures.set_index("month")
    assert measures["cost_communities"].loc[2] == 0.0
    assert measures["cost_communities"].loc[7] == pytest.approx(120.0 * 0.625)
    assert measures["cost_communities"].loc[12:].to_numpy() == pytest.approx(30.0)


def test_a_ramp_without_money_changes_nothing(small_city, baseline):
    """Without a budget the shares are shares of nothing."""
    idle = {**FALLING, "interventions.communities.annual_budget_per_citizen": 0.0}
    pd.testing.assert_frame_equal(small_city(idle).measures, baseline.measures, check_exact=True)
