"""The exponential of compiled loops is that of the library."""

from __future__ import annotations

import numpy as np

from simulation.kernels.compiled import compiled
from simulation.kernels.exponential import exponential


@compiled
def exponentials(numbers, result):
    """Exponentials of an array."""
    for index in range(numbers.shape[0]):
        result[index] = exponential(numbers[index])


def test_it_is_exact_to_two_units_in_the_last_place():
    """Over all arguments allowed, and closely round 0 where wages lie."""
    numbers = np.concatenate([np.linspace(-700, 700, 200_001), np.linspace(-5, 5, 200_001)])
    result = np.empty_like(numbers)
    exponentials(numbers, result)
    np.testing.assert_allclose(result, np.exp(numbers), rtol=2 * np.finfo(float).eps)


def test_nothing_is_gained_and_nothing_lost_at_zero():
    """A match at which the wage of the table is paid is paid exactly that."""
    result = np.empty(2)
    exponentials(np.array([0.0, -0.0]), result)
    assert result.tolist() == [1.0, 1.0]
