"""Vacancies on their ring: who comes across what does not depend on the other vacancies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.core.vocabulary import VACANT
from simulation.initialisation.new_city import create_city
from simulation.processes.labour_market.vacancies import (
    Ring,
    by_employer,
    ring,
    sample_vacancy,
    vacant_posts,
)
from simulation.settings import Settings

WORLD = create_city(Settings({"city.citizens": 400}), 1)
drawn_words = st.integers(0, 2**32 - 1)
posts_chosen = st.sets(st.integers(0, WORLD.posts.rows - 1), min_size=1, max_size=60)


def rows_of(chosen):
    """Posts as an array of rows."""
    return np.array(sorted(chosen))


def pick(around: Ring, word: int) -> int:
    """Post that somebody who draws `word` comes across."""
    index = sample_vacancy(np.uint32(word), around.place, around.bucket, np.uint32(around.shift))
    return int(around.post[index])


def successor(around: Ring, word: int) -> int:
    """The same, by looking through the whole ring."""
    after = [place for place in around.place.tolist() if place >= word]
    place = min(after) if after else around.place.min()
    return int(around.post[np.flatnonzero(around.place == place)[0]])


@given(posts_chosen, drawn_words)
def test_one_comes_across_the_next_vacancy_on_the_ring(chosen, word):
    """The vacancy met is the first at or after the drawn place, the ring being closed."""
    around = ring(WORLD, rows_of(chosen))
    assert pick(around, word) == successor(around, word)


@given(posts_chosen)
def test_the_place_itself_is_met(chosen):
    """Whoever draws just the place of a vacancy comes across it; one further meets the next."""
    around = ring(WORLD, rows_of(chosen))
    for index, place in enumerate(around.place):
        assert around.place[list(around.post).index(pick(around, int(place)))] == place
        following = around.post[(index + 1) % len(around.post)]
        beyond = (int(place) + 1) % 2**32
        assert pick(around, beyond) == following or beyond in around.place


@pytest.mark.parametrize("word", [0, 1, 2**31, 2**32 - 1])
def test_the_only_vacancy_is_met_by_everybody(word):
    """With one vacancy there is nothing else to come across."""
    assert pick(ring(WORLD, np.array([17])), word) == 17


@given(posts_chosen, st.lists(drawn_words, min_size=1, max_size=50), st.randoms())
def test_a_vacancy_taken_away_matters_only_to_those_who_would_have_met_it(chosen, draws, chance):
    """Without one vacancy everybody else still comes across the same one."""
    assume(len(chosen) > 1)
    gone = chance.choice(sorted(chosen))
    before, after = ring(WORLD, rows_of(chosen)), ring(WORLD, rows_of(chosen - {gone}))
    for word in draws:
        if pick(before, word) != gone:
            assert pick(after, word) == pick(before, word)
        else:
            assert pick(after, word) != gone


@given(posts_chosen, st.randoms())
def test_the_ring_does_not_depend_on_the_order_of_posts(chosen, chance):
    """Posts handed over in another order lie on the same ring."""
    shuffled = sorted(chosen)
    chance.shuffle(shuffled)
    one, other = ring(WORLD, rows_of(chosen)), ring(WORLD, np.array(shuffled))
    np.testing.assert_array_equal(one.post, other.post)
    np.testing.assert_array_equal(one.place, other.place)


def test_places_are_ascending_and_spread():
    """All vacancies are on the ring once, in order of places that reach all round it."""
    vacant = vacant_posts(WORLD)
    around = ring(WORLD, np.arange(WORLD.posts.rows))
    assert (np.diff(around.place.astype(np.int64)) >= 0).all()
    assert sorted(around.post) == list(range(WORLD.posts.rows))
    assert around.place.min() < 2**32 / 20 < 2**32 * 19 / 20 < around.place.max()
    np.testing.assert_array_equal(vacant, np.flatnonzero(WORLD.posts.holder == VACANT))


def test_an_empty_ring_can_be_laid_out():
    """A month without vacancies has a ring with nothing on it."""
    assert ring(WORLD, np.zeros(0, dtype=np.int64)).post.size == 0


def test_places_are_drawn_anew_each_month():
    """Next month the vacancies lie elsewhere."""
    world = create_city(Settings({"city.citizens": 400}), 1)
    before = ring(world, np.arange(30)).place
    world.month += 1
    assert not np.array_equal(before, ring(world, np.arange(30)).place)


@given(posts_chosen)
def test_vacancies_by_employer(chosen):
    """Each employer's stretch of the list holds its vacancies and no others."""
    posts, start = by_employer(WORLD, rows_of(chosen))
    assert start[0] == 0
    assert start[-1] == len(chosen)
    for employer in range(WORLD.employers.rows):
        listed = posts[start[employer] : start[employer + 1]]
        expected = {post for post in chosen if WORLD.posts.employer[post] == employer}
        assert set(listed.tolist()) == expected
        assert len(listed) == len(expected)
