"""Controls of the page: texts and ranges are those of the parameter table."""

from __future__ import annotations

import pytest

from experiments.explore.controls import BUDGETS, CONTROLS, COUNTRIES, GROUPS, described
from experiments.explore.settings import case
from scenarios import names
from simulation.settings import parameter_table

TABLE = {name: (default, declared) for name, default, declared in parameter_table()}
SLIDERS = [control for control in CONTROLS.values() if control.declared.choices is None]


@pytest.mark.parametrize("control", CONTROLS.values(), ids=lambda control: control.name)
def test_texts_are_those_of_the_parameter_table(control):
    declared = TABLE[control.name][1]
    shown = described(control)
    assert (shown["unit"], shown["help"], shown["source"]) == (
        declared.unit, declared.meaning, declared.source,
    )  # fmt: skip
    if declared.choices is not None:
        assert tuple(word for word, _ in shown["choices"]) == declared.choices


@pytest.mark.parametrize("control", SLIDERS, ids=lambda control: control.name)
def test_sliders_lie_in_the_allowed_range_and_reach_every_case(control):
    declared = control.declared
    assert control.low < control.low + control.step <= control.high
    assert declared.low is None or control.low >= declared.low
    assert declared.high is None or control.high <= declared.high
    for name in names():
        value = case(name).settings.flat()[control.name]
        assert control.low <= value <= control.high, name


def test_every_country_has_a_name():
    assert set(COUNTRIES) == set(CONTROLS["city.country"].declared.choices)


def test_no_control_stands_twice():
    listed = [control.name for group in GROUPS for control in group.controls]
    assert len(listed) == len(set(listed))
    assert set(BUDGETS) <= set(listed)
