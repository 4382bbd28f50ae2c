"""Common random numbers: each draw is a pure function of (seed, decision, month, person).

A counter-based generator maps the key to random words, so there is no stream that another policy,
person or thread could shift. The generator is Philox4x32-10 (Salmon, Moraes, Dror & Shaw 2011,
"Parallel random numbers: as easy as 1, 2, 3", SC'11), tested against its published known answers.

The seed is the key; the counter is (person, month, decision, item). The *item* distinguishes
several draws of one decision, such as a person's applications in a month. A draw has four 32-bit
words.
"""

from __future__ import annotations

import hashlib
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
_MIX_0 = np.uint64(0x9E3779B97F4A7C15)
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_SCALE = 1.0 / 4294967296.0


class Decision(IntEnum):
    """Every random decision. A number is given once and never used again."""

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
    POST_CONTENT = 44
    TRUST = 60
    LEARNING_FORMAT = 61
    TRAINING_LOT = 80
    AFFECT_TRAIT = 90
    NULL_PATH = 91
    CALL_BACK = 120
    SENT_TO_COURSE = 121
    ASSESSMENT = 130
    RECOGNISING_EMPLOYER = 131
    BUSINESS_START = 140
    BUSINESS_END = 141
    SCREENING_EMPLOYER = 150
    INVITATION_LOT = 170
    NETWORK_END = 171


#: First number of the decisions of extensions; those of the model are below it.
FIRST_OWN = 1 << 31


def own_decision(extension: str, decision: str) -> int:
    """Number of a random decision of an extension, for ``uniforms`` and the like.

    Parameters
    ----------
    extension, decision : str
        Names; other names give other numbers, and none is one of the model's.

    Examples
    --------
    >>> own_decision("laptops", "who") == own_decision("laptops", "when")
    False
    """
    digest = hashlib.sha256(f"{extension}/{decision}".encode()).digest()
    return FIRST_OWN | int.from_bytes(digest[:4]) >> 1


@inlined
def random_bits(seed, decision, month, person, item):
    """Four random 32-bit words for a key (Philox4x32-10).

    Parameters
    ----------
    seed : uint64
        Seed of the run.
    decision, month, person, item : int
        The draw; each is taken modulo 2**32.

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
    """A random word as a number in the open interval (0, 1)."""
    return (float(word) + 0.5) * _SCALE


@inlined
def to_normal(first, second):
    """Two random words as a standard normal number (Box-Muller)."""
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
def fill_uniforms(seed, decision, month, persons, item, uniforms):
    """Write one uniform number per person into `uniforms`; for use in compiled loops.

    A separate loop without branches, so that the compiler vectorises the draws. Use blocks of at
    most :data:`BLOCK` people.
    """
    for row in range(persons.shape[0]):
        uniforms[row] = to_uniform(random_bits(seed, decision, month, persons[row], item)[0])


@compiled
def _fill_bits(seed, decision, month, persons, items, words):
    # four separate arrays, so that the compiler vectorises the loop
    first, second, third, fourth = words
    for i in range(persons.shape[0]):
        first[i], second[i], third[i], fourth[i] = random_bits(
            seed, decision, month, persons[i], items[i]
        )


@compiled
def draws(seed, decision, month, persons, items):
    """Four random words for each pair of a person and an item; for use in compiled loops.

    Drawing in bulk takes a quarter of the time of single draws.

    Parameters
    ----------
    seed, decision, month : as in :func:`random_bits`
    persons : ndarray of uint32, shape (n,)
    items : ndarray of int32 or uint32, shape (n,)

    Returns
    -------
    ndarray of uint32, shape (4, n)
    """
    words = np.empty((4, persons.shape[0]), dtype=np.uint32)
    _fill_bits(seed, decision, month, persons, items, (words[0], words[1], words[2], words[3]))
    return words


@compiled
def _uniforms(seed, decision, month, persons, item):
    result = np.empty(persons.shape[0], dtype=np.float64)
    fill_uniforms(seed, decision, month, persons, item, result)
    return result


#: People per block of draws: few enough for the processor's fastest cache.
BLOCK = 1024


@compiled
def _rows_below(persons, seed, decision, month, limit):
    rows = np.empty(persons.shape[0] + 1, dtype=np.int64)
    count = 0
    word = np.empty(BLOCK, dtype=np.uint32)
    for start in range(0, persons.shape[0], BLOCK):
        block = persons[start : start + BLOCK]
        for row in range(block.shape[0]):
            word[row] = random_bits(seed, decision, month, block[row], 0)[0]
        for row in range(block.shape[0]):
            # always written, and overwritten unless counted: a branch would take longer
            rows[count] = start + row
            count += word[row] < limit
    return rows[:count]


@compiled
def _normals(seed, decision, month, persons, item):
    result = np.empty(persons.shape[0], dtype=np.float64)
    for row in range(persons.shape[0]):
        result[row] = _normal(seed, decision, month, persons[row], item)
    return result


# These wrappers convert the enumeration to an integer, because passing an enumeration to a compiled
# function costs a third of a millisecond.


def uniform(seed: np.uint64, decision: int, month: int, person: int, item: int = 0) -> float:
    """A uniform number in (0, 1) for a key."""
    return _uniform(seed, int(decision), month, person, item)


def normal(seed: np.uint64, decision: int, month: int, person: int, item: int = 0) -> float:
    """A standard normal number for a key (Box-Muller)."""
    return _normal(seed, int(decision), month, person, item)


def uniforms(
    seed: np.uint64, decision: int, month: int, persons: np.ndarray, item: int = 0
) -> np.ndarray:
    """One uniform number in (0, 1) per person: an array as long as `persons`."""
    return _uniforms(seed, int(decision), month, persons, item)


def rows_below(
    seed: np.uint64, decision: int, month: int, persons: np.ndarray, chance: float
) -> np.ndarray:
    """Rows of people whose first uniform number for a decision is below `chance`, 0–1.

    The same as ``flatnonzero(uniforms(…) < chance)``, but without an array as long as `persons`.
    """
    # (word + ½) / 2³² < chance, in integers
    limit = math.ceil(chance / _SCALE - 0.5)
    return rows_of_all(over_rows(_rows_below, (persons,), seed, int(decision), month, limit))


def normals(
    seed: np.uint64, decision: int, month: int, persons: np.ndarray, item: int = 0
) -> np.ndarray:
    """One standard normal number per person: an array as long as `persons`."""
    return _normals(seed, int(decision), month, persons, item)


@inlined
def splitmix64(mixed, part):
    """Mix one more integer into a hash (the finaliser of SplitMix64)."""
    mixed = (mixed ^ uint64(part)) + _MIX_0
    mixed = (mixed ^ (mixed >> uint64(30))) * _MIX_1
    mixed = (mixed ^ (mixed >> uint64(27))) * _MIX_2
    return mixed ^ (mixed >> uint64(31))


@inlined
def identity_of_two(first, second):
    """32-bit identity of a pair of integers.

    The finaliser of SplitMix64 (Steele, Lea & Flood 2014) scatters pairs over all identities, so
    that collisions are chance events: about one among 80,000 pairs.
    """
    return uint32(splitmix64(splitmix64(uint64(0), first), second) & _LOW)


@inlined
def identity_of_three(first, second, third):
    """32-bit identity of three integers; see :func:`identity_of_two`."""
    return uint32(splitmix64(splitmix64(splitmix64(uint64(0), first), second), third) & _LOW)
