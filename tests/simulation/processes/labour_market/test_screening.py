"""Automated screening: off by default, and by profile and gaps, whatever the post asks."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import BY_TIES, EMPLOYED, ICT, ONLINE, UNEMPLOYED, VACANT
from simulation.engine import CityRun
from simulation.processes.labour_market.hiring import Hiring
from simulation.processes.labour_market.screening import (
    READS_PROFILE,
    TURNS_DOWN_GAPS,
    screen_applications,
    software_of_employers,
)
from simulation.settings import Settings
from simulation.tables.applications import Applications

SCREENING = {"screening_share": 1.0, "screening_gap_share": 0.0, "screening_profile_weight": 0.3}


@pytest.fixture
def city():
    """A small city after half a year; the first vacancy has applicants without a job."""
    run = CityRun(Settings({"city.citizens": 400, "city.burn_in": 0}), 1)
    for _ in range(6):
        run.step()
    world = run.world
    world.begin_month()
    rows = np.flatnonzero(world.citizens.resident & (world.citizens.status == UNEMPLOYED))[:4]
    post = np.flatnonzero(world.posts.holder == VACANT)[:1]
    world.posts.waiting[post] = 0
    world.applications = Applications(
        rows.astype(np.int32), np.repeat(post, 4).astype(np.int32),
        np.array([ONLINE, ONLINE, ONLINE, BY_TIES], dtype=np.int8), np.ones(4), np.ones(4),
    )  # fmt: skip
    world.citizens.spell[rows] = 2
    world.citizens.skills[rows, ICT] = [0.05, 0.95, 0.05, 0.05]
    return world


def screened(world, rule, score):
    """Which applications are turned down."""
    score = np.array(score)
    world.screened[:] = 0
    screen_applications(world, rule, score)
    return np.isneginf(score).tolist()


def test_a_poor_profile_is_turned_down_whatever_the_score_is_for(city):
    """Little ICT skill is turned down, unless the score is high or somebody refers."""
    rule = Hiring(**SCREENING)
    good, better = rule.minimum_fit + 0.01, rule.minimum_fit + 0.31
    assert screened(city, rule, [good, good, better, good]) == [True, False, False, False]
    assert city.screened[0].sum() == 4
    assert city.screened[1].sum() == 1


def test_gaps_are_turned_down_where_software_reads_them(city):
    """Only long gaps, only of people without a job, and only at some employers."""
    rows, better = city.applications.row, 1.5
    long_gap = Hiring(**SCREENING).screening_gap_months + 1
    city.citizens.spell[rows[:2]] = long_gap
    nobody, some = [False] * 4, [True, True, False, False]
    for share, found in ((0.0, nobody), (1.0, some)):
        rule = Hiring(**{**SCREENING, "screening_gap_share": share})
        assert screened(city, rule, [better] * 4) == found
    city.citizens.status[rows] = EMPLOYED
    assert screened(city, rule, [better] * 4) == nobody


def test_the_share_of_employers(city):
    """About the share of employers has software, and about half of these read gaps."""
    kinds = software_of_employers(city, Hiring(screening_share=0.4))
    present = city.employers.present
    assert (kinds[present] > 0).mean() == pytest.approx(0.4, abs=0.2)
    assert {READS_PROFILE, TURNS_DOWN_GAPS} <= set(kinds[present])
    assert not software_of_employers(city, Hiring()).any()


def test_off_by_default_and_without_weight_nothing_changes(small_city):
    """Without employers that screen, the other parameters change nothing and nobody is out."""
    changes = {"hiring.screening_profile_weight": 0.9, "hiring.screening_gap_share": 1.0}
    usual, other = (small_city(some).measures for some in ({}, changes))
    assert usual.equals(other)
    assert (usual.filter(like="screened_out") == 0.0).all(axis=None)
    neutral = {
        "hiring.screening_share": 1.0, "hiring.screening_profile_weight": 0.0,
        "hiring.screening_gap_share": 0.0,
    }  # fmt: skip
    found = small_city(neutral).measures
    counted = [name for name in found if name.startswith("screened_out")]
    # a group without sufficient applications has no share
    assert (found[counted].fillna(0.0) == 0.0).all(axis=None)
    assert found.drop(columns=counted).equals(usual.drop(columns=counted))


def test_those_with_little_ict_are_screened_out(small_city):
    """With a strong weight the low educated and those with little ICT are turned down more."""
    strong = {
        "hiring.screening_share": 0.8, "hiring.screening_profile_weight": 0.2,
        "hiring.screening_gap_share": 0.0, "city.citizens": 800, "city.months": 24,
        "city.burn_in": 6,
    }  # fmt: skip
    found = small_city(strong).measures.iloc[6:].mean()
    assert 0.0 < found["screened_out"] < 1.0
    assert found["screened_out_low"] > found["screened_out_high"]
    assert found["screened_out_ict_none"] > found["screened_out_ict_level2"]
