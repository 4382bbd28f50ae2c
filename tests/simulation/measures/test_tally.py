"""The tally: sums over residents, and the ranks that slopes are taken over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.measures.tally import ICT_CLASSES, SUMMED, Tally, take
from simulation.vocabulary import EDUCATIONS, ICT

SHAPE = (len(EDUCATIONS), ICT_CLASSES)
counts_drawn = arrays(np.float64, SHAPE, elements=st.integers(0, 5).map(float)).filter(
    lambda counts: counts.sum() > 0
)
ranked_by = st.sampled_from(["education", "ict", "both"])


@given(ranked_by, counts_drawn)
def test_the_mean_rank_is_a_half(by, counts):
    """Ranks of all people average .5, and lie between 0 and 1."""
    rank = Tally._rank(by, counts)
    assert (rank * counts).sum() / counts.sum() == pytest.approx(0.5)
    assert ((rank[counts > 0] > 0) & (rank[counts > 0] < 1)).all()


@given(counts_drawn)
def test_ranks_rise_with_what_they_rank(counts):
    """Among people, more education and more ICT skill never rank lower."""
    by_education = Tally._rank("education", counts)
    by_ict = Tally._rank("ict", counts)
    assert (np.diff(by_education, axis=0) >= -1e-12).all()
    assert (np.diff(by_ict, axis=1) >= -1e-12).all()
    both = Tally._rank("both", counts)
    assert (np.diff(both, axis=0) >= -1e-12).all()
    assert (np.diff(both, axis=1) >= -1e-12).all()


@given(counts_drawn, st.integers(2, 9))
def test_ranks_do_not_depend_on_the_size_of_the_city(counts, times):
    """A city several times as large has the same ranks."""
    for by in ("education", "ict", "both"):
        np.testing.assert_allclose(Tally._rank(by, times * counts), Tally._rank(by, counts))


def test_ranks_by_hand():
    """A quarter low, a half mid and a quarter high rank at 1/8, 1/2 and 7/8."""
    counts = np.zeros(SHAPE)
    counts[:, 10] = 1.0, 2.0, 1.0
    np.testing.assert_allclose(Tally._rank("education", counts)[:, 0], [0.125, 0.5, 0.875])
    np.testing.assert_allclose(Tally._rank("ict", counts)[:, 10], 0.5)
    np.testing.assert_allclose(Tally._rank("both", counts)[:, 10], [0.125, 0.5, 0.875])


def test_education_and_ict_count_alike_in_the_joint_rank():
    """Who is ahead in one and equal in the other ranks ahead; ahead in one and behind is a tie."""
    same_education, same_ict, opposite = (np.zeros(SHAPE) for _ in range(3))
    same_education[1, [10, 30]] = 1.0
    same_ict[[0, 2], 10] = 1.0
    opposite[0, 30] = opposite[2, 10] = 1.0
    by_ict = Tally._rank("both", same_education)[1, [10, 30]]
    by_education = Tally._rank("both", same_ict)[[0, 2], 10]
    tied = Tally._rank("both", opposite)
    np.testing.assert_allclose(by_ict, [0.25, 0.75])
    np.testing.assert_allclose(by_education, [0.25, 0.75])
    np.testing.assert_allclose([tied[0, 30], tied[2, 10]], 0.5)


def test_sums_are_those_of_the_citizens(baseline):
    """Every sum and count is what one gets from the citizens table by hand."""
    world = baseline.world
    citizens, tally = world.citizens, take(world)
    rows = np.flatnonzero(citizens.resident)
    assert tally.counts.sum() == tally.states.sum() == rows.size
    for name in SUMMED:
        column = getattr(citizens, name)[rows].astype(float)
        assert tally.sums[name].sum() == pytest.approx(column.sum())
        for level in range(3):
            expected = column[citizens.education[rows] == level].sum()
            assert tally.sums[name][level].sum() == pytest.approx(expected)
    top = (citizens.skills[rows, ICT] * ICT_CLASSES >= ICT_CLASSES - 1).sum()
    assert tally.counts[:, -1].sum() == top
    working = rows[citizens.status[rows] == 0]
    assert tally.employed.sum() == working.size
    assert tally.sums["at_work"].sum() == pytest.approx(
        citizens.demand_ability[working].sum(dtype=float)
    )
