"""A parameter is checked alike by every door: file, ``--set``, ``.but()`` and SmartCity."""

from __future__ import annotations

import math
from typing import Any, get_type_hints

import numpy as np
import pytest

from experiments.commands.run import chosen_scenarios
from scenarios import ScenarioError, check, load
from scenarios.writing import toml_value
from simulation import SmartCity
from simulation.core.parameter import FILE, SECTOR, declarations
from simulation.core.renames import PARAMETERS
from simulation.settings import SECTIONS, Settings, parameter_table

NAMES = [name for name, _, _ in parameter_table()]


def wrong_values(name: str) -> list[Any]:
    """One value just outside the range at each end, one that is no number, one of a wrong type."""
    section, _, key = name.rpartition(".")
    owner = SECTIONS[section]
    declared, kind = declarations(owner)[key], get_type_hints(owner)[key]
    if kind is bool:
        return [1, "false"]
    if kind is str:
        wrong: list[Any] = [3, True]
        return wrong if declared.unit in (FILE, SECTOR) else [*wrong, "no such word"]
    step = 1 if kind is int else max(abs(declared.low or 0.0), abs(declared.high or 1.0)) * 1e-9
    wrong = [end + sign * step for end, sign in ((declared.low, -1), (declared.high, 1))
             if end is not None]  # fmt: skip
    return [*wrong, "3", True, *([0.5] if kind is int else [math.nan, math.inf])]


def lines_of(call: Any) -> list[str]:
    """Error lines without what they begin with, which names the door."""
    with pytest.raises(ScenarioError) as caught:
        call()
    return [line.partition(": ")[2] for line in caught.value.problems]


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_value_gets_the_same_line_at_every_door(tmp_path, name):
    section, _, key = name.rpartition(".")
    for number, value in enumerate(wrong_values(name)):
        path = tmp_path / f"wrong{number}.toml"
        path.write_text(f"[{section}]\n{key} = {toml_value(value)}\n")
        by_file = [line.removeprefix(f"{path}: ") for line in check(path)]
        doors = {
            "but": lines_of(lambda v=value: load("baseline").but({name: v})),
            "--set": lines_of(lambda v=value: chosen_scenarios(["baseline"], {name: v})),
            "**changes": lines_of(lambda v=value: SmartCity(**{name.replace(".", "__"): v})),
            "mapping": lines_of(lambda v=value: SmartCity({name: v})),
        }
        assert len(by_file) == 1
        assert all(lines == by_file for lines in doors.values()), (by_file, doors)
        assert by_file[0].startswith(f"{name} = ")


@pytest.mark.parametrize(("old", "new"), PARAMETERS.items())
def test_a_renamed_parameter_is_refused_with_its_new_name(tmp_path, old, new):
    assert new in NAMES
    assert old not in NAMES
    section, _, key = old.rpartition(".")
    path = tmp_path / "old.toml"
    path.write_text(f"[{section}]\n{key} = 1\n")
    (line,) = check(path)
    assert line.endswith(f"renamed: {new}")
    (line,) = lines_of(lambda: load("baseline").but({old: 1}))
    assert line.endswith(f"renamed: {new}")


@pytest.mark.parametrize(
    "value",
    [np.int64(700), np.uint16(700), np.array(700), np.array([700])],
    ids=["int64", "uint16", "0-d", "1-d"],
)
def test_numpy_numbers_are_numbers(value):
    assert load("baseline").but({"city.citizens": value}).settings["city"].citizens == 700
    assert SmartCity(citizens=value).settings["city"].citizens == 700


def test_numpy_truth_values_and_floats_are_python_values():
    changes = {"search.active": np.bool_(False), "city.tax": np.float64(0.25)}
    settings = load("baseline").but(changes).settings
    assert settings["search"].active is False
    assert type(settings["city"].tax) is float


def test_a_key_alone_will_do_where_it_is_unique():
    assert SmartCity(citizens=300, need_slope=2.5).settings["courses"].need_slope == 2.5
    with pytest.raises(ScenarioError, match="unknown parameter"):
        SmartCity(adjustment_rate=0.5)  # several sections have one


def test_a_change_replaces_what_a_mapping_says():
    for mapping in ({"city.citizens": 400}, {"citizens": 400}):
        for changes in ({"citizens": 300}, {"city__citizens": 300}):
            assert SmartCity(mapping, **changes).settings["city"].citizens == 300
    with pytest.raises(ScenarioError, match="is given twice"):
        SmartCity(citizens=300, city__citizens=400)


@pytest.mark.parametrize(("months", "burn_in"), [(6, 1), (60, 15), (61, 60)])
def test_a_short_run_has_a_short_burn_in(months, burn_in):
    assert SmartCity(citizens=300, months=months).settings["city"].burn_in == burn_in


def test_several_mistakes_are_told_together():
    lines = lines_of(lambda: SmartCity(city__tax=3, city__citizens=50, city__mnths=4))
    assert len(lines) == 3
    assert sum("city.mnths" in line and "nearest: months" in line for line in lines) == 1


@pytest.mark.parametrize("scenario", [3, ["baseline"], object()])
def test_what_is_no_scenario_is_refused_with_the_right_call(scenario):
    with pytest.raises(TypeError, match=r'as in SmartCity\("baseline"\)'):
        SmartCity(scenario)


def test_unchanged_settings_are_those_of_the_scenario():
    scenario = load("training")
    assert SmartCity(scenario.but({"city.citizens": 300})).settings == Settings(
        {**scenario.settings.flat(), "city.citizens": 300}
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[city]\nbase = "baseline"\n', "base belongs above the first table, not below [city]"),
        ('[interventions]\ntitle = "x"\n', "belongs above the first table"),
        ("[city]\ncitizens == 3\n", ': "citizens == 3"'),
        ('kind = "grid"\n[factors]\n', "this is a design, not a scenario: cityfit sweep"),
    ],
)
def test_mistakes_of_toml_files_say_what_to_do(tmp_path, text, said):
    path = tmp_path / "mine.toml"
    path.write_text(text)
    assert any(said in line for line in check(path)), check(path)


def test_letters_of_any_language_may_name_a_file(tmp_path):
    path = tmp_path / "mön.toml"
    path.write_text("[city]\ncitizens = 300\n", encoding="utf-8")
    assert load(path).name == "mön"


def test_home_is_where_paths_with_a_tilde_lead(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "mine.toml").write_text("[city]\ncitizens = 300\n")
    assert load("~/mine.toml").settings["city"].citizens == 300
