"""Modes of governance: what they cost, what members see, and dependence on a lead."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.interventions.network.governance_modes import (
    ADMINISTRATIVE,
    LEAD,
    MODES,
    SHARED,
    coordination_cost,
    visible_work,
)
from simulation.interventions.network.network import Network

FUNDED = {
    "interventions.network.annual_budget_per_citizen": 300.0,
    "interventions.network.start_month": 1,
    "interventions.network.join_rate": 0.8,
    "interventions.network.setup_months": 2,
}


def cost(mode, members, trust=0.5, **others):
    """Cost of coordination in a mode, euro a month."""
    return coordination_cost(Network(governance_mode=mode, **others), members, trust)


@given(st.sampled_from(MODES), st.integers(0, 500), st.floats(0, 1))
def test_no_mode_gets_cheaper_with_members(mode, members, trust):
    assert 0.0 <= cost(mode, members, trust) <= cost(mode, members + 1, trust)


def test_pairs_outgrow_links():
    """Few govern together at less cost than an office; many do not."""
    assert cost(SHARED, 8) < cost(ADMINISTRATIVE, 8)
    assert cost(SHARED, 100) > cost(ADMINISTRATIVE, 100)


@given(st.integers(2, 200))
def test_trust_makes_only_shared_governance_cheaper(members):
    assert cost(SHARED, members, 0.8) < cost(SHARED, members, 0.3)
    for mode in (LEAD, ADMINISTRATIVE):
        assert cost(mode, members, 0.8) == cost(mode, members, 0.3)


def test_a_lead_organisation_saves_the_office():
    saved = cost(ADMINISTRATIVE, 20) - cost(LEAD, 20)
    rule = Network()
    assert saved == pytest.approx(rule.office_hours * rule.hour_price)


def test_members_who_govern_together_see_more(small_run):
    """With few others they see all of it; a lead organisation hides its own part."""
    world = small_run().world
    employers = world.employers
    rows = np.flatnonzero(employers.present)
    employers.member[:] = False
    employers.member[rows[:5]] = True
    seen = {mode: visible_work(world, Network(governance_mode=mode)) for mode in MODES}
    assert seen[SHARED] == 1.0
    assert seen[LEAD] < seen[ADMINISTRATIVE] == Network().transparency
    employers.member[rows] = True
    assert seen[ADMINISTRATIVE] < visible_work(world, Network(governance_mode=SHARED)) < 1.0


def test_a_network_that_loses_its_lead_sets_up_anew(small_run):
    run = small_run({**FUNDED, "interventions.network.governance_mode": LEAD})
    for _ in range(8):
        run.step()
    world, state = run.world, run.world.network
    assert state.capacity > 0.0
    lead = np.flatnonzero(world.employers.identity == state.lead)
    assert world.employers.member[lead].all()
    world.employers.trust[lead] = 0.0
    first = state.lead
    capacities = []
    for _ in range(3):
        run.step()
        capacities.append(state.capacity)
    assert state.lead != first
    assert capacities[:2] == [0.0, 0.0]
    assert capacities[2] > 0.0


def test_coordination_is_part_of_what_the_network_costs(small_run):
    run = small_run(FUNDED)
    for _ in range(6):
        run.step()
    state, spent = run.world.network, run.world.accounts.spending["network"]
    assert 0.0 < state.coordination <= spent


def test_without_costs_and_sight_the_modes_are_the_same(small_run):
    """The neutral run of H21: nothing but costs and sight tells the modes apart."""
    neutral = dict.fromkeys(("pair_hours", "link_hours", "office_hours", "partners"), 0.0)
    changes = {f"interventions.network.{name}": value for name, value in neutral.items()}
    trust = []
    for mode in (SHARED, ADMINISTRATIVE):
        run = small_run({**FUNDED, **changes, "interventions.network.governance_mode": mode})
        for _ in range(12):
            run.step()
        trust.append(run.world.employers.trust.copy())
    np.testing.assert_array_equal(*trust)
