"""Luck: a draw belongs to (seed, decision, month, person) and to nothing else.

A counter-based generator turns the key straight into random words, so there is no stream that
one more policy, person or thread could shift. The generator is Philox4x32-10 (Salmon, Moraes,
Dror & Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3", SC'11), checked in the tests
against its published known answers.

The seed is the key; the counter is (person, month, decision, item), where *item* tells several
draws of one decision apart, such as the applications one person sends in a month. Each draw is
four 32-bit words.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np

from simulation.kernels.compiled import compiled, inlined, uint32, uint64
from simulation.kernels.threads import over_rows, rows_of_all

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint32(0x9E3779B9)
_W1 = np.uint32(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_STIR_0 = np.uint64(0x9E3779B97F4A7C15)
_STIR_1 = np.uint64(0xBF58476D1CE4E5B9)
_STIR_2 = np.uint64(0x94D049BB133111EB)
_SCALE = 1.0 / 4294967296.0


class Decision(IntEnum):
    """Everything that luck decides. A number is given once and never used again."""

    POPULATION_EDUCATION = 1
    POPULATION_SKILLS = 2
    POPULATION_NEEDS = 3
    POPULATION_PLACE = 4
    POPULATION_JOB = 5
    EMPLOYER_BIRTH = 6
    POST_OPENING = 7
    POST_CLOSING = 8
    REDESIGN = 9
    BUSINESS_CYCLE = 10
    RELOCATION = 11
    TRAINING_CHOICE = 13
    PEER_LEARNING = 14
    SEPARATION = 15
    PARTICIPATION = 16
    SEARCH_EFFORT = 17
    SEARCH_ONLINE = 18
    SEARCH_TIES = 19
    SEARCH_COMMUNITY = 20
    SEARCH_NETWORK = 21
    HIRING = 22
    EXTERNAL_APPLICANT = 23
    EXTERNAL_DEPARTURE = 24
    MOVE = 25
    TIE_RENEWAL = 26
    MIGRATION_OUT = 27
    MIGRATION_IN = 28
    COMMUNITY_CHOICE = 29
    NETWORK_CHOICE = 30
    MOOD = 31
    VACANCY_RING = 32
    PANEL = 33
    DEPARTURE = 34
    POTENTIAL = 36
    REDESIGN_COMMON = 40
    TECHNOLOGY_CYCLE = 41
    REMOTE_POST = 42
    WORK_TEAM = 43
    TRUST = 60
    LEARNING_FORMAT = 61
    TRAINING_LOT = 80


@inlined
def random_bits(seed, decision, month, person, item):
    """Four random 32-bit words for a key (Philox4x32-10).

    Parameters
    ----------
    seed : uint64
        Seed of the run.
    decision, month, person, item : int
        Which draw this is; each is taken modulo 2**32.

    Returns
    -------
    tuple of four uint32
    """
    k0 = uint32(uint64(seed) & _LOW)
    k1 = uint32(uint64(seed) >> _SHIFT)
    c0 = uint32(person)
    c1 = uint32(month)
    c2 = uint32(decision)
    c3 = uint32(item)
    for _ in range(10):
        p0 = _M0 * uint64(c0)
        p1 = _M1 * uint64(c2)
        h0 = uint32(p0 >> _SHIFT)
        h1 = uint32(p1 >> _SHIFT)
        c0, c1, c2, c3 = (
            uint32(h1 ^ c1 ^ k0),
            uint32(p1 & _LOW),
            uint32(h0 ^ c3 ^ k1),
            uint32(p0 & _LOW),
        )
        k0 = uint32(k0 + _W0)
        k1 = uint32(k1 + _W1)
    return c0, c1, c2, c3


@inlined
def to_uniform(word):
    """A word as a number in (0, 1), never exactly either end."""
    return (float(word) + 0.5) * _SCALE


@inlined
def to_normal(first, second):
    """Two words as a standard normal number (Box-Muller)."""
    return math.sqrt(-2.0 * math.log(to_uniform(first))) * math.cos(
        2.0 * math.pi * to_uniform(second)
    )


@compiled
def _uniform(seed, decision, month, person, item):
    return to_uniform(random_bits(seed, decision, month, person, item)[0])


@compiled
def _normal(seed, decision, month, person, item):
    first, second, _, _ = random_bits(seed, decision, month, person, item)
    return to_normal(first, second)


@compiled
def fill_uniforms(seed, decision, month, persons, item, luck):
    """One uniform number per person, written into `luck`; for use in compiled loops."""
    for row in range(persons.shape[0]):
        luck[row] = to_uniform(random_bits(seed, decision, month, persons[row], item)[0])


@compiled
def _fill_words(seed, decision, month, persons, items, first, second, third, fourth):
    # four separate arrays, so that several draws are worked out at once
    for i in range(persons.shape[0]):
        first[i], second[i], third[i], fourth[i] = random_bits(
            seed, decision, month, persons[i], items[i]
        )


@compiled
def draws(seed, decision, month, persons, items):
    """Four words for each pair of a person and an item; for use in compiled loops.

    Drawn together they take a quarter of the time that draws one by one take.

    Parameters
    ----------
    seed, decision, month : as in :func:`words`
    persons : ndarray of uint32, shape (n,)
    items : ndarray of int32 or uint32, shape (n,)

    Returns
    -------
    ndarray of uint32, shape (4, n)
    """
    drawn = np.empty((4, persons.shape[0]), dtype=np.uint32)
    _fill_words(
        seed, decision, month, persons, items, drawn[0], drawn[1], drawn[2], drawn[3]
    )  # fmt: skip
    return drawn


@compiled
def _uniforms(seed, decision, month, persons, item):
    result = np.empty(persons.shape[0], dtype=np.float64)
    fill_uniforms(seed, decision, month, persons, item, result)
    return result


#: People for whom luck is drawn at once in a loop over everybody: few enough for the fast memory.
BLOCK = 1024


@compiled
def draw_block(seed, decision, month, persons, item, luck):
    """One uniform number per person, for a block of at most :data:`BLOCK` people, into `luck`.

    A loop of its own, free of branches, so that the processor can draw for several people at once.
    """
    for row in range(persons.shape[0]):
        luck[row] = to_uniform(random_bits(seed, decision, month, persons[row], item)[0])


@compiled
def _rows_below(persons, seed, decision, month, limit):
    rows = np.empty(persons.shape[0] + 1, dtype=np.int64)
    found = 0
    word = np.empty(BLOCK, dtype=np.uint32)
    for start in range(0, persons.shape[0], BLOCK):
        block = persons[start : start + BLOCK]
        for row in range(block.shape[0]):
            word[row] = random_bits(seed, decision, month, block[row], 0)[0]
        for row in range(block.shape[0]):
            # written and written over until one is kept, since a branch would take longer
            rows[found] = start + row
            found += word[row] < limit
    return rows[:found]


@compiled
def _normals(seed, decision, month, persons, item):
    result = np.empty(persons.shape[0], dtype=np.float64)
    for row in range(persons.shape[0]):
        result[row] = _normal(seed, decision, month, persons[row], item)
    return result


# Handing an enumeration to a compiled function costs a third of a millisecond, a whole number
# nothing; hence these four faces.


def uniform(seed: np.uint64, decision: Decision, month: int, person: int, item: int = 0) -> float:
    """One uniform number in (0, 1) for a key."""
    return _uniform(seed, int(decision), month, person, item)


def normal(seed: np.uint64, decision: Decision, month: int, person: int, item: int = 0) -> float:
    """One standard normal number for a key (Box-Muller)."""
    return _normal(seed, int(decision), month, person, item)


def uniforms(
    seed: np.uint64, decision: Decision, month: int, persons: np.ndarray, item: int = 0
) -> np.ndarray:
    """One uniform number in (0, 1) per person: an array as long as `persons`."""
    return _uniforms(seed, int(decision), month, persons, item)


def rows_below(
    seed: np.uint64, decision: Decision, month: int, persons: np.ndarray, chance: float
) -> np.ndarray:
    """Rows of those whose first uniform number for a decision is below a chance, 0–1.

    The same as ``flatnonzero(uniforms(…) < chance)``, without an array as long as `persons`.
    """
    # (word + ½) / 2³² < chance, in whole numbers
    limit = math.ceil(chance / _SCALE - 0.5)
    return rows_of_all(over_rows(_rows_below, (persons,), seed, int(decision), month, limit))


def normals(
    seed: np.uint64, decision: Decision, month: int, persons: np.ndarray, item: int = 0
) -> np.ndarray:
    """One standard normal number per person: an array as long as `persons`."""
    return _normals(seed, int(decision), month, persons, item)


@inlined
def splitmix64(mixed, part):
    """One more whole number stirred into a mixture (the finaliser of SplitMix64)."""
    mixed = (mixed ^ uint64(part)) + _STIR_0
    mixed = (mixed ^ (mixed >> uint64(30))) * _STIR_1
    mixed = (mixed ^ (mixed >> uint64(27))) * _STIR_2
    return mixed ^ (mixed >> uint64(31))


@inlined
def identity_of_two(first, second):
    """Identity of 32 bits of a combination of two whole numbers.

    The combinations are scattered over all identities (the finaliser of SplitMix64; Steele, Lea &
    Flood 2014), so two of them share one by chance only: a pair or so among 80,000.
    """
    return uint32(splitmix64(splitmix64(uint64(0), first), second) & _LOW)


@inlined
def identity_of_three(first, second, third):
    """Identity of 32 bits of a combination of three whole numbers; see `identity_of_two`."""
    return uint32(splitmix64(splitmix64(splitmix64(uint64(0), first), second), third) & _LOW)
