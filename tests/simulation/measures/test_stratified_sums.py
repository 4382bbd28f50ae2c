"""The strata: sums over residents, and the ranks that slopes are taken over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.vocabulary import EDUCATIONS, ICT, OUTSIDER, VACANT
from simulation.interventions.training.lottery_assignment import lottery_assigned
from simulation.measures.stratified_sums import (
    ICT_CLASSES,
    SUMMED,
    StratifiedSums,
    sum_strata,
)

SHAPE = (len(EDUCATIONS), ICT_CLASSES)
counts_drawn = arrays(np.float64, SHAPE, elements=st.integers(0, 5).map(float)).filter(
    lambda counts: counts.sum() > 0
)
ranked_by = st.sampled_from(["education", "ict", "both"])


@given(ranked_by, counts_drawn)
def test_the_mean_rank_is_a_half(by, counts):
    """Ranks of all people average .5, and lie between 0 and 1."""
    rank = StratifiedSums._all_ranks(counts)[by]
    assert (rank * counts).sum() / counts.sum() == pytest.approx(0.5)
    assert ((rank[counts > 0] > 0) & (rank[counts > 0] < 1)).all()


@given(counts_drawn)
def test_ranks_rise_with_what_they_rank(counts):
    """Among people, more education and more ICT skill never rank lower."""
    by_education = StratifiedSums._all_ranks(counts)["education"]
    by_ict = StratifiedSums._all_ranks(counts)["ict"]
    assert (np.diff(by_education, axis=0) >= -1e-12).all()
    assert (np.diff(by_ict, axis=1) >= -1e-12).all()
    both = StratifiedSums._all_ranks(counts)["both"]
    assert (np.diff(both, axis=0) >= -1e-12).all()
    assert (np.diff(both, axis=1) >= -1e-12).all()


@given(counts_drawn, st.integers(2, 9))
def test_ranks_do_not_depend_on_the_size_of_the_city(counts, times):
    """A city several times as large has the same ranks."""
    for by in ("education", "ict", "both"):
        larger = StratifiedSums._all_ranks(times * counts)[by]
        np.testing.assert_allclose(larger, StratifiedSums._all_ranks(counts)[by])


def test_ranks_by_hand():
    """A quarter low, a half mid and a quarter high rank at 1/8, 1/2 and 7/8."""
    counts = np.zeros(SHAPE)
    counts[:, 10] = 1.0, 2.0, 1.0
    np.testing.assert_allclose(
        StratifiedSums._all_ranks(counts)["education"][:, 0], [0.125, 0.5, 0.875]
    )
    np.testing.assert_allclose(StratifiedSums._all_ranks(counts)["ict"][:, 10], 0.5)
    np.testing.assert_allclose(
        StratifiedSums._all_ranks(counts)["both"][:, 10], [0.125, 0.5, 0.875]
    )


def test_education_and_ict_count_alike_in_the_joint_rank():
    """Who is ahead in one and equal in the other ranks ahead; ahead in one and behind is a tie."""
    same_education, same_ict, opposite = (np.zeros(SHAPE) for _ in range(3))
    same_education[1, [10, 30]] = 1.0
    same_ict[[0, 2], 10] = 1.0
    opposite[0, 30] = opposite[2, 10] = 1.0
    by_ict = StratifiedSums._all_ranks(same_education)["both"][1, [10, 30]]
    by_education = StratifiedSums._all_ranks(same_ict)["both"][[0, 2], 10]
    tied = StratifiedSums._all_ranks(opposite)["both"]
    np.testing.assert_allclose(by_ict, [0.25, 0.75])
    np.testing.assert_allclose(by_education, [0.25, 0.75])
    np.testing.assert_allclose([tied[0, 30], tied[2, 10]], 0.5)


def test_sums_are_those_of_the_citizens(baseline):
    """Every sum and count is what one gets from the citizens table by hand."""
    world = baseline.world
    citizens, strata = world.citizens, sum_strata(world)
    rows = np.flatnonzero(citizens.resident)
    assert strata.counts.sum() == strata.states.sum() == rows.size
    for name in SUMMED:
        column = getattr(citizens, name)[rows].astype(float)
        assert strata.sums[name].sum() == pytest.approx(column.sum())
        for level in range(3):
            expected = column[citizens.education[rows] == level].sum()
            assert strata.sums[name][level].sum() == pytest.approx(expected)
    top = (citizens.skills[rows, ICT] * ICT_CLASSES >= ICT_CLASSES - 1).sum()
    assert strata.counts[:, -1].sum() == top
    working = rows[citizens.status[rows] == 0]
    assert strata.employed.sum() == working.size
    assert strata.sums["at_work"].sum() == pytest.approx(
        citizens.demand_ability[working].sum(dtype=float)
    )


def test_totals_by_education_are_those_of_the_citizens(baseline):
    """What is counted and added up by education is what one gets from the columns by hand."""
    world = baseline.world
    citizens, occupations, strata = world.citizens, world.occupations, sum_strata(world)
    rows = np.flatnonzero(citizens.resident)
    working = citizens.status[rows] == 0
    occupation = citizens.occupation[rows]
    skills = citizens.skills[rows].astype(float)
    change = citizens.causes[rows].sum(axis=1, dtype=float)
    employer = citizens.employer[rows]
    own, asked = citizens.education[rows], world.posts.education_asked[citizens.post[rows]]
    by_hand = {
        "ict": skills[:, ICT],
        "unseen_skill": (skills - citizens.evident[rows]).sum(axis=1),
        "trust": citizens.trust[rows],
        "trained": citizens.trained[rows] < 12,
        "acute": np.abs(change) >= 0.1,
        "misfit": citizens.fit[rows] < np.float32(world.settings["fit"].misfit_threshold),
        "fit_squares": citizens.fit[rows].astype(float) ** 2,
        "remote": (employer >= 0) & world.employers.elsewhere[employer],
        "wage": working * citizens.wage[rows],
        "output": working * occupations.base_wage[occupation] * citizens.productivity[rows],
        "productivity": working * citizens.productivity[rows],
        "over": working & (own > asked),
        "under": working & (own < asked),
        "happiness_at_work": working * citizens.happiness[rows],
        "energy_at_work": working * citizens.energy[rows],
    }
    for name, values in by_hand.items():
        expected = np.bincount(own, weights=values.astype(float), minlength=3)
        assert expected.sum() > 0 or name == "remote", name
        np.testing.assert_allclose(strata.totals[name], expected, rtol=1e-5, err_msg=name)
        np.testing.assert_allclose(
            strata.means(name), expected / np.bincount(own, minlength=3), rtol=1e-5, err_msg=name
        )
    assert strata.ict_spread == pytest.approx(skills[:, ICT].std())


def test_homes_and_posts_are_counted(baseline):
    """Residents by district, and posts by who holds them, are all there are."""
    world = baseline.world
    citizens, posts, strata = world.citizens, world.posts, sum_strata(world)
    rows = np.flatnonzero(citizens.resident)
    for level in range(3):
        district = citizens.district[rows[citizens.education[rows] == level]]
        expected = np.bincount(district, minlength=world.districts.rows)
        np.testing.assert_array_equal(strata.homes[level], expected)
    assert strata.vacant == (posts.holder == VACANT).sum()
    assert strata.filled == (posts.holder >= 0).sum()
    outside = np.bincount(
        posts.occupation[posts.holder == OUTSIDER], minlength=world.occupations.rows
    )
    np.testing.assert_array_equal(strata.outsiders, outside)


def test_where_all_have_the_same_skill_there_is_no_spread(small_run):
    """Not even one of rounding."""
    world = small_run().world
    world.citizens.skills[:, ICT] = 0.7
    assert sum_strata(world).ict_spread == 0.0


def test_lottery_assignment_follows_the_resident_of_a_row(small_run):
    """People come and go, and rows are used again: kept lots are those drawn anew."""
    run = small_run({"city.months": 36, "migration.rate": 0.05})
    for _ in range(12):
        run.step()
    citizens, lottery = run.world.citizens, run.world.strata.lottery
    rows = np.flatnonzero(citizens.resident)
    assert (citizens.arrival[rows] > 0).sum() > 20
    assigned = lottery_assigned(run.world, rows)
    expected = [assigned.sum(), (~assigned).sum()]
    np.testing.assert_array_equal(lottery["people"], expected)
    ict = np.bincount(~assigned, weights=citizens.skills[rows, ICT])
    np.testing.assert_allclose(lottery["ict"], ict)
    working = np.bincount(~assigned, weights=citizens.status[rows] == 0)
    np.testing.assert_array_equal(lottery["employed"], working)
