"""A city that is saved, loaded, copied or branched goes on with the same bits."""

from __future__ import annotations

import copy
import json
import pickle
import subprocess
import sys
import warnings
import zipfile

import mesa
import numpy as np
import pandas as pd
import pytest
from mesa import DataCollector

from scenarios import load
from simulation import SmartCity
from simulation.checks.branches import INITIAL, branch_problems
from simulation.core import model_version, snapshot
from simulation.core.errors import ScenarioError
from simulation.core.measure import Measure
from simulation.core.snapshot import NotStorableError, restore, take
from simulation.saved_city import SavedCityError
from simulation.settings import SECTIONS, Settings, parameter_table

SIZE = {"city.citizens": 300, "city.months": 16, "city.burn_in": 4}
HALF = 9
PAID = {
    f"interventions.{name}.{key}": value
    for name in ("training", "communities", "network")
    for key, value in (("annual_budget_per_citizen", 120.0), ("start_month", 5))
}


def begun(months=HALF, **options) -> SmartCity:
    scenario = load("baseline").but({**SIZE, **PAID}, name="paid")
    return SmartCity(scenario, seed=4, **options).run(months, progress=False)


@pytest.fixture(scope="module")
def whole() -> SmartCity:
    return begun(SIZE["city.months"], panel=10)


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    """A file of a city in the middle of its months."""
    path = tmp_path_factory.mktemp("saved") / "city.state"
    begun(panel=10).save(path)
    return path


def same(city, other):
    pd.testing.assert_frame_equal(city.measures, other.measures, check_exact=True)
    pd.testing.assert_frame_equal(city.panel, other.panel, check_exact=True)
    for rows in ("citizens", "employers", "communities"):
        theirs = dict(getattr(other.world, rows).arrays())
        for name, column in getattr(city.world, rows).arrays():
            np.testing.assert_array_equal(column, theirs[name], err_msg=name)


def test_a_loaded_city_goes_on_as_the_saved_one(saved, whole):
    city = SmartCity.load(saved)
    assert (city.month, city.steps, city.seed, city.running) == (HALF, HALF, 4, True)
    assert city.scenario == whole.scenario
    city.run(progress=False)
    same(city, whole)
    assert not city.running
    frame = city.datacollector.get_model_vars_dataframe()
    pd.testing.assert_frame_equal(frame, whole.datacollector.get_model_vars_dataframe())


@pytest.mark.long
def test_in_another_process_too(saved, whole):
    program = (
        "import sys; from simulation import SmartCity\n"
        "city = SmartCity.load(sys.argv[1]).run(progress=False)\n"
        "sys.stdout.buffer.write(city.measures.to_numpy().tobytes())"
    )
    done = subprocess.run([sys.executable, "-c", program, str(saved)], capture_output=True)
    assert done.stdout == whole.measures.to_numpy().tobytes(), done.stderr.decode()


def test_saving_changes_nothing(tmp_path, whole):
    city = begun(panel=10)
    city.save(tmp_path / "city.state")
    same(city.run(progress=False), whole)


def test_a_city_can_be_saved_after_each_month(tmp_path, whole):
    city = begun(0, panel=10)
    for month in range(SIZE["city.months"] + 1):
        if month:
            city.step()
        city.save(tmp_path / "city.state")
    same(SmartCity.load(tmp_path / "city.state"), whole)
    same(city, whole)


def test_random_generators_go_on(tmp_path):
    city = begun(1)
    city.random.random(), city.rng.random()
    city.save(tmp_path / "city.state")
    other = SmartCity.load(tmp_path / "city.state")
    assert other.random.random() == city.random.random()
    assert other.rng.random() == city.rng.random()


@pytest.mark.parametrize("how", ["save", "deepcopy", "pickle", "branch"])
def test_what_a_user_set_is_kept(how, tmp_path):
    city = begun(2)
    rows = city.citizens.rows
    city.citizens[rows[3]].note = "likes fish"
    city.citizens[rows[5]].visits = np.arange(3)
    city.employers[city.employers.rows[0]].rating = 4.5
    city.about = {"source": ["survey", 2]}
    if how == "save":
        city.save(tmp_path / "city.state")
        other = SmartCity.load(tmp_path / "city.state")
    elif how == "deepcopy":
        city.citizens[rows[4]].friend = city.citizens[rows[3]]
        other = copy.deepcopy(city)
    elif how == "pickle":
        city.citizens[rows[4]].friend = city.citizens[rows[3]]
        other = pickle.loads(pickle.dumps(city))
    else:
        other = city.branch()
    assert other.citizens[rows[3]].note == "likes fish"
    assert other.citizens[rows[3]].model is other
    assert other.citizens[rows[5]].visits.tolist() == [0, 1, 2]
    assert other.employers[city.employers.rows[0]].rating == 4.5
    assert other.about == {"source": ["survey", 2]}
    assert other.about is not city.about
    if how in ("deepcopy", "pickle"):
        assert other.citizens[rows[4]].friend is other.citizens[rows[3]]
    other.citizens[rows[3]].note = "likes meat"
    assert city.citizens[rows[3]].note == "likes fish"
    for one in (city, other):
        one.run(2, progress=False)
    np.testing.assert_array_equal(city.measures.to_numpy(), other.measures.to_numpy())


def test_what_cannot_be_saved_is_refused_by_name(tmp_path):
    city = begun(1)
    city.citizens[7].rule = len
    with pytest.raises(SavedCityError, match=r"citizens.*rule.*cannot be stored"):
        city.save(tmp_path / "city.state")
    assert list(tmp_path.iterdir()) == []


def test_a_collector_and_agents_of_the_user_are_left_out_with_a_warning(tmp_path):
    city = begun(1)
    city.datacollector = DataCollector({"month": "month"})
    mesa.Agent(city)
    with pytest.warns(UserWarning, match="not saved") as warned:
        city.save(tmp_path / "city.state")
    assert ["data collector" in str(one.message) for one in warned] == [True, False]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "fit" in SmartCity.load(tmp_path / "city.state").datacollector.model_vars


class Village(SmartCity):
    """A subclass with an argument and an attribute of its own."""

    def __init__(self, name, **options):
        super().__init__(Settings(SIZE), **options)
        self.name = name


def test_a_subclass_is_loaded_and_branched_as_one(tmp_path):
    Village("Elm", seed=2).run(1, progress=False).save(tmp_path / "village")
    village = Village.load(tmp_path / "village")
    assert (type(village), village.name, village.month) == (Village, "Elm", 1)
    assert type(village.branch({"tax": 0.2})) is Village


# --- refused files ------------------------------------------------------------------------------


def refused(path) -> str:
    with pytest.raises(SavedCityError) as error:
        SmartCity.load(path)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_missing_file_and_another_file_are_refused(tmp_path):
    assert "no such file" in refused(tmp_path / "none")
    (tmp_path / "text").write_text("no city")
    np.savez(tmp_path / "arrays.npz", fit=np.ones(3))
    for name in ("text", "arrays.npz"):
        assert "not a saved city" in refused(tmp_path / name)
    assert "cannot be read" in refused(tmp_path)


def test_every_kind_of_damage_is_refused(saved, tmp_path):
    content = saved.read_bytes()
    broken = tmp_path / "broken"
    broken.write_bytes(content[: len(content) // 2])
    assert "damaged" in refused(broken)
    with zipfile.ZipFile(saved) as archive:
        starts = [info.header_offset for info in archive.infolist()]
        sizes = [info.file_size for info in archive.infolist()]
    for start, size in list(zip(starts, sizes, strict=True))[:: len(starts) // 8]:
        changed = bytearray(content)
        changed[start + 100 + size // 2] ^= 1
        broken.write_bytes(changed)
        assert "damaged" in refused(broken)


def with_header(path, target, change):
    """A file like another one, but with a changed header and right checksums."""
    arrays = dict(np.load(path, allow_pickle=False))
    header = json.loads(arrays["header"].tobytes())
    change(header)
    arrays["header"] = np.frombuffer(json.dumps(header).encode(), dtype=np.uint8)
    with target.open("wb") as file:
        np.savez(file, **arrays)
    return target


def test_a_city_of_another_model_is_refused(saved, tmp_path):
    other = with_header(saved, tmp_path / "o", lambda header: header.update(model_version="other"))
    assert f"(other; this is {model_version.model_version()})" in refused(other)


@pytest.mark.parametrize(
    "tree",
    [
        {"object": ["os:system", "ls"]}, {"object": ["subprocess:Popen"]}, {"named": ["os:system"]},
        {"object": ["simulation.nowhere:Thing"]}, {"known": "nothing"}, {"array": 10**6},
        {"other": 1}, {"named": ["simulation.world:World", 1]}, {}, 7,
    ],
)  # fmt: skip
def test_a_file_runs_no_code(saved, tmp_path, tree):
    def change(header):
        header["city"] = tree

    assert "damaged" in refused(with_header(saved, tmp_path / "changed", change))


# --- branches -----------------------------------------------------------------------------------


def test_a_branch_equals_a_run_whose_change_begins_then():
    changes = {
        "interventions.training.annual_budget_per_citizen": 240.0,
        "interventions.training.start_month": HALF,
        "shocks.pandemic.month": HALF + 2,
    }
    plain = SmartCity(Settings(SIZE), seed=4).run(HALF, progress=False)
    branch = plain.branch(changes).run(progress=False)
    same(branch, SmartCity({**SIZE, **changes}, seed=4).run(progress=False))
    # and the city itself has not noticed
    same(plain.run(progress=False), SmartCity(Settings(SIZE), seed=4).run(progress=False))
    assert not np.array_equal(plain.measures["fit"], branch.measures["fit"], equal_nan=True)


def test_a_branch_of_a_scenario_has_the_changed_scenario():
    city = begun(1)
    branch = city.branch({"tax": 0.2, "months": 30})
    assert branch.scenario == city.scenario.but({"city.tax": 0.2, "city.months": 30})
    assert branch.settings["city"].tax == 0.2
    assert len(branch.run(progress=False).measures) == 30


def test_a_branch_refuses_what_only_a_new_city_reads():
    city = begun(HALF)
    with pytest.raises(ScenarioError) as error:
        city.branch(
            {"city.citizens": 500, "city.burn_in": 6, "city.months": 8, "population.preparation": 1}
        )
    assert [line.partition(" = ")[0] for line in error.value.problems] == [
        "branch: city.citizens", "branch: city.months", "branch: city.burn_in",
        "branch: population.preparation",
    ]  # fmt: skip
    with pytest.raises(ScenarioError, match="nearest: tax"):
        city.branch({"city.taxx": 0.2})


def test_what_cannot_change_is_declared():
    names = {name for name, _, _ in parameter_table()}
    assert names | SECTIONS.keys() >= INITIAL
    assert branch_problems(Settings(), Settings(), 100) == []


# --- snapshots ----------------------------------------------------------------------------------


def test_a_snapshot_keeps_types_identity_and_order_in_memory():
    shared = np.arange(6.0).reshape(2, 3)
    value = {
        "plain": [None, True, 3, 0.1, float("inf"), "text"], ("a", 1): np.uint64(2**63),
        "first": shared, "second": shared, "columns": np.asfortranarray(shared),
        "own": Settings()["city"], "nothing": (), "nan": float("nan"),
    }  # fmt: skip
    value["itself"] = value
    taken = take(value)
    made = restore(snapshot.Snapshot(json.loads(json.dumps(taken.tree)), taken.arrays))
    assert made["plain"] == value["plain"]
    assert made["a", 1] == 2**63
    assert type(made["a", 1]) is np.uint64
    assert made["first"] is made["second"]
    assert made["first"] is not shared
    assert made["columns"].flags.f_contiguous
    assert made["own"] == value["own"]
    assert made["itself"] is made
    assert made["nothing"] == ()
    assert np.isnan(made["nan"])


@pytest.mark.parametrize("value", [len, object(), np.array([None]), Measure.read, {1: {2: print}}])
def test_a_snapshot_refuses_what_it_cannot_hold(value):
    with pytest.raises(NotStorableError, match="thing"):
        take(value, name="thing")
