"""Places: without sorting nobody asks who lives somewhere, what it offers or what it costs."""

from __future__ import annotations

import numpy as np

from simulation.engine import simulate
from simulation.processes.places.districts import Moves
from simulation.settings import Settings


def test_sorting_sets_homes_apart():
    """Sorting raises the segregation of low and high educated, with common random numbers."""
    for seed in range(3):
        changes = {
            "city.citizens": 1200, "city.districts": 12, "city.months": 60, "moves.rate": 0.05,
        }  # fmt: skip
        sorted_, mixed = (
            simulate(Settings({**changes, "moves.sorting": sorting}), seed).measures[
                "residential_dissimilarity"
            ].iloc[-1]
            for sorting in (True, False)
        )  # fmt: skip
        assert sorted_ > mixed + 0.05


def test_without_sorting_only_taste_decides(small_run):
    """Rents, amenities and neighbours turned round change nobody's choice."""
    districts_after = []
    for turned in (False, True):
        run = small_run()
        world = run.world
        if turned:
            for name in ("rent", "amenities", "infrastructure", "profile", "schooling"):
                column = getattr(world.districts, name)
                column[:] = column[::-1].copy()
            world.districts.rent[:] = 9000.0
        world.begin_month()
        Moves(rate=1.0, sorting=False).run(world)
        districts_after.append(world.citizens.district.copy())
    assert np.array_equal(*districts_after)
    assert (districts_after[0] != small_run().world.citizens.district).any()
