"""The vacancies of a month, laid out so that people can come across them.

Vacancies lie on a ring at places drawn from their own identity. Somebody who comes across a
vacancy draws a place and takes the next one on the ring. When a policy adds or removes a vacancy,
only those who would have hit that stretch of the ring see something else; picking by position in
a list would reshuffle everybody's luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.compiled import compiled, inlined
from simulation.luck import Decision, words
from simulation.vocabulary import VACANT
from simulation.world import World


@compiled
def _places(seed, month, identity):
    place = np.empty(identity.shape[0], dtype=np.uint32)
    for index in range(identity.shape[0]):
        place[index] = words(seed, Decision.VACANCY_RING, month, identity[index], 0)[0]
    return place


@dataclass
class Ring:
    """Vacant posts in order of their places.

    Attributes
    ----------
    post : ndarray of int32, shape (V,)
        Rows of the posts.
    place : ndarray of uint32, shape (V,)
        Places, ascending.
    bucket : ndarray of int32, shape (2**bits,)
        First index whose place lies in or after each stretch of the ring.
    shift : int
        Bits of a place that are left out to find its stretch.
    """

    post: np.ndarray
    place: np.ndarray
    bucket: np.ndarray
    shift: int


def ring(world: World, posts: np.ndarray) -> Ring:
    """Lay out the given posts."""
    place = _places(world.seed, world.month, world.posts.identity[posts])
    order = np.lexsort((world.posts.identity[posts], place))
    place = place[order]
    bits = max(1, int(posts.size).bit_length() + 1)
    shift = 32 - bits
    starts = np.arange(2**bits, dtype=np.uint64) << np.uint64(shift)
    bucket = np.searchsorted(place, starts.astype(np.uint32)).astype(np.int32)
    return Ring(posts[order].astype(np.int32), place, bucket, shift)


@inlined
def come_across(word, place, bucket, shift):
    """Index of the vacancy that somebody who draws `word` comes across; there must be one."""
    index = bucket[word >> shift]
    while index < place.shape[0] and place[index] < word:
        index += 1
    if index == place.shape[0]:
        index = 0
    return index


def vacant_posts(world: World) -> np.ndarray:
    """Rows of all vacant posts."""
    return np.flatnonzero(world.posts.holder == VACANT)


def by_employer(world: World, posts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vacant posts grouped by employer: rows in order, and where each employer's begin."""
    employer = world.posts.employer[posts]
    order = np.lexsort((world.posts.identity[posts], employer))
    start = np.searchsorted(employer[order], np.arange(world.employers.rows + 1))
    return posts[order].astype(np.int32), start.astype(np.int32)
