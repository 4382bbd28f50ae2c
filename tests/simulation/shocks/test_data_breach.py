"""A data breach: trust falls, and with it what lives on trust."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.shocks.data_breach import DataBreach

MONTH = 14
BREACH = {"shocks.data_breach.month": MONTH, "shocks.data_breach.size": 0.8}


@pytest.mark.parametrize(("size", "concerned"), [(0.5, 1.0), (0.5, 0.0), (1.0, 1.0), (0.3, 0.88)])
def test_those_concerned_lose_their_share(small_run, size, concerned):
    """Trust of those concerned falls by the share, everybody else's not; once."""
    world = small_run().world
    world.month = 5
    before = world.citizens.trust.copy()
    rule = DataBreach(month=5, size=size, concerned=concerned)
    rule.run(world)
    world.month = 6
    rule.run(world)
    people = world.citizens.resident
    ratio = world.citizens.trust[people] / before[people]
    shaken = ratio < 1
    assert ratio[shaken] == pytest.approx(1.0 - size, abs=1e-6)
    assert shaken.mean() == pytest.approx(concerned, abs=0.06)
    here = world.employers.present
    assert world.employers.trust[here] == pytest.approx(0.45 * (1.0 - size), abs=1e-6)


def test_concern_is_a_trait_of_the_person(small_run):
    """The same people are concerned whenever the breach comes."""
    shaken = []
    for month in (3, 9):
        world = small_run().world
        world.month = month
        before = world.citizens.trust.copy()
        DataBreach(month=month, size=0.5).run(world)
        shaken.append(world.citizens.trust < before)
    assert np.array_equal(*shaken)


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
    """In a city without interventions a breach changes trust and no more."""
    found = effect(BREACH, MONTH, 36)
    assert abs(found["fit"].mean()) < 0.005
