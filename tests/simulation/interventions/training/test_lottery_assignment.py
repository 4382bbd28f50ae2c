"""Places by lot: only those drawn get them, and the lot is the same in every scenario."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.engine import CityRun
from simulation.interventions.training.lottery_assignment import drawn

START = 6
PAID = {
    "interventions.training.annual_budget_per_citizen": 400.0,
    "interventions.training.start_month": START,
    "interventions.training.targeting": 0.0,
    "interventions.training.recognition_share": 0.0,
}
BY_LOT = {**PAID, "interventions.training.lottery_share": 0.5}


def lived(small_run, changes, months=24, seed=1) -> CityRun:
    """A small city after some months."""
    run = small_run({"city.citizens": 600, **changes}, seed)
    for _ in range(months):
        run.step()
    return run


@pytest.fixture(scope="module")
def by_lot(small_run):
    """The city in which places are given out by lot."""
    return lived(small_run, BY_LOT)


def test_only_those_drawn_get_a_place(small_run):
    """Nobody else is ever seen in a public course; those drawn are, many of them."""
    run = small_run({"city.citizens": 600, **BY_LOT})
    inside = 0
    for _ in range(18):
        run.step()
        citizens = run.world.citizens
        rows = np.flatnonzero(citizens.resident & citizens.course_public & (citizens.course > 0))
        assert drawn(run.world, rows).all()
        inside += rows.size
    assert inside > 50


def test_about_half_is_drawn(by_lot):
    """The lot falls on half of the residents, of each education alike."""
    citizens = by_lot.world.citizens
    rows = np.flatnonzero(citizens.resident)
    lucky = drawn(by_lot.world, rows)
    assert lucky.mean() == pytest.approx(0.5, abs=0.08)
    assert np.corrcoef(lucky, citizens.education[rows])[0, 1] == pytest.approx(0.0, abs=0.15)


def test_the_lot_is_the_same_in_every_scenario(small_run, by_lot):
    """A person drawn in one scenario is drawn in the baseline, too."""
    baseline = lived(small_run, {})
    lots = []
    for world in (by_lot.world, baseline.world):
        rows = np.flatnonzero(world.citizens.resident)
        lots.append(dict(zip(world.citizens.person[rows], drawn(world, rows), strict=True)))
    both = set(lots[0]) & set(lots[1])
    assert len(both) > 400
    assert all(lots[0][person] == lots[1][person] for person in both)


def test_before_the_start_and_without_money_it_changes_nothing(small_run, by_lot):
    """Until the programme starts, and without its money, every measure is that of the baseline."""
    baseline = lived(small_run, {}).measures
    early = by_lot.measures["month"] <= START
    pd.testing.assert_frame_equal(by_lot.measures[early], baseline[early], check_exact=True)
    idle = lived(small_run, {"interventions.training.lottery_share": 0.5}).measures
    pd.testing.assert_frame_equal(idle, baseline, check_exact=True)


def test_those_drawn_gain_skill_over_the_others(small_run, by_lot):
    """With the same luck, ICT skill of those drawn rises over the baseline and over the others."""
    gained = []
    for seed in (1, 2, 3):
        paid = by_lot if seed == 1 else lived(small_run, BY_LOT, seed=seed)
        last = paid.measures.iloc[-1] - lived(small_run, {}, seed=seed).measures.iloc[-1]
        gained.append(last["ict_by_lottery_assigned"] - last["ict_by_lottery_others"])
    assert np.mean(gained) > 0.0


def test_both_halves_make_the_whole(by_lot):
    """Employment of those drawn and of the others, weighted by people, is that of all."""
    world, last = by_lot.world, by_lot.measures.iloc[-1]
    part = drawn(world, np.flatnonzero(world.citizens.resident)).mean()
    for halves, whole in (("employment_by_lottery", "employment_all"),):
        mean = part * last[f"{halves}_assigned"] + (1 - part) * last[f"{halves}_others"]
        assert mean == pytest.approx(last[whole])
