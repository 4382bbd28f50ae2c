"""Scenarios as objects: changing, comparing, writing."""

from __future__ import annotations

import json
import pickle

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import ScenarioError, load, schema
from simulation.checks.parameters import parameter_names
from simulation.core.parameter import FILE, SECTOR
from simulation.settings import parameter_table
from simulation.tables.occupations import Occupations

#: Parameters tied to others by a rule; a random value would often break the rule.
TIED = ("city.months", "city.burn_in")


def values_of(default, declared):
    """Allowed values of a parameter."""
    if declared.choices is not None:
        return st.sampled_from(declared.choices)
    if isinstance(default, bool):
        return st.booleans()
    if declared.unit == SECTOR:
        return st.sampled_from(Occupations().sectors)
    if isinstance(default, str):
        assert declared.unit == FILE
        return st.just("")
    low, high = declared.low, declared.high
    if isinstance(default, int):
        return st.integers(int(low or 0), int(high if high is not None else 10**6))
    return st.floats(low, high, allow_nan=False, allow_infinity=False)


FREE = {
    name: values_of(default, declared)
    for name, default, declared in parameter_table()
    if name not in TIED and not name.endswith(("start_month", ".month")) and ".weight_" not in name
}


@st.composite
def changes(draw):
    """A few allowed changes."""
    chosen = draw(st.lists(st.sampled_from(sorted(FREE)), max_size=6, unique=True))
    return {name: draw(FREE[name]) for name in chosen}


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes(), st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_both_forms_of_a_scenario_read_back_as_the_same_scenario(tmp_path, changed, title):
    scenario = load("training").but(changed, name="mine", title=title)
    for resolved in (True, False):
        path = tmp_path / "mine.toml"
        path.write_text(scenario.to_toml(resolved=resolved), encoding="utf-8", newline="\n")
        assert load(path) == scenario


def test_but_changes_a_copy():
    baseline = load("baseline")
    small = baseline.but({"city.citizens": 2000})
    assert small.settings["city"].citizens == 2000
    assert baseline.settings["city"].citizens == 10_000
    assert small.name == "baseline"
    assert small.changes == {"city.citizens": 2000}
    assert small != baseline
    assert small == baseline.but({"city.citizens": 2000})
    assert len({small, baseline, load("baseline")}) == 2


def test_but_can_give_a_name_and_a_title():
    small = load("baseline").but({"city.citizens": 2000}, name="small", title="A small city")
    assert (small.name, small.title) == ("small", "A small city")


def test_but_refuses_with_every_problem():
    wrong = {"city.citizen": 5, "tax": 1, "city.tax": "high", "a.b": 1}
    with pytest.raises(ScenarioError) as caught:
        load("baseline").but(wrong, name="no/name")
    assert len(caught.value.problems) == 5


def test_a_scenario_cannot_be_written_to():
    with pytest.raises(AttributeError):
        load("baseline").name = "x"


def test_scenarios_and_their_errors_travel_between_processes():
    scenario = load("training")
    assert pickle.loads(pickle.dumps(scenario)) == scenario
    error = pickle.loads(pickle.dumps(ScenarioError(["a", "b"])))
    assert error.problems == ["a", "b"]


def test_the_schema_knows_every_parameter():
    described = schema()
    json.dumps(described)
    for name in parameter_names():
        node = described
        for part in name.split("."):
            node = node["properties"][part]
        assert node["description"]
        assert node["unit"]


def test_a_cut_needs_money_to_cut():
    with pytest.raises(ScenarioError, match="no intervention has any money to cut"):
        load("baseline").but({"shocks.funding_cut.month": 70})
