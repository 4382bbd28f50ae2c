"""A wave of automation: what an exposed occupation loses, and whose jobs those are."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.shocks.automation_wave import AutomationWave

WAVE = {"shocks.automation_wave.month": 12, "shocks.automation_wave.size": 0.8,
        "shocks.automation_wave.months": 6}  # fmt: skip


def test_a_fully_exposed_occupation_loses_its_size(small_run):
    """Over the months of the wave, ``1 − (1 − size)`` of what is left at full exposure."""
    world = small_run().world
    world.occupations.automation[:] = np.linspace(0.0, 1.0, world.occupations.rows)
    wave = AutomationWave(month=3, months=5, size=0.4)
    for month in range(1, 12):
        world.month = month
        wave.run(world)
        if month == 2:
            assert (world.occupations.displaced == 0).all()
    assert world.occupations.displaced[-1] == pytest.approx(0.4, rel=1e-5)
    assert world.occupations.displaced[0] == 0.0
    assert (np.diff(world.occupations.displaced) > 0).all()


def test_it_takes_posts_that_ask_little_schooling(effect):
    """Paired over seeds, more is automated and unemployment rises most for the low educated."""
    found = effect(WAVE, 13, 30)
    assert (found["automated"] > 0.1).all()
    apart = found["unemployment_low"] - found["unemployment_high"]
    assert apart.mean() > 0.01
    assert (apart > 0).sum() >= 3


def test_demand_as_a_whole_stays(city):
    """What some occupations lose others gain: the economy carries as many posts as before."""
    plain, struck = (city(changes).world for changes in ({}, WAVE))
    per_resident = [world.occupations.desired.sum() / world.residents for world in (plain, struck)]
    assert per_resident[0] == pytest.approx(per_resident[1], rel=0.01)
