"""A mechanism that is switched off is gone: bit for bit as if its strength were nothing."""

from __future__ import annotations

import pandas as pd
import pytest

#: A city in which each mechanism has something to act on within two years.
LIVELY = {
    "city.months": 20,
    "redesign.pace": 5.0,
    "moves.rate": 0.1,
    "participation.burnout_rate": 0.9,
    "participation.burnout_energy": 0.7,
    "peer_learning.rate": 0.05,
}

#: What is switched off, with other parameters of it far from their defaults, and the same city
#: with the mechanism's strength at nothing instead.
PAIRS = {
    "digital services": (
        {"services.active": False, "services.digital_only": 0.9, "services.assisted": 1.0},
        {"services.digital_only": 0.0},
    ),
    "helpers": (
        {"services.assisted": 0.0, "services.assisted_cost": 900.0},
        {"services.assisted": 0.0},
    ),
    "infrastructure": (
        {"services.infrastructure_subsidy": 0.0, "services.infrastructure_price": 1.0},
        {},
    ),
    "cohesion": (
        {"cohesion.active": False, "cohesion.weight": 0.9, "cohesion.adjustment_rate": 0.5},
        {"cohesion.weight": 0.0},
    ),
    "tenure": (
        {
            "separations.by_tenure": False,
            "separations.new_job_hazard_ratio": 1.0,
            "separations.early_hazard_ratio": 9.0,
        },
        {"separations.early_hazard_ratio": 1.0, "separations.late_hazard_ratio": 1.0},
    ),
    "contracts": (
        {"separations.contracts": False, "separations.temporary_hazard_ratio": 9.0},
        {"separations.temporary_entry_ratio": 0.0, "separations.temporary_hazard_ratio": 1.0},
    ),
    "licences": (
        {"hiring.licences": False, "hiring.licence_ratio": 5.0},
        {"hiring.licence_ratio": 0.0},
    ),
    "call-backs": (
        {
            "hiring.callbacks": False,
            "hiring.long_unemployment_discount": 0.0,
            "hiring.callback_fall": 1.0,
        },
        {"hiring.callback_fall": 0.0},
    ),
    "empty posts": (
        {"labour_demand.empty_posts": False, "labour_demand.empty_pay_slope": 9.0},
        {"labour_demand.empty_pay_slope": 0.0, "labour_demand.withdrawal_slope": 0.0},
    ),
    "priced leisure": (
        {"prices.priced_leisure": False, "prices.leisure_price": 3.0},
        {"prices.leisure_price": 0.0, "prices.inequality_slope": 0.0},
    ),
    "digital advantage": (
        {"prices.digital_advantage": False, "prices.digital_discount": 0.5},
        {"prices.digital_discount": 0.0},
    ),
    "aspirations": (
        {"fit.aspirations_adapt": False, "fit.adaptation": 0.5},
        {"fit.aspiration_weight": 0.0, "fit.adaptation": 0.0},
    ),
    "drain and challenge": (
        {"resources.pace_active": False, "resources.pace_drain": 5.0, "resources.stimulation": 0.5},
        {"resources.pace_drain": 0.0, "resources.stimulation": 0.0, "resources.pace_cost": 0.0},
    ),
    "vigour": (
        {"well_being.energy_active": False, "well_being.energy_slope": 3.0},
        {"well_being.energy_slope": 0.0},
    ),
    "burnout": (
        {"participation.burnout_active": False},
        {"participation.burnout_rate": 0.0},
    ),
    "homophily": (
        {"ties.homophilous": False, "ties.homophily": 5.0},
        {"ties.homophily": 0.0},
    ),
    "boundaries of ties": (
        {"ties.boundaries": False, "ties.boundary_cost": 5.0},
        {"ties.boundary_cost": 0.0},
    ),
    "knowledge divide": (
        {"peer_learning.divide_active": False, "peer_learning.divide": 1.0},
        {"peer_learning.divide": 0.0},
    ),
    "sorting": (
        {"moves.sorting": False, "moves.value_likeness": 50.0, "moves.value_money": 0.0},
        {"moves.sorting": False},
    ),
}
#: Mechanisms that do nothing by default.
IDLE = {"infrastructure"}


def outcomes(measures):
    """All measures but the stock of cohesion, which shows itself also where it has no weight."""
    return measures.drop(columns=["cohesion"])


@pytest.mark.parametrize("name", PAIRS)
def test_switched_off_is_gone(small_city, name):
    """Off, whatever its other parameters, gives the very numbers of a city without it."""
    off, nothing = (outcomes(small_city({**LIVELY, **changes}).measures) for changes in PAIRS[name])
    pd.testing.assert_frame_equal(off, nothing, check_exact=True)


@pytest.mark.parametrize("name", sorted(set(PAIRS) - IDLE))
def test_switched_on_it_acts(small_city, name):
    """With the switch on, as it is by default, the same city is another one."""
    off = small_city({**LIVELY, **PAIRS[name][0]}).measures
    on = small_city(LIVELY).measures
    assert not outcomes(on).equals(outcomes(off))
