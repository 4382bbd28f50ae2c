"""Parameters of a scenario are read by attribute, completed and explained."""

from __future__ import annotations

import copy
import pickle

import pytest

from scenarios import load


@pytest.fixture(scope="module")
def training():
    return load("training")


def test_every_parameter_can_be_read_by_attribute(training):
    for name, value in training.settings.flat().items():
        found = training
        for part in name.split("."):
            assert part in dir(found)
            found = getattr(found, part)
        assert found == value, name


def test_help_has_units_and_meanings(training):
    text = training.interventions.training.__doc__
    assert "targeting = " in text
    assert "[share] share of places reserved for the lowest ICT tercile (from 0 to 1)" in text
    assert repr(training.interventions) == (
        "<Parameters of interventions: training, communities, network, channels, recognition>"
    )


def test_a_wrong_name_gets_the_nearest(training):
    with pytest.raises(AttributeError, match="no attribute 'citty'; nearest: city"):
        _ = training.citty
    with pytest.raises(AttributeError, match="no parameter 'targetting'; nearest: targeting"):
        _ = training.interventions.training.targetting


def test_a_scenario_does_not_change(training):
    with pytest.raises(AttributeError, match=r'but\(\{"city\.tax": 0\.2\}\)'):
        training.city.tax = 0.2


def test_cards_show_changes_with_units(training):
    assert "euro/year" in training._repr_html_()
    assert training.title in training._repr_html_()
    assert "…" in training.interventions._repr_html_()
    assert "targeting" in training.interventions.training._repr_html_()


def test_copies_are_equal(training):
    assert copy.deepcopy(training) == pickle.loads(pickle.dumps(training)) == training
