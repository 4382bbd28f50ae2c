"""A wave of automation: what an exposed occupation loses, and whose jobs those are."""

from __future__ import annotations

import math
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios import load
from simulation.processes.technology.technological_change import Automation
from simulation.shocks.automation_wave import AutomationWave
from simulation.tables.occupations import Occupations
from tests.oracle import shocks as oracle

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


# --- exposure ----------------------------------------------------------------------


def test_a_wave_follows_the_exposure_that_it_is_told(small_run):
    """What is displaced is in proportion to the column, in the wave and in steady automation."""
    world = small_run().world
    for process in (
        AutomationWave(month=1, months=1, size=0.5, exposure="language_models"),
        Automation(pace=0.5, exposure="language_models"),
    ):
        world.month = 1
        world.occupations.displaced[:] = 0.0
        process.run(world)
        expected = 0.5 * world.occupations.language_models
        np.testing.assert_allclose(world.occupations.displaced, expected, rtol=1e-6)


def test_both_scenarios_take_as_many_posts():
    """Shares of posts at month 0 that each wave takes, without its months' compounding."""
    taken = []
    for name in ("automation_wave", "language_models"):
        wave = load(name).settings["shocks.automation_wave"]
        exposed = getattr(Occupations(), wave.exposure)
        taken.append(wave.size * np.average(exposed, weights=Occupations().employment))
    assert taken[0] == pytest.approx(taken[1], rel=0.01)


def test_language_models_spare_the_low_educated_more(effect):
    """Paired over seeds; the high educated are not yet told apart after 18 months."""
    plain = effect(WAVE, 13, 30)
    models = effect(WAVE | {"shocks.automation_wave.exposure": "language_models"}, 13, 30)
    assert (models["automated"] > 0.1).all()
    assert (models["unemployment_low"] - plain["unemployment_low"]).mean() < -0.01


# --- a path of an occupation's own ------------------------------------------------


@pytest.fixture
def with_paths(small_run):
    """A world in which every second occupation has a path of its own."""
    occupations = small_run().world.occupations
    occupations.automation[:] = np.linspace(0.0, 1.0, occupations.rows)
    occupations.automation_midpoint[::2] = np.linspace(0.0, 40.0, len(occupations.names[::2]))
    occupations.automation_duration[::2] = 5.0
    occupations.displaced[:] = 0.0
    return SimpleNamespace(occupations=occupations, month=0)


def test_a_path_is_logistic_and_outlasts_the_wave(with_paths):
    """What is lost after t months is ``size · exposure · (L(t) − L(0)) / (1 − L(0))``."""
    wave = AutomationWave(month=4, months=3, size=0.6)
    occupations = with_paths.occupations
    row = len(occupations.names[::2]) // 2 * 2
    midpoint = float(occupations.automation_midpoint[row])

    def level(months):
        return 1.0 / (1.0 + math.exp(-(months - midpoint) / 5.0))

    for month in range(1, 120):
        with_paths.month = month
        wave.run(with_paths)
        months = max(month - 3, 0)
        lost = (level(months) - level(0)) / (1.0 - level(0))
        expected = 0.6 * float(occupations.automation[row]) * lost
        assert occupations.displaced[row] == pytest.approx(expected, abs=1e-5)
    # without a path the wave takes the same from all, in its three months
    plain = slice(1, None, 2)
    expected = 1.0 - (1.0 - (1.0 - 0.4 ** (1 / 3)) * occupations.automation[plain]) ** 3
    np.testing.assert_allclose(occupations.displaced[plain], expected, rtol=1e-5)
    np.testing.assert_allclose(
        occupations.displaced[::2], 0.6 * occupations.automation[::2], rtol=1e-3
    )


def test_a_path_follows_the_oracle(with_paths):
    occupations = with_paths.occupations
    rows = [
        SimpleNamespace(
            displaced=0.0,
            **{
                name: float(getattr(occupations, name)[row])
                for name in ("automation", "automation_midpoint", "automation_duration")
            },
        )
        for row in range(occupations.rows)
    ]
    wave = AutomationWave(month=2, months=12, size=0.5)
    for month in range(1, 60):
        with_paths.month = month
        wave.run(with_paths)
        oracle.automation_wave(SimpleNamespace(month=month, occupations=rows), wave)
        np.testing.assert_allclose(
            occupations.displaced, [row.displaced for row in rows], rtol=1e-6, atol=1e-7
        )
