"""Channels: each can be closed by itself, and then acts as without any intervention."""

from __future__ import annotations

from dataclasses import fields

import pandas as pd
import pytest

from simulation.core.levers import Levers
from simulation.interventions.channels import LEVERS, NEUTRAL, Channels

START = 3
#: Levers that say how a course or a place is, not how much of it there is.
TERMS = {name for name in vars(Levers()) if name.startswith("training_")} - {
    lever for levers in LEVERS.values() for lever in levers
}
#: Levers of shocks.
SHOCKS = {"one_platform", "funding", "private_funding", "disinformation"}
LIVELY = {
    "interventions.recognition.training_budget": 5.0,
    "interventions.recognition.network_budget": 5.0,
    "interventions.recognition.assessment_cost": 100.0,
    "interventions.communities.team_share": 0.3,
    "interventions.communities.join_rate": 1.0,
    "interventions.communities.reach": 8.0,
    "interventions.communities.alternative_paths": 1.0,
    "interventions.communities.bridging": 1.0,
    "city.citizens": 600,
    "interventions.communities.reluctance": 0.0,
    "interventions.network.setup_months": 1,
    "interventions.network.join_rate": 1.0,
    "interventions.network.minimum_posts": 0.0,
    "interventions.network.transfer_share": 1.0,
    "government.data_standards": 1.0,
    "automation.pace": 0.01,
    "work_teams.adoption_share": 0.6,
}


def closed(*channels):
    """Settings that close some channels."""
    return {f"interventions.channels.{channel}": False for channel in channels}


def test_every_lever_of_an_intervention_belongs_to_one_channel():
    """No lever is in two channels, and a new one needs a channel."""
    of_channels = [lever for levers in LEVERS.values() for lever in levers]
    assert len(of_channels) == len(set(of_channels))
    assert set(of_channels) | TERMS | SHOCKS == set(vars(Levers()))
    switches = {field.name for field in fields(Channels)} - {"active"}
    assert switches == set(LEVERS)


def test_without_interventions_a_closed_channel_changes_nothing(small_city, baseline):
    found = small_city(closed(*LEVERS)).measures
    pd.testing.assert_frame_equal(found, baseline.measures, check_exact=True)


@pytest.fixture(scope="module")
def lively(small_city, budgets):
    """A city with all channels of all three interventions open."""
    return small_city({**LIVELY, **budgets(budget=400.0, start=START)})


@pytest.mark.parametrize("channel", LEVERS)
def test_a_closed_channel_is_missed(small_city, budgets, lively, channel):
    """Its levers are neutral when they are read, and the city is another one from then on."""
    found = small_city({**LIVELY, **budgets(budget=400.0, start=START), **closed(channel)})
    for lever in LEVERS[channel]:
        assert getattr(found.world.levers, lever) == getattr(NEUTRAL, lever)
    assert any(
        getattr(lively.world.levers, lever) != getattr(NEUTRAL, lever) for lever in LEVERS[channel]
    )
    assert not found.measures["fit"].equals(lively.measures["fit"])
    before = found.measures["month"] <= START
    pd.testing.assert_frame_equal(found.measures[before], lively.measures[before], check_exact=True)
