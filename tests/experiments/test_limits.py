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

from experiments.limits import LimitError, Limits
from experiments.soundness import ALWAYS, UnsoundRunError, check
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
    assert batch.causes == {("baseline", 2): "UnsoundRunError: fit is not a number in month 12"}
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
    """Measures of four months, the first of them of the burn-in."""
    return pd.DataFrame(
        {"month": [1, 2, 3, 4], **{name: [np.nan, 0.5, 0.5, 0.5] for name in ALWAYS}, "other": 1.0}
    )


def test_what_is_always_there_is_measured(months):
    assert set(ALWAYS) <= {column for measure in MEASURES.values() for column in measure.columns}
    check(months, burn_in=1)


@pytest.mark.parametrize("name", ALWAYS)
def test_what_must_be_a_number_and_is_none_is_named(months, name):
    months.loc[2, name] = np.nan
    with pytest.raises(UnsoundRunError, match=f"{name} is not a number in month 3"):
        check(months, burn_in=1)


def test_what_is_infinite_is_named_and_what_is_undefined_may_be(months):
    months.loc[0, "other"] = np.nan
    check(months, burn_in=1)
    months.loc[1, "other"] = -np.inf
    with pytest.raises(UnsoundRunError, match="other is infinite in month 2"):
        check(months, burn_in=1)
