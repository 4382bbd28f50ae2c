"""Calibrated defaults: one file gives them, with their uncertainty and their day."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

import pytest

from simulation.core import calibrated_values
from simulation.core.calibrated_values import Calibrated, Section, apply_calibration, read
from simulation.core.parameter import declarations, parameter
from simulation.settings import SECTIONS, parameter_table

FILE = """
[calibration]
date = 2026-03-01

[parameters."cafe.tables"]
value = 5.5
low = 5
high = 6.25
"""


def made(values):
    """A section whose class takes values over before it becomes a dataclass."""

    class Cafe:
        section = "cafe"
        tables: float = parameter(4.0, unit="tables", meaning="tables there are", source="a test",
                                  status="assumed", low=0, high=10)  # fmt: skip
        chairs: float = parameter(9.0, unit="chairs", meaning="chairs there are", source="a test",
                                  status="assumed", low=0, high=99)  # fmt: skip

    apply_calibration(Cafe, values)
    return dataclass(frozen=True)(Cafe)


def test_a_value_in_the_file_takes_the_place_of_the_default(tmp_path):
    path = tmp_path / "calibration.toml"
    path.write_text(FILE)
    values = read(path)
    assert values == {"cafe.tables": Calibrated(5.5, 5.0, 6.25, date(2026, 3, 1))}
    cafe = made(values)
    assert (cafe().tables, cafe().chairs) == (5.5, 9.0)
    assert cafe(tables=1.0).tables == 1.0
    tables, chairs = declarations(cafe).values()
    assert tables.status == "calibrated"
    assert tables.uncertainty == (5.0, 6.25)
    assert tables.calibrated_on == date(2026, 3, 1)
    assert (tables.unit, tables.low, tables.high) == ("tables", 0, 10)
    assert (chairs.status, chairs.uncertainty, chairs.calibrated_on) == ("assumed", None, None)


def test_without_a_file_the_declared_default_holds(tmp_path):
    assert read(tmp_path / "none.toml") == {}
    assert made({})().tables == 4.0


def test_a_section_takes_its_values_over_when_it_is_made(monkeypatch):
    values = {"cafe.tables": Calibrated(7.0, 6.0, 8.0, date(2026, 3, 1))}
    monkeypatch.setattr(calibrated_values, "calibrated", lambda: values)

    @dataclass(frozen=True)
    class Cafe(Section):
        section = "cafe"
        tables: float = parameter(4.0, unit="tables", meaning="tables there are", source="a test",
                                  status="assumed", low=0, high=10)  # fmt: skip

    assert Cafe().tables == 7.0


@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_can_be_calibrated(section):
    """Its class knows the name that its values stand under."""
    assert issubclass(SECTIONS[section], Section)
    assert SECTIONS[section].section == section


def test_the_file_of_the_project_says_what_there_is():
    """Every name is a parameter that allows the value, and the table shows the file's value."""
    table = {name: (default, declared) for name, default, declared in parameter_table()}
    for name, found in read().items():
        default, declared = table[name]
        assert isinstance(default, float)
        assert default == found.value
        assert found.low <= found.value <= found.high
        assert declared.uncertainty == (found.low, found.high)
        assert declared.calibrated_on == found.on
    calibrated = {name for name, (_, declared) in table.items() if declared.calibrated_on}
    assert calibrated == set(read())


def test_declarations_stay_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        parameter_table()[0][2].status = "measured"
