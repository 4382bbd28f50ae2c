"""Draws depend on their key only; the generator has the published answers and is uniform."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from simulation.core import randomness
from simulation.core.randomness import (
    Decision,
    normal,
    normals,
    random_bits,
    rows_below,
    uniform,
    uniforms,
)

#: Known answers of Philox4x32-10 in the test vectors of Random123: counter, key, four words.
KNOWN_ANSWERS = [
    (
        (0x00000000, 0x00000000, 0x00000000, 0x00000000),
        (0x00000000, 0x00000000),
        (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8),
    ),
    (
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
        (0xFFFFFFFF, 0xFFFFFFFF),
        (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
    ),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
seeds = st.integers(0, 2**64 - 1)
months = st.integers(0, 2**31 - 1)
decisions = st.sampled_from(Decision)
persons = st.lists(st.integers(0, 2**32 - 1), min_size=1, max_size=40, unique=True)


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN_ANSWERS)
def test_generator_gives_the_published_answers(counter, key, answer):
    """The generator is Philox4x32-10 with counter (person, month, decision, item)."""
    person, month, decision, item = counter
    seed = np.uint64(key[0] | (key[1] << 32))
    assert tuple(int(word) for word in random_bits(seed, decision, month, person, item)) == answer


def test_compiled_generator_gives_the_published_answer():
    """Compiled draws are the same numbers as those of the plain formula."""
    seed = np.uint64(0xA4093822 | (0x299F31D0 << 32))
    people = np.array([0x243F6A88], dtype=np.uint32)
    drawn = randomness._uniforms(seed, 0x13198A2E, 0x85A308D3, people, 0x03707344)
    assert drawn[0] == (0xD16CFE09 + 0.5) / 2**32


def test_every_decision_has_a_number_of_its_own():
    """No two decisions share their draws."""
    numbers = [member.value for member in Decision.__members__.values()]
    assert len(numbers) == len(set(numbers)) == len(Decision)


@given(seeds, decisions, months, persons)
def test_uniform_numbers_lie_strictly_between_0_and_1(seed, decision, month, people):
    """No draw is ever exactly 0 or 1."""
    drawn = uniforms(np.uint64(seed), decision, month, np.array(people, dtype=np.uint32))
    assert ((drawn > 0) & (drawn < 1)).all()


@pytest.mark.parametrize("word", [0, 2**32 - 1])
def test_the_ends_of_the_words_stay_inside(word):
    """The smallest and the largest word become numbers strictly between 0 and 1."""
    assert 0.0 < randomness.share(np.uint32(word)) < 1.0


@pytest.mark.parametrize("seed", [1, 2, 2**63 + 5])
@pytest.mark.parametrize("month", [0, 7, 299])
def test_uniform_numbers_are_evenly_spread(seed, month):
    """Draws of many people follow the uniform distribution (Kolmogorov-Smirnov)."""
    people = np.arange(20_000, dtype=np.uint32)
    drawn = uniforms(np.uint64(seed), Decision.MOVE, month, people)
    assert stats.kstest(drawn, "uniform").pvalue > 1e-4


@pytest.mark.parametrize("seed", [1, 2, 2**63 + 5])
@pytest.mark.parametrize("item", [0, 3])
def test_normal_numbers_are_standard_normal(seed, item):
    """Draws of many people follow the standard normal distribution (Kolmogorov-Smirnov)."""
    people = np.arange(20_000, dtype=np.uint32)
    drawn = normals(np.uint64(seed), Decision.REDESIGN, 4, people, item)
    assert stats.kstest(drawn, "norm").pvalue > 1e-4


def test_neighbouring_keys_are_unrelated():
    """Draws of the next person, month, decision, item and seed do not correlate with one's own."""
    people = np.arange(20_000, dtype=np.uint32)
    own = uniforms(np.uint64(5), Decision.MOVE, 10, people)
    others = [
        uniforms(np.uint64(5), Decision.MOVE, 10, people + np.uint32(1)),
        uniforms(np.uint64(5), Decision.MOVE, 11, people),
        uniforms(np.uint64(5), Decision.TIE_RENEWAL, 10, people),
        uniforms(np.uint64(5), Decision.MOVE, 10, people, 1),
        uniforms(np.uint64(6), Decision.MOVE, 10, people),
    ]
    for other in others:
        assert abs(np.corrcoef(own, other)[0, 1]) < 4 / np.sqrt(people.size)


@given(seeds, decisions, months, persons, st.randoms(use_true_random=False))
def test_draws_do_not_depend_on_the_order_of_people(seed, decision, month, people, shuffler):
    """Draws do not depend on the order of people."""
    people = np.array(people, dtype=np.uint32)
    order = np.array(shuffler.sample(range(people.size), people.size))
    for draw in (uniforms, normals):
        together = draw(np.uint64(seed), decision, month, people)
        shuffled = draw(np.uint64(seed), decision, month, people[order])
        np.testing.assert_array_equal(shuffled, together[order])


@given(seeds, decisions, months, persons, st.integers(0, 5))
def test_draws_do_not_depend_on_who_else_is_drawn(seed, decision, month, people, item):
    """A person's draw does not depend on who else is drawn."""
    everybody = np.array(people, dtype=np.uint32)
    key = (np.uint64(seed), decision, month)
    assert uniforms(*key, everybody, item)[-1] == uniform(*key, people[-1], item)
    assert normals(*key, everybody, item)[-1] == normal(*key, people[-1], item)


@given(seeds, seeds, persons)
def test_seeds_of_64_bits_all_count(one, other, people):
    """Seeds that differ in any bit give different draws."""
    people = np.array(people, dtype=np.uint32)
    first = uniforms(np.uint64(one), Decision.MOVE, 1, people)
    second = uniforms(np.uint64(other), Decision.MOVE, 1, people)
    if one != other:
        assert people.size == 1 or (first != second).any()
    else:
        np.testing.assert_array_equal(first, second)


@given(seeds, decisions, months, persons, st.floats(0, 1))
def test_rows_below_a_chance_are_those_whose_number_is(seed, decision, month, people, chance):
    """Rows found in blocks are those found by comparing all numbers."""
    people = np.array(people, dtype=np.uint32)
    key = (np.uint64(seed), decision, month, people)
    expected = np.flatnonzero(uniforms(*key) < chance)
    np.testing.assert_array_equal(rows_below(*key, chance), expected)


@pytest.mark.parametrize("chance", [0.0, 0.003, 0.5, 1.0])
def test_rows_below_a_chance_go_on_over_blocks(chance):
    """Rows count from the first person, however many blocks there are."""
    people = np.arange(3 * randomness.BLOCK + 17, dtype=np.uint32)
    key = (np.uint64(5), Decision.MOVE, 12, people)
    found = rows_below(*key, chance)
    np.testing.assert_array_equal(found, np.flatnonzero(uniforms(*key) < chance))


def test_a_chance_just_above_a_number_reaches_it():
    """The bound in whole numbers lies exactly where the one in fractions does."""
    people = np.arange(50, dtype=np.uint32)
    key = (np.uint64(9), Decision.MOVE, 3, people)
    for row, number in enumerate(uniforms(*key)):
        assert row not in rows_below(*key, number)
        assert row in rows_below(*key, np.nextafter(number, 1.0))


@given(st.integers(0, 2**31), st.integers(0, 2**31), st.integers(0, 2**31))
def test_identities_differ_between_combinations(first, second, third):
    """Order counts, and an identity has 32 bits."""
    identity = randomness.identity_of_two(first, second)
    assert 0 <= identity < 2**32
    if first != second:
        assert identity != randomness.identity_of_two(second, first)
    assert identity != randomness.identity_of_three(first, second, third)
