"""Separations: the hazard falls with tenure and differs by contract, around the same mean."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import EMPLOYED
from simulation.engine import CityRun
from simulation.processes.labour_market.separations import (
    Separations,
    _differ_by_contract,
    _fall_with_tenure,
)
from simulation.settings import Settings

RULE = Separations()


@pytest.fixture(scope="module")
def world():
    """A small city after five years, so that contracts are drawn."""
    run = CityRun(Settings({"city.citizens": 1500, "city.burn_in": 0, "city.months": 60}), 1)
    for _ in range(60):
        run.step()
    return run.world


def test_the_hazard_falls_with_tenure(world):
    """It begins at the early ratio, is half-way after the scale and never falls below the late."""
    citizens = world.citizens
    kept = citizens.tenure.copy()
    hazard = np.ones(citizens.rows)
    citizens.tenure[:] = np.arange(citizens.rows)
    _fall_with_tenure(citizens, 0, RULE, hazard)
    citizens.tenure[:] = kept
    assert hazard[0] == pytest.approx(RULE.early_hazard_ratio)
    middle = (RULE.early_hazard_ratio + RULE.late_hazard_ratio) / 2
    assert hazard[int(RULE.tenure_scale)] == pytest.approx(middle)
    assert (np.diff(hazard) < 0).all()
    assert hazard.min() > RULE.late_hazard_ratio


def test_contracts_keep_the_turnover_of_the_table(world):
    """Temporary contracts end more often by their ratio, and the mean over contracts is near 1."""
    citizens = world.citizens
    hazard = np.ones(citizens.rows)
    _differ_by_contract(citizens, 0, world.occupations, RULE, hazard)
    at_work = citizens.resident & (citizens.status == EMPLOYED)
    temporary = citizens.temporary
    assert not temporary[citizens.resident & (citizens.status != EMPLOYED)].any()
    assert 0.05 < temporary[at_work].mean() < 0.45
    assert hazard[at_work].mean() == pytest.approx(1.0, abs=0.15)
    o = np.bincount(citizens.occupation[at_work]).argmax()
    here = at_work & (citizens.occupation == o)
    if temporary[here].any() and not temporary[here].all():
        ratio = hazard[here & temporary].mean() / hazard[here & ~temporary].mean()
        assert ratio == pytest.approx(RULE.temporary_hazard_ratio)
