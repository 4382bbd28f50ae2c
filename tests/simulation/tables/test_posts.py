"""Posts: each has an identity of its own, so that no two share their random draws."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import BY_CYCLE, CLOSED, EMPLOYED, UNEMPLOYED, VACANT
from simulation.initialisation.employers import add_employers, post_content
from simulation.initialisation.new_city import create_city
from simulation.settings import Settings
from simulation.tables.posts import Posts, dismiss, leave_post, open_posts, take_post


@pytest.fixture
def world():
    """A small city before its first month."""
    return create_city(Settings({"city.citizens": 200}), 1)


def test_posts_of_one_employer_have_different_identities(world):
    """An employer's posts are numbered one after the other, over several openings."""
    posts, occupation = Posts(0), np.zeros(6, dtype=np.int16)
    content = post_content(world)
    for _ in range(3):
        open_posts(posts, world.employers, np.array([3, 5, 3, 3, 5, 9]), occupation, content)
    is_open = posts.holder != CLOSED
    assert is_open.sum() == 18
    assert np.unique(posts.identity[is_open]).size == 18


def test_posts_of_many_employers_have_different_identities(world):
    """In a city as large as a capital hardly any two posts share their draws."""
    number = 80_000
    employers = add_employers(world, np.zeros(number, dtype=np.int64))
    posts = Posts(0)
    occupation, content = np.zeros(number, dtype=np.int16), post_content(world)
    open_posts(posts, world.employers, employers, occupation, content)
    # 32 bits leave room for a pair or two by chance
    assert np.unique(posts.identity[posts.holder != CLOSED]).size > number - 10


def test_posts_of_later_employers_have_identities_of_their_own(world):
    """Employers who come in other months share no post identity with earlier ones."""
    posts, seen = Posts(0), 0
    occupation, content = np.zeros(100, dtype=np.int16), post_content(world)
    for month in range(0, 300, 3):
        world.month = month
        employers = add_employers(world, np.zeros(100, dtype=np.int64))
        open_posts(posts, world.employers, employers, occupation, content)
        seen += 100
    assert np.unique(posts.identity[posts.holder != CLOSED]).size == seen


def test_employers_born_in_two_ways_in_one_month_differ(world):
    """Two calls in one month give employers of different identities."""
    world.month = 5
    first = add_employers(world, np.zeros(4, dtype=np.int64))
    second = add_employers(world, np.zeros(4, dtype=np.int64))
    identities = world.employers.identity[np.concatenate([first, second])]
    assert np.unique(identities).size == 8


def test_free_rows_are_used_again(world):
    """A closed post's row is given to the next post that opens."""
    posts, occupation, content = Posts(0), np.zeros(3, dtype=np.int16), post_content(world)
    rows = open_posts(posts, world.employers, np.array([1, 2, 3]), occupation, content)
    posts.holder[rows[1]] = CLOSED
    again = open_posts(posts, world.employers, np.array([4]), occupation[:1], content)
    assert again.tolist() == [rows[1]]
    assert (posts.holder == VACANT).all()


def test_taking_and_leaving_a_post(world):
    """A citizen who takes a post holds it, and leaves it vacant."""
    citizens, posts = world.citizens, world.posts
    row = int(np.flatnonzero(citizens.resident & (citizens.status == UNEMPLOYED))[0])
    vacant = int(np.flatnonzero(posts.holder == VACANT)[0])
    take_post(citizens, posts, row, vacant)
    assert posts.holder[vacant] == row
    assert citizens.post[row] == vacant
    assert citizens.employer[row] == posts.employer[vacant]
    assert citizens.occupation[row] == posts.occupation[vacant]
    assert citizens.status[row] == EMPLOYED
    leave_post(citizens, posts, row)
    assert posts.holder[vacant] == VACANT
    assert [citizens.post[row], citizens.employer[row], citizens.occupation[row]] == [-1, -1, -1]
    assert citizens.status[row] == UNEMPLOYED


def test_a_dismissal_is_recorded_with_its_cause(world):
    """The citizen is out of work, remembers the cause, and is counted once; the post is vacant."""
    citizens, posts = world.citizens, world.posts
    row = int(np.flatnonzero(citizens.resident & (citizens.status == EMPLOYED))[0])
    post, lost = citizens.post[row], np.zeros_like(world.losses_by_cause)
    assert citizens.loss_cause[row] == -1
    dismiss(citizens, posts, row, BY_CYCLE, lost)
    assert posts.holder[post] == VACANT
    assert citizens.status[row] == UNEMPLOYED
    assert citizens.dismissed[row]
    assert citizens.loss_cause[row] == BY_CYCLE
    assert citizens.recent_loss[row] == 0
    assert lost[citizens.education[row], BY_CYCLE] == lost.sum() == 1
