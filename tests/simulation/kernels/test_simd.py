"""SIMD helpers return the same sums and roots as plain code."""

from __future__ import annotations

import math

import numpy as np

from simulation.fit.supplementary import new_packed_traits
from simulation.kernels.compiled import columnwise
from simulation.kernels.simd import packed_distance, packed_shortfall, square_root


@columnwise
def distances(first, second, results):
    for row in range(results.shape[0]):
        other = results.shape[0] - 1 - row
        results[row] = packed_distance(first, np.uint64(row), second, np.uint32(other))


def test_packed_distance():
    """The sum of eight absolute differences, at any alignment."""
    generator = np.random.default_rng(3)
    first, second = new_packed_traits(50), np.zeros(401, dtype=np.float32)[1:].reshape(50, 8)
    first[:], second[:] = generator.random((2, 50, 8), dtype=np.float32)
    results = np.zeros(50)
    distances(first, second, results)
    np.testing.assert_array_equal(results, np.abs(first - second[::-1]).sum(axis=1, dtype=float))


@columnwise
def roots(numbers, results):
    for row in range(numbers.shape[0]):
        results[row] = square_root(numbers[row])


def test_square_root():
    """The same number as the library returns."""
    numbers = np.random.default_rng(4).random(101)
    results = np.zeros(101)
    roots(numbers, results)
    assert results.tolist() == [math.sqrt(number) for number in numbers]


@columnwise
def shortfalls(able, demand, weight, results):
    for row in range(results.shape[0]):
        job = np.uint32(row // 2)
        results[row] = packed_shortfall(able, np.uint64(row), demand, job, weight, job)


def test_packed_shortfall():
    """The weighted sum of positive shortfalls."""
    generator = np.random.default_rng(6)
    able = generator.random((40, 8), dtype=np.float32)
    demand, weight = generator.random((2, 20, 8), dtype=np.float32)
    results = np.zeros(40)
    shortfalls(able, demand, weight, results)
    jobs = np.arange(40) // 2
    gaps = np.maximum(weight[jobs] * (demand[jobs] - able), 0)
    np.testing.assert_array_equal(results, gaps.sum(axis=1, dtype=float))
    assert (gaps == 0).any()
