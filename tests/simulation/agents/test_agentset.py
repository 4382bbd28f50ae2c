"""A set of agents answers Mesa's calls as Mesa's own set of the same agents does."""

from __future__ import annotations

import statistics
from random import Random

import mesa
import numpy as np
import pytest
from mesa.agent import AgentSet

from simulation import SmartCity
from simulation.agents import CareerCommunity, Citizen, Employer, RowAgentSet
from simulation.settings import Settings

SIZE = {"city.citizens": 150, "city.months": 6, "city.burn_in": 2}


@pytest.fixture(scope="module")
def city() -> SmartCity:
    return SmartCity(Settings(SIZE), seed=3).run(5, progress=False)


def both(city, agents=None):
    """The same agents as a set of ours and of Mesa's, each with the same luck."""
    handles = list(city.agents if agents is None else agents)
    ours = RowAgentSet(handles, random=Random(7))
    return handles, ours, AgentSet(handles, random=Random(7))


def plain(answer):
    """An answer as lists of handles, numbers and words."""
    if isinstance(answer, AgentSet | RowAgentSet):
        return list(answer)
    if isinstance(answer, dict):
        return {key: plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [plain(value) for value in answer]
    return answer


def same(one, other):
    """Whether two answers are equal in value, order and type."""
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, np.ndarray):
        return one.dtype == other.dtype and np.array_equal(one, other)
    if isinstance(one, float) and one != one:
        return type(one) is type(other) and other != other
    return type(one) is type(other) and one == other


def swap(agents):
    """Take the first out and put it back in, at the end."""
    first = next(iter(agents))
    agents.remove(first)
    agents.discard(first)
    there = first in agents
    agents.add(first)
    agents.add(first)
    return [there, first in agents, len(agents), agents]


def noted(agents, call):
    """What a call of `do` or `shuffle_do` does, and in which order."""
    seen = []
    back = getattr(agents, call)(lambda agent, *more, **named: seen.append((agent, more, named)), 5)
    return [back is agents, [agent for agent, *_ in seen], [more for _, more, _ in seen]]


def lists(groups):
    return {key: list(group) for key, group in groups}


CALLS = {
    "len": len,
    "list": list,
    "to_list": lambda a: a.to_list(),
    "get number": lambda a: a.get("fit"),
    "get whole number": lambda a: a.get("age"),
    "get yes or no": lambda a: a.get("dismissed"),
    "get word": lambda a: a.get("education"),
    "get large number": lambda a: a.get("misfit_history"),
    "get several values": lambda a: a.get("skills"),
    "get identity": lambda a: a.get("unique_id"),
    "get row": lambda a: a.get("row"),
    "get property": lambda a: a.get("occupation_name"),
    "get two": lambda a: a.get(["fit", "education"]),
    "get none": lambda a: a.get([]),
    "get missing": lambda a: a.get("nickname", handle_missing="default", default_value=3),
    "get two missing": lambda a: a.get(["age", "nickname"], "default"),
    "agg numpy": lambda a: a.agg("fit", np.mean),
    "agg numpy of whole": lambda a: a.agg("age", np.sum),
    "agg numpy of words": lambda a: a.agg("status", np.unique),
    "agg numpy of several values": lambda a: a.agg("skills", np.mean),
    "agg builtin": lambda a: a.agg("fit", sum),
    "agg other": lambda a: a.agg("wage", statistics.median),
    "agg own": lambda a: a.agg("education", lambda words: words.count("high")),
    "agg many": lambda a: a.agg("wage", [min, max, sum, np.std, len]),
    "agg one in a list": lambda a: a.agg("wage", [np.median]),
    "agg property": lambda a: a.agg("occupation_name", lambda names: len(set(names))),
    "select": lambda a: a.select(lambda agent: agent.education == "high"),
    "select none": lambda a: a.select(lambda agent: False),
    "select all": lambda a: a.select(),
    "select at most": lambda a: a.select(at_most=7),
    "select at most none": lambda a: a.select(at_most=0),
    "select at most more": lambda a: a.select(at_most=2.5),
    "select share": lambda a: a.select(at_most=0.3),
    "select whole share": lambda a: a.select(at_most=1.0),
    "select all and at most": lambda a: a.select(lambda agent: agent.fit > 0.5, at_most=4),
    "select type": lambda a: a.select(agent_type=Citizen),
    "select base type": lambda a: a.select(agent_type=mesa.Agent),
    "select other type": lambda a: a.select(agent_type=Employer),
    "select type and function": lambda a: a.select(lambda x: x.age > 500, agent_type=Citizen),
    "select inplace": lambda a: [a.select(lambda x: x.age > 500, inplace=True) is a, a],
    "select nothing inplace": lambda a: a.select(inplace=True) is a,
    "sort number": lambda a: a.sort("fit"),
    "sort ascending": lambda a: a.sort("fit", ascending=True),
    "sort with ties": lambda a: a.sort("education"),
    "sort with ties ascending": lambda a: a.sort("education", ascending=True),
    "sort function": lambda a: a.sort(lambda agent: -agent.age),
    "sort property": lambda a: a.sort("unique_id"),
    "sort inplace": lambda a: [a.sort("age", inplace=True) is a, a],
    "sort twice": lambda a: a.sort("age").sort("district", ascending=True),
    "shuffle": lambda a: a.shuffle(),
    "shuffle twice": lambda a: a.shuffle().shuffle(),
    "shuffle inplace": lambda a: [a.shuffle(inplace=True) is a, a],
    "do": lambda a: noted(a, "do"),
    "shuffle_do": lambda a: noted(a, "shuffle_do"),
    "do method": lambda a: a.do("step") is a,
    "map": lambda a: a.map(lambda agent, more: agent.age + more, 3),
    "map method": lambda a: a.map("step"),
    "groupby word": lambda a: lists(a.groupby("education")),
    "groupby number": lambda a: lists(a.groupby("district")),
    "groupby function": lambda a: lists(a.groupby(lambda agent: agent.age // 120)),
    "groupby property": lambda a: lists(a.groupby("occupation_name")),
    "groupby lists": lambda a: a.groupby("status", result_type="list").groups,
    "groupby count": lambda a: a.groupby("education").count(),
    "groupby agg": lambda a: a.groupby("education").agg("wage", np.mean),
    "groupby agg lists": lambda a: a.groupby("status", result_type="list").agg("wage", max),
    "groupby map": lambda a: a.groupby("education").map(len),
    "groupby map name": lambda a: a.groupby("education").map("get", "age"),
    "groupby do": lambda a: len(a.groupby("education").do("do", "step")),
    "add and remove": swap,
    "contains other": lambda a: [5 in a, None in a],
    "and": lambda a: list(a & a.select(at_most=4)),
    "or": lambda a: list(a.select(at_most=4) | a.select(at_most=6)),
    "minus": lambda a: list(a - a.select(at_most=4)),
    "isdisjoint": lambda a: a.isdisjoint(a.select(at_most=1)),
    "clear": lambda a: [a.clear(), len(a), list(a)],
    "pop": lambda a: [a.pop(), len(a)],
    "copy of a chain": lambda a: a.shuffle().select(at_most=20).sort("age").get("unique_id"),
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_the_same_call_has_the_same_answer(city, name):
    kept, ours, mesas = both(city)
    assert same(plain(CALLS[name](ours)), plain(CALLS[name](mesas)))
    assert kept


def outcome(call, agents):
    """What a call gives, or what kind of error."""
    try:
        return plain(call(agents))
    except Exception as error:
        return type(error)


@pytest.mark.filterwarnings("ignore:No Agents specified", "ignore::RuntimeWarning")
@pytest.mark.parametrize("name", CALLS)
def test_an_empty_set_answers_alike(city, name):
    _, ours, mesas = both(city, [])
    assert same(outcome(CALLS[name], ours), outcome(CALLS[name], mesas))


WRONG = {
    "missing": (AttributeError, lambda a: a.get("nickname")),
    "missing of two": (AttributeError, lambda a: a.get(["age", "nickname"])),
    "missing to aggregate": (AttributeError, lambda a: a.agg("nickname", max)),
    "way to handle missing": (ValueError, lambda a: a.get("age", handle_missing="skip")),
    "method": (AttributeError, lambda a: a.do("fly")),
    "sort of several values": (ValueError, lambda a: a.sort("skills")),
    "groups of several values": (TypeError, lambda a: a.groupby("skills")),
    "removing twice": (KeyError, lambda a: [a.remove(x) for x in [next(iter(a))] * 2]),
}


@pytest.mark.parametrize("name", WRONG)
def test_the_same_mistake_has_the_same_error(city, name):
    error, call = WRONG[name]
    _kept, ours, mesas = both(city)
    for agents in (mesas, ours):
        with pytest.raises(error):
            call(agents)


@pytest.fixture
def fresh() -> SmartCity:
    return SmartCity(Settings(SIZE), seed=3).run(4, progress=False)


def test_set_gives_all_the_same_value(fresh):
    kept, ours, mesas = both(fresh)
    assert ours.set("energy", 0.25) is ours
    mine = ours.get("energy")
    mesas.set("energy", 0.25)
    assert mine == mesas.get("energy") == [0.25] * len(kept)
    ours.select(at_most=3).set("education", "high")
    assert ours.get("education")[:3] == ["high"] * 3
    assert fresh.world.citizens.education[ours.get("row")[:3]].tolist() == [2] * 3


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
