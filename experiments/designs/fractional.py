"""Fractional factorial designs of two levels: generators, resolution and aliases.

Factors are letters, a word is a product of letters, and the defining words of a fraction are all
products of its generators (Box, Hunter and Hunter 2005, chapter 6). A word is stored as a whole
number with one bit per letter, so that a product is an exclusive or. The resolution is the length
of the shortest defining word: at III main effects are aliased with two-factor interactions, at IV
only with longer ones; at V two-factor interactions are not aliased with each other either.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from itertools import combinations
from operator import xor
from string import ascii_lowercase

import numpy as np

#: The number of defining words doubles with every generator.
MOST_FACTORS = 20


def letters(word: int) -> str:
    """A word in letters; the empty one is I."""
    return (
        "".join(ascii_lowercase[bit] for bit in range(word.bit_length()) if word >> bit & 1) or "I"
    )


def word(text: str) -> int:
    """Letters as a word."""
    return reduce(xor, (1 << ascii_lowercase.index(letter) for letter in text), 0)


def generators_for(factors: int, resolution: int) -> list[str]:
    """Generators of a small fraction with at least this resolution.

    Takes the fewest base factors for which words can be added one by one without a defining word
    that is too short.

    Parameters
    ----------
    factors : int
    resolution : int
        3 or more.

    Returns
    -------
    list of str
        One per generated factor; none if only the whole factorial has this resolution.
    """
    for base in range(1, factors):
        added = factors - base
        defining = {0}
        found: list[int] = []
        for length in range(resolution - 1, base + 1):
            for chosen in combinations(range(base), length):
                if len(found) == added:
                    break
                generator = sum(1 << bit for bit in chosen)
                full = generator | 1 << (base + len(found))
                products = {full ^ one for one in defining}
                if min(one.bit_count() for one in products) >= resolution:
                    defining |= products
                    found.append(generator)
        if len(found) == added:
            return [letters(one) for one in found]
    return []


def defining_words(factors: int, generators: Sequence[str]) -> list[int]:
    """All products of the generators, the shortest first."""
    base = factors - len(generators)
    found = {0}
    for number, text in enumerate(generators):
        found |= {one ^ word(text) ^ 1 << (base + number) for one in found}
    return sorted(found - {0}, key=lambda one: (one.bit_count(), letters(one)))


def resolution_of(factors: int, generators: Sequence[str]) -> int | None:
    """Length of the shortest defining word; None for the whole factorial."""
    words = defining_words(factors, generators)
    return words[0].bit_count() if words else None


def aliases(factors: int, generators: Sequence[str]) -> list[str]:
    """Aliased main effects and two-factor interactions, such as ``a = bc``."""
    words = defining_words(factors, generators)
    effects = [1 << one for one in range(factors)]
    effects += [1 << one | 1 << other for one, other in combinations(range(factors), 2)]
    seen: set[int] = set()
    lines = []
    for effect in effects:
        if effect in seen:
            continue
        same = [effect, *(effect ^ one for one in words if (effect ^ one).bit_count() <= 2)]
        seen.update(same)
        if len(same) > 1:
            same.sort(key=lambda one: (one.bit_count(), letters(one)))
            lines.append(" = ".join(letters(one) for one in same))
    return lines


def fraction(factors: int, generators: Sequence[str]) -> np.ndarray:
    """The rows of a fraction, rows by factors, 0 for the low end and 1 for the high one.

    The last base factor changes fastest. A generated factor is high where an even number of its
    letters is low.
    """
    base = factors - len(generators)
    high = np.array([[row >> base - 1 - one & 1 for one in range(base)] for row in range(2**base)])
    made = [
        1 - (1 - high[:, [ascii_lowercase.index(letter) for letter in text]]).sum(axis=1) % 2
        for text in generators
    ]
    return np.column_stack([high, *made])
