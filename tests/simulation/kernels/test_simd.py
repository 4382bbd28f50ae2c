"""Eight numbers at once: the sums and roots that are meant."""

from __future__ import annotations

import math

import numpy as np

from simulation.fit.supplementary import new_packed_traits
from simulation.kernels.compiled import columnwise
from simulation.kernels.simd import distance_of_eight, shortfall_of_eight, square_root


@columnwise
def distances(these, those, found):
    for row in range(found.shape[0]):
        other = found.shape[0] - 1 - row
        found[row] = distance_of_eight(these, np.uint64(row), those, np.uint32(other))


def test_distance_of_eight():
    """The sum of eight absolute differences, wherever a row begins in memory."""
    luck = np.random.default_rng(3)
    these, those = new_packed_traits(50), np.zeros(401, dtype=np.float32)[1:].reshape(50, 8)
    these[:], those[:] = luck.random((2, 50, 8), dtype=np.float32)
    found = np.zeros(50)
    distances(these, those, found)
    np.testing.assert_array_equal(found, np.abs(these - those[::-1]).sum(axis=1, dtype=float))


@columnwise
def roots(numbers, found):
    for row in range(numbers.shape[0]):
        found[row] = square_root(numbers[row])


def test_square_root():
    """The same number as the library's."""
    numbers = np.random.default_rng(4).random(101)
    found = np.zeros(101)
    roots(numbers, found)
    assert found.tolist() == [math.sqrt(number) for number in numbers]


@columnwise
def shortfalls(able, demand, weight, found):
    for row in range(found.shape[0]):
        job = np.uint32(row // 2)
        found[row] = shortfall_of_eight(able, np.uint64(row), demand, job, weight, job)


def test_shortfall_of_eight():
    """The weighted sum of what falls short alone."""
    luck = np.random.default_rng(6)
    able = luck.random((40, 8), dtype=np.float32)
    demand, weight = luck.random((2, 20, 8), dtype=np.float32)
    found = np.zeros(40)
    shortfalls(able, demand, weight, found)
    jobs = np.arange(40) // 2
    gaps = np.maximum(weight[jobs] * (demand[jobs] - able), 0)
    np.testing.assert_array_equal(found, gaps.sum(axis=1, dtype=float))
    assert (gaps == 0).any()
