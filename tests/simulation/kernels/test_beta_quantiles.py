"""Quantiles by table are the exact ones, to the last bit of single precision."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import betaincinv

from simulation.kernels.beta_quantiles import CELLS, FEW, beta_quantiles


@pytest.mark.parametrize(
    ("a", "b"), [(4.7, 5.3), (6.5, 3.5), (0.05, 0.95), (0.3, 0.4), (470.0, 530.0), (950.0, 50.0)]
)
def test_quantiles_are_exact(a, b):
    shares = (np.random.default_rng(1).integers(0, 2**32, 60_000) + 0.5) / 2**32
    ends = np.arange(CELLS) / CELLS
    shares = np.concatenate([shares, ends, np.nextafter(ends[1:], 0.0), [0.0, 1.0, 2.0**-33]])
    found = beta_quantiles(a, b, shares)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, betaincinv(a, b, shares).astype(np.float32))


def test_few_people_are_given_the_same(monkeypatch):
    """Whether there are enough people for the table makes no difference to anybody."""
    shares = np.linspace(0.001, 0.999, FEW)
    together = beta_quantiles(4.7, 5.3, shares)
    one_by_one = [beta_quantiles(4.7, 5.3, shares[n : n + 1])[0] for n in range(0, FEW, 97)]
    np.testing.assert_array_equal(together[::97], one_by_one)
