"""Fetching ahead: memory is asked for a row, and nothing changes by it."""

from __future__ import annotations

import numpy as np
from numba import njit

from simulation.fit import supplementary
from simulation.fit.supplementary import COMPARED, TIES, fetch_packed_traits, new_packed_traits
from simulation.kernels.compiled import uint32
from simulation.kernels.prefetch import prefetch


@njit
def _ask(table, rows):
    for i in range(rows.shape[0]):
        prefetch(table, uint32(rows[i]))


def test_memory_is_asked_for_the_row():
    """The compiled loop holds an instruction to fetch, and the table stays as it is."""
    table = np.arange(80, dtype=np.float32).reshape(10, 8)
    before = table.copy()
    _ask(table, np.array([0, 9, 3]))
    assert (table == before).all()
    (code,) = _ask.inspect_llvm().values()
    assert "llvm.prefetch" in code


def test_what_is_fetched_does_not_depend_on_it(monkeypatch):
    """Prefetching packed traits does not change what people are compared with."""
    luck = np.random.default_rng(5)
    people = 100
    packed_traits, groups = new_packed_traits(people), new_packed_traits(4)
    packed_traits[:] = luck.random(packed_traits.shape)
    groups[:] = luck.random(groups.shape)
    ties = luck.integers(-1, people, (people, TIES)).astype(np.int32)
    district = luck.integers(0, 4, people).astype(np.int16)
    employer = luck.integers(-1, 4, people).astype(np.int32)
    results = []
    for far in (people, people - 1):
        monkeypatch.setattr(supplementary, "FAR", far)
        # compiled here and now, since the cache knows one limit only
        loop = njit(fetch_packed_traits.py_func)
        own = np.zeros(people, dtype=np.float32)
        seen = np.zeros((COMPARED, people), dtype=np.float32)
        distance = np.zeros((COMPARED, people))
        loop(
            np.uint64(0), np.uint64(people), packed_traits, groups, groups, ties, district,
            employer, own, seen, distance,
        )  # fmt: skip
        (code,) = loop.inspect_llvm().values()
        assert "call void @llvm.prefetch" in code
        results.append((own, seen, distance))
    assert all((one == other).all() for one, other in zip(*results, strict=True))
