"""A funding cut: less is spent, services get what is saved, and money that returns is not all."""

from __future__ import annotations

import pytest

from simulation.core.accounts import INTERVENTIONS

MONTH, MONTHS = 16, 12
CUT = {"shocks.funding_cut.month": MONTH, "shocks.funding_cut.months": MONTHS}
#: Nobody's post hangs on public money.
PRIVATE = {"emerging_occupations.public_share": 0.0}
DURING, AFTER = (MONTH, MONTH + MONTHS - 1), (MONTH + MONTHS, 36)


@pytest.fixture(scope="module")
def paid(budgets):
    """All three interventions, paid as planned from month 6 on; no post is paid by the city."""
    return {**budgets(start=6), "policy.budgets_follow": False, **PRIVATE}


def test_spending_falls_by_the_share_and_comes_back(city, paid):
    """Communities and network spend what they are given; training no more than that."""
    measures = city({**paid, **CUT, "shocks.funding_cut.share": 0.75}).measures.set_index("month")
    for name in ("communities", "network"):
        assert measures.loc[DURING[0] : DURING[1], f"cost_{name}"].to_numpy() == pytest.approx(30)
        assert measures.loc[AFTER[0] :, f"cost_{name}"].to_numpy() == pytest.approx(120)
    # a place that is begun is paid whole, so single months may lie above
    assert measures.loc[DURING[0] : DURING[1], "cost_training"].mean() < 40


@pytest.mark.parametrize("name", INTERVENTIONS)
def test_a_full_cut_leaves_nothing_to_spend(city, paid, name):
    """Nothing is spent during the cut; what has not collapsed meanwhile spends again after it."""
    measures = city({**paid, **CUT, "shocks.funding_cut.share": 1.0}).measures.set_index("month")
    assert (measures.loc[DURING[0] : DURING[1], f"cost_{name}"] == 0).all()
    if name == "network":
        assert measures.loc[DURING[1], "network_capacity"] == 0
    else:
        assert measures.loc[AFTER[0] :, f"cost_{name}"].max() > 0


def test_services_get_what_is_saved_and_participation_falls(effect, paid):
    """Paired over seeds: more money for services, fewer in communities, a weaker network."""
    found = effect(CUT, *DURING, plain=paid)
    assert (found["services_money"] > 0).all()
    assert (found["community_members_low"] <= 0).all()
    assert found["community_members_low"].mean() < 0
    assert (found["network_capacity"] < 0).all()
    # the network remembers: with all its money back it can still do less
    assert effect(CUT, *AFTER, plain=paid)["network_capacity"].mean() < 0


def test_where_nothing_is_paid_nothing_is_cut(city):
    assert city({**CUT, **PRIVATE}).measures.equals(city(PRIVATE).measures)
