"""Supplementary fit: likeness of two people, or of a person and a group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.vocabulary import SKILLS
from simulation.fit.supplementary import (
    COMPARED,
    NO_COLLEAGUES,
    fetch_packed_traits,
    likeness,
    look_around,
    new_packed_traits,
    pack_traits,
    supplementary,
)
from simulation.kernels.compiled import compiled
from simulation.tables.citizens import TIES

shares = st.floats(0, 1, width=32)
profiles = arrays(np.float32, len(SKILLS), elements=shares)
levels = st.integers(0, 2)


@compiled
def compiled_likeness(skills, education, person, other, weight):
    """Likeness as the processes call it, on the unsigned levels of the citizens table."""
    return likeness(skills, education, person, skills, education, other, weight)


def alike(one, own_level, other, other_level, weight):
    """Likeness of two people."""
    skills = np.stack([one, other])
    education = np.array([own_level, other_level], dtype=np.uint8)
    return compiled_likeness(skills, education, 0, 1, weight)


def test_by_hand():
    """Skills .1 apart on average and one level of education apart, weighted 3 to 1."""
    one, other = np.full(7, 0.5), np.full(7, 0.5)
    other[:2] = 0.7, 0.0
    found = alike(one, 1, other, 2, 0.25)
    assert found == pytest.approx(1 - 0.75 * 0.1 - 0.25 * 0.5)


@given(profiles, levels, profiles, levels, shares)
def test_is_a_share_and_mutual(one, own_level, other, other_level, weight):
    """Likeness lies between 0 and 1, and is the same seen from either side."""
    found = alike(one, own_level, other, other_level, weight)
    assert -1e-9 <= found <= 1.0
    assert found == pytest.approx(alike(other, other_level, one, own_level, weight))


@given(profiles, levels, shares)
def test_identical_people_are_wholly_alike(one, level, weight):
    """The likeness of somebody to his or her double is 1."""
    assert alike(one, level, one, level, weight) == 1.0


@given(profiles, profiles, levels, levels)
def test_without_weight_education_does_not_matter(one, other, own_level, other_level):
    """At weight 0 likeness looks at skills only."""
    found = alike(one, own_level, other, other_level, 0.0)
    assert found == alike(one, 0, other, 0, 0.0)


@given(profiles, st.floats(0.1, 1))
def test_each_level_apart_counts_the_same(one, weight):
    """Low and high are twice as far apart as neighbours, in both directions."""
    found = [[alike(one, own, one, other, weight) for other in range(3)] for own in range(3)]
    distance = np.abs(np.subtract.outer(range(3), range(3)))
    np.testing.assert_allclose(found, 1 - weight * distance / 2)


def test_colleagues_count_a_third():
    """Likeness to colleagues counts a third; without colleagues the others count alone."""
    assert supplementary(0.9, 0.6) == pytest.approx(0.7)
    assert supplementary(NO_COLLEAGUES, 0.6) == pytest.approx(0.6)


def test_portraits_begin_where_one_fetch_gets_them():
    """Each lies within one stretch of 64 bytes."""
    for rows in (1, 7, 1000):
        packed_traits = new_packed_traits(rows)
        assert packed_traits.shape == (rows, 8)
        assert packed_traits.ctypes.data % 32 == 0
        assert packed_traits.flags.c_contiguous


def test_looking_around_is_the_mean_likeness_to_those_around():
    """As a plain loop over contacts that live here, with people who have none and no colleagues."""
    luck = np.random.default_rng(5)
    people, groups, end = 60, 9, np.uint64(60)
    skills = luck.random((people, 7), dtype=np.float32)
    education = luck.integers(0, 3, people).astype(np.uint8)
    resident = luck.random(people) < 0.8
    ties = luck.integers(-1, people, (people, TIES)).astype(np.int32)
    ties[:5] = -1
    profile = luck.random((groups, 7), dtype=np.float32)
    schooling = 2 * luck.random(groups, dtype=np.float32)
    district = luck.integers(0, groups, people).astype(np.int16)
    employer = luck.integers(-1, groups, people).astype(np.int32)
    several = luck.random(groups) < 0.6
    packed_traits, places, staffs = (
        new_packed_traits(people),
        new_packed_traits(groups),
        new_packed_traits(groups),
    )
    pack_traits(np.uint64(0), end, resident, education, skills, packed_traits)
    everywhere = np.ones(groups, dtype=bool)
    pack_traits(np.uint64(0), np.uint64(groups), everywhere, schooling, profile, places)
    pack_traits(np.uint64(0), np.uint64(groups), several, schooling, profile, staffs)
    own, seen = np.zeros(people, dtype=np.float32), np.zeros((COMPARED, people), dtype=np.float32)
    distance, (at_work, around) = np.zeros((COMPARED, people)), np.zeros((2, people))
    fetch_packed_traits(
        np.uint64(0),
        end,
        packed_traits,
        places,
        staffs,
        ties,
        district,
        employer,
        own,
        seen,
        distance,
    )
    look_around(end, own, seen, distance, 0.25, at_work, around)

    def like(person, other_skills, other_level):
        apart = np.abs(skills[person] - other_skills).mean(dtype=float)
        return 1 - 0.75 * apart - 0.25 * abs(float(education[person]) - float(other_level)) / 2

    lonely = 0
    for person in np.flatnonzero(resident):
        here = [tie for tie in ties[person] if tie >= 0 and resident[tie]]
        lonely += not here
        near = like(person, profile[district[person]], schooling[district[person]])
        contacts = [like(person, skills[tie], education[tie]) for tie in here]
        expected = (near + np.mean(contacts)) / 2 if here else near
        assert around[person] == pytest.approx(expected, abs=1e-7)
        job = employer[person]
        if job >= 0 and several[job]:
            expected = like(person, profile[job], schooling[job])
            assert at_work[person] == pytest.approx(expected, abs=1e-7)
        else:
            assert at_work[person] == NO_COLLEAGUES
    assert lonely > 0
