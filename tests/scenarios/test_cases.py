"""Cases and shocks of the library: whose people they have, what they set, and that they run."""

from __future__ import annotations

import re

import numpy as np
import pytest

from scenarios import ScenarioError, load, names
from scenarios.kinds import kind, strikes
from scenarios.listing import KINDS, LIBRARY, listing
from simulation.engine import CityRun
from simulation.initialisation.population import marginals

#: Country of the people of each case; of those not in the table, the one that stands in.
PEOPLE = {
    "coal_mine": "irl",
    "coal_mine_shifts": "irl",
    "helsinki": "fin",
    "nordic": "nordic",
    "planit_valley": "grc",
    "singapore": "sgp",
    "songdo": "kor",
    "toronto": "usa",
}
#: Cases whose own country is not in the population table.
STAND_IN = {"coal_mine_shifts": "Britain", "planit_valley": "Portugal", "toronto": "Canada"}
SHOCKS = (
    "anchor_exit",
    "automation_wave",
    "data_breach",
    "funding_cut",
    "language_models",
    "pandemic",
    "platform_monopoly",
)
CASES = tuple(PEOPLE)


def early(scenario):
    """The scenario as a small city in which everything begins within half a year."""
    changes = {"city.citizens": 300, "city.months": 12, "city.burn_in": 2}
    for section, values in scenario.settings.items():
        if getattr(values, "annual_budget_per_citizen", 0) > 0:
            changes[f"{section}.start_month"] = 2
        if strikes(section, values):
            changes[f"{section}.month"] = 5
    return scenario.but(changes)


@pytest.mark.parametrize("name", [*CASES, *SHOCKS])
def test_cases_and_shocks_run(name):
    """Some months at small size, with what they are about under way."""
    run = CityRun(early(load(name)).settings, 1)
    for _ in range(8):
        run.step()
    assert run.measures["fit"].between(0.2, 1).all()


@pytest.mark.parametrize("name", CASES)
def test_a_case_has_the_people_of_its_country(name):
    """Shares of education at month 0 are those of the country, and ICT goes with it."""
    scenario = load(name)
    assert scenario.settings["city"].country == PEOPLE[name]
    world = CityRun(scenario.but({"city.citizens": 4000}).settings, 1).world
    shares, levels = marginals(PEOPLE[name])
    people = world.citizens.resident
    education = world.citizens.education[people]
    found = np.bincount(education, minlength=3) / education.size
    assert found == pytest.approx(shares, abs=0.03)
    # no score or below level 1 lies below .4 on the scale of ICT skill
    ict = world.citizens.skills[people, 0]
    for level in range(3):
        expected = levels[level][:2].sum()
        assert (ict[education == level] <= 0.4).mean() == pytest.approx(expected, abs=0.06)


@pytest.mark.parametrize("name", STAND_IN)
def test_a_stand_in_is_said_in_the_file_and_in_the_question(name):
    text = (LIBRARY / f"{name}.toml").read_text(encoding="utf-8")
    sentence = f"{STAND_IN[name]} is not in the population table"
    assert sentence in load(name).question
    assert sentence in text.replace(load(name).question, "")


@pytest.mark.parametrize("name", [*CASES, *SHOCKS])
def test_every_number_says_where_it_comes_from(name):
    """Each value has a comment, and the file quotes what it is made from."""
    text = (LIBRARY / f"{name}.toml").read_text(encoding="utf-8")
    body = text[text.index("\n[") :]
    lines = body.splitlines()
    for number, line in enumerate(lines):
        if re.match(r"\w+ = ", line):
            assert "#" in line or "#" in lines[number - 1], line
    assert text.count('"') > 6


#: Scenario → the shock that it is a kind of, where the names differ.
KIND_OF_WAVE = {"language_models": "automation_wave"}


@pytest.mark.parametrize("name", SHOCKS)
def test_a_shock_scenario_sets_its_own_shock_and_no_other(name):
    settings = load(name).settings
    set_for_a_month = [section for section, values in settings.items() if strikes(section, values)]
    assert set_for_a_month == [f"shocks.{KIND_OF_WAVE.get(name, name)}"]


@pytest.mark.parametrize("name", [name for name in CASES if not name.startswith("coal_mine")])
def test_cases_cost_the_same(name):
    """Every case spends 120 euro per citizen and year at its start, as one intervention does."""
    settings = load(name).settings
    money = sum(getattr(values, "annual_budget_per_citizen", 0) for values in settings.values())
    assert money == 120


def test_kinds():
    """Every scenario of the library has its kind; the few that this test knows have theirs."""
    found = {name: kind(load(name)) for name in names()}
    assert set(found.values()) <= set(KINDS) - {"other"}
    assert {found[name] for name in CASES} == {"case"}
    assert {found[name] for name in SHOCKS} == {"shock"}
    assert found["baseline"] == "baseline"
    assert found["training"] == "intervention"


def test_the_list_says_the_same_as_the_loaded_scenarios():
    """The list is read without the model; name, kind and title are those of the model."""
    found = {listed.name: (listed.kind, listed.title) for listed in listing()}
    loaded = {name: load(name) for name in names()}
    assert found == {name: (kind(one), one.title) for name, one in loaded.items()}


def test_the_list_follows_bases_and_refuses_what_is_no_scenario(tmp_path, monkeypatch):
    monkeypatch.setattr("scenarios.listing.LIBRARY", tmp_path)
    monkeypatch.setattr("scenarios.reading.LIBRARY", tmp_path)
    (tmp_path / "baseline.toml").write_text('title = "As it is"\n')
    (tmp_path / "paid.toml").write_text(
        'base = "baseline"\n[interventions.training]\nannual_budget_per_citizen = 1.0\n'
    )
    (tmp_path / "unpaid.toml").write_text(
        'base = "paid"\n[interventions.training]\nannual_budget_per_citizen = 0.0\n'
    )
    found = {listed.name: (listed.kind, listed.title) for listed in listing()}
    assert found == {
        "baseline": ("baseline", "As it is"),
        "paid": ("intervention", "paid"),
        "unpaid": ("other", "unpaid"),
    }
    (tmp_path / "lost.toml").write_text('base = "pade"\n')
    with pytest.raises(ScenarioError, match=r"base = \"pade\".*nearest: paid"):
        listing()
