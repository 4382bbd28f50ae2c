"""Spirals: losses are counted as the full record has them, and low energy brings them about."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.engine import CityRun
from simulation.measures.labour_market.loss_spirals import WITHIN
from simulation.settings import Settings

MONTHS, BURN_IN = 48, 12


def test_losses_are_those_of_the_full_record():
    """Job-months and losses, person by person, give the same ratio of risks."""
    run = CityRun(
        Settings({"city.citizens": 900, "city.months": MONTHS, "city.burn_in": BURN_IN}), 1
    )
    before: dict[tuple[int, int], int] = {}
    counts = np.zeros((2, 2))
    for _ in range(MONTHS):
        run.step()
        citizens = run.world.citizens
        places = list(enumerate(citizens.person.tolist()))  # a newcomer may take a leaver's row
        for row, person in places:
            if (row, person) in before and run.world.month > BURN_IN + 1:
                counts[before[row, person]] += (1, citizens.dismissed[row])
        before = {
            places[row]: int(citizens.recent_loss[row] < WITHIN)
            for row in np.flatnonzero(citizens.resident & (citizens.post >= 0))
        }
    risks = counts[:, 1] / counts[:, 0]
    assert counts[:, 1].min() > 3
    assert run.latest("second_loss_ratio_all") == pytest.approx(risks[1] / risks[0], rel=1e-9)


def test_low_energy_brings_losses_about(small_run):
    """Whoever loses a job in high spirits loses it in low spirits too, and others besides."""
    for seed in range(3):
        dismissed = []
        for energy in (0.1, 0.9):
            run = small_run({"separations.rate": 40.0}, seed)
            run.step()
            world = run.world
            world.citizens.energy[:] = energy
            world.settings["well_being"].run(world)
            world.begin_month()
            world.settings["separations"].run(world)
            dismissed.append(world.citizens.dismissed.copy())
        low, high = dismissed
        assert not (high & ~low).any()
        assert low.sum() > high.sum() > 0


def test_a_loss_costs_energy(small_run):
    """Dismissed people have less energy after the month than without the loss."""
    found = []
    for dismissed in (False, True):
        world = small_run().world
        world.begin_month()
        world.citizens.dismissed[:] = dismissed
        world.settings["resources"].run(world)
        found.append(world.citizens.energy[world.citizens.resident].mean())
    assert found[1] < found[0] - 0.03


def test_counting_starts_after_burn_in(small_run):
    """There is no record before the first measured month, and the measures have no value."""
    run = small_run({"city.burn_in": 12, "city.months": 24})
    for _ in range(12):
        run.step()
    assert run.world.losses is None
    assert np.isnan(run.latest("second_loss_ratio_all"))
