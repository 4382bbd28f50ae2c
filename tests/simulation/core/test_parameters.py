"""Parameters: each declares unit, meaning, source, status and range, and a valid default."""

from __future__ import annotations

import dataclasses
import typing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulation.core.parameter import FILE, SECTOR, Declaration, Status, declarations, parameter
from simulation.schedule import MONTH
from simulation.settings import SECTIONS, Settings, parameter_table
from simulation.tables.occupations import Occupations

TABLE = parameter_table()
NAMES = [name for name, _, _ in TABLE]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_field_is_declared(section):
    """A section has no field without a declaration, and cannot be changed once made."""
    owner = SECTIONS[section]
    fields = {field.name for field in dataclasses.fields(owner)}
    assert fields == set(declarations(owner))
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(owner(), next(iter(fields)), None)


@pytest.mark.parametrize(("name", "default", "declared"), TABLE, ids=NAMES)
def test_a_declaration_says_everything(name, default, declared):
    """Unit, meaning and source are words, the status is one of four, bounds are in order."""
    assert declared.unit.strip()
    assert len(declared.meaning.split()) > 1
    assert not declared.meaning.endswith(".")
    assert len(declared.source) > 3
    assert declared.status in typing.get_args(Status)
    if declared.low is not None and declared.high is not None:
        assert declared.low < declared.high


@pytest.mark.parametrize(("name", "default", "declared"), TABLE, ids=NAMES)
def test_a_default_is_of_its_type_and_in_its_range(name, default, declared):
    """The default has the annotated type and lies within the allowed values."""
    section, _, key = name.rpartition(".")
    annotated = typing.get_type_hints(SECTIONS[section])[key]
    assert type(default) is annotated
    if declared.unit == FILE:
        assert default == ""
    elif declared.unit == SECTOR:
        assert default in Occupations().sectors
    elif annotated is str:
        assert declared.choices
        assert default in declared.choices
    elif annotated is not bool:
        assert declared.choices is None
        assert declared.low is not None or declared.high is not None
        assert declared.low is None or default >= declared.low
        assert declared.high is None or default <= declared.high


def test_names_are_unique():
    """A name means one parameter, and every process has its section in the settings."""
    assert len(NAMES) == len(set(NAMES))
    assert {process.section for process in MONTH} < set(SECTIONS)


def test_every_process_can_be_switched_off():
    """Each process of the month has a switch, which is on except for ventures."""
    for process in MONTH:
        assert declarations(process)["active"].unit == "yes or no"
        assert process().active is (process.section != "ventures")


def test_settings_keep_what_is_changed_and_nothing_else():
    """A change arrives under its name, every other value is the default."""
    changed = Settings({"city.citizens": 400, "interventions.training.targeting": 0.9}).flat()
    defaults = {name: default for name, default, _ in TABLE}
    different = {name: changed[name] for name in changed if changed[name] != defaults[name]}
    assert different == {"city.citizens": 400, "interventions.training.targeting": 0.9}
    assert list(changed) == NAMES


@pytest.mark.parametrize(
    "name", ["city.citizen", "cities.citizens", "citizens", "", "interventions.annual_budget"]
)
def test_settings_refuse_unknown_names(name):
    """A name that is no parameter is refused and not ignored."""
    with pytest.raises(KeyError):
        Settings({name: 1})


@given(st.sampled_from(TABLE), st.sampled_from(TABLE))
def test_changes_add_up(one, other):
    """Changing twice is changing both at once."""
    first, second = {one[0]: one[1]}, {other[0]: other[1]}
    assert Settings(first).but(second).flat() == Settings({**first, **second}).flat()


def test_a_declaration_says_its_range_in_words():
    """The range in words, as in error messages."""

    def allowed(**bounds):
        return Declaration("1", "a number", "a test", "assumed", **bounds).allowed

    assert allowed(low=0, high=0.5) == "from 0 to 0.5"
    assert allowed(low=2) == "2 or more"
    assert allowed(high=2) == "2 or less"
    assert allowed(choices=("a", "b")) == "one of a, b"
    assert allowed() == "any value of this type"


def test_fields_without_a_declaration_are_no_parameters():
    """Only what is declared with `parameter` can be changed."""

    @dataclasses.dataclass(frozen=True)
    class Section:
        plain: int = 1
        declared: int = parameter(2, unit="1", meaning="a number", source="a test", status="policy")

    assert list(declarations(Section)) == ["declared"]
