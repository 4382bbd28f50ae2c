"""SmartCity is a Mesa model: Mesa's tools work on it, and agents are made on demand."""

from __future__ import annotations

import subprocess
import sys

import mesa
import numpy as np
import pytest
from mesa import DataCollector

from simulation import SmartCity
from simulation.core.errors import ScenarioError
from simulation.engine import simulate
from simulation.measures import MEASURES
from simulation.settings import Settings

SMALL = {"city.citizens": 200, "city.months": 8, "city.burn_in": 3}


@pytest.fixture(scope="module")
def city() -> SmartCity:
    return SmartCity(Settings(SMALL), seed=3).run(progress=False)


def test_the_model_and_the_batch_give_the_same_numbers(city):
    """What a notebook sees is what a batch writes."""
    outcome = simulate(Settings(SMALL), 3)
    np.testing.assert_array_equal(city.measures.to_numpy(), outcome.measures.iloc[:, 1:].to_numpy())
    assert list(city.measures.index) == list(range(1, 9))


def test_units_travel_with_the_tables(city):
    units = city.measures.attrs["units"]
    assert set(units) == {column for measure in MEASURES.values() for column in measure.columns}
    frame = city.citizens.frame()
    assert set(frame.attrs["units"]) == set(frame.columns)
    assert len(frame) == len(city.citizens)


def test_making_a_city_makes_no_agents():
    """Handles are made on demand, and the same row returns the same handle."""
    city = SmartCity(Settings(SMALL), seed=1)
    city.run(2, progress=False)
    assert city.citizens.made == city.employers.made == city.communities.made == 0
    assert city.citizens[5] is city.citizens[5]
    assert city.citizens.made == 1


def test_a_handle_reads_and_writes_its_row(city):
    someone = city.citizens[7]
    assert isinstance(someone, mesa.Agent)
    assert someone.education in ("low", "mid", "high")
    assert someone.unique_id == someone.person
    assert someone.skills.shape == (7,)
    before = someone.energy
    someone.energy = 0.25
    assert city.world.citizens.energy[7] == np.float32(0.25)
    someone.energy = before
    someone.nickname = "Ada"
    assert someone.nickname == "Ada"
    with pytest.raises(AttributeError, match="no attribute 'enrgy'"):
        _ = someone.enrgy
    with pytest.raises(RuntimeError, match="processes of the month"):
        someone.remove()


def test_an_empty_row_has_no_handle(city):
    for row in (-1, city.world.citizens.rows):
        with pytest.raises(IndexError, match="is not in use"):
            _ = city.citizens[row]


def test_handles_of_leavers_are_invalid():
    """After a row is reused, the handle of its former resident raises an error."""
    city = SmartCity(Settings(SMALL), seed=1)
    someone = city.citizens[0]
    city.world.citizens.person[0] += 1
    assert not someone.here
    with pytest.raises(LookupError, match="has left the city"):
        _ = someone.energy
    assert city.citizens[0] is not someone


def test_agents_are_a_mesa_agent_set(city):
    agents = city.agents
    table = city.citizens.frame()
    high = agents.select(lambda agent: agent.education == "high")
    assert len(high) == (table["education"] == "high").sum()
    assert max(agents.get("age")) == table["age"].max()
    assert high.agg("fit", np.mean) == pytest.approx(
        table.loc[table["education"] == "high", "fit"].mean(), rel=1e-6
    )
    sizes = {level: len(group) for level, group in agents.groupby("education")}
    assert sizes == table["education"].value_counts().to_dict()


def test_contacts_and_employers_are_agents_too(city):
    someone = next(agent for agent in city.citizens if agent.status == "employed")
    assert all(type(contact) is type(someone) for contact in someone.contacts)
    assert isinstance(someone.occupation_name, str)
    employer = city.employers[someone.employer]
    assert employer.staff >= 1
    assert isinstance(employer.sector_name, str)
    assert not city.network.alive
    assert len(city.communities) == 0


def test_mesas_data_collector_works(city):
    kept = city.datacollector.get_model_vars_dataframe()
    np.testing.assert_array_equal(kept["fit"], city.measures["fit"])
    own = DataCollector(
        model_reporters={"residents": lambda model: len(model.citizens)},
        agent_reporters={"fit": "fit"},
    )
    own.collect(city)
    assert own.get_model_vars_dataframe()["residents"].iloc[0] == len(city.citizens)
    assert len(own.get_agent_vars_dataframe()) == len(city.citizens)


@pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="this Mesa has no batch_run")
def test_mesas_batch_run_works():
    rows = mesa.batch_run(
        SmartCity,
        {"city__citizens": [150, 200], "city__months": 4, "city__burn_in": 1},
        rng=[1, 2],
        number_processes=1,
        max_steps=4,
        display_progress=False,
    )
    assert len(rows) == 4
    assert {row["city__citizens"] for row in rows} == {150, 200}
    alone = simulate(Settings({"city.citizens": 150, "city.months": 4, "city.burn_in": 1}), 1)
    first = next(row for row in rows if row["city__citizens"] == 150 and row["seed"] == 1)
    assert first["fit"] == alone.measures["fit"].iloc[-1]


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "one"])
def test_a_seed_that_is_none_is_refused(seed):
    with pytest.raises(ValueError, match=r"whole number from 0 to 2\*\*64 - 1"):
        SmartCity(Settings(SMALL), seed=seed)


def test_a_parameter_that_is_none_is_refused():
    with pytest.raises(ScenarioError, match="citizen"):
        SmartCity(Settings(SMALL), city__citizen=5)


def test_a_city_goes_on_after_its_last_month():
    city = SmartCity(Settings({**SMALL, "city.months": 2, "city.burn_in": 1}), seed=1)
    city.run(progress=False)
    city.step()
    assert city.month == city.steps == len(city.measures) == 3


def test_batches_do_not_import_mesa():
    """Workers start without the seconds that Mesa takes."""
    code = "import sys, simulation.engine; sys.exit('mesa' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], check=False)
    assert done.returncode == 0
