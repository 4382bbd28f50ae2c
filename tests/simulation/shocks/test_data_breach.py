"""Data breach: loss of trust and its consequences."""

from __future__ import annotations

import pytest

from simulation.shocks.data_breach import DataBreach

MONTH = 14
BREACH = {
    "shocks.data_breach.month": MONTH,
    "shocks.data_breach.size": 0.8,
    "shocks.data_breach.firms_size": 0.8,
    "shocks.data_breach.employers_size": 0.8,
}


@pytest.mark.parametrize("size", [0.5, 1.0, 0.3])
def test_those_concerned_lose_their_share(small_run, size):
    """Trust of those concerned falls by the share, everybody else's not; once."""
    run = small_run()
    run.step()
    world = run.world
    world.month = 5
    before = world.citizens.trust.copy()
    firms = world.citizens.trust_firms.copy()
    trusted = world.employers.trust.copy()
    rule = DataBreach(month=5, size=size, firms_size=0.4, employers_size=0.2)
    rule.run(world)
    world.month = 6
    rule.run(world)
    people = world.citizens.resident
    concerned = world.citizens.privacy_concerned[people]
    assert 0.8 < concerned.mean() < 0.95
    ratio = world.citizens.trust[people] / before[people]
    assert ratio[concerned] == pytest.approx(1.0 - size, abs=1e-6)
    assert ratio[~concerned] == pytest.approx(1.0, abs=1e-6)
    ratio = world.citizens.trust_firms[people] / firms[people]
    assert ratio[concerned] == pytest.approx(0.6, abs=1e-6)
    assert ratio[~concerned] == pytest.approx(1.0, abs=1e-6)
    here = world.employers.present
    expected = trusted[here] * (1.0 - 0.2)
    assert world.employers.trust[here] == pytest.approx(expected, abs=1e-6)


def test_participation_and_the_network_suffer(effect, budgets):
    """Paired over seeds, fewer are in communities a year on, and the network can do less."""
    found = effect(BREACH, 24, 36, plain=budgets(start=6))
    for education in ("low", "mid", "high"):
        assert found[f"community_members_{education}"].mean() < 0
    members = found[[f"community_members_{name}" for name in ("low", "mid", "high")]].mean(axis=1)
    assert (members < 0).all()
    at_once = effect(BREACH, MONTH, MONTH + 6, plain=budgets(start=6))
    assert (at_once["network_capacity"] < 0).all()


def test_without_anything_that_lives_on_trust_nothing_happens_to_fit(effect):
    """In a city without interventions a breach lowers the use of digital services and no more."""
    found = effect(BREACH, MONTH, 36)
    assert abs(found["fit"].mean()) < 0.005
