"""What users of Mesa expect of a model holds for SmartCity, whichever Mesa is installed."""

from __future__ import annotations

import math

import mesa
import numpy as np
import pytest
from mesa import DataCollector

from scenarios import load
from simulation import SmartCity
from simulation.agents.mesa_versions import chosen_seed

SMALL = {"citizens": 150, "months": 4, "burn_in": 1}
batch = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="this Mesa has no batch_run")


def run_batch(parameters=SMALL, **options):
    options = {"display_progress": False, "number_processes": 1, **options}
    return mesa.batch_run(SmartCity, parameters, **options)


@batch
def test_iterations_are_replicates_of_their_own_and_reproducible():
    with pytest.warns(DeprecationWarning, match="iterations"):
        rows = run_batch(iterations=3)
    assert [row["seed"] for row in rows] == [0, 1, 2]
    assert len({row["fit"] for row in rows}) == 3
    assert rows[2]["fit"] == SmartCity(**SMALL, seed=2).run(progress=False).measures["fit"].iloc[-1]


@batch
def test_replicates_are_the_same_on_several_processes():
    rows = run_batch(rng=[None, None], number_processes=2)
    alone = run_batch(rng=[None, None])
    assert sorted(row["fit"] for row in rows) == sorted(row["fit"] for row in alone)


@batch
def test_seeds_given_as_rng_are_used():
    rows = run_batch(rng=[4, 5])
    assert [row["seed"] for row in rows] == [4, 5]


@batch
def test_a_seed_among_the_parameters_is_used_and_replicated():
    rows = run_batch(SMALL | {"seed": [7, 8]}, rng=[None, None])
    assert [row["seed"] for row in rows[:2]] == [7, 8]
    assert len({row["seed"] for row in rows}) == 4
    assert len({row["fit"] for row in rows}) == 4
    again = run_batch(SMALL | {"seed": [7, 8]}, rng=[None, None])
    assert [row["fit"] for row in again] == [row["fit"] for row in rows]


@batch
def test_a_batch_ends_with_the_scenario():
    (row,) = run_batch({"citizens": 150, "months": 6}, max_steps=1000)
    assert row["Step"] == 6


@pytest.mark.parametrize("how", ["step", "run", "run_model", "run_for", "run_until"])
def test_running_ends_with_the_last_month(how):
    city = SmartCity(**SMALL)
    assert city.running
    if how == "step":
        for _ in range(4):
            assert city.running
            city.step()
    elif how == "run":
        city.run(progress=False)
    elif how == "run_model":
        city.run_model()
    else:
        getattr(city, how)(4)
    assert not city.running
    assert city.month == 4


def test_the_scenario_is_the_one_that_was_passed():
    scenario = load("baseline").but(SMALL)
    assert SmartCity(scenario).scenario is scenario
    assert SmartCity(**SMALL).scenario is None
    with pytest.raises(AttributeError, match="create another city"):
        SmartCity(scenario).scenario = scenario


def test_a_scenario_can_be_named():
    city = SmartCity("baseline", **SMALL)
    assert city.scenario == load("baseline")
    assert city.settings["city"].citizens == 150


def test_agents_cannot_be_set_or_removed():
    city = SmartCity(**SMALL)
    with pytest.raises(AttributeError, match="set of all residents"):
        city.agents = []
    with pytest.raises(RuntimeError, match="cannot be removed"):
        city.remove_all_agents()


def test_seed_and_rng_are_one_thing():
    assert SmartCity(**SMALL, rng=3).seed == SmartCity(**SMALL, seed=3).seed == 3
    with pytest.raises(ValueError, match="give one of them"):
        SmartCity(**SMALL, seed=1, rng=2)


@pytest.mark.parametrize("seed", [-1, 2**64, 1.5, True, "one", np.random.default_rng(1)])
def test_a_seed_that_is_none_is_refused(seed):
    for name in ("seed", "rng"):
        with pytest.raises(ValueError, match=r"whole number from 0 to 2\*\*64 - 1"):
            chosen_seed(**{"seed": None, "rng": None} | {name: seed})


@pytest.mark.parametrize("panel", [-1, 1.5, True, "many"])
def test_a_panel_is_a_number_of_citizens(panel):
    with pytest.raises(ValueError, match="whole number of citizens"):
        SmartCity(**SMALL, panel=panel)


@pytest.mark.parametrize("months", [-1, 1.5, True, "many"])
def test_months_to_run_are_a_whole_number(months):
    city = SmartCity(**SMALL)
    with pytest.raises(ValueError, match="whole number of months"):
        city.run(months, progress=False)
    assert city.run(np.int64(1), progress=False).month == 1


def test_an_unknown_column_of_a_table_proposes_a_name():
    city = SmartCity(**SMALL)
    for read in (city.citizens.get, city.citizens.column, city.agents.column, city.agents.get):
        with pytest.raises(AttributeError, match="'fti'; nearest: fit"):
            read("fti")
        with pytest.raises(AttributeError, match="'trade'; renamed: last_occupation"):
            read("trade")


def test_fit_is_not_a_number_before_the_first_month():
    city = SmartCity(**SMALL)
    someone = city.citizens[3]
    assert math.isnan(someone.fit)
    assert all(math.isnan(fit) for fit in city.agents.get("perceived"))
    assert city.citizens.frame()["potential"].isna().all()
    assert np.isnan(city.citizens.get("needs_supply")).all()
    city.step()
    assert 0.0 < someone.fit < 1.0
    assert not city.citizens.frame()["fit"].isna().any()


def test_the_data_collector_of_mesa_reads_model_and_agents():
    city = SmartCity(**SMALL)
    collector = DataCollector(
        model_reporters={"month": "month", "mean": lambda model: model.agents.agg("age", np.mean)},
        agent_reporters={"age": "age", "double": lambda agent: 2 * agent.age},
    )
    for _ in range(2):
        city.step()
        collector.collect(city)
    model = collector.get_model_vars_dataframe()
    assert model["month"].tolist() == [1, 2]
    agents = collector.get_agent_vars_dataframe()
    assert (agents["double"] == 2 * agents["age"]).all()
    assert agents.groupby(level=0)["age"].mean().to_list() == pytest.approx(model["mean"].to_list())
