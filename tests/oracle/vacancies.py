"""The vacancies of a month, and how people come across them.

Vacancies lie on a ring, each at a place drawn by its identity. Whoever comes across one draws a
place and takes the next vacancy from there on.
"""

from __future__ import annotations

from bisect import bisect_left

from simulation.core.randomness import Decision
from simulation.core.vocabulary import VACANT
from tests.oracle.randomness import words


def vacancies(city):
    """All vacant posts."""
    return [post for post in city.posts if post.holder == VACANT]


class Ring:
    """Vacancies in order of their places.

    Parameters
    ----------
    city : ReferenceCity
    posts : list of Post
    """

    def __init__(self, city, posts):
        def place(post):
            return words(city.seed, Decision.VACANCY_RING, city.month, post.identity)[0]

        self.posts = sorted(posts, key=lambda post: (place(post), post.identity))
        self.places = [place(post) for post in self.posts]

    def sample_vacancy(self, word):
        """The first vacancy at or after a place; after the last comes the first."""
        return self.posts[bisect_left(self.places, word) % len(self.posts)]
