"""Sets of agents: work on columns, follow the city, and never change it by themselves."""

from __future__ import annotations

import mesa
import numpy as np
import pytest
from agents_help import SIZE

from simulation import SmartCity
from simulation.agents import CareerCommunity, Citizen, Employer
from simulation.settings import Settings


@pytest.fixture(scope="module")
def city() -> SmartCity:
    return SmartCity(Settings(SIZE), seed=3).run(5, progress=False)


@pytest.fixture
def fresh() -> SmartCity:
    return SmartCity(Settings(SIZE), seed=3).run(4, progress=False)


def test_set_stores_the_code_of_a_word(fresh):
    some = fresh.agents.select(at_most=3)
    assert some.set("education", "high").get("education") == ["high"] * 3
    assert fresh.world.citizens.education[some.get("row")].tolist() == [2] * 3


def test_columns_need_no_handles(fresh):
    """Founding, stepping and what is asked of columns makes no handles."""
    agents = fresh.agents
    agents.get(["fit", "education"])
    agents.get("nickname", "default", None)
    agents.agg("wage", [np.mean, max, len])
    poor = agents.select(lambda fit, age: (fit < 0.6) & (age > 400), on=("fit", "age"))
    poor.set("energy", 0.5)
    poor.sort("wage").shuffle().select(at_most=0.5).agg("age", np.mean)
    agents.groupby("education").agg("fit", np.mean)
    agents.groupby("district").count()
    fresh.employers.agents.agg("staff", sum)
    assert fresh.citizens.made == fresh.employers.made == 0
    assert 0 < len(poor) < len(agents)
    assert [agent.row for agent in poor] == poor.get("row")
    assert fresh.citizens.made == len(poor)


def test_select_on_columns_is_select(city):
    ours = city.agents.select(lambda word: word == "high", on="education", at_most=5)
    assert list(ours) == list(city.agents.select(lambda a: a.education == "high", at_most=5))
    with pytest.raises(TypeError, match="must return an array"):
        city.agents.select(lambda fit: fit.mean() > 0.5, on="fit")
    with pytest.raises(AttributeError, match="no column 'fti'; nearest: fit"):
        city.agents.select(lambda fit: fit > 0.5, on="fti")


def test_the_set_of_everybody_follows_the_city():
    """Newcomers are in it and leavers are not; any other set only loses members."""
    town = SmartCity(Settings({**SIZE, "city.citizens": 600}), seed=3)
    everybody, at_first = town.agents, town.agents.copy()
    before = set(everybody.get("unique_id"))
    town.run(5, progress=False)
    now = set(everybody.get("unique_id"))
    assert now == set(town.world.citizens.person[town.world.citizens.resident].tolist())
    assert now - before
    assert before - now
    assert set(at_first.get("unique_id")) == before & now
    assert len(at_first) == len(before & now) == len(list(at_first))
    assert not any(town.citizens[row] in at_first for row in everybody.get("row")
                   if town.citizens[row].unique_id not in before)  # fmt: skip


def test_changing_a_set_changes_no_city(city):
    agents, number = city.agents, len(city.citizens)
    agents.select(at_most=5, inplace=True)
    agents.remove(agents[0])
    assert len(agents) == 4
    assert len(city.agents) == len(city.citizens) == number
    assert agents[-1] == agents.to_list()[-1]
    assert agents[1:3] == agents.to_list()[1:3]
    with pytest.raises(IndexError):
        _ = agents[4]


def test_a_set_has_members_of_one_kind_and_city(city):
    other = SmartCity(Settings(SIZE), seed=4)
    for stranger in (city.employers.agents[0], other.agents[0], "Ada"):
        assert stranger not in city.agents
        with pytest.raises(TypeError, match="is no Citizen of the city"):
            city.agents.add(stranger)


def test_who_has_left_can_not_be_added(fresh):
    agents, someone = fresh.agents.copy(), fresh.citizens[3]
    fresh.world.citizens.resident[3] = False
    assert someone not in agents
    with pytest.raises(LookupError, match="has left the city"):
        agents.add(someone)


def test_somebody_who_leaves_meanwhile_is_passed_over(fresh):
    seen = []

    def chase(agent):
        seen.append(agent.row)
        fresh.world.citizens.resident[agent.row + 1 : agent.row + 3] = False

    fresh.agents.do(chase)
    assert seen == list(range(0, max(seen) + 1, 3))


def test_agents_by_type(city):
    """Residents, employers and communities; agents that somebody adds as Mesa does, beside them."""

    class Observer(mesa.Agent):
        pass

    town = SmartCity(Settings(SIZE), seed=3)
    assert {kind: len(agents) for kind, agents in town.agents_by_type.items()} == {
        Citizen: len(town.citizens),
        Employer: len(town.employers),
        CareerCommunity: 0,
    }
    observer = Observer(town)
    assert list(town.agents_by_type[Observer]) == [observer]
    assert town.agent_types == [Citizen, Employer, CareerCommunity, Observer]
    assert len(town.agents) == len(town.citizens)


def test_the_citys_luck_shuffles_as_mesas_does():
    """The same seed gives the same order as a plain Mesa model's set of as many agents."""
    town = SmartCity(Settings(SIZE), seed=11)
    model = mesa.Model(rng=11)
    mesa.Agent.create_agents(model, len(town.citizens))
    order = [agent.unique_id - 1 for agent in model.agents.shuffle()]
    assert [agent.row for agent in town.agents.shuffle()] == order
