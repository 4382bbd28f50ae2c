"""Prefetching loads a row and changes no result."""

from __future__ import annotations

import numpy as np
from numba import njit

from simulation.fit import supplementary
from simulation.fit.columns import COMPARED, Contacts, Distances, Traits
from simulation.fit.supplementary import TIES, measure_distances, new_packed_traits
from simulation.kernels.compiled import uint32
from simulation.kernels.prefetch import prefetch


@njit
def _prefetch_rows(table, rows):
    for i in range(rows.shape[0]):
        prefetch(table, uint32(rows[i]))


def test_compiled_code_prefetches():
    """The compiled loop has a prefetch instruction, and the table does not change."""
    table = np.arange(80, dtype=np.float32).reshape(10, 8)
    before = table.copy()
    _prefetch_rows(table, np.array([0, 9, 3]))
    assert (table == before).all()
    (code,) = _prefetch_rows.inspect_llvm().values()
    assert "llvm.prefetch" in code


def test_distances_do_not_depend_on_prefetching(monkeypatch):
    """Distances are the same with and without prefetching."""
    generator = np.random.default_rng(5)
    people = 100
    packed_traits, groups = new_packed_traits(people), new_packed_traits(4)
    packed_traits[:] = generator.random(packed_traits.shape)
    groups[:] = generator.random(groups.shape)
    ties = generator.integers(-1, people, (people, TIES)).astype(np.int32)
    district = generator.integers(0, 4, people).astype(np.int16)
    employer = generator.integers(-1, 4, people).astype(np.int32)
    results = []
    for far in (people, people - 1):
        monkeypatch.setattr(supplementary, "FAR", far)
        # compiled here, because the cache does not depend on the limit
        loop = njit(measure_distances.py_func)
        distances = Distances(
            np.zeros(people, dtype=np.float32),
            np.zeros((COMPARED, people), dtype=np.float32),
            np.zeros((COMPARED, people)),
        )
        contacts = Contacts(ties, district, employer)
        traits = Traits(packed_traits, groups, groups)
        loop(np.uint64(0), np.uint64(people), contacts, traits, distances)
        (code,) = loop.inspect_llvm().values()
        assert "call void @llvm.prefetch" in code
        results.append(distances)
    assert all((one == other).all() for one, other in zip(*results, strict=True))
