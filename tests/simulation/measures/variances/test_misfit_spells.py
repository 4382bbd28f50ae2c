"""Spells of misfit: median and mean from exits by month."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.measures.variances.misfit_spells import spell_lengths


def counts(lengths, window):
    """Exits and people at risk by month of the spell, of spells that all ended."""
    lengths = np.asarray(lengths)
    months = np.arange(1, window + 1)
    exits = (lengths[:, None] == months).sum(axis=0)
    at_risk = (lengths[:, None] >= months).sum(axis=0)
    return exits.astype(float), at_risk.astype(float)


def test_mean_is_that_of_the_spells():
    """When all spells end within the window, the mean is their mean."""
    lengths = [1, 1, 2, 3, 5, 8]
    assert spell_lengths(*counts(lengths, 10))[1] == pytest.approx(np.mean(lengths))


def test_mean_cuts_long_spells():
    """Spells that outlast the window count with its length."""
    lengths = [2, 4, 30]
    assert spell_lengths(*counts(lengths, 10))[1] == pytest.approx((2 + 4 + 10) / 3)


def test_median_with_a_constant_hazard():
    """With one tenth leaving each month it is ln .5 / ln .9, but for the line between months."""
    at_risk = 1000.0 * 0.9 ** np.arange(60)
    median, mean = spell_lengths(0.1 * at_risk, at_risk)
    assert median == pytest.approx(np.log(0.5) / np.log(0.9), abs=0.02)
    assert mean == pytest.approx((1 - 0.9**60) / 0.1)


def test_no_median_when_most_outlast_the_window():
    """The median is unknown, the mean that of cut spells."""
    median, mean = spell_lengths(*counts([3, 40, 40], 12))
    assert np.isnan(median)
    assert mean == pytest.approx((3 + 12 + 12) / 3)


def test_nobody_in_misfit():
    """Without spells there is neither."""
    assert np.isnan(spell_lengths(np.zeros(60), np.zeros(60))).all()


def test_the_city_has_spells(small_city):
    """In a city that was measured for two years both are some months, and the mean is finite."""
    run = small_city({"city.months": 36})
    last = run.measures.iloc[-1]
    assert 1.0 <= last["misfit_spell_mean"] <= 60.0
    exits = run.world.changes.exits.sum(axis=0)[1:]
    at_risk = run.world.changes.at_risk.sum(axis=0)[1:]
    assert spell_lengths(exits, at_risk)[1] == pytest.approx(last["misfit_spell_mean"])
