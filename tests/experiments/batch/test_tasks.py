"""Runs that share a burn-in are dispatched together, and sharing changes no result."""

from __future__ import annotations

import random

import pytest
from conftest import SMALL, contents

from experiments.batch import runner, worker
from experiments.batch.executors import Workforce
from experiments.batch.limits import NO_LIMITS, Limits
from experiments.batch.plan import Plan, make_plan
from experiments.batch.tasks import interleaved, tasks_of
from experiments.storage.results import Results
from scenarios import load
from simulation.core.model_version import model_version

ARMS = ("all_three", "baseline", "training", "network")
EARLY = "interventions.training.start_month"


@pytest.fixture(scope="module")
def arms():
    """Arms that share a burn-in, and one whose intervention starts within it."""
    early = load("training").but({**SMALL, EARLY: 2}, name="early")
    return [early, *(load(name).but(SMALL) for name in ARMS)]


@pytest.fixture(scope="module")
def plan(arms):
    return make_plan(arms, [1, 2], 0, model_version())


@pytest.fixture(scope="module")
def alone(arms, plan, tmp_path_factory):
    """Results of runs that share no burn-in."""
    directory = tmp_path_factory.mktemp("alone")
    for run in plan.runs:
        runner.carry_out(
            Plan((run,)), arms, directory, workforce=Workforce(1, here=True), say=print, show=False
        )
    assert set(taken_over(directory).values()) == {0}
    return contents(directory)


def taken_over(directory):
    """Months that each run took over from another one."""
    return {
        (record["scenario"], record["seed"]): record["months_taken_over"]
        for record in Results.open(directory).records().to_dict("records")
    }


def test_runs_share_their_burn_in_if_they_differ_only_afterwards(plan):
    tasks = tasks_of(plan.runs, NO_LIMITS)
    shared = {task.burn_in for task in tasks} - {None}
    assert len(shared) == 2  # one for each seed
    assert {task.run.scenario for task in tasks if task.burn_in is None} == {"early"}
    assert {task.burn_in for task in tasks_of(plan.runs[:2], NO_LIMITS)} == {None}


def test_where_memory_is_limited_nothing_is_shared(plan):
    assert {task.burn_in for task in tasks_of(plan.runs, Limits(megabytes=900))} == {None}
    assert {task.burn_in for task in tasks_of(plan.runs, Limits(seconds=9))} != {None}


@pytest.mark.parametrize("workers", [1, 2, 3, 50])
def test_as_many_burn_ins_as_workers_alternate(plan, workers):
    tasks = tasks_of(plan.runs, NO_LIMITS)
    order = list(interleaved(tasks, workers))
    assert sorted(task.run.key for task in order) == sorted(task.run.key for task in tasks)
    shared = [task.burn_in for task in order if task.burn_in]
    seeds = [key.rpartition("/")[2] for key in shared]
    assert seeds == list("11112222" if workers == 1 else "12121212")


def test_one_worker_simulates_a_burn_in_once(arms, plan, alone, tmp_path):
    worker._burn_ins.cache_clear()  # those of tests that ran before in this process
    runner.carry_out(plan, arms, tmp_path, workforce=Workforce(1, here=True), say=print, show=False)
    assert contents(tmp_path) == alone
    months = list(taken_over(tmp_path).values())
    burn_in = SMALL["city.burn_in"]
    assert sorted(months) == [0] * 4 + [burn_in] * 6  # two early ones, two first ones


@pytest.mark.parametrize("seed", [1, 2])
def test_any_order_and_two_workers_give_the_same(arms, plan, alone, tmp_path, seed):
    runs = list(plan.runs)
    random.Random(seed).shuffle(runs)
    runner.carry_out(
        Plan(tuple(runs)), arms, tmp_path, workforce=Workforce(2), say=print, show=False
    )
    assert contents(tmp_path) == alone
    assert sum(taken_over(tmp_path).values()) > 0
