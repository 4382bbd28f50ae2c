"""Channels of communities: each acts, and is off at 0; invitations can be drawn by lot."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from simulation.engine import simulate
from simulation.interventions.communities.invitation_lottery import can_be_invited
from simulation.settings import Settings

#: Money and membership have no effect of their own: services do not depend on money, and ties are
#: not made anew.
CITY = {
    "city.citizens": 600, "city.months": 20, "city.burn_in": 2, "public_budget.elasticity": 0.0,
    "ties.active": False,
}  # fmt: skip
#: What each channel changes first.
CHANNELS = {
    "reach": "status",
    "motivation": "status",
    "alternative_paths": "status",
    "support_after_loss": "energy",
    "shared_renewal": "currency",
    "coproduction": "trust",
}
#: What communities may do to people through the channels.
OUTCOMES = ("status", "energy", "health", "happiness", "skills", "currency", "wage", "fit")


def city(**changes):
    """A city with many members, and all channels closed but those that are set."""
    closed = dict.fromkeys(CHANNELS, 0.0)
    values = {
        "annual_budget_per_citizen": 240.0, "start_month": 2, "join_rate": 0.5, "reluctance": 0.0,
        "voice": 0.0, "venture_rate": 0.0, **closed, **changes,
    }  # fmt: skip
    named = {f"interventions.communities.{key}": value for key, value in values.items()}
    return simulate(Settings({**CITY, **named}), 1).world


@pytest.fixture(scope="module")
def closed():
    """A city whose communities have members and no channel."""
    return city()


@pytest.fixture(scope="module")
def baseline():
    """A city without communities."""
    return city(annual_budget_per_citizen=0.0)


def test_without_channels_membership_changes_nothing(closed, baseline):
    """At 0 each channel is off, bit for bit."""
    assert (closed.citizens.community >= 0).mean() > 0.2
    for name in OUTCOMES:
        np.testing.assert_array_equal(
            getattr(closed.citizens, name), getattr(baseline.citizens, name), name
        )


@pytest.mark.parametrize(("channel", "outcome"), CHANNELS.items())
def test_each_channel_acts(closed, channel, outcome):
    opened = city(**{channel: 8.0 if channel == "reach" else 0.5})
    assert (getattr(opened.citizens, outcome) != getattr(closed.citizens, outcome)).any()


def test_members_share_what_is_current(closed):
    """Learning from members at work raises currency, and lowers nobody's in itself."""
    opened = city(shared_renewal=0.2)
    member = closed.citizens.resident & (closed.citizens.community >= 0)
    gain = opened.citizens.currency[member].mean() - closed.citizens.currency[member].mean()
    assert gain > 0.0


def test_support_keeps_energy_of_members_without_a_job(closed):
    opened = city(support_after_loss=1.0)
    both = (closed.citizens.status == UNEMPLOYED) & (opened.citizens.status == UNEMPLOYED)
    member = both & (closed.citizens.community >= 0) & (opened.citizens.community >= 0)
    assert opened.citizens.energy[member].mean() > closed.citizens.energy[member].mean()


def test_work_and_care_leave_less_time():
    """Where time counts, people with a job and in the years of young families join less."""
    shares = []
    for cost in (0.0, 2.0):
        citizens = city(work_time=cost, care_time=cost).citizens
        busy = citizens.status == EMPLOYED
        busy |= (citizens.age >= 35 * 12) & (citizens.age < 50 * 12)
        member = citizens.community >= 0
        rates = [member[citizens.resident & group].mean() for group in (busy, ~busy)]
        shares.append(rates[0] / rates[1])
    assert shares[1] < 0.7 * shares[0]


def test_the_lottery_draws_who_is_invited():
    """More of those drawn join; if an invitation does nothing, as many as without a lottery."""
    world = city(invitation_share=0.5, invitation_effect=2.0, invitation_rate=0.5, reluctance=1.5)
    rows = np.flatnonzero(world.citizens.resident)
    drawn = can_be_invited(world, rows)
    assert 0.4 < drawn.mean() < 0.6
    member = world.citizens.community[rows] >= 0
    assert member[drawn].mean() > member[~drawn].mean() + 0.05
    unmoved = [
        city(invitation_share=share, invitation_effect=0.0).citizens.community
        for share in (0.5, 1.0)
    ]
    np.testing.assert_array_equal(*unmoved)
