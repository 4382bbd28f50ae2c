"""Complementary fit: the share of what the city lacks that a person supplies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.vocabulary import SKILLS
from simulation.fit.complementary import complementary

shares = arrays(np.float64, len(SKILLS), elements=st.just(0.0) | st.floats(1e-6, 1))


def fit(ability, shortage, scarce):
    """Complementary fit of one person."""
    return complementary(ability[None], 0, shortage, scarce)


def test_by_hand():
    """A plumber supplies .4 of .5 in plumbing, twice as scarce, and none of .25 in nursing."""
    able, lacking, asked = np.zeros((3, len(SKILLS)))
    able[0], lacking[:2], asked[:2] = 0.4, (0.2, 0.1), (0.5, 0.25)
    assert fit(able, lacking, asked) == pytest.approx(0.2 * 0.4 / (0.2 * 0.5 + 0.1 * 0.25))


@given(shares, shares, shares)
def test_is_a_share(ability, shortage, scarce):
    """Fit lies between 0 and 1."""
    assert 0.0 <= fit(ability, shortage, scarce) <= 1.0 + 1e-12


@given(shares, shares, shares, shares)
def test_learning_never_lowers_it(ability, more, shortage, scarce):
    """Whatever is learned, fit does not fall."""
    abler = np.minimum(ability + more, 1.0)
    assert fit(abler, shortage, scarce) >= fit(ability, shortage, scarce)


@given(shares, shares)
def test_ability_beyond_what_scarce_posts_ask_counts_nothing(shortage, scarce):
    """Who has just what is asked fits as well as who can do everything, and perfectly."""
    just_enough = fit(scarce, shortage, scarce)
    assert just_enough == fit(np.ones(len(SKILLS)), shortage, scarce)
    assert just_enough in (0.0, pytest.approx(1.0))


def test_nothing_lacking_or_nothing_able_is_no_fit():
    """Without a shortage, without ability, or with the wrong ability fit is 0."""
    able, other, nothing = np.zeros((3, len(SKILLS)))
    able[0], other[1] = 0.5, 0.5
    assert fit(able, nothing, able) == 0.0
    assert fit(nothing, able, able) == 0.0
    assert fit(able, other, other) == 0.0
