"""Processes and measures from outside take part as those of the model do."""

from __future__ import annotations

import ast
import pickle
import sys
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest

import simulation
from scenarios import ScenarioError, check, diff, load
from scenarios import schema as schema_of_scenarios
from simulation import SmartCity
from simulation.burn_in import burn_in_key
from simulation.checks.parameters import check_changes
from simulation.core import extension, measure, randomness
from simulation.core.extension import SETTING, ExtensionError
from simulation.core.parameter import parameter
from simulation.core.process import Process
from simulation.interventions.training.training import Training
from simulation.saved_city import SavedCityError
from simulation.schedule import MONTH, ORDER
from simulation.settings import Settings, known_sections, parameter_table

ROOT = Path(simulation.__path__[0]).parent
EXAMPLE = ROOT / "experiments" / "example_extension"
SIZE = {"city.citizens": 300, "city.months": 14, "city.burn_in": 4}
PAID = {
    "interventions.laptops.annual_budget_per_citizen": 200.0,
    "interventions.laptops.start_month": 5,
}


@pytest.fixture(autouse=True)
def importable(monkeypatch):
    """The example can be imported; what this process knows is as before afterwards."""
    monkeypatch.setattr(extension, "_loaded", dict(extension._loaded))
    monkeypatch.setattr(extension, "_always", {})
    monkeypatch.setattr(measure, "OUTSIDE", [])
    monkeypatch.setattr(extension, "OUTSIDE", measure.OUTSIDE)
    monkeypatch.syspath_prepend(str(EXAMPLE))


@pytest.fixture
def laptops():
    return load("baseline").but(SIZE).with_extension("cityfit_laptops")


@dataclass(frozen=True)
class Gift(Process):
    """Everybody gets some money each month."""

    section: ClassVar[str] = "gift"

    euro: float = parameter(
        10.0, unit="euro/month", low=0, high=100, status="assumed", meaning="money for everybody",
        source="assumption",
    )  # fmt: skip

    def run(self, world):
        world.citizens.money[world.citizens.resident] += np.float32(self.euro)


def module(folder, name, text):
    """A module in a file that can be imported."""
    (folder / f"{name}.py").write_text(text)
    sys.modules.pop(name, None)
    if str(folder) not in sys.path:
        sys.path.append(str(folder))
    return name


@pytest.fixture
def folder(tmp_path):
    before = list(sys.path)
    yield tmp_path
    sys.path[:] = before


# --- in a city ----------------------------------------------------------------------------------


def test_without_money_every_trajectory_is_the_same_to_the_last_bit(laptops):
    plain = SmartCity(load("baseline").but(SIZE), seed=1).run(progress=False)
    city = SmartCity(laptops, seed=1).run(progress=False)
    own = city.measures.columns.difference(plain.measures.columns)
    assert set(own) == {"laptop_share", "cost_laptops"}
    np.testing.assert_array_equal(city.measures[plain.measures.columns], plain.measures)
    for name, column in plain.world.citizens.arrays():
        np.testing.assert_array_equal(column, getattr(city.world.citizens, name), err_msg=name)


def test_with_money_it_acts_is_measured_and_paid_from_the_one_budget(laptops, tmp_path):
    city = SmartCity(laptops.but(PAID), seed=1)
    for _ in range(SIZE["city.months"]):
        city.step()
        accounts = city.world.accounts
        assert accounts.city_gap == pytest.approx(0.0, abs=1e-6)
    assert accounts.spending["laptops"] > 0
    found = city.measures
    assert (found["laptop_share"].iloc[:5] == 0).all()
    assert found["laptop_share"].iloc[-1] > 0.1
    assert 0 < found["cost_laptops"].iloc[-1] <= 200
    assert found.attrs["units"]["laptop_share"] == "share"
    # and its state is saved with the city
    city.save(tmp_path / "city.state")
    again = SmartCity.load(tmp_path / "city.state")
    assert again.scenario == city.scenario
    for one in (again, city):
        one.run(2, progress=False)
    np.testing.assert_array_equal(again.measures, city.measures)
    extension._loaded.clear()
    with pytest.raises(SavedCityError, match="made with the extension cityfit_laptops"):
        SmartCity.load(tmp_path / "city.state")


def test_a_process_stands_where_it_is_told(laptops):
    sections = list(laptops.with_process(Gift(euro=5.0), after=Training).settings)
    assert sections.index("gift") == sections.index("interventions.training") + 1
    assert sections.index("interventions.laptops") == sections.index("interventions.network") + 1
    assert sections.index("laptop_practice") == sections.index("practice") + 1


def test_values_of_an_instance_are_those_of_the_scenario():
    scenario = load("baseline").but(SIZE).with_process(Gift(euro=5.0), after="prices", name="gift")
    assert scenario.name == "gift"
    assert scenario.settings["gift"].euro == 5.0
    assert scenario.but({"gift.euro": 7}).settings["gift"].euro == 7
    with pytest.raises(ScenarioError, match=r"gift\.euro = 700: must be a number from 0 to 100"):
        scenario.but({"gift.euro": 700})
    with pytest.raises(ScenarioError, match="where does it stand in the month"):
        load("baseline").with_process(Gift())
    assert diff(load("baseline").but(SIZE), scenario)["gift.euro"] == (None, 5.0)


def test_columns_of_its_own_belong_to_people(laptops):
    city = SmartCity(laptops.but(PAID), seed=1).run(progress=False)
    own = city.world.memory["laptops.holder"]
    holder = own["values"]
    row = int(np.flatnonzero(holder & city.world.citizens.resident)[0])
    city.world.citizens.person[row] = 10**6
    city.run(1, progress=False)
    fresh = city.world.memory["laptops.holder"]["values"]
    assert fresh.size == city.world.citizens.rows
    assert fresh.sum() >= holder.sum() - 1


def test_random_decisions_have_numbers_of_their_own():
    numbers = {
        randomness.own_decision(who, what) for who in ("laptops", "gifts") for what in ("a", "b")
    }
    assert len(numbers) == 4
    assert min(numbers) >= randomness.FIRST_OWN > max(randomness.Decision)
    assert max(numbers) < 2**32


# --- checks and tables --------------------------------------------------------------------------


def test_its_parameters_are_known_once_it_is_loaded(laptops):
    names = {name for name, _, _ in parameter_table()}
    assert "interventions.laptops.price" in names
    assert "laptop_share" in extension.known_measures()
    assert "laptops" in schema_of_scenarios()["properties"]["interventions"]["properties"]
    # and a scenario that names one of them uses the extension
    other = load("baseline").but({"interventions.laptops.price": 500})
    assert other.settings.flat()[SETTING] == laptops.settings.flat()[SETTING]
    assert SETTING not in load("baseline").settings.flat()


def test_settings_can_be_pickled_and_compared(laptops):
    settings = laptops.settings
    again = pickle.loads(pickle.dumps(settings))
    assert again == settings == Settings(settings.flat())
    assert Settings() != settings
    assert burn_in_key(settings.flat()) != burn_in_key(load("baseline").but(SIZE).settings.flat())


def test_a_scenario_file_lists_extensions(tmp_path, laptops):
    mine = tmp_path / "mine.toml"
    mine.write_text(
        'base = "training"\n[extensions]\nmodules = ["cityfit_laptops"]\n'
        "[interventions.laptops]\nprice = 450\n"
    )
    (tmp_path / "more.toml").write_text('base = "mine"\n[interventions.laptops]\nict_limit = 0.3\n')
    more = load(tmp_path / "more.toml")
    assert more.settings["interventions.laptops"].price == 450
    assert more.settings.flat()[SETTING] == laptops.settings.flat()[SETTING]
    (tmp_path / "whole.toml").write_text(more.to_toml())
    assert load(tmp_path / "whole.toml").settings == more.settings
    older = more.to_toml().replace("cityfit_laptops#", "cityfit_laptops#0")
    (tmp_path / "old.toml").write_text(older)
    assert "its source has changed" in check(tmp_path / "old.toml")[0]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('extensions = "x"', "must be a table with the key modules"),
        ('[extensions]\nmodules = "nowhere.at_all"', "cannot be imported: No module"),
        ("[extensions]\nmodules = [3]", 'must be a list of modules, as in ["my_city.laptops"]'),
        ('[extensions]\nmodule = ["x"]', "unknown key; nearest: modules"),
        ('[extensions]\nmodules = ["math"]', "math: defines no process and no measure"),
        ('[extensions]\nmodules = ["scenarios:load"]', "must be a process, a measure"),
        ('[extensions]\nmodules = ["scenarios:nothing"]', "scenarios has no nothing"),
        ('[extensions]\nmodules = ["__main__:Thing"]', "defined in a notebook or script"),
        ('[extensions]\nmodules = ["nowhere.py"]', "there is no such file"),
        ("[interventions.laptopps]\nprice = 3", "unknown section"),
    ],
)  # fmt: skip
def test_a_mistake_is_one_line(tmp_path, content, problem):
    (tmp_path / "mine.toml").write_text(content)
    (line,) = check(tmp_path / "mine.toml")
    assert line.startswith(f"{tmp_path / 'mine.toml'}: ")
    assert problem in line
    assert "\n" not in line


def test_a_module_that_fails_is_one_line(folder):
    name = module(folder, "fails_at_import", "import numpy\n1 / 0\n")
    with pytest.raises(ExtensionError, match=r"cannot be imported: ZeroDivisionError: division"):
        extension.load(name)


def test_names_of_the_model_are_taken(folder):
    head = (
        "from dataclasses import dataclass\nfrom simulation.extending import *\n"
        "@dataclass(frozen=True)\nclass Mine(Process):\n    section = 'training_too'\n"
        "    after = 'pay'\n"
    )
    with pytest.raises(ExtensionError, match="the model has a section hiring"):
        extension.load(module(folder, "takes_section", head.replace("training_too", "hiring")))
    own = "@measure(subject='x', unit='1')\ndef fit(world):\n    'Mine.'\n    return 0.0\n"
    with pytest.raises(ExtensionError, match="the model has a measure fit"):
        extension.load(module(folder, "takes_measure", head + own))


def test_a_changed_source_is_another_extension_and_a_comment_is_not(folder):
    text = (
        "from simulation.extending import measure\nFACTOR = 2\n"
        "def half(x):\n    return x / FACTOR\n"
        "@measure(subject='own', unit='1')\ndef months(world):\n    'Half the months.'\n"
        "    return half(world.month)\n"
    )
    whole, single = set(), set()
    for changed in (text, text + "# a comment\n", text.replace("= 2", "= 3")):
        name = module(folder, "changing", changed)
        whole.add(extension.load(name).pinned)
        single.add(extension.load(f"{name}:months").pinned)
    assert len(whole) == 2
    # of a single measure, what it uses of its module counts
    assert len(single) == 2


def test_a_python_file_is_loaded_by_its_path(folder):
    text = (
        "from simulation.extending import measure\n"
        "@measure(subject='own', unit='1')\ndef two(world):\n    'Two.'\n    return 2.0\n"
    )
    module(folder, "by_path", text)
    scenario = load("baseline").but(SIZE).with_extension(str(folder / "by_path.py"))
    assert (SmartCity(scenario).run(2, progress=False).measures["two"] == 2.0).all()


def test_a_change_may_list_extensions():
    good, problems = check_changes({"extensions": "cityfit_laptops"}, "here")
    assert good[SETTING] == (extension.load("cityfit_laptops").pinned,)
    assert problems == []
    city = SmartCity(SIZE, extensions=["cityfit_laptops"], interventions__laptops__price=400)
    assert city.settings["interventions.laptops"].price == 400


# --- measures of a user -------------------------------------------------------------------------


def test_a_measure_of_a_users_module_does_not_vanish_silently():
    @measure.measure(subject="own", unit="1")
    def half_of_months(world):
        """Half of the months."""
        return world.month / 2

    small = Settings(SIZE)
    with pytest.warns(UserWarning, match="half_of_months of .* is not taken in this city"):
        SmartCity(small)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        SmartCity(small)
    scenario = load("baseline").but(SIZE).with_measure(half_of_months)
    assert SmartCity(scenario).run(2, progress=False).measures["half_of_months"].tolist() == [
        0.5,
        1,
    ]


def test_a_measure_of_a_notebook_is_taken_from_its_cell_on(monkeypatch):
    def cell(text):
        exec(text, vars(sys.modules["__main__"]))

    monkeypatch.setitem(vars(sys.modules["__main__"]), "measure", measure.measure)
    for value in (3.0, 4.0):  # a cell that is run again replaces its measure
        head = "@measure(subject='own', unit='1')\ndef constant(world):\n    'C.'\n"
        cell(f"{head}    return {value}\n")
        city = SmartCity(SIZE).run(1, progress=False)
        assert city.measures["constant"].tolist() == [value]
    assert [entry.partition("#")[0] for entry in city.settings.flat()[SETTING]] == [
        "__main__:constant"
    ]


# --- one door -----------------------------------------------------------------------------------


def test_an_intervention_of_the_model_enters_as_one_from_outside_does():
    assert len(MONTH) == len(ORDER) + 1
    (network,) = set(MONTH) - set(ORDER)
    sections = [process.section for process in MONTH]
    assert sections[sections.index(network.section) - 1] == network.after
    assert known_sections()[network.section] is network


def test_the_registry_names_no_process_of_the_model():
    source = Path(extension.__file__).read_text(encoding="utf-8")
    names = {
        node.id if isinstance(node, ast.Name) else node.attr
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Name | ast.Attribute)
    }
    assert not names & {process.__name__ for process in MONTH}
    assert "simulation.interventions" not in source
    assert "simulation.processes" not in source
