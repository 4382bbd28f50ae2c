"""Lottery assignment: only assigned people get places, in every scenario the same ones."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.engine import CityRun
from simulation.interventions.training.lottery_assignment import lottery_assigned

START = 6
PAID = {
    "interventions.training.annual_budget_per_citizen": 400.0,
    "interventions.training.start_month": START,
    "interventions.training.targeting": 0.0,
    "interventions.training.subject": "ict",
}
LOTTERY = {**PAID, "interventions.training.lottery_share": 0.5}


def city_after(small_run, changes, months=24, seed=1) -> CityRun:
    """A small city after some months."""
    run = small_run({"city.citizens": 600, **changes}, seed)
    for _ in range(months):
        run.step()
    return run


@pytest.fixture(scope="module")
def by_lottery(small_run):
    """The city with lottery assignment."""
    return city_after(small_run, LOTTERY)


def test_only_assigned_people_get_a_place(small_run):
    """Nobody else is in a public course; many of the assigned are."""
    run = small_run({"city.citizens": 600, **LOTTERY})
    inside = 0
    for _ in range(18):
        run.step()
        citizens = run.world.citizens
        rows = np.flatnonzero(citizens.resident & citizens.course_public & (citizens.course > 0))
        assert lottery_assigned(run.world, rows).all()
        inside += rows.size
    assert inside > 50


def test_about_half_is_assigned(by_lottery):
    """Half of the residents are assigned, at each level of education alike."""
    citizens = by_lottery.world.citizens
    rows = np.flatnonzero(citizens.resident)
    assigned = lottery_assigned(by_lottery.world, rows)
    assert assigned.mean() == pytest.approx(0.5, abs=0.08)
    assert np.corrcoef(assigned, citizens.education[rows])[0, 1] == pytest.approx(0.0, abs=0.15)


def test_assignment_is_the_same_in_every_scenario(small_run, by_lottery):
    """A person assigned in one scenario is assigned in the baseline, too."""
    baseline = city_after(small_run, {})
    assignments = []
    for world in (by_lottery.world, baseline.world):
        rows = np.flatnonzero(world.citizens.resident)
        assignments.append(
            dict(zip(world.citizens.person[rows], lottery_assigned(world, rows), strict=True))
        )
    both = set(assignments[0]) & set(assignments[1])
    assert len(both) > 400
    assert all(assignments[0][person] == assignments[1][person] for person in both)


def test_assigned_people_gain_skill_over_the_others(small_run, by_lottery):
    """With common random numbers, ICT skill of the assigned rises over that of the others."""
    gained = []
    for seed in (1, 2, 3):
        paid = by_lottery if seed == 1 else city_after(small_run, LOTTERY, seed=seed)
        last = paid.measures.iloc[-1] - city_after(small_run, {}, seed=seed).measures.iloc[-1]
        gained.append(last["ict_by_lottery_assigned"] - last["ict_by_lottery_others"])
    assert np.mean(gained) > 0.0


def test_both_halves_make_the_whole(by_lottery):
    """Employment of the assigned and of the others, weighted by people, is that of all."""
    world, last = by_lottery.world, by_lottery.measures.iloc[-1]
    part = lottery_assigned(world, np.flatnonzero(world.citizens.resident)).mean()
    for halves, whole in (("employment_by_lottery", "employment_all"),):
        mean = part * last[f"{halves}_assigned"] + (1 - part) * last[f"{halves}_others"]
        assert mean == pytest.approx(last[whole])
