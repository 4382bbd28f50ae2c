"""Files that scenarios name: where they are looked for, and how they are pinned."""

from __future__ import annotations

from pathlib import Path

import pytest

import scenarios
from experiments.batch.plan import settings_hash
from scenarios import ScenarioError, check, load
from simulation.checks.files import doubts_about_files
from simulation.core.errors import TableWarning
from simulation.core.file_reference import split
from simulation.engine import simulate
from simulation.settings import Settings
from simulation.tables.occupations import Occupations

EXAMPLES = Path(scenarios.__path__[0]) / "examples"
EXAMPLE = EXAMPLES / "twelve_occupations.toml"
SMALL = {"city.citizens": 300, "city.months": 14, "city.burn_in": 2}


@pytest.fixture
def mine(tmp_path):
    """A copy of the example in a folder of its own."""
    for path in EXAMPLES.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path / EXAMPLE.name


def test_the_examples_are_right_and_live():
    assert check(EXAMPLE) == []
    outcome = simulate(load(EXAMPLE).but(SMALL).settings, 1)
    assert outcome.world.occupations.rows == 12
    assert outcome.world.occupations.mobility.sum() > 12
    assert outcome.measures["fit"].between(0.5, 1).all()


def test_a_path_is_relative_to_the_file_that_holds_it(mine, tmp_path, monkeypatch):
    monkeypatch.chdir("/")
    path, content = split(load(mine).settings["occupations"].table)
    assert Path(path) == (tmp_path / "twelve_occupations.csv").resolve()
    assert len(content) == 16


def test_a_base_keeps_its_own_folder(mine, tmp_path):
    below = tmp_path / "below"
    below.mkdir()
    (below / "other.toml").write_text('base = "../twelve_occupations.toml"\n[city]\ntax = 0.2\n')
    assert load(below / "other.toml").settings["occupations"] == load(mine).settings["occupations"]


def test_a_change_is_relative_to_the_current_folder(mine, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    changed = load("baseline").but({"occupations.table": "twelve_occupations.csv"})
    assert split(changed.settings["occupations"].table)[0].startswith(str(tmp_path.resolve()))


def test_a_changed_table_is_another_run_and_a_moved_one_the_same(mine, tmp_path):
    before = load(mine)
    assert settings_hash(load(EXAMPLE).settings.flat()) == settings_hash(before.settings.flat())
    table = tmp_path / "twelve_occupations.csv"
    table.write_text(table.read_text().replace("2100", "2200"))
    after = load(mine)
    assert after != before
    assert settings_hash(after.settings.flat()) != settings_hash(before.settings.flat())
    without = load("baseline").settings.flat()
    assert settings_hash(without) != settings_hash(after.settings.flat())


def test_a_table_changed_between_plan_and_run_stops_the_run(mine, tmp_path):
    scenario = load(mine).but(SMALL)
    table = tmp_path / "twelve_mobility.csv"
    table.write_text(table.read_text().replace("0.5", "0.6"))
    with pytest.raises(ValueError, match="has changed since"):
        simulate(Settings(scenario.settings.flat()), 1)


def test_a_resolved_scenario_reads_back_and_notices_a_change(mine, tmp_path):
    scenario = load(mine)
    resolved = tmp_path / "resolved" / mine.name
    resolved.parent.mkdir()
    resolved.write_text(scenario.to_toml())
    assert load(resolved) == scenario
    table = tmp_path / "twelve_occupations.csv"
    table.write_text(table.read_text().replace("2100", "2200"))
    (problem,) = check(resolved)
    assert "occupations.table" in problem
    assert "has changed" in problem


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ('"twelve_ocupations.csv"', ["no such file", "nearest: twelve_occupations.csv"]),
        ('"nowhere/a.csv"', ["no such file", "no folder"]),
        ("5", ["must be the path of a CSV file, or nothing, in quotation marks"]),
        ('"twelve_mobility.csv"', ["twelve_mobility.csv: line 1: column 'occupation' is missing"]),
    ],
)
def test_a_wrong_file_is_told(mine, value, words):
    mine.write_text(f'base = "baseline"\n[occupations]\ntable = {value}\n')
    found = check(mine)
    assert found
    assert all(line.startswith(str(mine)) for line in found)
    assert any(all(word in line for word in words) for line in found), found


def test_a_mistake_in_a_table_names_scenario_file_line_and_column(mine, tmp_path):
    table = tmp_path / "twelve_occupations.csv"
    table.write_text(table.read_text().replace("2100", "lots"))
    (line,) = check(mine)
    assert line.startswith(f"{mine}: {table.resolve()}: line 2: wage = ")
    with pytest.raises(ScenarioError):
        load(mine)


def test_mobility_must_name_occupations_of_the_table(mine, tmp_path):
    moves = tmp_path / "twelve_mobility.csv"
    moves.write_text(moves.read_text().replace("teacher,manager", "teacher,clown"))
    (line,) = check(mine)
    assert 'to = "clown": is no occupation of the table' in line


ANCHOR = {**SMALL, "shocks.anchor_exit.month": 5}


def test_an_anchor_must_be_of_a_sector_that_the_table_has(mine):
    with pytest.raises(
        ScenarioError, match=r"anchor_exit\.sector = \"informaton_finance\": no occup"
    ):
        load("baseline").but({**ANCHOR, "shocks.anchor_exit.sector": "informaton_finance"})
    with pytest.raises(ScenarioError, match="nearest: information_finance"):
        load("baseline").but({"shocks.anchor_exit.sector": "information_finances"})
    # the default sector is not in the example's table, and does not matter as long as none leaves
    table = mine.with_suffix(".csv")
    table.write_text(table.read_text().replace("information_finance", "retail_hospitality"))
    assert check(mine) == []
    with pytest.raises(ScenarioError, match="no occupation is of this sector; known: "):
        load(mine).but(ANCHOR)


def test_an_anchor_of_a_sector_of_ones_own_leaves(mine):
    own = Occupations(load(mine).settings["occupations"].table).sectors[0]
    chosen = {"shocks.anchor_exit.sector": own, "shocks.anchor_exit.size": 0.9}
    outcome = simulate(load(mine).but(ANCHOR | chosen).settings, 1)
    assert outcome.world.occupations.departed.max() > 0.1


# --- doubts ---------------------------------------------------------------------


def test_a_job_mix_that_does_not_match_the_population_is_warned_of(mine, tmp_path):
    table = tmp_path / "twelve_occupations.csv"
    text = table.read_text()
    assert "cleaner,Cleaner and housekeeper,complementary_services,household_services,60," in text
    table.write_text(text.replace("household_services,60,", "household_services,600,"))
    with pytest.warns(TableWarning, match="job mix does not match the population: ") as caught:
        scenario = load(mine)
    (line,) = [str(warning.message) for warning in caught]
    assert line.startswith(str(table.resolve()))
    assert "67 / 15 / 18 % of posts require low / mid / high" in line
    assert "21 / 45 / 34 % of residents" in line
    # nobody is warned twice, or where posts are rescaled
    scenario.but(SMALL)
    scenario.but({"occupations.job_mix_skew": False})
    with pytest.warns(TableWarning, match='city.country = "nordic"'):
        scenario.but({"city.country": "nordic"})


def test_a_table_of_mobility_that_cannot_act_is_warned_of(mine, tmp_path):
    free = {"boundaries.occupation_cost": 0.0}
    with pytest.warns(TableWarning, match="nobody's search depends on mobility"):
        load(mine).but(free)
    moves = tmp_path / "twelve_mobility.csv"
    moves.write_text("from,to,weight\ncleaner,plumber,1\nplumber,cleaner,1\n")
    with pytest.warns(TableWarning, match="has no effect"):
        load(mine)


@pytest.mark.parametrize("name", ["twelve_occupations", "coded_occupations"])
def test_the_examples_are_not_doubted(name):
    assert doubts_about_files(load(EXAMPLES / f"{name}.toml").settings) == []


def test_automation_cannot_follow_a_column_that_the_table_does_not_fill(mine):
    """The table of twelve occupations says nothing about language models."""
    scenario = load(mine)
    changes = {"shocks.automation_wave.exposure": "language_models"}
    scenario.but(changes)
    with pytest.raises(
        ScenarioError, match=r"no occupation of .*twelve_occupations\.csv is exposed"
    ):
        scenario.but({**changes, "shocks.automation_wave.month": 3})
    with pytest.raises(ScenarioError, match=r'automation\.exposure = "language_models"'):
        scenario.but({"automation.exposure": "language_models"})
