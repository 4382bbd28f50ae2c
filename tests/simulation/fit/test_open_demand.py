"""Expected fit without a job: what of the city's demand is open to a person."""

from __future__ import annotations

import numpy as np
import pytest

from simulation.core.vocabulary import SKILLS
from simulation.fit.demand_ability import packed_rows
from simulation.fit.open_demand import (
    OpenDemand,
    Outlook,
    by_skill,
    expected_fit,
    expected_log_wage,
    share_open,
    shares_of_posts,
)

JOBS = 6


@pytest.fixture
def demand():
    """Demands, weights, nearness and posts of a few occupations."""
    draw = np.random.default_rng(4)
    weight = draw.random((JOBS, len(SKILLS)))
    return (
        draw.random((JOBS, len(SKILLS))), weight / weight.sum(axis=1, keepdims=True),
        draw.random((JOBS, JOBS)), draw.integers(1, 50, JOBS).astype(float),
    )  # fmt: skip


def jobs(asked, weight):
    """Demands and weights as compiled functions read them."""
    return by_skill(asked.astype(np.float32)), by_skill(weight.astype(np.float32))


def fit(able, last, demand, spread=0.06, minimum=0.7, unlicensed=1.0):
    """Expected fit of one person, prepared for the occupation of the last post."""
    asked, weight, near, posts = demand
    shares = shares_of_posts(near, posts)
    rows = packed_rows(np.asarray(able, dtype=np.float32)[None])
    licences = np.full(JOBS, unlicensed, dtype=np.float32)
    return expected_fit(
        rows,
        np.uint64(0),
        (np.uint32(last), np.uint32(last)),
        OpenDemand(*jobs(asked, weight), shares, shares, licences, minimum, spread),
        Outlook(*np.empty((3, JOBS))),
    )[0]


def test_by_hand(demand):
    """The mean over posts, by nearness, of fit where the shortfall is forgiven."""
    asked, weight, near, posts = demand
    able = np.full(len(SKILLS), 0.5)
    fits = 1.0 - (weight * np.maximum(asked - able, 0.0)).sum(axis=1)
    number = near[2] * posts
    expected = (number * fits * (fits >= 0.7)).sum() / number.sum()
    assert fit(able, 2, demand, spread=0.0) == pytest.approx(expected, abs=1e-6)


def test_more_ability_never_lowers_it(demand):
    """Whatever is learned, more of the demand is open, and it is met better."""
    draw = np.random.default_rng(5)
    for _ in range(50):
        able = draw.random(len(SKILLS))
        abler = np.minimum(able + draw.random(len(SKILLS)) * 0.2, 1.0)
        assert fit(abler, 0, demand) >= fit(able, 0, demand) - 1e-7


def test_nothing_open_is_no_fit(demand):
    """Who meets none of the demand has a fit of 0, who meets all of it a fit of 1."""
    assert fit(np.zeros(len(SKILLS)), 1, demand, minimum=0.99) == 0.0
    assert fit(np.ones(len(SKILLS)), 1, demand) == pytest.approx(1.0)


def test_posts_that_need_a_missing_licence_are_not_open(demand):
    """Half of the posts need a licence, which is held of the own occupation alone."""
    asked, weight, near, posts = demand
    able = np.full(len(SKILLS), 0.5)
    fits = 1.0 - (weight * np.maximum(asked - able, 0.0)).sum(axis=1)
    number = near[2] * posts
    held = np.where(np.arange(JOBS) == 2, 1.0, 0.5)
    expected = (number * held * fits * (fits >= 0.7)).sum() / number.sum()
    assert fit(able, 2, demand, spread=0.0, unlicensed=0.5) == pytest.approx(expected, abs=1e-6)


def test_pay_to_expect_is_that_of_open_posts(demand):
    """The log wage to expect is the mean over posts that are open, for the own match."""
    asked, weight, near, posts = demand
    able, log_wage = np.full(len(SKILLS), 0.5), np.linspace(7.0, 8.0, JOBS)
    fits = 1.0 - (weight * np.maximum(asked - able, 0.0)).sum(axis=1)
    shares = shares_of_posts(near, posts)
    number = near[2] * posts * (fits >= 0.7)
    expected = (number * (log_wage + 2.0 * (fits - 0.9))).sum() / number.sum()
    rows = packed_rows(able.astype(np.float32)[None])
    person = (rows, np.uint64(0), (np.uint32(2), np.uint32(2)))
    everybody = np.ones(JOBS, dtype=np.float32)
    pay, outlook = (log_wage, 2.0, 0.9), Outlook(*np.empty((3, JOBS)))
    some = OpenDemand(*jobs(asked, weight), shares, shares, everybody, 0.7, 0.0)
    found = expected_log_wage(*person, some, pay, outlook)
    assert found == pytest.approx(expected, abs=1e-6)
    nothing = some._replace(minimum=1.1)
    assert np.isnan(expected_log_wage(*person, nothing, pay, outlook))


def test_what_is_forgiven_has_a_triangular_error():
    """Half of the posts at the minimum; none or all beyond the error."""
    assert share_open(0.8, 0.8, 0.06) == pytest.approx(0.5)
    assert share_open(0.74, 0.8, 0.06) == pytest.approx(0.0, abs=1e-12)
    assert share_open(0.86, 0.8, 0.06) == pytest.approx(1.0)
    draw = np.random.default_rng(6)
    error = (draw.random(200_000) + draw.random(200_000) - 1.0) * 0.06
    assert share_open(0.78, 0.8, 0.06) == pytest.approx((0.78 + error >= 0.8).mean(), abs=0.005)


@pytest.mark.parametrize("name", ["search.online_vacancies", "search.offline_vacancies"])
def test_hearing_of_more_vacancies_lowers_nobodys_fit(small_run, name):
    """In the month in which people hear of more vacancies, fit without a job stays as it is."""
    runs = [small_run({"city.months": 8}), small_run({"city.months": 8})]
    for run in runs:
        for _ in range(6):
            run.step()
    usual, more = runs
    section = next(p for p in more.processes if p.section == "fitting")
    settings = dict(more.world.settings)
    rule = settings["search"]
    key = name.partition(".")[2]
    object.__setattr__(rule, key, 3.0 * getattr(rule, key))
    try:
        for run in runs:
            section.run(run.world)
    finally:
        object.__setattr__(rule, key, getattr(rule, key) / 3.0)
    citizens = [run.world.citizens for run in runs]
    resident = citizens[0].resident
    assert (citizens[1].fit[resident] >= citizens[0].fit[resident]).all()
    gained = citizens[1].potential[resident] - citizens[0].potential[resident]
    assert (gained >= 0).all()
    assert (gained > 1e-6).any()
    assert usual.world.month == more.world.month
