"""Runs that take too long, too much, or give what cannot be: each fails alone and says why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from conftest import carry_out, runs_in
from faults import (
    eats_memory_on_seed_two,
    hangs_on_seed_two,
    never_ends_on_seed_two,
    undefined_on_seed_two,
)

from experiments.batch.limits import LimitError, Limits
from experiments.batch.output_checks import (
    ALWAYS,
    OVER_TIME,
    ImplausibleOutputError,
    check,
    most_changes,
)
from simulation.engine import simulate
from simulation.measures import MEASURES

GOOD = [("baseline", 1), ("baseline", 3)]


@pytest.mark.parametrize(
    ("work", "limits", "words"),
    [
        (never_ends_on_seed_two, Limits(seconds=12), "longer than the 12 s"),
        pytest.param(hangs_on_seed_two, Limits(seconds=20), "still at work after the 20 s",
                     marks=pytest.mark.long),
        (eats_memory_on_seed_two, Limits(megabytes=900), "of the 900 MB"),
    ],
)  # fmt: skip
def test_a_run_over_its_limits_fails_alone_and_says_why(tmp_path, small, work, limits, words):
    batch, said = carry_out(tmp_path, small("baseline"), [1, 2, 3], work, 1, limits)
    assert list(batch.causes) == [("baseline", 2)]
    assert words in batch.causes["baseline", 2]
    assert any("baseline seed 2" in line and words in line for line in said)
    assert runs_in(tmp_path) == GOOD


def test_a_run_that_gives_what_is_no_number_fails_alone_and_says_why(tmp_path, small):
    batch, _ = carry_out(tmp_path, small("baseline"), [1, 2, 3], undefined_on_seed_two, 1)
    assert batch.causes == {
        ("baseline", 2): "ImplausibleOutputError: fit is not a number in month 12"
    }
    assert runs_in(tmp_path) == GOOD


def test_limits_are_given_on_the_command_line(cityfit, tmp_path):
    command = ["run", "baseline", "--seeds", 1, "--citizens", 2000, "-o", tmp_path]
    code, _, messages = cityfit(*command, "--run-timeout", "0.01")
    assert code == 1
    assert "--run-timeout" in messages[0]
    assert cityfit(*command, "--run-timeout", "0")[0] == 2
    assert cityfit(*command, "--run-memory", "much")[0] == 2


def test_a_run_that_is_within_its_limits_is_not_disturbed():
    Limits(seconds=1e9, megabytes=1e9).check(0.0)
    with pytest.raises(LimitError, match="--run-memory"):
        Limits(megabytes=1).check(0.0)
    assert not Limits()


@pytest.fixture
def months():
    """Measures of 29 months, the first of them of the burn-in: read in 12, 24 and 29."""
    month = np.arange(1, 30)
    always = {name: np.where(month > 1, 0.5, np.nan) for name in ALWAYS}
    over_time = {name: np.where(np.isin(month, (24, 29)), 0.1, np.nan) for name in OVER_TIME}
    return pd.DataFrame({"month": month, **always, **over_time, "other": 1.0})


#: Changes that somebody who lived there throughout has made by the last of these months.
THROUGHOUT = 29 - 1 - 1


def test_what_is_always_there_is_measured(months):
    columns = {column for measure in MEASURES.values() for column in measure.columns}
    assert {*ALWAYS, *OVER_TIME} <= columns
    check(months, 1, THROUGHOUT)


@pytest.mark.parametrize("name", ALWAYS)
def test_what_must_be_a_number_and_is_none_is_named(months, name):
    months.loc[2, name] = np.nan
    with pytest.raises(ImplausibleOutputError, match=f"{name} is not a number in month 3"):
        check(months, 1, THROUGHOUT)


@pytest.mark.parametrize("name", OVER_TIME)
@pytest.mark.parametrize("month", [24, 29])
def test_what_must_be_a_number_once_people_were_seen_for_a_year(months, name, month):
    months.loc[month - 1, name] = np.nan
    with pytest.raises(ImplausibleOutputError, match=f"{name} is not a number in month {month}"):
        check(months, 1, THROUGHOUT)


def test_where_nobody_was_seen_for_a_year_there_need_be_no_number(months):
    months.loc[23, list(OVER_TIME)] = np.nan
    check(months, 1, 16)  # whoever is there longest had made 11 changes by month 24
    with pytest.raises(ImplausibleOutputError, match="month 24"):
        check(months, 1, 17)
    months.loc[28, list(OVER_TIME)] = np.nan
    check(months, 1, 11)
    with pytest.raises(ImplausibleOutputError, match="month 29"):
        check(months, 1, 12)


@pytest.mark.parametrize(("months", "read"), [(16, []), (17, [17]), (29, [24, 29])])
def test_real_cities_have_numbers_exactly_where_they_must(small, months, read):
    """A burn-in of 4 months, so that month 17 is the first with people seen for a year."""
    (city,) = small("baseline")
    outcome = simulate(city.but({"city.months": months}).settings, 1)
    frame, changes = outcome.measures, most_changes(outcome.world)
    assert changes == months - 5
    check(frame, 4, changes)
    for name in OVER_TIME:
        assert frame.loc[frame[name].notna(), "month"].tolist() == read


def test_what_is_infinite_is_named_and_what_is_undefined_may_be(months):
    months.loc[0, "other"] = np.nan
    check(months, 1, THROUGHOUT)
    months.loc[1, "other"] = -np.inf
    with pytest.raises(ImplausibleOutputError, match="other is infinite in month 2"):
        check(months, 1, THROUGHOUT)
