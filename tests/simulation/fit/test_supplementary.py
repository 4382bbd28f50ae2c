"""Supplementary fit: likeness of two people, or of a person and a group."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.core.city_parameters import Fit
from simulation.core.vocabulary import SKILLS
from simulation.fit.columns import COMPARED, Contacts, Distances, Traits
from simulation.fit.supplementary import (
    NO_COLLEAGUES,
    average_likeness,
    likeness,
    measure_distances,
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
    """Likeness in compiled code, on the unsigned levels of the citizens table."""
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
    result = alike(one, 1, other, 2, 0.25)
    assert result == pytest.approx(1 - 0.75 * 0.1 - 0.25 * 0.5)


@given(profiles, levels, profiles, levels, shares)
def test_is_a_share_and_mutual(one, own_level, other, other_level, weight):
    """Likeness lies between 0 and 1, and is the same seen from either side."""
    result = alike(one, own_level, other, other_level, weight)
    assert -1e-9 <= result <= 1.0
    assert result == pytest.approx(alike(other, other_level, one, own_level, weight))


@given(profiles, levels, shares)
def test_identical_people_are_wholly_alike(one, level, weight):
    """The likeness of two identical people is 1."""
    assert alike(one, level, one, level, weight) == 1.0


@given(profiles, profiles, levels, levels)
def test_without_weight_education_does_not_matter(one, other, own_level, other_level):
    """At weight 0 likeness depends on skills only."""
    result = alike(one, own_level, other, other_level, 0.0)
    assert result == alike(one, 0, other, 0, 0.0)


@given(profiles, st.floats(0.1, 1))
def test_each_level_apart_counts_the_same(one, weight):
    """Low and high are twice as far apart as neighbours, in both directions."""
    result = [[alike(one, own, one, other, weight) for other in range(3)] for own in range(3)]
    distance = np.abs(np.subtract.outer(range(3), range(3)))
    np.testing.assert_allclose(result, 1 - weight * distance / 2)


def test_colleagues_count_a_third():
    """With weight 2 of the others, colleagues count a third; without colleagues the others do."""
    assert supplementary(0.9, 0.6, 2.0) == pytest.approx(0.7)
    assert supplementary(NO_COLLEAGUES, 0.6, 2.0) == pytest.approx(0.6)


def test_packed_traits_are_aligned():
    """Each row lies within one cache line of 64 bytes."""
    for rows in (1, 7, 1000):
        packed_traits = new_packed_traits(rows)
        assert packed_traits.shape == (rows, 8)
        assert packed_traits.ctypes.data % 32 == 0
        assert packed_traits.flags.c_contiguous


def test_average_likeness():
    """The same as a plain loop over resident contacts, also without contacts or colleagues."""
    generator = np.random.default_rng(5)
    people, groups, end = 60, 9, np.uint64(60)
    skills = generator.random((people, 7), dtype=np.float32)
    education = generator.integers(0, 3, people).astype(np.uint8)
    resident = generator.random(people) < 0.8
    ties = generator.integers(-1, people, (people, TIES)).astype(np.int32)
    ties[:5] = -1
    profile = generator.random((groups, 7), dtype=np.float32)
    schooling = 2 * generator.random(groups, dtype=np.float32)
    district = generator.integers(0, groups, people).astype(np.int16)
    employer = generator.integers(-1, groups, people).astype(np.int32)
    several = generator.random(groups) < 0.6
    packed_traits, places, staffs = (
        new_packed_traits(people),
        new_packed_traits(groups),
        new_packed_traits(groups),
    )
    pack_traits(np.uint64(0), end, resident, education, skills, packed_traits)
    everywhere = np.ones(groups, dtype=bool)
    pack_traits(np.uint64(0), np.uint64(groups), everywhere, schooling, profile, places)
    pack_traits(np.uint64(0), np.uint64(groups), several, schooling, profile, staffs)
    distances = Distances(
        np.zeros(people, dtype=np.float32),
        np.zeros((COMPARED, people), dtype=np.float32),
        np.zeros((COMPARED, people)),
    )
    at_work, around = np.zeros((2, people))
    contacts, traits = Contacts(ties, district, employer), Traits(packed_traits, places, staffs)
    measure_distances(np.uint64(0), end, contacts, traits, distances)
    average_likeness(end, distances, Fit(), at_work, around)

    def like(person, other_skills, other_level):
        apart = np.abs(skills[person] - other_skills).mean(dtype=float)
        return 1 - 0.75 * apart - 0.25 * abs(float(education[person]) - float(other_level)) / 2

    lonely = 0
    for person in np.flatnonzero(resident):
        known = [tie for tie in ties[person] if tie >= 0 and resident[tie]]
        lonely += not known
        near = like(person, profile[district[person]], schooling[district[person]])
        contacts = [like(person, skills[tie], education[tie]) for tie in known]
        expected = (near + np.mean(contacts)) / 2 if known else near
        assert around[person] == pytest.approx(expected, abs=1e-7)
        job = employer[person]
        if job >= 0 and several[job]:
            expected = like(person, profile[job], schooling[job])
            assert at_work[person] == pytest.approx(expected, abs=1e-7)
        else:
            assert at_work[person] == NO_COLLEAGUES
    assert lonely > 0
