"""The plan: order and identity of runs."""

from __future__ import annotations

import json

import pytest

from experiments.batch.plan import make_plan, settings_hash
from experiments.errors import RequestError
from scenarios import load


def test_runs_are_interleaved_over_scenarios():
    plan = make_plan([load("baseline"), load("training")], [1, 2], 0, "v")
    assert [run.key for run in plan.runs] == [
        ("baseline", 1), ("training", 1), ("baseline", 2), ("training", 2),
    ]  # fmt: skip
    assert (plan.scenarios, plan.seeds) == (["baseline", "training"], [1, 2])


def test_a_run_is_its_settings_its_seed_and_the_model():
    baseline = load("baseline")

    def identity(scenario=baseline, seed=1, panel=0, version="v"):
        return make_plan([scenario], [seed], panel, version).runs[0].identity

    assert identity() == identity(baseline.but(name="other", title="Other"))
    assert identity() == identity(panel=5)
    others = [
        identity(baseline.but({"city.citizens": 2000})),
        identity(baseline.but({"city.months": 200})),
        identity(seed=2),
        identity(version="w"),
    ]
    assert len({identity(), *others}) == 5


def test_a_whole_number_is_the_same_number():
    assert settings_hash({"a": 1, "b": 2.0}) == settings_hash({"b": 2, "a": 1.0})
    assert settings_hash({"a": 1}) != settings_hash({"a": True})


def test_one_name_for_two_scenarios_is_refused():
    baseline = load("baseline")
    with pytest.raises(RequestError, match="baseline"):
        make_plan([baseline, baseline.but({"city.citizens": 2000})], [1], 0, "v")
    assert len(make_plan([baseline, baseline], [1, 1], 0, "v").runs) == 1


@pytest.mark.parametrize(("names", "seeds"), [([], [1]), (["baseline"], [])])
def test_nothing_to_run_is_refused(names, seeds):
    with pytest.raises(RequestError, match="nothing"):
        make_plan([load(name) for name in names], seeds, 0, "v")


def test_the_plan_can_be_run_from_its_text():
    plan = make_plan([load("training")], [1], 3, "v")
    document = json.loads(plan.to_json())
    assert settings_hash(document["scenarios"]["training"]) == settings_hash(plan.runs[0].settings)
