"""Target files: read, and mistakes and facts used in building are refused by name."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import experiments
from experiments.calibration.targets import TargetsError, checked_targets, read
from experiments.designs.document import Document
from experiments.validation.facts import FACTS

RANGE = {"search.contacts_asked": {"low": 2.0, "high": 8.0}}


def problems(**document) -> list[str]:
    with pytest.raises(TargetsError) as error:
        checked_targets(Document("mine.toml", {"facts": [3], "parameters": RANGE, **document}))
    return error.value.problems


def test_a_fact_stands_for_its_rows_which_share_its_weight():
    found = checked_targets(Document("mine.toml", {"facts": [3, 7], "parameters": RANGE}))
    assert [target.key for target in found.targets] == [
        fact.key for fact in FACTS if fact.number in (3, 7)
    ]
    assert sum(target.weight for target in found.targets) == pytest.approx(2)


def test_a_row_may_have_a_range_and_a_weight_of_its_own():
    own = {"unemployment_low": {"low": 0.2, "high": 0.25, "weight": 3}, "contacts": {}}
    found = checked_targets(Document("mine.toml", {"targets": own, "parameters": RANGE}))
    low, contacts = found.targets
    assert (low.key, low.low, low.high, low.weight) == ("unemployment_low", 0.2, 0.25, 3)
    assert (contacts.low, contacts.high, contacts.weight) == (0.30, 0.55, 1)


@pytest.mark.parametrize("number", [5, 8, 10])
def test_a_fact_used_in_building_is_refused(number):
    (line,) = problems(facts=[3, number])
    assert line.startswith(f"mine.toml: facts = {number}: fact {number} (")
    assert "was used in building and is not in the loss" in line


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"facts": [11]}, "facts = 11: no such fact; known: 1, 2, 3"),
        ({"facts": 3}, "facts = 3: must be a list"),
        ({"fact": [3]}, "fact = [3]: unknown key; nearest: facts"),
        ({"targets": {"unemployed_low": {}}}, "row of the facts; nearest: unemployment_low"),
        ({"targets": {"contacts": {"wait": 2}}}, "contacts.wait = 2: unknown key; nearest: weight"),
        ({"targets": {"contacts": {"low": 0.6}}}, "low = 0.6 must be less than high = 0.55"),
        ({"targets": {"contacts": {"weight": 0}}}, "contacts.weight = 0: must be a number above 0"),
        ({"targets": {"contacts": 3}}, "targets.contacts = 3: must be a table"),
        ({"trials": 0}, "trials = 0: must be a whole number, 1 or more"),
        ({"trials": True}, "trials = true: must be a whole number"),
        ({"tolerance": "wide"}, 'tolerance = "wide": must be a number, 0 or more'),
        ({"seeds": [1, 1]}, "seeds = [1, 1]: must be a list of different whole numbers"),
        ({"check_seeds": [9, 2]}, "check_seeds: none of them may be among seeds or final_seeds"),
        ({"base": 4}, "base = 4: must be text"),
        ({"parameters": {}}, "names no parameter"),
        ({"parameters": {"search.tie": RANGE["search.contacts_asked"]}},
         "parameters.search.tie = {'low': 2.0, 'high': 8.0}: unknown parameter; "),
        ({"parameters": {"city.citizens": {"low": 100, "high": 200}}},
         "parameters.city.citizens: cannot be searched, it is a whole number"),
        ({"parameters": {"search.active": {"low": 0, "high": 1}}},
         "parameters.search.active: cannot be searched, it is true or false"),
        ({"parameters": {"search.contacts_asked": {"low": 2, "high": 9}}},
         "from 2 to 9: low must be less than high, and both a number from 0 to 8 (contacts/month)"),
        ({"parameters": {"search.contacts_asked": {"low": 3, "high": 3}}},
         "low must be less than high"),
        ({"parameters": {"search.contacts_asked": {"low": 0, "high": 3, "log": True}}},
         "parameters.search.contacts_asked.low = 0.0: must be more than 0 to search in logarithms"),
        ({"parameters": {"search.contacts_asked": [2, 8]}},
         "must be { low = NUMBER, high = NUMBER }"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named(wrong, said):
    assert any(said in line for line in problems(**wrong)), problems(**wrong)


def test_all_mistakes_are_named_at_once():
    lines = problems(facts=[5, 12], trials=-1, parameters={"search.tis": {}})
    assert len(lines) == 4


def test_a_size_that_leaves_nothing_to_measure_is_refused():
    with pytest.raises(ValueError, match="burn_in"):
        checked_targets(Document("mine.toml", {"facts": [3], "parameters": RANGE, "months": 12}))


def test_parameters_may_be_written_as_tables():
    text = "facts = [3]\n[parameters.search]\ncontacts_asked = { low = 2, high = 8 }\n"
    text += "[parameters.interventions.training]\ntargeting = { low = 0, high = 1 }\n"
    found = checked_targets(Document("mine.toml", tomllib.loads(text)))
    assert [one.name for one in found.ranges] == [
        "search.contacts_asked",
        "interventions.training.targeting",
    ]


def test_the_search_starts_from_the_scenario_within_the_range():
    ranges = {
        "search.contacts_asked": {"low": 2, "high": 8},
        "search.online_vacancies": {"low": 6, "high": 9},
    }
    found = checked_targets(Document("mine.toml", {"facts": [3], "parameters": ranges}))
    settings = found.scenario.settings
    assert found.ranges[0].start == settings["search"].contacts_asked
    assert found.ranges[1].start == max(6.0, settings["search"].online_vacancies)


def test_a_missing_file_is_told_with_the_nearest(tmp_path):
    (tmp_path / "targets.toml").write_text("")
    with pytest.raises(TargetsError, match=r"no such file; nearest: .*targets\.toml"):
        read(tmp_path / "target.toml")


def test_the_targets_of_the_project_hold_the_three_facts_out():
    path = Path(experiments.__path__[0]) / "targets.toml"
    found = read(path)
    numbers = {fact.number for fact in FACTS if fact.key in {t.key for t in found.targets}}
    assert numbers == {1, 2, 3, 4, 6, 7, 9}
    for searched in found.ranges:
        assert searched.low < searched.start < searched.high, searched.name
