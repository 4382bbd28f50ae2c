"""Whom communities reach, and hires through the network."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import BY_NETWORK, BY_TRANSFER
from simulation.engine import CityRun
from simulation.measures.city.reached import community_concentration, network_placements
from simulation.measures.stratified_sums import sum_strata


@pytest.fixture
def run(small_run) -> CityRun:
    """A small city after a month."""
    run = small_run()
    run.step()
    return run


def belong(world, level):
    """All residents of one level of education belong to a community, and no others."""
    citizens = world.citizens
    citizens.community[:] = np.where(citizens.education == level, 0, -1)
    world.strata = sum_strata(world)


def test_concentration_has_the_sign_of_who_belongs(run):
    """Above 0 when the high educated belong, below when the low do, 0 when all or none do."""
    world = run.world
    belong(world, 2)
    assert community_concentration.read(world)[0] > 0.3
    belong(world, 0)
    assert community_concentration.read(world)[0] < -0.1
    for community in (0, -1):
        world.citizens.community[:] = community
        world.strata = sum_strata(world)
        assert community_concentration.read(world)[0] == pytest.approx(0.0)


def test_concentration_by_hand(run):
    """It is 8 times the covariance of membership and mid-rank over residents."""
    world = run.world
    belong(world, 1)
    rows = np.flatnonzero(world.citizens.resident)
    education = world.citizens.education[rows]
    shares = np.bincount(education, minlength=3) / rows.size
    rank = (np.cumsum(shares) - shares / 2)[education]
    expected = 8 * np.cov(education == 1, rank, bias=True)[0, 1]
    assert community_concentration.read(world)[0] == pytest.approx(expected)


def test_placements_are_a_share_of_hires(run):
    """Hires through the pool and through introductions count, over all hires."""
    channels = run.world.channels
    channels[:] = 10
    channels[BY_NETWORK], channels[BY_TRANSFER] = 5, 15
    assert network_placements.read(run.world)[0] == pytest.approx(20 / 50)
    channels[:] = 0
    assert np.isnan(network_placements.read(run.world)[0])


def test_without_a_network_there_are_none(baseline):
    """In the baseline there are no hires through a network and no members of communities."""
    measures = baseline.measures
    assert (measures["network_placements"].dropna() == 0.0).all()
    assert (measures["community_concentration"] == 0.0).all()
