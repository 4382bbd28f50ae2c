"""The people followed: who they are, what is recorded, and that records cost nobody a draw."""

from __future__ import annotations

import numpy as np
import pytest

from simulation import panel
from simulation.core.vocabulary import EDUCATIONS, FIT_COLUMNS
from simulation.engine import CityRun, simulate

MONTHS, BURN_IN = 30, 6


def columns_of(run: CityRun, rows: np.ndarray) -> dict[str, np.ndarray]:
    """Copies of columns of the citizens after a month."""
    names = (*FIT_COLUMNS.values(), "resident", "person", "post", "causes")
    return {name: getattr(run.world.citizens, name)[rows].copy() for name in names}


@pytest.fixture(scope="module")
def followed(small_run):
    """A city, the columns of the people followed in each measured month, and posts before."""
    run = small_run({"city.months": MONTHS, "city.burn_in": BURN_IN})
    seen = []
    for _ in range(MONTHS):
        run.step()
        if run.world.followed is not None:
            seen.append(columns_of(run, run.world.followed.rows))
    return run, seen


def test_recording_begins_in_the_first_measured_month(followed):
    """Everybody of a small city is followed; nobody joins later."""
    run, seen = followed
    people = run.world.followed
    assert len(people.months) == len(seen) == MONTHS - BURN_IN
    assert (seen[0]["person"] == people.persons).all()
    assert seen[0]["resident"].all()
    assert people.rows.size == pytest.approx(300, abs=30)
    assert np.diff(people.education.astype(int)).min() == 0
    for level in range(len(EDUCATIONS)):
        of_level = people.education[people.levels[level] : people.levels[level + 1]]
        assert of_level.size > 0
        assert (of_level == level).all()


def test_fit_is_recorded_in_three_variants_until_a_person_leaves(followed):
    run, seen = followed
    people = run.world.followed
    for row, fit in enumerate(FIT_COLUMNS.values()):
        expected = [
            np.where(month["resident"] & (month["person"] == people.persons), month[fit], np.nan)
            for month in seen
        ]
        np.testing.assert_array_equal(people.series(fit), expected)
        np.testing.assert_array_equal(people.this_month(fit), people.months[-1][row])
        np.testing.assert_array_equal(people.last_month[row], people.months[-2][row])
    gone = np.isnan(people.series("fit"))
    assert 0.02 < gone[-1].mean() < 0.5
    assert (gone[1:] >= gone[:-1]).all()


def test_a_large_city_has_a_sample(small_settings, monkeypatch):
    """It is part of the same sample if more are followed, and changes no other measure."""
    settings = small_settings({"city.months": 12})
    whole = simulate(settings, 1)
    monkeypatch.setattr(panel, "FOLLOWED", 50)
    sample = simulate(settings, 1)
    monkeypatch.setattr(panel, "FOLLOWED", 80)
    larger = simulate(settings, 1)
    people = [set(outcome.world.followed.persons) for outcome in (sample, larger, whole)]
    assert [len(some) for some in people[:2]] == [50, 80]
    assert people[0] < people[1] < people[2]
    sampled = ("panel_", "_realised", "_potential", "_icc")
    untouched = [name for name in whole.measures if not any(part in name for part in sampled)]
    for name in untouched:
        np.testing.assert_array_equal(sample.measures[name], whole.measures[name])


def test_full_records_are_of_people_followed(small_settings):
    """Those with full records are the first of the sample, and their fit is the same."""
    outcome = simulate(small_settings({"city.months": 12}), 1, panel=20)
    people = outcome.world.followed
    assert outcome.panel is not None
    assert set(outcome.panel["person"]) <= set(people.persons)
    wide = outcome.panel.pivot(index="month", columns="person", values="fit")
    place = [list(people.persons).index(person) for person in wide.columns]
    np.testing.assert_allclose(people.series("fit")[:, place], wide.to_numpy())
