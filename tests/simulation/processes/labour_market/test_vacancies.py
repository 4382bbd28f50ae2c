"""Sampling of vacancies: what a searcher samples does not depend on the other vacancies."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from simulation.core.vocabulary import VACANT
from simulation.initialisation.new_city import create_city
from simulation.processes.labour_market.vacancies import (
    SamplingFrame,
    group_by_employer,
    sample_vacancy,
    sampling_frame,
    vacant_posts,
)
from simulation.settings import Settings

WORLD = create_city(Settings({"city.citizens": 400}), 1)
drawn_words = st.integers(0, 2**32 - 1)
posts_chosen = st.sets(st.integers(0, WORLD.posts.rows - 1), min_size=1, max_size=60)


def rows_of(chosen):
    """Posts as an array of rows."""
    return np.array(sorted(chosen))


def pick(frame: SamplingFrame, word: int) -> int:
    """Post that a draw of `word` samples."""
    index = sample_vacancy(np.uint32(word), frame.position, frame.bucket, np.uint32(frame.shift))
    return int(frame.post[index])


def successor(frame: SamplingFrame, word: int) -> int:
    """The same, by a search of the whole frame."""
    after = [position for position in frame.position.tolist() if position >= word]
    position = min(after) if after else frame.position.min()
    return int(frame.post[np.flatnonzero(frame.position == position)[0]])


@given(posts_chosen, drawn_words)
def test_the_next_vacancy_on_the_ring_is_sampled(chosen, word):
    """It is the first at or after the drawn position; the first follows the last."""
    frame = sampling_frame(WORLD, rows_of(chosen))
    assert pick(frame, word) == successor(frame, word)


@given(posts_chosen)
def test_the_position_of_a_vacancy_samples_it(chosen):
    """A draw of just its position samples a vacancy; a draw one higher samples the next."""
    frame = sampling_frame(WORLD, rows_of(chosen))
    for index, position in enumerate(frame.position):
        sampled = list(frame.post).index(pick(frame, int(position)))
        assert frame.position[sampled] == position
        following = frame.post[(index + 1) % len(frame.post)]
        beyond = (int(position) + 1) % 2**32
        assert pick(frame, beyond) == following or beyond in frame.position


@pytest.mark.parametrize("word", [0, 1, 2**31, 2**32 - 1])
def test_everybody_samples_the_only_vacancy(word):
    """With one vacancy every draw samples it."""
    assert pick(sampling_frame(WORLD, np.array([17])), word) == 17


@given(posts_chosen, st.lists(drawn_words, min_size=1, max_size=50), st.randoms())
def test_a_removed_vacancy_affects_only_those_who_would_have_sampled_it(chosen, draws, chance):
    """Without one vacancy all other draws sample the same vacancies."""
    assume(len(chosen) > 1)
    gone = chance.choice(sorted(chosen))
    before, after = (
        sampling_frame(WORLD, rows_of(chosen)),
        sampling_frame(WORLD, rows_of(chosen - {gone})),
    )
    for word in draws:
        if pick(before, word) != gone:
            assert pick(after, word) == pick(before, word)
        else:
            assert pick(after, word) != gone


@given(posts_chosen, st.randoms())
def test_the_ring_does_not_depend_on_the_order_of_posts(chosen, chance):
    """Posts in another order give the same frame."""
    shuffled = sorted(chosen)
    chance.shuffle(shuffled)
    first, second = (sampling_frame(WORLD, rows) for rows in (rows_of(chosen), np.array(shuffled)))
    np.testing.assert_array_equal(first.post, second.post)
    np.testing.assert_array_equal(first.position, second.position)


def test_positions_are_ascending_and_spread():
    """Each vacancy is in the frame once, and positions cover the whole ring."""
    vacant = vacant_posts(WORLD)
    frame = sampling_frame(WORLD, np.arange(WORLD.posts.rows))
    assert (np.diff(frame.position.astype(np.int64)) >= 0).all()
    assert sorted(frame.post) == list(range(WORLD.posts.rows))
    assert frame.position.min() < 2**32 / 20 < 2**32 * 19 / 20 < frame.position.max()
    np.testing.assert_array_equal(vacant, np.flatnonzero(WORLD.posts.holder == VACANT))


def test_a_frame_may_be_empty():
    """A month without vacancies has an empty frame."""
    assert sampling_frame(WORLD, np.zeros(0, dtype=np.int64)).post.size == 0


def test_positions_are_drawn_again_each_month():
    """Next month the vacancies have other positions."""
    world = create_city(Settings({"city.citizens": 400}), 1)
    before = sampling_frame(world, np.arange(30)).position
    world.month += 1
    assert not np.array_equal(before, sampling_frame(world, np.arange(30)).position)


@given(posts_chosen)
def test_vacancies_by_employer(chosen):
    """Each employer's part of the list holds its vacancies and no others."""
    grouped = group_by_employer(WORLD, rows_of(chosen))
    posts, start = grouped.post, grouped.start
    assert start[0] == 0
    assert start[-1] == len(chosen)
    for employer in range(WORLD.employers.rows):
        listed = posts[start[employer] : start[employer + 1]]
        expected = {post for post in chosen if WORLD.posts.employer[post] == employer}
        assert set(listed.tolist()) == expected
        assert len(listed) == len(expected)
