"""Boundaries between occupations, and work across the border of the city."""

from __future__ import annotations

import numpy as np
import pandas as pd

from simulation.core.vocabulary import CLOSED, OUTSIDER
from simulation.tables.occupations import Occupations


def test_without_cost_there_is_no_boundary(small_city):
    """Cost 0 is bit for bit the city in which boundaries are switched off."""
    none = small_city({"boundaries.occupation_cost": 0.0}).measures
    off = small_city({"boundaries.active": False, "boundaries.occupation_cost": 2.0}).measures
    pd.testing.assert_frame_equal(none, off, check_exact=True)


def test_a_cost_keeps_people_in_their_family_of_occupations(paired):
    """Fewer hires cross the boundary, and fewer people move from job to job."""
    found = paired(
        {"boundaries.occupation_cost": 0.4},
        ["hires_across_families", "job_to_job_all"],
        base={"boundaries.occupation_cost": 0.0},
    )
    assert (found[:, 0] < -0.05).all()
    assert found[:, 1].mean() < 0


def test_a_table_of_mobility_lowers_the_barrier():
    """Where people move with ease the barrier is low, whatever the families."""
    occupations = Occupations(mobility=None)
    assert set(np.unique(occupations.barrier)) == {0.0, 1.0}
    assert (np.diag(occupations.barrier) == 0).all()
    occupations.mobility = np.full((occupations.rows, occupations.rows), 0.75)
    assert set(np.unique(occupations._barrier())) == {0.0, 1.0}
    occupations.with_mobility[:] = True
    assert set(np.unique(occupations._barrier())) == {0.25}


def test_trade_is_the_occupation_last_held(small_city):
    """Job-holders' trade is what they do."""
    citizens = small_city().world.citizens
    rows = np.flatnonzero(citizens.resident & (citizens.occupation >= 0))
    np.testing.assert_array_equal(citizens.last_occupation[rows], citizens.occupation[rows])
    assert (citizens.last_occupation[citizens.resident] >= 0).all()


def test_without_a_border_to_cross_nothing_crosses_it(small_city):
    """Both at 0 is bit for bit the city in which remote work is switched off."""
    none = small_city({"remote_work.inbound": 0.0, "remote_work.outbound": 0.0})
    off = small_city({"remote_work.active": False, "remote_work.outbound": 2.0})
    pd.testing.assert_frame_equal(none.measures, off.measures, check_exact=True)
    assert not off.world.employers.elsewhere.any()
    assert np.nansum(off.measures["remote_jobs_high"]) == 0


def test_people_elsewhere_take_posts(paired):
    """Applicants from elsewhere hold more posts, and residents find work less often."""
    found = paired(
        {"remote_work.inbound": 1.0}, ["outsiders", "job_finding_all"],
        base={"remote_work.inbound": 0.0},
    )  # fmt: skip
    assert (found[:, 0] > 0.01).all()
    assert found[:, 1].mean() < 0


def test_no_outside_applicants_when_switched_off(small_city):
    """Without outside applicants no outsider holds a post."""
    world = small_city({"hiring.external_applicants": False, "remote_work.inbound": 5.0}).world
    assert (world.posts.holder != OUTSIDER).all()


def test_employers_elsewhere_give_residents_work(paired):
    """Residents hold posts elsewhere, most of all the highly educated, and find work more often."""
    found = paired(
        {"remote_work.outbound": 0.6},
        ["remote_jobs_low", "remote_jobs_high", "job_finding_all"],
        base={"remote_work.outbound": 0.0},
    )
    assert (found[:, 1] > 0.03).all()
    assert (found[:, 1] > found[:, 0]).all()
    assert found[:, 2].mean() > 0


def test_only_work_that_is_bound_to_no_place_lies_elsewhere(small_city):
    """Posts elsewhere are of occupations that can be done from anywhere; those employers stay."""
    world = small_city({"remote_work.outbound": 1.0, "relocation.rate": 0.5}).world
    posts, employers = world.posts, world.employers
    away = (posts.holder != CLOSED) & employers.elsewhere[posts.employer]
    assert away.sum() > 5
    assert (world.occupations.remote[posts.occupation[away]] > 0).all()
    assert employers.present[employers.elsewhere].all()
