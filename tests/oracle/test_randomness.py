"""The plain-Python draws equal the library's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.core import randomness as library
from simulation.core.randomness import Decision
from tests.oracle import randomness

numbers = st.integers(0, 2**32 - 1)
KEYS = {
    "seed": st.integers(0, 2**64 - 1),
    "decision": st.sampled_from(list(Decision)),
    "month": st.integers(0, 2000),
    "person": numbers,
    "item": st.integers(0, 10_000),
}


@pytest.mark.parametrize(
    ("counter", "key", "known"),
    [
        ((0, 0, 0, 0), 0, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
        (
            (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF),
            0xFFFFFFFFFFFFFFFF,
            (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD),
        ),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            0x299F31D0A4093822,
            (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
        ),
    ],
)
def test_the_published_answers(counter, key, known):
    """Philox4x32-10 gives the known answers published with Random123."""
    person, month, decision, item = counter
    assert randomness.words(key, decision, month, person, item) == known


@given(**KEYS)
def test_uniform_and_normal_are_those_of_the_library(seed, decision, month, person, item):
    """The same key gives the same number."""
    key = (decision, month, person, item)
    assert randomness.uniform(seed, *key) == library.uniform(np.uint64(seed), *key)
    assert randomness.normal(seed, *key) == pytest.approx(
        library.normal(np.uint64(seed), *key), rel=1e-12, abs=1e-12
    )


@given(numbers, numbers, numbers)
def test_identities_are_those_of_the_library(first, second, third):
    """The same whole numbers give the same identity."""
    assert randomness.identity(first, second) == library.identity_of_two(first, second)
    assert randomness.identity(first, second, third) == library.identity_of_three(
        first, second, third
    )
