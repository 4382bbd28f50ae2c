"""The vacancies of a month, sampled from a ring.

The position of each vacancy is drawn with its identity as the key. A searcher draws a position and
samples the next vacancy.
"""

from __future__ import annotations

from bisect import bisect_left

from simulation.core.randomness import Decision
from simulation.core.vocabulary import VACANT
from tests.oracle.randomness import words


def vacancies(city):
    """All vacant posts."""
    return [post for post in city.posts if post.holder == VACANT]


class SamplingFrame:
    """Vacancies in order of their positions.

    Parameters
    ----------
    city : ReferenceCity
    posts : list of Post
    """

    def __init__(self, city, posts):
        def position(post):
            return words(city.seed, Decision.VACANCY_RING, city.month, post.identity)[0]

        self.posts = sorted(posts, key=lambda post: (position(post), post.identity))
        self.positions = [position(post) for post in self.posts]

    def sample_vacancy(self, word):
        """The first vacancy at or after a position; the first follows the last."""
        return self.posts[bisect_left(self.positions, word) % len(self.posts)]
