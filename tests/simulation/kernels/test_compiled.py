"""Compiled loops: those that take several rows at once give what plain ones give."""

from __future__ import annotations

from itertools import combinations

import numpy as np

from simulation.fit.perceived import feel
from simulation.fit.supplementary import look_around
from simulation.kernels.compiled import compiled


def plain(kernel):
    """The same loop, compiled one row at a time."""
    return compiled(kernel.py_func)


def test_felt_fit_is_the_same_to_the_last_bit():
    """Columns in single and double precision, with rows of nobody in between."""
    luck = np.random.default_rng(1)
    people = 1003
    now, mood = luck.random(people - 3), luck.normal(size=people - 3)
    resident = luck.random(people) < 0.9
    start = luck.random((2, people), dtype=np.float32)
    ends = []
    for kernel in (feel, plain(feel)):
        perceived, aspiration = start.copy()
        kernel(
            np.uint64(3), np.uint64(people - 3), now, mood, 0.8, (1.2, 0.08, 0.8, 0.06),
            resident, perceived, aspiration,
        )  # fmt: skip
        ends.append((perceived, aspiration))
    for fast, slow, before in zip(*ends, start, strict=True):
        np.testing.assert_array_equal(fast, slow)
        np.testing.assert_array_equal(fast[~resident], before[~resident])
        assert (fast[3:][resident[3:]] != before[3:][resident[3:]]).any()
        np.testing.assert_array_equal(fast[:3], before[:3])


def test_likenesses_are_the_same_to_the_last_bit():
    """Of people with and without contacts and colleagues."""
    luck = np.random.default_rng(2)
    people = 517
    own = luck.integers(0, 3, people).astype(np.float32)
    seen = np.where(luck.random((10, people)) < 0.3, -1.0, 2 * luck.random((10, people)))
    seen = seen.astype(np.float32)
    distance = 7 * luck.random((10, people))
    ends = []
    for kernel in (look_around, plain(look_around)):
        at_work, around = np.zeros((2, people))
        kernel(np.uint64(people), own, seen, distance, 0.25, at_work, around)
        ends.append((at_work, around))
    np.testing.assert_array_equal(ends[0], ends[1])
    assert len(np.unique(ends[0])) > people


def test_columns_do_not_overlap(small_run):
    """Loops over columns are compiled for columns that lie apart, also when tables have grown."""
    world = small_run().world
    world.posts.grow(world.posts.rows + 100)
    columns = [
        (f"{type(table).__name__}.{name}", array)
        for table in (world.citizens, world.posts, world.employers, world.districts,
                      world.occupations, world.communities)
        for name, array in table.arrays()
    ]  # fmt: skip
    assert len(columns) > 100
    for (one, these), (other, those) in combinations(columns, 2):
        assert not np.may_share_memory(these, those), (one, other)
