"""Directed search: the vacancies near to an occupation.

People hear of vacancies in occupations near to their own. Each occupation has its own ring of
vacancies: that of the month (:mod:`simulation.processes.labour_market.vacancies`), thinned. A
vacancy stays on the ring of occupation o with the chance ``far + (1 − far) · ease``, where ease is
that of moving from o to the vacancy's occupation. Whether it stays is a hash of its position and of
o, so a vacancy that a policy adds or removes changes nothing else on any ring.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simulation.core.randomness import identity_of_two
from simulation.kernels.compiled import compiled, inlined
from simulation.kernels.records import Record
from simulation.processes.labour_market.vacancies import KEY_BITS, SamplingFrame
from simulation.tables.occupations import Occupations, kept
from simulation.tables.posts import Posts

#: Number of different keys.
KEYS = 2.0**KEY_BITS


@dataclass(frozen=True)
class NearVacancies(Record):
    """Rings of vacancies, one for each occupation of searchers.

    Attributes
    ----------
    post : ndarray of int32, shape (N,)
        Rows of the posts.
    position : ndarray of uint32, shape (N,)
        Positions, ascending within each ring.
    start : ndarray of int32, shape (occupations + 1,)
        Index in `post` at which each ring begins.
    """

    post: NDArray[np.int32]
    position: NDArray[np.uint32]
    start: NDArray[np.int32]


@compiled
def _thin(frame, posts, chance):
    """Vacancies that stay on the ring of each occupation, and where each ring begins."""
    frame_post, frame_position = frame.post, frame.position
    occupation = np.empty(frame_post.shape[0], dtype=np.int16)
    for v in range(frame_post.shape[0]):
        occupation[v] = posts.occupation[frame_post[v]]
    start = np.zeros(chance.shape[0] + 1, dtype=np.int32)
    # room for all of them and one more, because a vacancy that does not stay is overwritten; the
    # system allocates only the memory that is written
    most = chance.shape[0] * frame_post.shape[0] + 1
    post = np.empty(most, dtype=np.int32)
    position = np.empty(most, dtype=np.uint32)
    staying = 0
    for o in range(chance.shape[0]):
        for v in range(frame_post.shape[0]):
            post[staying] = frame_post[v]
            position[staying] = frame_position[v]
            drawn = float(identity_of_two(frame_position[v], o))
            staying += drawn <= KEYS * chance[o, occupation[v]]
        start[o + 1] = staying
    return post[:staying], position[:staying], start


@kept
def hearing_chance(occupations: Occupations, far: float, scale: float) -> np.ndarray:
    """Chance that people of each occupation (row) can hear of a vacancy in each (column)."""
    return far + (1.0 - far) * occupations.ease(scale).astype(float)


def near_vacancies(frame: SamplingFrame, posts: Posts, chance: np.ndarray) -> NearVacancies:
    """Thin a ring of vacancies for each occupation.

    Parameters
    ----------
    frame : SamplingFrame
        All vacancies.
    posts : Posts
    chance : ndarray of float64, shape (occupations, occupations)
        See :func:`hearing_chance`.
    """
    return NearVacancies(*_thin(frame, posts, chance))


@inlined
def next_on_ring(random_bits, position, first, end):
    """Index of the first position at or after a draw between two indices; the first follows."""
    low, high = first, end
    while low < high:
        middle = (low + high) // 2
        if position[middle] < random_bits:
            low = middle + 1
        else:
            high = middle
    return first if low == end else low
