"""Runs that exceed a limit or give impossible output fail alone and say why."""

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
        (never_ends_on_seed_two, Limits(seconds=25), "longer than its limit of 25 s"),
        pytest.param(hangs_on_seed_two, Limits(seconds=20), "still running after its limit of 20 s",
                     marks=pytest.mark.long),
        (eats_memory_on_seed_two, Limits(megabytes=900), "limit is 900 MB"),
    ],
)  # fmt: skip
def test_a_run_over_its_limits_fails_alone_and_says_why(tmp_path, small, work, limits, words):
    batch, said = carry_out(tmp_path, small("baseline"), [1, 2, 3], work, 1, limits)
    assert list(batch.causes) == [("baseline", 2)]
    assert words in batch.causes["baseline", 2]
    assert any("baseline seed 2" in line and words in line for line in said)
    assert runs_in(tmp_path) == GOOD


def test_a_run_with_an_undefined_measure_fails_alone_and_says_why(tmp_path, small):
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


def test_a_run_within_its_limits_does_not_fail():
    Limits(seconds=1e9, megabytes=1e9).check(0.0)
    with pytest.raises(LimitError, match="--run-memory"):
        Limits(megabytes=1).check(0.0)
    assert not Limits()


@pytest.fixture
def months():
    """Measures of 29 months, the first of them burn-in; yearly ones in 12, 24 and 29."""
    month = np.arange(1, 30)
    always = {name: np.where(month > 1, 0.5, np.nan) for name in ALWAYS}
    over_time = {name: np.where(np.isin(month, (24, 29)), 0.1, np.nan) for name in OVER_TIME}
    return pd.DataFrame({"month": month, **always, **over_time, "other": 1.0})


#: Changes by the last of these months of a citizen who was resident throughout.
THROUGHOUT = 29 - 1 - 1


def test_all_checked_columns_exist(months):
    columns = {column for measure in MEASURES.values() for column in measure.columns}
    assert {*ALWAYS, *OVER_TIME} <= columns
    check(months, 1, THROUGHOUT)


@pytest.mark.parametrize("name", ALWAYS)
def test_an_undefined_measure_is_named(months, name):
    months.loc[2, name] = np.nan
    with pytest.raises(ImplausibleOutputError, match=f"{name} is not a number in month 3"):
        check(months, 1, THROUGHOUT)


@pytest.mark.parametrize("name", OVER_TIME)
@pytest.mark.parametrize("month", [24, 29])
def test_an_undefined_measure_over_time_is_named(months, name, month):
    months.loc[month - 1, name] = np.nan
    with pytest.raises(ImplausibleOutputError, match=f"{name} is not a number in month {month}"):
        check(months, 1, THROUGHOUT)


def test_measures_over_time_may_be_undefined_if_no_citizen_was_observed_for_a_year(months):
    months.loc[23, list(OVER_TIME)] = np.nan
    check(months, 1, 16)  # 11 changes by month 24
    with pytest.raises(ImplausibleOutputError, match="month 24"):
        check(months, 1, 17)
    months.loc[28, list(OVER_TIME)] = np.nan
    check(months, 1, 11)
    with pytest.raises(ImplausibleOutputError, match="month 29"):
        check(months, 1, 12)


@pytest.mark.parametrize(("months", "read"), [(16, []), (17, [17]), (29, [24, 29])])
def test_cities_have_numbers_exactly_where_they_must(small, months, read):
    """After a burn-in of 4 months, month 17 is the first with citizens observed for a year."""
    (city,) = small("baseline")
    outcome = simulate(city.but({"city.months": months}).settings, 1)
    frame, changes = outcome.measures, most_changes(outcome.world)
    assert changes == months - 5
    check(frame, 4, changes)
    for name in OVER_TIME:
        assert frame.loc[frame[name].notna(), "month"].tolist() == read


def test_infinite_values_are_named_and_other_measures_may_be_undefined(months):
    months.loc[0, "other"] = np.nan
    check(months, 1, THROUGHOUT)
    months.loc[1, "other"] = -np.inf
    with pytest.raises(ImplausibleOutputError, match="other is infinite in month 2"):
        check(months, 1, THROUGHOUT)
