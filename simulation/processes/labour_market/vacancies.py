"""The vacancies of a month, laid out so that people can come across them.

Vacancies lie on a ring at places drawn from their own identity. Somebody who comes across a
vacancy draws a place and takes the next one on the ring. When a policy adds or removes a vacancy,
only those who would have hit that stretch of the ring see something else; picking by position in
a list would reshuffle everybody's luck.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.core.randomness import Decision, draws
from simulation.core.vocabulary import VACANT
from simulation.kernels.compiled import compiled, inlined, uint32
from simulation.world import World


@compiled
def _ascending(key, second, bits):
    """Order of evenly spread 32-bit keys, equal ones by `second`, in time linear in their number.

    Keys are dealt out to 2**bits stretches of their range; since a stretch gets about one, what is
    left to sort lies side by side. Gives back the order and where each stretch begins.
    """
    number = key.shape[0]
    shift = uint32(32 - bits)
    start = np.zeros(2**bits + 1, dtype=np.int32)
    for i in range(number):
        start[(key[i] >> shift) + 1] += 1
    for stretch in range(2**bits):
        start[stretch + 1] += start[stretch]
    following = start[:-1].copy()
    order = np.empty(number, dtype=np.int32)
    for i in range(number):
        stretch = key[i] >> shift
        order[following[stretch]] = i
        following[stretch] += 1
    for i in range(1, number):
        one = order[i]
        place = i
        while place > 0:
            before = order[place - 1]
            if key[before] < key[one] or (
                key[before] == key[one] and second[before] <= second[one]
            ):
                break
            order[place] = before
            place -= 1
        order[place] = one
    return order, start[:-1]


@compiled
def _lay_out(seed, month, posts, identity, bits):
    number = posts.shape[0]
    own = np.empty(number, dtype=np.uint32)
    for i in range(number):
        own[i] = identity[posts[i]]
    place = draws(seed, Decision.VACANCY_RING, month, own, np.zeros(number, dtype=np.int32))[0]
    order, bucket = _ascending(place, own, bits)
    ordered_post = np.empty(number, dtype=np.int32)
    ordered_place = np.empty(number, dtype=np.uint32)
    for i in range(number):
        ordered_post[i] = posts[order[i]]
        ordered_place[i] = place[order[i]]
    return ordered_post, ordered_place, bucket


@compiled
def _group(posts, identity, employer, employers, bits):
    number = posts.shape[0]
    own = np.empty(number, dtype=np.uint32)
    for i in range(number):
        own[i] = identity[posts[i]]
    order, _ = _ascending(own, own, bits)
    start = np.zeros(employers + 1, dtype=np.int32)
    for i in range(number):
        start[employer[posts[i]] + 1] += 1
    for e in range(employers):
        start[e + 1] += start[e]
    following = start.copy()
    rows = np.empty(number, dtype=np.int32)
    for i in range(number):
        post = posts[order[i]]
        rows[following[employer[post]]] = post
        following[employer[post]] += 1
    return rows, start


@compiled
def _vacant(holder):
    number = 0
    for post in range(holder.shape[0]):
        number += holder[post] == VACANT
    rows = np.empty(number, dtype=np.int32)
    number = 0
    for post in range(holder.shape[0]):
        if holder[post] == VACANT:
            rows[number] = post
            number += 1
    return rows


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
    bits = _bits(posts)
    post, place, bucket = _lay_out(world.seed, world.month, posts, world.posts.identity, bits)
    return Ring(post, place, bucket, 32 - bits)


def _bits(posts: np.ndarray) -> int:
    """Bits of a key that make two to four times as many stretches as there are posts."""
    return max(1, posts.size.bit_length() + 1)


@inlined
def sample_vacancy(word, place, bucket, shift):
    """Index of the vacancy that somebody who draws `word` comes across; there must be one."""
    index = bucket[word >> shift]
    while index < place.shape[0] and place[index] < word:
        index += 1
    if index == place.shape[0]:
        index = 0
    return index


def vacant_posts(world: World) -> np.ndarray:
    """Rows of all vacant posts."""
    return _vacant(world.posts.holder)


def by_employer(world: World, posts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Vacant posts grouped by employer: rows in order, and where each employer's begin."""
    columns = world.posts
    return _group(posts, columns.identity, columns.employer, world.employers.rows, _bits(posts))
