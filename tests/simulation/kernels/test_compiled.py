"""Vectorised loops return the same as plain ones."""

from __future__ import annotations

from itertools import combinations

import numba
import numpy as np

from simulation.core.city_parameters import Fit
from simulation.fit.columns import COMPARED, Distances, Perception
from simulation.fit.perceived import perceive
from simulation.fit.supplementary import average_likeness
from simulation.kernels.compiled import cache_folder


def plain(kernel):
    """The same loop without the promise that arrays do not overlap, and without the cache.

    Numba's cache does not tell the two ways of compiling one function apart.
    """
    return numba.njit(nogil=True)(kernel.py_func)


def test_perceived_fit_is_bit_identical():
    """Columns in single and double precision, with empty rows in between."""
    generator = np.random.default_rng(1)
    people = 1003
    facet_fit, affect = generator.random(people - 3), generator.normal(0, 0.1, people - 3)
    resident, known = generator.random((2, people)) < 0.9
    start = generator.random((2, people), dtype=np.float32)
    unread = start[0]
    ends = []
    for kernel in (perceive, plain(perceive)):
        perceived, aspiration = start.copy()
        kernel(
            np.uint64(3), np.uint64(people - 3), resident, 0.8, Fit(),
            Perception(known, unread, unread, perceived, aspiration, unread), facet_fit, affect,
        )  # fmt: skip
        ends.append((perceived, aspiration))
    for fast, slow, before in zip(*ends, start, strict=True):
        np.testing.assert_array_equal(fast, slow)
        np.testing.assert_array_equal(fast[~resident], before[~resident])
        assert (fast[3:][resident[3:]] != before[3:][resident[3:]]).any()
        np.testing.assert_array_equal(fast[:3], before[:3])


def test_likeness_is_bit_identical():
    """For people with and without contacts and colleagues."""
    generator = np.random.default_rng(2)
    people = 517
    own = generator.integers(0, 3, people).astype(np.float32)
    shape = COMPARED, people
    levels = np.where(generator.random(shape) < 0.3, -1.0, 2 * generator.random(shape))
    distances = Distances(own, levels.astype(np.float32), 7 * generator.random(shape))
    ends = []
    for kernel in (average_likeness, plain(average_likeness)):
        at_work, around = np.zeros((2, people))
        kernel(np.uint64(people), distances, Fit(), at_work, around)
        ends.append((at_work, around))
    np.testing.assert_array_equal(ends[0], ends[1])
    assert len(np.unique(ends[0])) > people


def test_columns_do_not_overlap(small_run):
    """Columns do not overlap, which vectorised loops rely on, also after tables have grown."""
    world = small_run().world
    world.posts.grow(world.posts.rows + 100)
    columns = [
        (f"{type(table).__name__}.{name}", array)
        for table in (world.citizens, world.posts, world.employers, world.districts,
                      world.occupations, world.communities)
        for name, array in table.arrays()
    ]  # fmt: skip
    assert len(columns) > 100
    for (first, left), (second, right) in combinations(columns, 2):
        assert not np.may_share_memory(left, right), (first, second)


def test_a_read_only_package_uses_the_compiled_model_that_is_there(tmp_path, monkeypatch):
    package = tmp_path / "package"
    package.mkdir()
    (package / "model.py").write_text("x = 1")
    shared = cache_folder(package)
    assert shared.parent == package / "__pycache__"
    shared.mkdir()
    (shared / "loop.nbi").write_text("compiled")
    monkeypatch.setattr("simulation.kernels.compiled.os.access", lambda *_: False)
    monkeypatch.setattr("simulation.kernels.compiled.tempfile.gettempdir", lambda: tmp_path)
    own = cache_folder(package)
    assert package not in own.parents
    assert (own / "loop.nbi").read_text() == "compiled"
    assert [path.name for path in own.parent.iterdir()] == [shared.name]
    (package / "model.py").write_text("x = 2")
    assert cache_folder(package) != own
    assert not cache_folder(package).exists()
