"""Scenario files: names, bases, and every mistake told in one line."""

from __future__ import annotations

import difflib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios import ScenarioError, check, diff, load, names
from scenarios.listing import LIBRARY
from simulation.checks.parameters import parameter_names
from simulation.settings import SECTIONS, Settings

INTERVENTIONS = ("training", "communities", "network")


@pytest.fixture
def write(tmp_path):
    """Write a scenario file and return its path as text."""

    def write_file(text, name="mine.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write_file


def test_the_eight_scenarios_of_the_factorial_are_there():
    assert names()[0] == "baseline"
    assert {
        "baseline", "training", "communities", "network", "training_communities",
        "training_network", "communities_network", "all_three",
    } <= set(names())  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_every_scenario_of_the_project_is_right_and_says_what_it_asks(name):
    scenario = load(name)
    assert scenario.name == name
    assert scenario.title
    assert scenario.question.endswith("?")


def test_the_factorial_funds_exactly_what_its_names_say():
    for name in ("training", "communities", "network", "all_three", "training_network"):
        funded = {
            one for one in INTERVENTIONS
            if load(name).settings[f"interventions.{one}"].annual_budget_per_citizen > 0
        }  # fmt: skip
        expected = set(INTERVENTIONS) if name == "all_three" else set(name.split("_"))
        assert funded == expected


def test_defaults_lie_in_their_own_ranges():
    load("baseline").but(Settings().flat())


def test_an_unknown_name_proposes_the_nearest():
    with pytest.raises(ScenarioError, match="nearest: training"):
        load("trainig")


def test_a_missing_file_proposes_its_neighbour(write):
    path = write("title = 'x'")
    with pytest.raises(ScenarioError, match=r"mine\.toml"):
        load(path.replace("mine", "mime"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[city]\ncitizen = 5", ["city.citizen = 5", "nearest: citizens"]),
        ("[citi]\ncitizens = 5", ["[citi]", "nearest: city"]),
        ("citizens = 500", ["citizens = 500", "nearest: city.citizens"]),
        ("titel = 'x'", ["titel", "nearest: title"]),
        ("[interventions.training]\nanual_budget_per_citizen = 1",
         ["interventions.training.anual_budget_per_citizen", "nearest: annual_budget_per_citizen"]),
        ("[interventions.training]\nannual_budget_per_citizen = -1", ["= -1", "from 0 to"]),
        ("[interventions.trainin]\nx = 1", ["[interventions.trainin]", "interventions.training"]),
        ("[city]\ncitizens = 'many'", ['"many"', "a whole number from 100"]),
        ("[city]\ncitizens = true", ["= true", "a whole number"]),
        ("[city]\ncitizens = 500.5", ["= 500.5", "a whole number"]),
        ("[city]\ntax = inf", ["= inf", "a number from"]),
        ("[city]\ntax = nan", ["= nan", "a number from"]),
        ("[city]\ntax = [1, 2]", ["= [1, 2]", "a number from"]),
        ("[city]\ntax = 1979-05-27", ["a number from"]),
        ("[city]\ncountry = 'finn'", ['"finn"', "one of", "nearest: fin"]),
        ("[population]\nskill_differences = 1", ["= 1", "true or false"]),
        ("[city.tax]\nrate = 1", ["city.tax", "a number from"]),
        ("base = 'basline'", ['base = "basline"', "nearest: baseline"]),
        ("title = 3", ["title = 3", "text"]),
        ("[city]\ncitizens = 5\ncitizens = 6", ["not TOML", "line 3"]),
        ("[city\n", ["not TOML", "line 1", "column"]),
        ("[city]\nburn_in = 300", ["burn_in = 300", "city.months = 300"]),
        ("base = 'training'\ncity.months = 61\ninterventions.training.start_month = 90",
         ["start_month = 90", "city.months = 61"]),
        ("[shocks.pandemic]\nmonth = 301", ["shocks.pandemic.month = 301", "city.months = 300"]),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line_with_file_key_value_and_what_is_right(write, text, words):
    path = write(text)
    problems = check(path)
    assert len(problems) == 1
    assert "\n" not in problems[0]
    for word in [path, *words]:
        assert word in problems[0]


def test_all_mistakes_are_told_at_once(write):
    text = "titel = 1\n[city]\ncitizens = 1\ntax = 'x'\n[citi]\na = 1\n"
    assert len(check(write(text))) == 4


def test_a_file_that_is_not_text_is_told(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_bytes(b"title = '\xff'")
    (problem,) = check(str(path))
    assert "UTF-8" in problem


def test_a_folder_is_no_scenario(tmp_path):
    (tmp_path / "x.toml").mkdir()
    (problem,) = check(str(tmp_path / "x.toml"))
    assert "no such file" in problem


def test_a_base_may_be_a_file_beside_it(write):
    write("[city]\ncitizens = 500\ntax = 0.2", "first.toml")
    path = write("base = 'first.toml'\n[city]\ncitizens = 600")
    city = load(path).settings["city"]
    assert (city.citizens, city.tax) == (600, 0.2)


def test_mistakes_of_the_base_are_told_with_the_bases_name(write):
    write("[city]\ncitizens = 5", "first.toml")
    problems = check(write("base = 'first.toml'\n[city]\ntax = 2"))
    assert len(problems) == 2
    assert any("first.toml" in line for line in problems)


@pytest.mark.parametrize("length", [1, 2, 3])
def test_bases_that_go_round_in_a_circle_are_told(write, length):
    for place in range(length):
        path = write(f"base = 's{(place + 1) % length}.toml'", f"s{place}.toml")
    (problem,) = check(path)
    assert "circle" in problem


def test_a_whole_number_will_do_for_a_number(write):
    tax = load(write("[city]\ntax = 0")).settings["city"].tax
    assert isinstance(tax, float)


def test_diff_names_what_differs_and_nothing_else():
    found = diff(load("baseline"), load("training"))
    assert found["interventions.training.annual_budget_per_citizen"] == (0, 120)
    named = ("interventions.training.", "interventions.recognition.training_")
    assert all(name.startswith(named) for name in found)
    assert diff(load("training"), load("training")) == {}


def test_a_library_file_holds_differences_only():
    for name in names():
        scenario = load(name)
        assert len(scenario.changes) <= 30
        assert (LIBRARY / f"{name}.toml").is_file()


NAMES = parameter_names()


@st.composite
def mistyped(draw):
    """A parameter's name with one letter of its key lost, doubled, changed or swapped."""
    name = draw(st.sampled_from(NAMES))
    section, _, key = name.rpartition(".")
    place = draw(st.integers(0, len(key) - 1))
    wrong = draw(
        st.sampled_from(
            [
                key[:place] + key[place + 1 :],
                key[:place] + key[place] + key[place:],
                key[:place] + draw(st.sampled_from("aeiousz")) + key[place + 1 :],
                key[:place] + key[place : place + 2][::-1] + key[place + 2 :],
            ]
        )
    )
    return section, key, wrong


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mistyped())
def test_any_mistyped_key_is_refused_and_a_right_one_proposed(tmp_path, typed):
    section, key, wrong = typed
    right = [name.rpartition(".")[2] for name in NAMES if name.rpartition(".")[0] == section]
    if wrong in right or len(wrong) < 3:
        return
    path = tmp_path / "mine.toml"
    path.write_text(f"[{section}]\n{wrong} = 1\n")
    (problem,) = check(str(path))
    assert f"{section}.{wrong} = 1" in problem
    proposed = problem.rpartition(": ")[2]
    assert proposed in right
    close = difflib.SequenceMatcher(None, wrong, proposed).ratio()
    assert close >= difflib.SequenceMatcher(None, wrong, key).ratio() - 1e-9


def test_every_section_takes_its_own_defaults_from_a_file(write):
    text = load("baseline").to_toml()
    assert load(write(text)).settings == Settings(load("baseline").settings.flat())
    assert all(f"[{section}]" in text for section in SECTIONS)
