"""Which trials count as acceptable, and what chance makes of a loss."""

from __future__ import annotations

import math

import numpy as np
import pytest

from experiments.calibration import acceptable
from experiments.calibration.targets import checked_targets
from experiments.calibration.trial import Trial
from experiments.designs.document import Document
from experiments.validation.facts import BY_KEY

TARGETS = checked_targets(
    Document(
        "made up",
        {
            "targets": {"contacts": {}},
            "tolerance": 0.1,
            "parameters": {"search.contacts_asked": {"low": 2.0, "high": 8.0}},
        },
    )
)
MIDDLE = 0.5 * (BY_KEY["contacts"].low + BY_KEY["contacts"].high)


def trial(number, loss, contacts=9.0):
    return Trial(number, 1, {"search.contacts_asked": 2.0 + number}, {"contacts": contacts}, loss)


def test_trials_with_every_fact_in_its_range_are_acceptable():
    good = [trial(3, 1.0), trial(1, 1.05), trial(5, 2.0, MIDDLE)]
    found = acceptable.acceptable(TARGETS, good, math.nan)
    assert [one.number for one in found.trials] == [5]
    assert found.complete
    assert found.words == "every fact in its range"
    assert [row["misses"] for row in acceptable.rows(found, TARGETS)] == [""]


def test_without_any_the_closest_within_the_bound_are_kept_and_what_they_miss():
    good = [trial(3, 1.0), trial(1, 1.05), trial(2, 1.1), trial(4, 1.2), trial(5, 2.0)]
    found = acceptable.acceptable(TARGETS, good, math.nan)
    assert [one.number for one in found.trials] == [3, 1, 2]
    assert not found.complete
    assert {row["misses"] for row in acceptable.rows(found, TARGETS)} == {"contacts"}
    assert found.bound == 0.1
    wider = acceptable.acceptable(TARGETS, good, 0.3)
    assert [one.number for one in wider.trials] == [3, 1, 2, 4]
    assert acceptable.acceptable(TARGETS, good, 0.01).bound == 0.1


def test_facts_that_never_hold_together_are_told_if_chance_would_bring_them_together():
    half = np.arange(40) < 20
    within = {"one": half, "other": ~half, "rare": np.arange(40) == 39, "always": half | ~half}
    assert acceptable.apart(within, 5.0) == [("one", "other")]
    assert acceptable.apart(within, 11.0) == []  # ten are expected
    assert ("one", "rare") in acceptable.apart(within, 0.1)


@pytest.mark.parametrize("seeds", [(2, 4), (4, 2), (3, 3)])
def test_noise_is_read_off_two_sets_of_seeds(seeds):
    """With losses that are means over seeds of known spread it is twice that of a difference."""
    luck, spread = np.random.default_rng(7), 0.4
    level = luck.uniform(0, 3, 20_000)
    first, more = (level + luck.normal(0, spread / math.sqrt(n), level.size) for n in seeds)
    noise = acceptable.noise_of(first, more + 0.25, seeds)
    assert noise == pytest.approx(2 * math.sqrt(2 / seeds[0]) * spread, rel=0.03)


def test_too_few_finalists_do_not_tell_the_noise():
    assert math.isnan(acceptable.noise_of([1.0, 2.0], [1.1, 2.1], (2, 4)))
    assert math.isnan(acceptable.noise_of([1.0, 2.0, 3.0], [1.1, 2.1, math.nan], (2, 4)))
