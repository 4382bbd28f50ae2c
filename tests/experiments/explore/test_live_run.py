"""A run for the page has the same numbers as any other run, and can be stopped."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import run
from experiments.explore import live_run
from experiments.explore.live_run import SERIES, RunRequest, simulate
from scenarios import load
from simulation.burn_in import BurnIns
from simulation.core.vocabulary import EDUCATIONS, ICT
from simulation.engine import CityRun

SMALL = {"city.citizens": 200, "city.months": 20, "city.burn_in": 8}
SMALL |= {f"interventions.{name}.start_month": 8 for name in ("training", "communities", "network")}
WITHOUT = load("baseline").but(SMALL)
MINE = load("all_three").but(
    {
        **SMALL,
        "interventions.training.targeting": 0.9,
        "interventions.communities.bridging": 0.1,
        "interventions.communities.voice": 0.9,
        "interventions.network.initial_trust": 0.9,
        "interventions.network.governance_mode": "shared",
    },
    name="mine",
)


@pytest.fixture(autouse=True)
def burn_ins(monkeypatch):
    """No burn-in is stored at the start of a test."""
    stored = BurnIns(live_run.BURN_INS)
    monkeypatch.setattr(live_run, "_burn_ins", stored)
    return stored


def result_of(scenario, seed=1, panel=0):
    return simulate(RunRequest(scenario.settings, seed, panel), lambda _: None, lambda: False)


def test_a_stored_burn_in_changes_no_result(burn_ins, monkeypatch):
    monkeypatch.setattr(live_run, "_burn_ins", BurnIns(1))
    whole = result_of(MINE, panel=5)
    monkeypatch.setattr(live_run, "_burn_ins", burn_ins)
    result_of(WITHOUT)
    continued = result_of(MINE, panel=5)
    assert len(burn_ins) == 1
    np.testing.assert_equal(continued.summary, whole.summary)
    np.testing.assert_equal(continued.series, whole.series)
    assert continued.movers == whole.movers
    assert continued.panel.equals(whole.panel)


def test_numbers_are_those_of_the_runner(tmp_path):
    """To the last digits: a mean over one run may round differently from one over many."""
    results = run([WITHOUT, MINE], seeds=2, jobs=1, output=tmp_path)
    table = results.summary().set_index(["scenario", "seed"])
    for scenario in (WITHOUT, MINE):
        for seed in (1, 2):
            kept = result_of(scenario, seed).summary
            row = table.loc[(scenario.name, seed)]
            assert {name: kept[name] for name in row.index} == pytest.approx(
                row.to_dict(), rel=1e-12, nan_ok=True
            )


def test_a_stopped_run_ends_with_its_month():
    requested = iter([False, False, True])
    assert (
        simulate(RunRequest(MINE.settings, 1, 0), lambda _: None, lambda: next(requested)) is None
    )
    with pytest.raises(StopIteration):
        next(requested)


def test_the_series_are_reported_every_month():
    reports = []
    result = simulate(RunRequest(MINE.settings, 1, 0), reports.append, lambda: False)
    assert [len(series["fit_by_education_low"]) for series in reports] == list(range(1, 21))
    assert set(reports[0]) == set(SERIES)
    np.testing.assert_equal(reports[-1], result.series)


def test_movers_are_those_who_reached_a_higher_ict_level():
    run = CityRun(MINE.settings, 1)
    levels = {}
    for _ in range(20):
        run.step()
        citizens = run.world.citizens
        if run.world.month > 8:  # measured months
            now = {
                int(citizens.person[row]): (
                    EDUCATIONS[citizens.education[row]],
                    min(int(5 * float(citizens.skills[row, ICT])), 4),
                )
                for row in np.flatnonzero(citizens.resident)
            }
            levels.setdefault("first", now)
            levels["last"] = now
    first, last = levels["first"], levels["last"]
    present = set(np.flatnonzero(citizens.resident & (citizens.arrival <= 8)))
    stayed = {int(citizens.person[row]) for row in present}
    expected = {
        education: (
            sum(first[p][0] == education and last[p][1] > first[p][1] for p in stayed),
            sum(first[p][0] == education for p in stayed),
        )
        for education in EDUCATIONS
    }
    assert result_of(MINE).movers == expected
