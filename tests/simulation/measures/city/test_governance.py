"""Measures of governance, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.measures import MEASURES
from simulation.measures.stratified_sums import sum_strata


@pytest.fixture
def world(small_run):
    """A small city after a few months."""
    run = small_run()
    for _ in range(3):
        run.step()
    return run.world


def test_trust_is_the_mean_of_those_of_a_level(world):
    """Mean by education, by hand."""
    citizens = world.citizens
    expected = [
        citizens.trust[citizens.resident & (citizens.education == level)].mean()
        for level in range(3)
    ]
    np.testing.assert_allclose(MEASURES["trust_local"].read(world), expected, rtol=1e-5)


def test_concentration_is_0_where_all_take_part_and_has_the_sign_of_who_does(world):
    """All: 0. Only the highly educated: above 0. Only the low educated: below 0. Nobody: none."""
    citizens = world.citizens
    measure = MEASURES["participation_concentration"]
    found = []
    for levels in ((0, 1, 2), (2,), (0,), ()):
        citizens.community[:] = -1
        citizens.community[citizens.resident & np.isin(citizens.education, levels)] = 0
        world.strata = sum_strata(world)
        found.append(measure.read(world)[0])
    assert found[0] == pytest.approx(0.0, abs=1e-9)
    assert found[1] > 0 > found[2]
    assert np.isnan(found[3])


def test_beginnings_on_own_account_are_counted(world):
    """Only job-holders of that family in their first month count."""
    citizens, occupations = world.citizens, world.occupations
    citizens.tenure[:] = 5
    world.strata = sum_strata(world)
    assert MEASURES["self_employment_entries"].read(world).sum() == 0
    family = occupations.families.index("self_employment")
    own = np.flatnonzero(
        citizens.resident & (citizens.occupation >= 0)
        & (occupations.family[citizens.occupation] == family)
    )  # fmt: skip
    citizens.tenure[own] = 0
    world.strata = sum_strata(world)
    expected = np.bincount(citizens.education[own], minlength=3) / world.strata.by_education
    np.testing.assert_allclose(MEASURES["self_employment_entries"].read(world), expected)
