"""Common random numbers: the draws of :mod:`simulation.core.randomness` in plain Python.

A draw is a function of (seed, decision, month, person, item). The generator is Philox4x32-10
(Salmon, Moraes, Dror & Shaw 2011).
"""

from __future__ import annotations

import math

LOW = 0xFFFFFFFF
ALL = 0xFFFFFFFFFFFFFFFF


def words(
    seed: int, decision: int, month: int, person: int, item: int = 0
) -> tuple[int, int, int, int]:
    """Four random 32-bit words for a key."""
    k0, k1 = seed & LOW, seed >> 32
    c0, c1, c2, c3 = person & LOW, month & LOW, decision & LOW, item & LOW
    for _ in range(10):
        p0 = 0xD2511F53 * c0
        p1 = 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (p1 >> 32) ^ c1 ^ k0, p1 & LOW, (p0 >> 32) ^ c3 ^ k1, p0 & LOW
        k0 = (k0 + 0x9E3779B9) & LOW
        k1 = (k1 + 0xBB67AE85) & LOW
    return c0, c1, c2, c3


def share(word: int) -> float:
    """A word as a number in (0, 1)."""
    return (word + 0.5) / 4294967296.0


def uniform(seed: int, decision: int, month: int, person: int, item: int = 0) -> float:
    """A uniform number in (0, 1)."""
    return share(words(seed, decision, month, person, item)[0])


def normal(seed: int, decision: int, month: int, person: int, item: int = 0) -> float:
    """A standard normal number (Box-Muller)."""
    first, second, _, _ = words(seed, decision, month, person, item)
    return math.sqrt(-2.0 * math.log(share(first))) * math.cos(2.0 * math.pi * share(second))


def identity(*parts: int) -> int:
    """A 32-bit identity for a combination of whole numbers (finaliser of SplitMix64)."""
    mixed = 0
    for part in parts:
        mixed = ((mixed ^ (part & ALL)) + 0x9E3779B97F4A7C15) & ALL
        mixed = ((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9) & ALL
        mixed = ((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB) & ALL
        mixed ^= mixed >> 31
    return mixed & LOW
