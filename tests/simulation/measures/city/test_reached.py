"""Whom communities and recognition reach, what that costs, and hires through the network."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import BY_NETWORK, BY_TRANSFER
from simulation.engine import CityRun
from simulation.measures.city.reached import (
    assessed,
    assessments,
    community_concentration,
    network_placements,
    recognising_posts,
    recognition_cost,
    team_cost,
)
from simulation.measures.labour_market.new_work import team_members
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


def test_assessments_by_hand(run):
    """Residents assessed, by education; those who left the city do not count."""
    world = run.world
    citizens = world.citizens
    low = np.flatnonzero(citizens.resident & (citizens.education == 0))
    citizens.assessed[low[:6]] = 1, 2, 3, 1, 1, 1
    citizens.assessed[np.flatnonzero(~citizens.resident)] = 1
    world.flows["assessed"][:] = 2, 0, 0
    world.strata = sum_strata(world)
    assert assessed.read(world) == pytest.approx([6 / low.size, 0.0, 0.0])
    assert assessments.read(world) == pytest.approx([24 / low.size, 0.0, 0.0])


def test_recognising_posts_by_hand(run):
    """Posts at employers that accept assessments of either line."""
    employers = run.world.employers
    assert recognising_posts.read(run.world)[0] == 0.0
    largest = int(np.where(employers.present, employers.posts, 0).argmax())
    employers.recognises[largest] = 2
    share = employers.posts[largest] / employers.posts[employers.present].sum()
    assert recognising_posts.read(run.world)[0] == pytest.approx(share)


def test_costs_are_per_resident_and_year(run):
    """A month's money for assessments and for teams, twelve times, over residents."""
    run.world.accounts.recognition, run.world.accounts.teams = 100.0, 50.0
    assert recognition_cost.read(run.world)[0] == pytest.approx(1200.0 / run.world.residents)
    assert team_cost.read(run.world)[0] == pytest.approx(600.0 / run.world.residents)


def test_team_members_are_a_share_of_job_holders(run):
    """None without teams; everybody with a job if every employer has teams."""
    assert team_members.read(run.world) == pytest.approx([0.0, 0.0, 0.0])
    run.world.employers.team[:] = True
    assert team_members.read(run.world) == pytest.approx([1.0, 1.0, 1.0])
