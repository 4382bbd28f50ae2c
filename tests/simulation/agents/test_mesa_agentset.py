"""Every public name of Mesa's AgentSet does with citizens what it does with plain agents.

The plain agents hold the values of the citizens. A method that a later Mesa adds has no call here
and fails a test.
"""

from __future__ import annotations

import copy
import pickle
import statistics
from collections.abc import Sequence
from random import Random

import mesa
import numpy as np
import pytest
from agents_help import SIZE, Person, values_of
from mesa.agentset import AbstractAgentSet, AgentSet, GroupBy

from simulation import SmartCity
from simulation.agents import Citizen, Employer, RowAgent, RowAgentSet
from simulation.settings import Settings

#: Names that Python gives to every class, or that hold no behaviour of a set.
MACHINERY = {
    "__abstractmethods__", "__annotations__", "__class__", "__class_getitem__", "__dict__",
    "__doc__", "__firstlineno__", "__init__", "__init_subclass__", "__module__", "__orig_bases__",
    "__parameters__", "__slots__", "__static_attributes__", "__subclasshook__", "__type_params__",
    "__weakref__",
}  # fmt: skip

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")


def public(instance):
    """Names of an object that are not private and differ from those of any object."""
    return sorted(
        name
        for name in dir(instance)
        if (not name.startswith("_") or name.startswith("__"))
        and name not in MACHINERY
        and getattr(type(instance), name, None) is not getattr(object, name, instance)
    )


def plain(answer):
    """An answer without agents: an agent is its identity, a set the list of them."""
    if isinstance(answer, RowAgent | Person):
        return ("agent", answer.unique_id)
    if isinstance(answer, AbstractAgentSet):
        return ["set", [plain(agent) for agent in answer]]
    if isinstance(answer, GroupBy):
        return ["groups", plain(answer.groups)]
    if isinstance(answer, dict):
        return {plain(key): plain(value) for key, value in answer.items()}
    if isinstance(answer, list | tuple):
        return [plain(value) for value in answer]
    return answer


def same(one, other, types=True):
    """Whether two answers are equal in value, order and, if asked, type."""
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key], types) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other, [types] * len(one)))
    if isinstance(one, np.ndarray):
        return (not types or one.dtype == other.dtype) and np.array_equal(one, other)
    equal = one == other or (isinstance(one, float | np.floating) and one != one and other != other)
    return equal and (not types or type(one) is type(other))


def outcome(call, agents):
    """What a call returns, or the type of the error."""
    try:
        return plain(call(agents))
    except Exception as error:
        return type(error) if "\n" not in str(error) else "an error of several lines"


def first(agents, number=0):
    """A member of a set by its position."""
    return agents.to_list()[number]


def heard(agents, call):
    """What a call of `do` or `shuffle_do` passes to a function."""
    calls = []

    def note(agent, *more, **named):
        calls.append((agent, more, sorted(named)))

    return [getattr(agents, call)(note, 5, b=6) is agents, calls]


def with_changes(agents, call, change):
    """Members after a call during which each agent changes the set."""
    getattr(agents, call)(lambda agent: change(agents, agent))
    return agents


def without(agents, *others):
    """The set without some of its members."""
    for other in others:
        agents.remove(other)
    return agents


def in_place(agents, operator, others):
    """The set after an operator such as ``&=``, which must return the set itself."""
    changed = getattr(agents, operator)(others)
    return [changed is agents, agents]


def few(agents, number=4):
    """The first members."""
    return agents.select(at_most=number)


def again(agents, way):
    """A copy of the agents and their set; the agents must outlive a set of weak references."""
    _, copied = way([agents.to_list(), agents])
    return [copied, copied is agents, len(few(copied)), copied.random.random()]


def pickled(thing):
    """A pickled thing that is read back."""
    return pickle.loads(pickle.dumps(thing))


def groups(agents, **options):
    """Groups of several sizes."""
    return agents.groupby("education", **options)


#: Name → calls with a set of agents; an answer that is changed later is listed at once.
CALLS = {
    "__len__": [len, bool],
    "__iter__": [list, lambda a: [x for x in a for _ in few(a, 2)], lambda a: dict.fromkeys(a)],
    "__contains__": [
        lambda a: first(a) in a, lambda a: 5 in a, lambda a: None in a, lambda a: [] in a,
        lambda a: first(a) in without(a, first(a)),
    ],
    "__getitem__": [
        *(lambda a, i=i: a[i] for i in (0, 2, -1, np.int64(3), True, 10**6, -(10**6), 1.5, "x")),
        *(lambda a, i=i: a[slice(*i)] for i in ((5,), (1, 3), (-3, None), (None, None, -1))),
        lambda a: Random(3).choice(a), lambda a: Random(3).sample(a, 3),
        lambda a: isinstance(a, Sequence),
    ],
    "__reversed__": [lambda a: list(reversed(a))],
    "index": [
        lambda a: a.index(first(a, 3)), lambda a: a.index(first(a, 3), 2), lambda a: a.index(None),
        lambda a: a.index(first(a, 3), 4), lambda a: a.index(first(a, 3), 1, 3),
        lambda a: a.index(first(a, -1), -2),
    ],
    "count": [lambda a: a.count(first(a)), lambda a: a.count(3)],
    "__and__": [lambda a: a & few(a), lambda a: few(a) & a.to_list(), lambda a: a & 5],
    "__rand__": [lambda a: a.to_list()[3:9] & few(a, 6)],
    "__or__": [lambda a: few(a) | few(a.shuffle()), lambda a: few(a) | a.to_list(),
               lambda a: a | 5],
    "__ror__": [lambda a: a.to_list()[3:9] | few(a)],
    "__sub__": [lambda a: a - few(a), lambda a: a - a.to_list(), lambda a: a - 5],
    "__rsub__": [lambda a: a.to_list()[:9] - few(a)],
    "__xor__": [lambda a: few(a) ^ few(a, 6), lambda a: few(a) ^ a.to_list()[2:9]],
    "__rxor__": [lambda a: a.to_list()[2:9] ^ few(a)],
    "__iand__": [lambda a: in_place(a, "__iand__", few(a))],
    "__ior__": [lambda a: in_place(few(a), "__ior__", few(a, 6))],
    "__isub__": [lambda a: in_place(a, "__isub__", few(a)), lambda a: in_place(a, "__isub__", a)],
    "__ixor__": [lambda a: in_place(few(a), "__ixor__", few(a, 6))],
    "__eq__": [
        lambda a: [a == copy.copy(a), a == a.shuffle(), a == few(a), a != few(a), a == list(a)],
    ],
    "__le__": [lambda a: [a <= a, few(a) <= a, a <= few(a)], lambda a: a <= list(a)],
    "__lt__": [lambda a: [a < a, few(a) < a, a < few(a)], lambda a: a < list(a)],
    "__ge__": [lambda a: [a >= a, few(a) >= a, a >= few(a)], lambda a: a >= list(a)],
    "__gt__": [lambda a: [a > a, few(a) > a, a > few(a)], lambda a: a > list(a)],
    "__hash__": [hash],
    "__getstate__": [
        lambda a: again(a, pickled), lambda a: again(few(a.shuffle()), pickled),
        lambda a: again(a, copy.deepcopy),
    ],
    "__setstate__": [lambda a: pickled(pickled([a.to_list(), few(a)]))[1]],
    "add": [
        lambda a: [a.add(first(a)), a],
        lambda a: (lambda x: [without(a, x).add(x), a, x in a])(first(a)),
    ],
    "agg": [
        *(lambda a, f=f: a.agg("fit", f) for f in (np.mean, np.std, sum, min, len)),
        *(lambda a, f=f: a.agg("age", f) for f in (np.sum, np.median, max, statistics.mode)),
        lambda a: a.agg("status", np.unique), lambda a: a.agg("skills", np.mean),
        lambda a: a.agg("dismissed", sum), lambda a: a.agg("education", lambda v: v.count("high")),
        lambda a: a.agg("wage", [min, max, sum, np.std, len]), lambda a: a.agg("wage", [np.median]),
        lambda a: a.agg("wage", (min, max)), lambda a: a.agg("wage", iter((min, max))),
        lambda a: a.agg("wage", []), lambda a: a.agg("unique_id", max),
        lambda a: a.agg("occupation_name", lambda names: len(set(names))),
        lambda a: a.agg("nickname", max), lambda a: a.agg("wage", "mean"),
        lambda a: a.agg("wage", 3),
    ],
    "clear": [lambda a: [a.clear(), a, len(a)]],
    "discard": [
        lambda a: [a.discard(first(a)), a],
        lambda a: (lambda x: [without(a, x).discard(x), a])(first(a)),
    ],
    "do": [
        lambda a: heard(a, "do"), lambda a: a.do("step") is a, lambda a: a.do("advance") is a,
        lambda a: a.do("fly"), lambda a: a.do(lambda agent: agent.nickname),
        lambda a: a.do("step", 3),
        lambda a: with_changes(a, "do", lambda a, agent: a.discard(agent)),
        lambda a: (lambda x: with_changes(without(a, x), "do", lambda a, _: a.add(x)))(first(a)),
    ],
    "get": [
        *(lambda a, n=n: a.get(n) for n in ("fit", "age", "dismissed", "education", "skills",
          "ties", "misfit_history", "unique_id", "row", "occupation_name", "nickname",
          ["fit", "education"], ("age", "wage"), [], ["age", "nickname"])),
        lambda a: first(a) and a.get(3),
        lambda a: a.get("nickname", handle_missing="default", default_value=3),
        lambda a: a.get("nickname", "default"), lambda a: a.get(["age", "nickname"], "default", -1),
        lambda a: a.get("age", "default", -1), lambda a: a.get("age", handle_missing="skip"),
        lambda a: a.get("nickname", handle_missing="skip"),
        lambda a: [few(a).do(lambda x: setattr(x, "nickname", "Ada")).get("nickname"),
                   a.get("nickname", "default", "")],
    ],
    "groupby": [
        groups, lambda a: a.groupby("district"), lambda a: a.groupby("dismissed"),
        lambda a: a.groupby(lambda agent: agent.age // 120), lambda a: a.groupby("occupation_name"),
        lambda a: a.groupby("status", result_type="list"), lambda a: a.groupby("nickname"),
        lambda a: a.groupby("skills"),
    ],
    "isdisjoint": [
        lambda a: [a.isdisjoint(few(a)), few(a).isdisjoint(a - few(a)), a.isdisjoint([])],
    ],
    "map": [
        lambda a: a.map(lambda agent, more: agent.age + more, 3), lambda a: a.map("step"),
        lambda a: a.map("fly"), lambda a: a.map(lambda agent, *, more: more, more=2),
    ],
    "pop": [lambda a: [a.pop(), a]],
    "random": [
        lambda a: a.random.random(), lambda a: few(a).random is a.random,
        lambda a: a.groupby("status").groups["inactive"].random is a.random,
    ],
    "remove": [lambda a: without(a, first(a)), lambda a: without(a, first(a), first(a))],
    "select": [
        lambda a: a.select(), lambda a: a.select(lambda agent: agent.education == "high"),
        lambda a: a.select(lambda agent: None), lambda a: a.select(lambda agent: agent.age % 3),
        *(lambda a, n=n: a.select(at_most=n) for n in (7, 0, 1, -2, 2.5, 0.3, 0.0, 0.99, 1.0, 999)),
        lambda a: a.select(lambda agent: agent.fit > 0.5, at_most=4),
        lambda a: a.select(lambda agent: agent.fit > 0.5, 0.1),
        lambda a: a.select(agent_type=mesa.Agent), lambda a: a.select(agent_type=Employer),
        lambda a: a.select(agent_type=(mesa.Agent, Employer)),
        lambda a: a.select(lambda x: x.age > 500, agent_type=mesa.Agent, at_most=5),
        lambda a: [a.select(lambda x: x.age > 500, inplace=True) is a, a],
        lambda a: [a.select(inplace=True) is a, a.select() is a],
        lambda a: a.select(lambda agent: agent.nickname),
        lambda a: first(a) and a.select(agent_type="Citizen"),
    ],
    "set": [
        *(lambda a, n=n, v=v: [a.set(n, v) is a, a.get(n)] for n, v in (
          ("energy", 0.25), ("age", 300), ("education", "high"), ("dismissed", True),
          ("ties", np.arange(8, dtype=np.int32)))),
        lambda a: [few(a).set("energy", 0.5).set("age", 400), a.get(["energy", "age"])],
    ],
    "shuffle": [
        lambda a: a.shuffle(), lambda a: a.shuffle().shuffle(), lambda a: [a.shuffle() is a, a],
        lambda a: [a.shuffle(inplace=True) is a, a],
        lambda a: few(a.shuffle()).sort("age").get("row"),
    ],
    "shuffle_do": [
        lambda a: heard(a, "shuffle_do"), lambda a: a.shuffle_do("step") is a,
        lambda a: a.shuffle_do("fly"), lambda a: [a.shuffle_do("step"), a],
        lambda a: with_changes(a, "shuffle_do", lambda a, agent: a.discard(agent)),
    ],
    "sort": [
        *(lambda a, n=n, up=up: a.sort(n, ascending=up)
          for n in ("fit", "education", "district", "unique_id", "occupation", "skills", "nickname")
          for up in (False, True)),
        lambda a: a.sort(lambda agent: -agent.age), lambda a: [a.sort("age", inplace=True) is a, a],
        lambda a: a.sort("age").sort("district", True), lambda a: a.sort(lambda x: x.skills),
    ],
    "to_list": [lambda a: a.to_list(), lambda a: a.to_list() is a.to_list()],
}  # fmt: skip
#: The same for groups.
GROUP_CALLS = {
    "__iter__": [lambda g: [[key, group] for key, group in g]],
    "__len__": [len],
    "agg": [
        *(lambda g, f=f: g.agg("wage", f) for f in (np.mean, max, sum, len)),
        lambda g: g.agg("education", set), lambda g: g.agg("nickname", max),
    ],
    "count": [lambda g: g.count()],
    "do": [
        lambda g: g.do("do", "step") is g, lambda g: g.do(lambda group: len(group)) is g,
        lambda g: g.do("fly"),
    ],
    "groups": [lambda g: g.groups, lambda g: {key: type(group) for key, group in g.groups.items()}],
    "map": [lambda g: g.map(len), lambda g: g.map("fly"), lambda g: g.map(lambda v, n: v[:n], 2)],
}  # fmt: skip


CHOSEN = {
    "everybody": lambda everybody: everybody,
    "members": lambda everybody: RowAgentSet(everybody.to_list()[::-2], random=Random(7)),
    "none": lambda everybody: everybody.select(at_most=0),
    "nobody ever": lambda _: RowAgentSet([], random=Random(7)),
}


@pytest.fixture(scope="module")
def stored():
    """A pickled city, and for each kind of set the values of its members."""
    city = SmartCity(Settings(SIZE), seed=3).run(5, progress=False)
    values = {kind: list(map(values_of, choose(city.agents))) for kind, choose in CHOSEN.items()}
    return pickle.dumps(city), values


@pytest.fixture
def twins(stored):
    """Sets of ours and of Mesa's with the same values and the same random generator."""
    content, values = stored
    kept = []

    def make(kind):
        ours = CHOSEN[kind](pickle.loads(content).agents)
        model = mesa.Model(rng=1)
        persons = [Person(model, of_person) for of_person in values[kind]]
        random = Random()
        random.setstate(ours.random.getstate())
        kept.append(persons)
        return ours, AgentSet(persons, random=random)

    return make


def test_every_public_name_of_mesas_set_has_a_call():
    assert public(AgentSet([], random=Random())) == sorted(CALLS)
    assert public(GroupBy({})) == sorted(GROUP_CALLS)


@pytest.mark.filterwarnings("ignore:No Agents specified", "ignore::RuntimeWarning")
@pytest.mark.parametrize("kind", CHOSEN)
@pytest.mark.parametrize("name", public(AgentSet([], random=Random())))
def test_a_set_of_citizens_answers_as_one_of_plain_agents(twins, kind, name):
    for number, call in enumerate(CALLS[name]):
        ours, mesas = (outcome(call, agents) for agents in twins(kind))
        # an empty column keeps the type of its numbers, an empty list has none
        assert same(ours, mesas, types=kind != "none"), (number, ours, mesas)


@pytest.mark.parametrize("result_type", ["agentset", "list"])
@pytest.mark.parametrize("name", public(GroupBy({})))
def test_groups_of_citizens_answer_as_those_of_plain_agents(twins, result_type, name):
    kinds = {RowAgentSet: AgentSet}
    for call in GROUP_CALLS[name]:
        ours, mesas = (
            outcome(call, groups(agents, result_type=result_type)) for agents in twins("members")
        )
        if isinstance(ours, dict):
            ours = {k: kinds.get(v, v) if isinstance(v, type) else v for k, v in ours.items()}
        assert same(ours, mesas), (ours, mesas)


def test_the_answers_of_citizens_are_sets_of_citizens(twins):
    ours, _ = twins("members")
    for answer in (
        ours.select(), ours.shuffle(), ours.sort("age"), ours & few(ours), few(ours) | ours,
        ours - few(ours), ours ^ few(ours), copy.copy(ours), *groups(ours).groups.values(),
    ):  # fmt: skip
        assert type(answer) is RowAgentSet
        assert answer is not ours


#: What a set of citizens refuses and Mesa's allows: the type of the error, words of it, the call.
REFUSED = {
    "an attribute that is no column": (
        AttributeError, r"no column 'nickname'; .*do\(lambda agent: setattr\(agent, 'nickname', 3",
        lambda a: a.set("nickname", 3),
    ),
    "a value out of range": (ValueError, "must be", lambda a: a.set("energy", 1.5)),
    "a value of a wrong type": (TypeError, "must be", lambda a: a.set("age", 1.5)),
    "an agent of another kind": (
        TypeError, "no Citizen of the city",
        lambda a: a.add(first(first(a).model.employers.agents)),
    ),
    "an agent of another model": (
        TypeError, "no Citizen of the city", lambda a: a.add(mesa.Agent(mesa.Model())),
    ),
    "something else": (TypeError, "no Citizen of the city", lambda a: a.add("Ada")),
    "removing from the city": (RuntimeError, "agents cannot be removed", lambda a: a.do("remove")),
    "creating agents": (
        RuntimeError, r"no Citizen can be created.*SmartCity\(citizens=500\)",
        lambda a: Citizen.create_agents(first(a).model, 3),
    ),
    "creating agents from a table": (
        RuntimeError, "no Citizen can be created",
        lambda a: Citizen.from_dataframe(first(a).model, None),
    ),
    "an agent without a row": (TypeError, "row", lambda a: Citizen(first(a).model)),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_what_a_city_does_not_allow_is_refused_in_one_line(twins, what):
    error, words, call = REFUSED[what]
    ours, _ = twins("members")
    before = ours.get(["unique_id", "energy", "age"])
    with pytest.raises(error, match=words) as caught:
        call(ours)
    assert "\n" not in str(caught.value)
    assert ours.get(["unique_id", "energy", "age"]) == before


def test_an_agent_has_mesas_attributes(twins):
    ours, _ = twins("members")
    someone = first(ours)
    assert someone.random is someone.model.random
    assert someone.rng is someone.model.rng
    assert (someone.step(), someone.advance()) == (None, None)
    assert set(public(mesa.Agent(mesa.Model()))) <= set(dir(someone))
