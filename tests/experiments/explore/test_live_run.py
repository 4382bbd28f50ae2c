"""A run for the page: the same numbers as any other run, and an end when it is asked for."""

from __future__ import annotations

import numpy as np
import pytest

from experiments import run
from experiments.explore import live_run
from experiments.explore.live_run import SERIES, RunRequest, live
from scenarios import load

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
def _nothing_remembered():
    live_run._beginnings.clear()
    yield
    live_run._beginnings.clear()


def lived(scenario, seed=1, panel=0):
    return live(RunRequest(scenario.settings, seed, panel), lambda _: None, lambda: False)


def test_a_policy_is_the_same_from_remembered_years_as_from_the_first_month():
    afresh = lived(MINE, panel=5)
    live_run._beginnings.clear()
    lived(WITHOUT, panel=5)
    assert len(live_run._beginnings) == 1
    told = []
    again = live(RunRequest(MINE.settings, 1, 5), told.append, lambda: False)
    assert len(live_run._beginnings) == 1
    np.testing.assert_equal(again.summary, afresh.summary)
    np.testing.assert_equal(again.series, afresh.series)
    np.testing.assert_equal(again.districts, afresh.districts)
    assert again.panel.equals(afresh.panel)


@pytest.mark.parametrize(
    "changes", [{"redesign.pace": 2.0}, {"city.citizens": 220}, {"policy.voice": 0.1}]
)
def test_another_world_remembers_years_of_its_own(changes):
    lived(WITHOUT)
    lived(WITHOUT.but(changes))
    assert len(live_run._beginnings) == 2


def test_numbers_are_those_of_the_runner(tmp_path):
    results = run([WITHOUT, MINE], seeds=2, jobs=1, output=tmp_path)
    table = results.summary().set_index(["scenario", "seed"])
    for scenario in (WITHOUT, MINE):
        for seed in (1, 2):
            kept = lived(scenario, seed).summary
            row = table.loc[(scenario.name, seed)]
            assert {name: kept[name] for name in row.index} == pytest.approx(
                row.to_dict(), rel=1e-12, nan_ok=True
            )


def test_a_run_that_nobody_wants_ends_with_its_month():
    asked = iter([False, False, True])
    assert live(RunRequest(MINE.settings, 1, 0), lambda _: None, lambda: next(asked)) is None
    with pytest.raises(StopIteration):
        next(asked)


def test_it_is_told_what_there_is_so_far(monkeypatch):
    monkeypatch.setattr(live_run, "OFTEN", -1.0)
    told = []
    life = live(RunRequest(MINE.settings, 1, 0), told.append, lambda: False)
    assert [len(part["fit_by_education_low"]) for part in told] == list(range(1, 21))
    assert set(told[0]) == set(SERIES)
    np.testing.assert_equal(told[-1], life.series)


def test_districts_hold_everybody():
    life = lived(WITHOUT)
    assert sum(life.districts["people"]) == pytest.approx(200, abs=20)
    known = [fit for fit in life.districts["fit"] if not np.isnan(fit)]
    assert known
    assert all(0 < fit < 1 for fit in known)
