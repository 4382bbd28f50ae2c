"""Demand-ability fit: what the job asks and the person lacks, weighted, taken from 1."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.vocabulary import SKILLS
from simulation.fit.demand_ability import demand_ability

shares = st.floats(0, 1, width=32)
profiles = arrays(np.float32, len(SKILLS), elements=shares)
importances = arrays(np.float64, len(SKILLS), elements=st.floats(0.01, 1)).map(
    lambda drawn: drawn / drawn.sum()
)


def fit(ability, demand, weight):
    """Fit of one person and one job."""
    return demand_ability(ability[None], 0, demand[None], weight[None], 0)


def test_by_hand():
    """Short by .2 of a skill of weight .5 and by .4 of one of weight .25: 1 − .1 − .1."""
    ability = np.array([0.3, 0.9, 0.1, 0.5, 0.5, 0.5, 0.5])
    demand = np.array([0.5, 0.4, 0.5, 0.5, 0.5, 0.0, 0.9])
    weight = np.array([0.5, 0.15, 0.25, 0.1, 0.0, 0.0, 0.0])
    assert fit(ability, demand, weight) == pytest.approx(0.8)


@pytest.mark.parametrize(("person", "job", "expected"), [(0, 0, 1.0), (0, 1, 0.5), (1, 1, 0.0)])
def test_rows_are_those_asked_for(person, job, expected):
    """The rows of person and job decide, not the first ones."""
    skills, demand, weight = np.zeros((2, 7)), np.zeros((2, 7)), np.zeros((2, 7))
    skills[0, 0] = 1.0
    demand[:, :2] = [[1.0, 0.0], [1.0, 1.0]]
    weight[:, :2] = 0.5
    assert demand_ability(skills, person, demand, weight, job) == expected


@given(profiles, profiles, importances)
def test_is_a_share(ability, demand, weight):
    """Fit lies between 0 and 1."""
    assert -1e-9 <= fit(ability, demand, weight) <= 1.0


@given(profiles, profiles, importances, profiles)
def test_more_ability_never_harms(ability, demand, weight, more):
    """Somebody who can do more of anything fits at least as well."""
    assert fit(np.maximum(ability, more), demand, weight) >= fit(ability, demand, weight)


@given(profiles, profiles, importances, profiles)
def test_a_job_that_asks_more_never_fits_better(ability, demand, weight, more):
    """Higher demands never raise the fit."""
    assert fit(ability, np.maximum(demand, more), weight) <= fit(ability, demand, weight)


@given(profiles, importances, profiles)
def test_ability_beyond_the_demand_does_not_matter(demand, weight, more):
    """People who meet all demands fit perfectly, with or without surplus ability."""
    assert fit(demand, demand, weight) == 1.0
    assert fit(np.maximum(demand, more), demand, weight) == 1.0


@given(profiles, profiles, importances, st.integers(0, len(SKILLS) - 1), shares)
def test_what_counts_nothing_does_not_matter(ability, demand, weight, place, value):
    """A skill of weight 0 has no influence."""
    weight = weight.copy()
    weight[place] = 0.0
    changed = ability.copy()
    changed[place] = value
    assert fit(changed, demand, weight) == fit(ability, demand, weight)
