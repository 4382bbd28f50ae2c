"""Settings of the page: checked as a file, and the same city as link, file and script."""

from __future__ import annotations

import ast
from urllib.parse import parse_qsl

import pytest

from experiments.explore import settings
from experiments.explore.controls import BUDGETS
from experiments.explore.tiles import TILES
from scenarios import ScenarioError, diff, load, names

SOME = [
    ("case", "helsinki"),
    ("interventions.training.annual_budget_per_citizen", "35.5"),
    ("interventions.network.governance_mode", "shared"),
    ("city.country", "jpn"),
    ("city.citizens", "1500"),
]

NORTH = [("case", "nordic"), ("versus", "city"), ("other", "training"), ("other_country", "jpn")]
FASTER = [("case", "training"), ("versus", "world"), ("redesign.pace", "2")]


def refused(*pairs):
    with pytest.raises(ScenarioError) as caught:
        settings.read(pairs)
    return caught.value.problems


@pytest.mark.parametrize("name", names())
def test_every_case_differs_from_its_comparison_only_in_budgets(name):
    city = settings.read([("case", name)])
    moved = set(diff(city.mine, city.other))
    assert city.paired
    assert moved <= {*BUDGETS, "shocks.funding_cut.month"}
    assert all(city.other.settings.flat()[budget] == 0 for budget in BUDGETS)


def test_values_have_the_type_of_their_parameter():
    flat = settings.read(SOME).mine.settings.flat()
    assert flat["interventions.training.annual_budget_per_citizen"] == 35.5
    assert flat["interventions.network.governance_mode"] == "shared"
    assert (flat["city.country"], flat["city.citizens"]) == ("jpn", 1500)
    # other parameters are those of the case
    assert flat["interventions.communities.voice"] == 0.7


def test_a_link_restores_everything():
    city = settings.read(SOME)
    again = settings.read(parse_qsl(settings.link(city)))
    assert again == city
    assert diff(again.mine, city.mine) == {}


def test_the_downloaded_file_is_the_same_city(tmp_path):
    for pairs in ([], SOME, [("case", "funding_cut")], [("case", "coal_mine_shifts")]):
        city = settings.read(pairs)
        path = tmp_path / "my_city.toml"
        path.write_text(settings.toml(city, 10), encoding="utf-8")
        assert diff(load(path), city.mine) == {}


def test_the_copied_script_makes_the_same_cities():
    for pairs in (SOME, [("case", "funding_cut")], NORTH, FASTER):
        city = settings.read(pairs)
        tree = ast.parse(settings.python(city, 10))
        only = [node for node in tree.body if isinstance(node, ast.ImportFrom | ast.Assign)]
        space: dict = {}
        exec(compile(ast.Module(only, []), "script", "exec"), space)
        assert diff(space["mine"], city.mine) == {}
        assert diff(space["other"], city.other) == {}


def test_values_are_refused_by_the_rules_of_a_file():
    assert refused(("redesign.pace", "99")) == [
        "link: redesign.pace = 99.0: must be a number from 0 to 10 (ratio)"
    ]
    for text in ("", "nan", "inf", "fast", "1,5"):
        (problem,) = refused(("redesign.pace", text))
        assert "redesign.pace" in problem
        assert "a number from 0 to 10" in problem
    (problem,) = refused(("interventions.network.governance_mode", "share"))
    assert problem.endswith("nearest: shared")
    (problem,) = refused(("city.citizens", "900000"))
    assert "up to 5000" in problem


def test_a_bad_link_names_all_its_problems():
    problems = refused(
        ("case", "helsnki"),
        ("redesign.pase", "1"),
        ("relocation.rate", "2"),
        ("hiring.evaluation_error", "0"),
    )
    assert len(problems) == 4
    text = "\n".join(problems)
    assert "nearest: helsinki" in text
    assert "nearest: redesign.pace" in text
    assert "relocation.rate = 2.0" in text
    # a parameter that is not on the page
    assert '"hiring.evaluation_error": not on the page' in text
    assert "twice" in refused(("redesign.pace", "1"), ("redesign.pace", "2"))[0]


@pytest.mark.parametrize("text", ["../baseline", "/etc/passwd", "baseline.toml", "", "a\nb"])
def test_a_case_is_a_name_and_no_path(text):
    (problem,) = refused(("case", text))
    assert "there is no such case" in problem
    assert "\n" not in problem


def test_text_never_reaches_a_script_or_a_file():
    for name in ("city.country", "redesign.pace", "interventions.training.subject"):
        assert refused((name, "'); import os; ('"))
        assert refused((name, '"\n[city]\ncitizens = 1'))


def test_two_worlds_differ_in_levers_of_the_world_only():
    city = settings.read([*FASTER, ("interventions.training.targeting", "0.9")])
    assert set(diff(city.mine, city.other)) == {"redesign.pace"}
    assert city.other.settings["redesign"].pace == 1.0


def test_two_cities_have_their_own_case_country_and_policy():
    city = settings.read([*NORTH, ("city.citizens", "700")])
    other = city.other.settings
    assert not city.paired
    assert (other["city"].country, other["city"].citizens) == ("jpn", 700)
    assert other["interventions.training"].annual_budget_per_citizen == 120
    assert other["interventions.network"].annual_budget_per_citizen == 0
    assert settings.read(parse_qsl(settings.link(city))) == city


def test_keys_of_others_are_ignored_and_comparisons_checked():
    assert settings.read([("utm_source", "mail"), ("fbclid", "x")]) == settings.read([])
    (problem,) = refused(("versus", "worlds"))
    assert problem.endswith("nearest: world")
    assert "no such case" in refused(("versus", "city"), ("other", "nordik"))[0]
    assert "jpm" in refused(("versus", "city"), ("other_country", "jpm"))[0]


def test_the_title_follows_the_settings():
    assert settings.read([]).mine.title == load("training").title
    money = "interventions.{}.annual_budget_per_citizen"
    none = (money.format("training"), "0")
    moved = [none, (money.format("network"), "60"), ("city.country", "jpn")]
    assert settings.read(moved).mine.title == "Network 60 euro a year; Japan (from training)"
    assert settings.read(moved[:1]).mine.title.startswith("No policy; OECD")


@pytest.mark.parametrize("tile", TILES, ids=lambda tile: tile["title"])
def test_every_question_to_begin_with_can_be_run(tile):
    city = settings.read(parse_qsl(tile["query"]))
    assert diff(city.mine, city.other)
    # the page marks the question whose settings it shows
    assert settings.link(city) == tile["query"]
