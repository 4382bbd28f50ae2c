"""The sample of citizens: the people of a run's own panel, with those who come and go."""

from __future__ import annotations

import json
from itertools import pairwise

import numpy as np
import pytest
from starlette.testclient import TestClient

from experiments.explore import people
from experiments.explore.live_run import RunRequest, simulate
from experiments.explore.people import ABSENT, FIT_STEPS, content, ranks
from experiments.explore.scheduler import Scheduler
from experiments.explore.server import application, run_request
from experiments.explore.settings import read
from scenarios import load
from simulation.core.vocabulary import EDUCATIONS, STATUSES
from simulation.engine import CityRun

FIRST, MONTHS, SIZE = 9, 40, 40
SMALL = {"city.citizens": 300, "city.months": MONTHS, "city.burn_in": FIRST - 1}
SMALL |= {"interventions.training.start_month": FIRST - 1, "migration.rate": 0.02}
MINE = load("training").but(SMALL)
OTHER = MINE.but({"interventions.training.annual_budget_per_citizen": 0.0})


def result_of(scenario, panel=SIZE, sample=SIZE):
    request = RunRequest(scenario.settings, 1, panel, sample)
    return simulate(request, lambda _: None, lambda: False)


@pytest.fixture(scope="module")
def mine():
    return result_of(MINE)


@pytest.fixture(scope="module")
def other():
    return result_of(OTHER)


@pytest.fixture(scope="module")
def told(mine, other):
    return content(mine.lives, other.lives)


@pytest.mark.parametrize("side", ["mine", "other"])
def test_the_sample_is_the_panel_of_the_run(told, side, request):
    """Fit and status of each month, and nobody missing; the others arrived later."""
    panel = request.getfixturevalue(side).panel
    place = {person: row for row, person in enumerate(told["person"])}
    assert set(panel["person"]) <= set(place)
    assert told["sample"] == SIZE == (panel["month"] == FIRST).sum()
    for row in panel.to_dict("records"):
        at, month = place[row["person"]], row["month"] - FIRST
        assert told[side]["fit"][at][month] == pytest.approx(FIT_STEPS * row["fit"], abs=0.501)
        assert told[side]["status"][at][month] == row["status"][0]
        if month == 0:
            assert EDUCATIONS[told["education"][at]] == row["education"]
            assert told["age"][at] == int(row["age"])
    followed = panel.groupby("person")["month"].agg(set)
    for person, months in followed.items():
        status = told[side]["status"][place[person]]
        assert {FIRST + n for n, letter in enumerate(status) if letter != "-"} == months


def test_people_who_arrive_belong_to_it_by_the_same_rule(told):
    """All residents whose draw is below that of the last of the panel, as a run shows them."""
    arrived = {
        person
        for person, status in zip(told["person"], told["mine"]["status"], strict=True)
        if status.startswith("-") and status.strip("-")
    }
    assert arrived
    run = CityRun(MINE.settings, 1)
    met = set()
    while run.world.month < MONTHS:
        run.step()
        if run.world.month >= FIRST:
            met |= set(run.world.citizens.person[run.world.citizens.resident].tolist())
    assert arrived <= met
    share = len(arrived) / (len(met) - 300)
    assert share == pytest.approx(SIZE / 300, abs=0.08)


def test_a_sample_changes_no_number_of_the_run(mine):
    alone = result_of(MINE, sample=0)
    assert alone.lives is None
    np.testing.assert_equal(alone.summary, mine.summary)
    assert alone.panel.equals(mine.panel)


def expected_events(records):
    """Jobs found and left, moves and courses of a person of the panel."""
    for before, now in pairwise(records):
        work = [month["status"] == "employed" for month in (before, now)]
        occupation = now["occupation"].replace("_", " ")
        if work == [False, True]:
            yield now["month"], "job", occupation
        elif work == [True, False]:
            yield now["month"], "without", ""
        elif now["occupation"] != before["occupation"]:
            yield now["month"], "move", occupation
        if now["course"] and not before["course"]:
            yield now["month"], "course", ""


def test_events_are_those_of_the_panel(told, mine):
    place = {person: row for row, person in enumerate(told["person"])}
    names = {"job": "job", "move": "move", "loss": "without", "end": "without", "course": "course"}
    kinds = set()
    for person, months in mine.panel.groupby("person"):
        events = told["mine"]["events"][place[person]]
        kinds |= {kind for _, kind, _ in events}
        found = [
            (month, names[kind], told["occupations"][detail] if kind in ("job", "move") else "")
            for month, kind, detail in events if kind in names
        ]  # fmt: skip
        assert found == list(expected_events(months.to_dict("records"))), person
    assert {"job", "loss", "course", "out"} <= kinds


def test_who_leaves_for_age_retires(told):
    reasons = {0: [], 1: []}
    for row, age in enumerate(told["age"]):
        for month, kind, detail in told["mine"]["events"][row]:
            if kind == "out":
                reasons[detail].append(age + (month - FIRST) / 12)
                assert told["mine"]["status"][row][month - FIRST] == "-"
    assert reasons[0]
    assert reasons[1]
    assert min(reasons[0]) > 63.9
    assert max(reasons[1]) < 65


def test_both_sides_have_the_same_people_before_the_policy_acts(told):
    for side in ("mine", "other"):
        assert len(told[side]["fit"]) == len(told["person"]) == len(told["rank"])
    first = [[states[:1] for states in told[side]["status"]] for side in ("mine", "other")]
    assert first[0] == first[1]


def test_ranks_go_by_education_and_then_by_skill():
    education = np.array([1, 0, 2, 0, 1])
    ict = np.array([0.2, 1.0, 0.0, 0.1, 0.1])
    rank, edges = ranks(education, ict, np.array([True, True, True, True, False]))
    # four began; the fifth stands between the lower two and the first
    assert rank == [625, 375, 875, 125, 500]
    assert edges == [500, 750, 1000]


def test_months_without_a_person_are_marked():
    lives = result_of(MINE).lives
    absent = ~lives.present
    assert absent.any()
    assert all((values[absent] == ABSENT).all() for values in lives.months.values())
    assert (lives.months["fit"][~absent] > 0).all()
    assert set(people.LETTERS) == {name[0] for name in STATUSES}


@pytest.fixture
def client(mine, other):
    """A server whose scheduler has the results of a first pair, and no workers."""
    made = Scheduler(1, 2)
    city = read([("case", "training"), ("city.citizens", "500")])
    made._results[run_request(city.mine, 1).key] = mine
    made._results[run_request(city.other, 1).key] = other
    return TestClient(application(made), base_url="http://127.0.0.1")


def test_the_server_sends_the_sample_of_a_stored_pair(client, told):
    answer = client.get("/people.json?case=training&city.citizens=500")
    assert answer.status_code == 200
    assert answer.json() == json.loads(json.dumps(told))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("case=training&city.citizens=1000", 404),
        ("case=training&city.citizens=500&versus=city", 404),
        ("case=trainig", 400),
    ],
)
def test_the_server_runs_nothing_for_it(client, query, status):
    answer = client.get(f"/people.json?{query}")
    assert answer.status_code == status
    assert answer.json()["problems"]
