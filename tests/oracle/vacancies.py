"""The vacancies of a month, sampled from a ring.

The position of each vacancy is drawn with its identity as the key. A searcher draws a position and
samples the next vacancy.
"""

from __future__ import annotations

import math
from bisect import bisect_left

from simulation.core.randomness import Decision
from simulation.core.vocabulary import VACANT
from tests.oracle.randomness import identity, words

#: Number of positions on the ring.
POSITIONS = 2**32


def limit(chance):
    """The highest hash that lets a vacancy stay with this chance."""
    return min(math.floor(chance * POSITIONS), POSITIONS - 1)


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

    def near_to(self, city, occupation, chances):
        """The part of the ring that people of an occupation can hear of.

        `chances` are those to hear of each occupation; a vacancy stays by a hash of its position.
        """
        kept = [
            (position, post)
            for position, post in zip(self.positions, self.posts, strict=True)
            if identity(position, occupation) <= limit(chances[post.occupation])
        ]
        near = SamplingFrame(city, [])
        near.posts = [post for _, post in kept]
        near.positions = [position for position, _ in kept]
        return near

    def sample_vacancy(self, word):
        """The first vacancy at or after a position; the first follows the last."""
        return self.posts[bisect_left(self.positions, word) % len(self.posts)]
