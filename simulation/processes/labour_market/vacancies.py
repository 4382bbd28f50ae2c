"""How vacancies are sampled: :func:`sample_vacancy`, a draw from the vacancies of a month.

Vacancies lie on a consistent-hash ring (Karger et al. 1997, "Consistent hashing and random trees",
STOC): the position of each is drawn with its own identity as the key. A searcher draws a position
and samples the next vacancy on the ring. When a policy adds or removes a vacancy, only searchers
who draw that stretch of the ring sample another one. Sampling by position in a list would change
the draws of everybody.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulation.core.randomness import Decision, draws
from simulation.core.vocabulary import VACANT
from simulation.kernels.compiled import compiled, inlined, uint32
from simulation.world import World

#: Bits of a position or an identity.
KEY_BITS = 32


class SamplingFrame(NamedTuple):
    """Vacancies that searchers sample from, in the order of their positions on the ring.

    Attributes
    ----------
    post : ndarray of int32, shape (V,)
        Rows of the posts.
    position : ndarray of uint32, shape (V,)
        Positions, ascending.
    bucket : ndarray of int32, shape (2**bits,)
        First index at or after the beginning of each of ``2**bits`` equal stretches of the ring.
    shift : int
        A position shifted right by `shift` bits is the number of its stretch.
    """

    post: np.ndarray
    position: np.ndarray
    bucket: np.ndarray
    shift: int


class EmployerVacancies(NamedTuple):
    """Vacancies grouped by employer.

    Attributes
    ----------
    post : ndarray of int32, shape (V,)
        Rows of the posts.
    start : ndarray of int32, shape (employers + 1,)
        Index in `post` at which each employer's vacancies begin.
    """

    post: np.ndarray
    start: np.ndarray


@compiled
def _sorted_order(key, tie_breaker, bits):
    """Order of uniformly distributed 32-bit keys, equal keys by `tie_breaker`, in linear time.

    A bucket sort into ``2**bits`` buckets, about one key in each, then an insertion sort.

    Returns
    -------
    order : ndarray of int32, as long as `key`
    first : ndarray of int32, shape (2**bits,)
        Position in `order` at which each bucket begins.
    """
    number = key.shape[0]
    shift = uint32(KEY_BITS - bits)
    start = np.zeros(2**bits + 1, dtype=np.int32)
    for i in range(number):
        start[(key[i] >> shift) + 1] += 1
    for bucket in range(2**bits):
        start[bucket + 1] += start[bucket]
    following = start[:-1].copy()
    order = np.empty(number, dtype=np.int32)
    for i in range(number):
        bucket = key[i] >> shift
        order[following[bucket]] = i
        following[bucket] += 1
    for i in range(1, number):
        inserted = order[i]
        at = i
        while at > 0:
            before = order[at - 1]
            if key[before] < key[inserted] or (
                key[before] == key[inserted] and tie_breaker[before] <= tie_breaker[inserted]
            ):
                break
            order[at] = before
            at -= 1
        order[at] = inserted
    return order, start[:-1]


@compiled
def _identities(posts, rows):
    identity = posts.identity
    keys = np.empty(rows.shape[0], dtype=np.uint32)
    for i in range(rows.shape[0]):
        keys[i] = identity[rows[i]]
    return keys


@compiled
def _bucket_bits(number):
    """Bits that number two to four times as many buckets as there are posts."""
    bits = 1
    while number > 0:
        number >>= 1
        bits += 1
    return bits


@compiled
def place_on_ring(seed, month, posts, rows):
    """Place the posts in `rows` on the ring of a month."""
    number, bits = rows.shape[0], _bucket_bits(rows.shape[0])
    keys = _identities(posts, rows)
    items = np.zeros(number, dtype=np.int32)
    position = draws(seed, Decision.VACANCY_RING, month, keys, items)[0]
    order, bucket = _sorted_order(position, keys, bits)
    ordered_post = np.empty(number, dtype=np.int32)
    ordered_position = np.empty(number, dtype=np.uint32)
    for i in range(number):
        ordered_post[i] = rows[order[i]]
        ordered_position[i] = position[order[i]]
    return SamplingFrame(ordered_post, ordered_position, bucket, KEY_BITS - bits)


@compiled
def group_posts(posts, rows, employers):
    """Group the posts in `rows` by employer, those of one employer by identity."""
    employer, keys = posts.employer, _identities(posts, rows)
    order, _ = _sorted_order(keys, keys, _bucket_bits(rows.shape[0]))
    start = np.zeros(employers + 1, dtype=np.int32)
    for i in range(rows.shape[0]):
        start[employer[rows[i]] + 1] += 1
    for e in range(employers):
        start[e + 1] += start[e]
    following = start.copy()
    grouped = np.empty(rows.shape[0], dtype=np.int32)
    for i in range(rows.shape[0]):
        post = rows[order[i]]
        grouped[following[employer[post]]] = post
        following[employer[post]] += 1
    return EmployerVacancies(grouped, start)


@compiled
def vacant_rows(posts):
    """Rows of all vacant posts."""
    holder = posts.holder
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


def vacant_posts(world: World) -> np.ndarray:
    """Rows of all vacant posts."""
    return vacant_rows(world.posts)


def sampling_frame(world: World, rows: np.ndarray) -> SamplingFrame:
    """Place the given posts on this month's ring."""
    return place_on_ring(world.seed, world.month, world.posts, rows)


def group_by_employer(world: World, rows: np.ndarray) -> EmployerVacancies:
    """Group the given posts by employer, those of one employer by identity."""
    return group_posts(world.posts, rows, world.employers.rows)


@inlined
def sample_vacancy(random_bits, position, bucket, shift):
    """Index in a sampling frame of the vacancy that a draw of 32 random bits selects.

    Parameters
    ----------
    random_bits : uint32
    position, bucket, shift
        Of a :class:`SamplingFrame` with at least one vacancy; `shift` as uint32.

    Returns
    -------
    int
        Index of the first vacancy at or after the drawn position; the first follows the last.
    """
    index = bucket[random_bits >> shift]
    while index < position.shape[0] and position[index] < random_bits:
        index += 1
    if index == position.shape[0]:
        index = 0
    return index
