"""Complementary fit: likeness of abilities to the city's shortages."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.vocabulary import SKILLS
from simulation.fit.complementary import complementary

profiles = arrays(np.float64, len(SKILLS), elements=st.just(0.0) | st.floats(1e-6, 1))
positive = arrays(np.float64, len(SKILLS), elements=st.floats(0.01, 1))


def fit(ability, shortage):
    """Complementary fit of one person."""
    return complementary(ability[None], 0, shortage)


def test_by_hand():
    """The cosine of (1, 1) and (1, 0) is 1/√2."""
    able, lacking = np.zeros(len(SKILLS)), np.zeros(len(SKILLS))
    able[:2], lacking[0] = 1.0, 0.4
    assert fit(able, lacking) == pytest.approx(2**-0.5)


@given(profiles, profiles)
def test_is_a_share(ability, shortage):
    """Fit lies between 0 and 1."""
    assert 0.0 <= fit(ability, shortage) <= 1.0


@given(positive, st.floats(0.01, 1))
def test_who_can_do_just_what_is_lacking_fits_perfectly(shortage, scale):
    """A profile proportional to the shortage fits with 1, whatever its level."""
    assert fit(scale * shortage, shortage) == pytest.approx(1.0)
    assert fit(shortage, scale * shortage) == pytest.approx(1.0)


def test_nothing_lacking_or_nothing_able_is_no_fit():
    """Without a shortage, without ability, or with the wrong ability fit is 0."""
    able, other, nothing = np.zeros((3, len(SKILLS)))
    able[0], other[1] = 0.5, 0.5
    assert fit(able, nothing) == 0.0
    assert fit(nothing, able) == 0.0
    assert fit(able, other) == 0.0


@given(positive, st.integers(0, len(SKILLS) - 1), st.floats(0.0, 0.5))
def test_more_of_the_only_thing_lacking_never_harms(ability, place, more):
    """Fit rises with the ability that alone is lacking."""
    shortage = np.zeros(len(SKILLS))
    shortage[place] = 0.3
    abler = ability.copy()
    abler[place] += more
    assert fit(abler, shortage) >= fit(ability, shortage) - 1e-12
