"""Sums over series of fit against one person at a time in plain Python."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from simulation.statistics.fit_series import count_spells, sum_series

THRESHOLD, LARGE = 0.8, 0.1
#: Fit in steps of 1/16, so that comparisons with limits do not depend on rounding.
steps = arrays(np.int8, (70, 4), elements=st.integers(0, 16))


def observed(series):
    """The months of each person before he or she leaves."""
    return [[float(fit) for fit in person if not np.isnan(fit)] for person in np.transpose(series)]


def leaving(fit, months):
    """A series in which the second person leaves after some months."""
    series = fit.astype(np.float32) / 16
    series[months:, 1] = np.nan
    return series


@given(steps, st.integers(1, 70))
def test_sums_are_those_of_each_person(fit, months):
    sums = sum_series(leaving(fit, months), THRESHOLD, LARGE)
    for person, path in enumerate(observed(leaving(fit, months))):
        changes = np.diff(path)
        poor = [value < THRESHOLD for value in path]
        expected = {
            "months": len(path),
            "changes": len(path) - 1,
            "large_changes": (np.abs(changes) >= LARGE).sum(),
            "total": sum(path),
            "squares": np.dot(path, path),
            "products": np.dot(path[1:], path[:-1]),
            "change_squares": np.dot(changes, changes),
            "fall_squares": sum(change**2 for change in changes if change < 0),
            "first": path[0],
            "fit": path[-1],
            "misfit_history": sum(
                2**ago for ago, month in enumerate(reversed(poor[-64:])) if month
            ),
            "misfit_months": min(len(path), 64),
        }
        assert {name: getattr(sums, name)[person] for name in expected} == pytest.approx(expected)


@given(steps, st.integers(1, 70), st.integers(1, 80))
def test_spells_are_those_of_each_person(fit, months, longest):
    group = np.array([0, 1, 1, 0])
    series = leaving(fit, months)
    expected = np.zeros((2, 2, longest + 1), dtype=int)
    for level, path in zip(group, observed(series), strict=True):
        spell = 0
        for value in path:
            if spell:
                expected[1, level, min(spell, longest)] += 1
                expected[0, level, min(spell, longest)] += value >= THRESHOLD
            spell = spell + 1 if value < THRESHOLD else 0
    found = count_spells(series, THRESHOLD, group, 2, longest)
    np.testing.assert_array_equal(found, expected)


def test_a_person_who_was_never_seen_has_no_months():
    sums = sum_series(np.full((3, 1), np.nan), THRESHOLD, LARGE)
    assert (sums.months, sums.changes, sums.misfit_months) == (0, 0, 0)
