"""Mesa's DataCollector and batch_run give for a city what they give for a plain model."""

from __future__ import annotations

import operator
import pickle
from functools import partial

import mesa
import numpy as np
import pandas as pd
import pytest
from agents_help import PLAIN, SIZE, Mirror
from mesa import DataCollector

from scenarios import load
from simulation import SmartCity
from simulation.agents import Citizen, Employer
from simulation.settings import Settings

SMALL = {"citizens": 150, "months": 4, "burn_in": 1}
batch = pytest.mark.skipif(not hasattr(mesa, "batch_run"), reason="this Mesa has no batch_run")


def older(agent, months=0):
    """Age of an agent after some months."""
    return agent.age + months


def share_above(model, attribute, least):
    """Share of agents with an attribute above a number."""
    return model.agents.agg(attribute, lambda values: sum(v > least for v in values)) / len(
        model.agents
    )


def seven():
    """A reporter without arguments."""
    return 7


MODEL_REPORTERS = {
    "function": lambda model: len(model.agents),
    "attribute": "month",
    "partial function": partial(share_above, attribute="age", least=500),
    "method": seven.__call__,
    "function with arguments": [max, [3, 4]],
    "mean": lambda model: model.agents.agg("wage", np.mean),
    "groups": lambda model: model.agents.groupby("education").agg("fit", max),
    "selection": lambda model: model.agents.select(lambda a: a.age > 500).get("unique_id"),
}
AGENT_REPORTERS = {
    "number": "age",
    "word": "education",
    "several values": "ties",
    "function": lambda agent: agent.wage / 2,
    "partial function": partial(older, months=12),
    "function with arguments": [older, [24]],
    "operator": operator.attrgetter("fit"),
}


@pytest.fixture(scope="module")
def stored():
    """A pickled city before its first month."""
    return pickle.dumps(SmartCity(Settings(SIZE), seed=3))


@pytest.fixture
def pair(stored):
    """A city and its mirror."""

    def make(kinds=(Citizen,)):
        city = pickle.loads(stored)
        return city, Mirror(city, kinds)

    return make


def collected(city, mirror, ours, mesas):
    """Step both and collect in each month."""
    for _ in range(3):
        city.step()
        mirror.step()
        ours.collect(city)
        mesas.collect(mirror)
    return ours, mesas


@pytest.mark.parametrize("name", MODEL_REPORTERS)
def test_every_kind_of_model_reporter(pair, name):
    reporters = {name: MODEL_REPORTERS[name]}
    ours, mesas = collected(*pair(), DataCollector(reporters), DataCollector(reporters))
    frame = ours.get_model_vars_dataframe()
    assert len(frame) == 3
    pd.testing.assert_frame_equal(frame, mesas.get_model_vars_dataframe())


@pytest.mark.parametrize("name", AGENT_REPORTERS)
def test_every_kind_of_agent_reporter(pair, name):
    reporters = {name: AGENT_REPORTERS[name]}
    collectors = [DataCollector(agent_reporters=reporters) for _ in range(2)]
    ours, mesas = collected(*pair(), *collectors)
    frame = ours.get_agent_vars_dataframe()
    assert frame.index.get_level_values("Step").unique().tolist() == [1, 2, 3]
    pd.testing.assert_frame_equal(frame, mesas.get_agent_vars_dataframe())


def test_values_of_arrays_are_those_of_their_month(pair):
    city, _ = pair()
    collector = DataCollector(agent_reporters={"skills": "skills"})
    city.step()
    collector.collect(city)
    before = city.agents.get("skills")
    city.agents.set("skills", 0.5)
    recorded = collector.get_agent_vars_dataframe()["skills"].tolist()
    assert np.array_equal(recorded, before)


def test_reporters_of_types_of_agents(pair):
    city, mirror = pair((Citizen, Employer))
    ours, mesas = collected(
        city, mirror,
        DataCollector(agenttype_reporters={Citizen: {"age": "age"}, Employer: {"staff": "staff"}}),
        DataCollector(agenttype_reporters={
            PLAIN[Citizen]: {"age": "age"}, PLAIN[Employer]: {"staff": "staff"}
        }),
    )  # fmt: skip
    for kind, plain in PLAIN.items():
        frame = ours.get_agenttype_vars_dataframe(kind)
        assert len(frame) > 3
        pd.testing.assert_frame_equal(frame, mesas.get_agenttype_vars_dataframe(plain))


def test_a_base_type_has_the_residents(pair):
    """Mesa takes the agents of a type that the model does not list from ``model.agents``."""
    city, mirror = pair()
    reporters = {mesa.Agent: {"age": "age"}}
    collectors = [DataCollector(agenttype_reporters=reporters) for _ in range(2)]
    frames = [
        collector.get_agenttype_vars_dataframe(mesa.Agent)
        for collector in collected(city, mirror, *collectors)
    ]
    pd.testing.assert_frame_equal(*frames)


WRONG = {
    "function that fails": {"model_reporters": {"x": lambda model: model.nothing}},
    "unknown attribute": {"model_reporters": {"x": "nothing"}},
    "list without a function": {"model_reporters": {"x": ["nothing", [1]]}},
    "unknown attribute of agents": {"agent_reporters": {"x": "nothing"}},
    "no type of agents": {"agenttype_reporters": {int: {"x": "real"}}},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_reporter_has_the_same_error(pair, what):
    errors = []
    for model in pair():
        with pytest.raises((RuntimeError, AttributeError, ValueError)) as caught:
            DataCollector(**WRONG[what]).collect(model)
        errors.append(caught.type)
    assert errors[0] is errors[1]


def test_agents_write_to_tables(pair):
    city, _ = pair()
    city.datacollector = DataCollector(tables={"ages": ["who", "age"]})
    city.agents.select(at_most=3).do(
        lambda agent: agent.model.datacollector.add_table_row(
            "ages", {"who": agent.unique_id, "age": agent.age}
        )
    )
    frame = city.datacollector.get_table_dataframe("ages")
    assert frame["age"].tolist() == city.agents.get("age")[:3]


class Counter(mesa.Model):
    """A plain model that stops after some months."""

    def __init__(self, citizens=1, months=4, burn_in=1, tax=None, rng=None):
        super().__init__(rng=rng)
        self.months = months
        self.datacollector = DataCollector({"people": lambda _: citizens})

    def step(self):
        """Count a month."""
        self.running = self.steps < self.months
        self.datacollector.collect(self)


class OwnCity(SmartCity):
    """A city with reporters of agents, as a user writes it."""

    def __init__(self, seed=None, **changes):
        super().__init__(seed=seed, **changes)
        self.datacollector = DataCollector({"month": "month"}, {"age": "age"})


def run_batch(model, parameters, **options):
    """Rows of a batch in this process."""
    options = {"display_progress": False, "number_processes": 1, "rng": [None]} | options
    return mesa.batch_run(model, parameters, **options)


@batch
@pytest.mark.parametrize(
    "options",
    [
        {"rng": [None, None]},
        {"rng": 5},
        {"rng": [5, 6]},
        {"data_collection_period": 1},
        {"data_collection_period": 3},
        {"max_steps": 2},
        {"max_steps": 2, "data_collection_period": 1, "rng": [1, 2]},
    ],
    ids=str,
)
def test_a_batch_has_the_rows_of_a_plain_models(options):
    parameters = SMALL | {"tax": [0.2, 0.3]}
    ours, mesas = (run_batch(model, parameters, **options) for model in (SmartCity, Counter))
    shared = ("RunId", "iteration", "Step", "citizens", "months", "burn_in", "tax", "rng")
    rows = [
        [{name: row[name] for name in shared if name in row} for row in batch]
        for batch in (ours, mesas)
    ]
    assert rows[0] == rows[1]
    assert all("tax" in row and "Step" in row for row in rows[0])


@batch
def test_a_batch_of_a_model_with_agent_reporters_has_a_row_for_each_agent():
    rows = run_batch(OwnCity, SMALL, rng=[None, None], data_collection_period=1)
    frame = pd.DataFrame(rows)
    assert frame.groupby("iteration")["Step"].unique().map(list).tolist() == [[1, 2, 3, 4]] * 2
    assert (frame.groupby(["iteration", "Step"]).size() > 140).all()
    city = OwnCity(**SMALL, seed=1)
    city.run_model()
    last = frame[(frame["iteration"] == 1) & (frame["Step"] == 4)]
    assert last["age"].tolist() == city.agents.get("age")


@batch
def test_scenarios_may_be_parameters_of_a_batch():
    scenarios = ["baseline", {"search.active": False, "citizens": 600}, load("baseline")]
    rows = run_batch(SmartCity, SMALL | {"scenario": scenarios})
    assert [row["scenario"] for row in rows] == scenarios
    assert rows[0]["residents"] < 200
    assert rows[0]["fit"] == rows[2]["fit"] != rows[1]["fit"]


@batch
def test_wrong_batches_are_refused_by_mesa_or_the_city():
    with pytest.raises(ValueError, match="empty iterable"):
        run_batch(SmartCity, SMALL | {"tax": []})
    with pytest.raises(ValueError, match="both iterations and rng"):
        run_batch(SmartCity, SMALL, iterations=2)
    with pytest.raises(ValueError, match=r"city\.tax = 3: must be a number from 0 to 0\.7"):
        run_batch(SmartCity, SMALL | {"tax": [0.2, 3]})
