"""Own account and ventures: who starts a business, what it opens, and how it ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.core.vocabulary import CLOSED, EMPLOYED, SKILLS
from simulation.measures import MEASURES
from simulation.measures.labour_market.tracks import leading
from simulation.measures.stratified_sums import sum_strata
from simulation.processes.labour_market.ventures import Ventures
from simulation.tables.occupations import Occupations

ACTIVE = {"ventures.active": True}
#: Everybody thinks of a business, and demand, licences and pay stand in nobody's way.
EASY = {
    **ACTIVE,
    "ventures.rate": 0.5,
    "ventures.market_slope": 0.0,
    "ventures.independence": 5.0,
    "hiring.licences": False,
    "hiring.minimum_fit": 0.5,
}


@pytest.fixture
def city(small_run):
    """World and process of a small city after two months, with some values changed."""

    def build(changes, prepare=lambda world: None):
        run = small_run({**ACTIVE, "ventures.rate": 0.0, "ventures.early_hazard": 0.0})
        for _ in range(2):
            run.step()
        other = small_run(changes)
        process = next(one for one in other.processes if one.section == "ventures")
        run.world.settings = other.world.settings
        run.world.begin_month()
        prepare(run.world)
        return run.world, process

    return build


def on_own_account(world):
    """Residents at work on own account."""
    citizens = world.citizens
    own = world.occupations.on_own_account
    return citizens.resident & (citizens.occupation >= 0) & own[citizens.occupation]


def rich(world):
    world.citizens.money[:] = 1e6


def test_switched_off_it_is_gone(small_city, baseline):
    """Bit for bit, whatever its other parameters are."""
    others = {"ventures.rate": 0.5, "ventures.early_hazard": 0.5, "ventures.independence": 5.0}
    found = small_city({"ventures.active": False, **others})
    pd.testing.assert_frame_equal(found.measures, baseline.measures, check_exact=True)


def test_failures_end_fewer_businesses_than_end():
    """A fifth end in the first year and more than half in five, also because owners leave."""
    rule = Ventures()
    months = np.arange(1, 61)
    survival = np.cumprod(1.0 - rule.early_hazard / (1.0 + months / rule.hazard_scale))
    assert 0.80 < survival[11] < 0.95
    assert 0.50 < survival[59] < 0.80


def test_people_with_capital_skill_and_a_market_start(city):
    """They do, but for those without capital, without skill or without customers."""

    def poor(world):
        world.citizens.money[:] = 100.0

    def unskilled(world):
        rich(world)
        world.citizens.skills[:, SKILLS.index("business")] = 0.0

    def unwanted(world):
        rich(world)
        world.occupations.desired[world.occupations.on_own_account] = 1e-6

    started = {}
    for name, changes, prepare in (
        ("all", EASY, rich),
        ("poor", EASY, poor),
        ("unskilled", {**EASY, "hiring.minimum_fit": 0.95}, unskilled),
        ("able", {**EASY, "hiring.minimum_fit": 0.95}, rich),
        ("unwanted", {**EASY, "ventures.market_slope": 2.0}, unwanted),
    ):
        world, process = city(changes, prepare)
        before = on_own_account(world).sum()
        process.run(world)
        started[name] = int(world.flows["businesses_founded"].sum())
        change = on_own_account(world).sum() - before
        assert change == started[name] - world.flows["businesses_failed"].sum()
    assert started["all"] > 20
    assert started["poor"] == started["unwanted"] == 0
    assert started["unskilled"] < started["able"] < started["all"]


def test_communities_that_teach_starting_make_people_think_of_it(city):
    """The chance rises with what the community shows."""
    found = []
    for venture in (0.0, 1.0):

        def taught(world, venture=venture):
            rich(world)
            world.citizens.community[world.citizens.resident] = 0
            world.communities.venture[0] = venture
            world.levers.community_reach = 1.0

        world, process = city({**EASY, "ventures.rate": 0.02}, taught)
        process.run(world)
        found.append(int(world.flows["businesses_founded"].sum()))
    assert found[1] > 1.5 * found[0] > 0


def test_ventures_open_posts_for_others_and_close_them_with_their_end(city):
    """Each opens its first posts in the founder's field, and loses all when it fails."""
    staffed = {"ventures.staffed_share": 1.0, "ventures.starting_staff": 3}
    world, process = city({**EASY, **staffed}, rich)
    process.run(world)
    employers, posts = world.employers, world.posts
    own = world.occupations.on_own_account[posts.occupation]
    founded = np.flatnonzero(employers.founded & employers.present)
    others = (posts.holder != CLOSED) & ~own & np.isin(posts.employer, founded)
    assert others.sum() == 3 * (employers.posts[founded] > 1).sum() > 0
    world.strata = sum_strata(world)
    share = MEASURES["venture_posts"].read(world)
    assert share == pytest.approx(others.sum() / (posts.holder != CLOSED).sum())

    # somebody works in one of the posts, and every business fails
    post = int(np.flatnonzero(others)[0])
    row = int(np.flatnonzero(world.citizens.status != EMPLOYED)[0])
    posts.holder[post], world.citizens.post[row] = row, post
    world.citizens.employer[row] = posts.employer[post]
    world.citizens.occupation[row], world.citizens.status[row] = posts.occupation[post], EMPLOYED
    _, failing = city({**EASY, "ventures.rate": 0.0, "ventures.early_hazard": 0.5})
    world.citizens.demand_ability[:] = 0.0
    world.citizens.tenure[:] = 0
    for _ in range(40):
        world.begin_month()
        failing.run(world)
    assert world.citizens.status[row] != EMPLOYED
    assert not employers.founded[employers.present].any()
    assert not ((posts.holder != CLOSED) & np.isin(posts.employer, founded)).any()
    counted = np.bincount(posts.employer[posts.holder != CLOSED], minlength=employers.rows)
    np.testing.assert_array_equal(employers.posts, counted)


def test_owners_of_failed_businesses_pay_their_debts(city):
    """As far as their savings go, and nobody else pays."""
    changes = {**EASY, "ventures.rate": 0.0, "ventures.early_hazard": 0.5}

    def prepare(world):
        world.citizens.money[:] = 5000.0
        world.citizens.money[::2] = 1000.0
        world.citizens.tenure[:] = 0

    world, process = city(changes, prepare)
    before, owners = world.citizens.money.copy(), on_own_account(world)
    process.run(world)
    paid = before - world.citizens.money
    failed = owners & ~on_own_account(world)
    assert 0 < failed.sum() == world.flows["businesses_failed"].sum()
    assert not paid[~failed].any()
    np.testing.assert_allclose(paid[failed], np.minimum(before[failed], process.capital))
    assert world.accounts.debts == pytest.approx(paid.sum())


def test_labour_demand_leaves_own_account_to_residents(small_run):
    """Without starts and failures, posts of own account only become fewer."""
    run = small_run({**ACTIVE, "ventures.rate": 0.0, "ventures.early_hazard": 0.0})
    own, number = run.world.occupations.on_own_account, []
    assert (run.world.occupations.turnover[own] == 0.0).all()
    for _ in range(12):
        run.step()
        posts = run.world.posts
        number.append(int((own[posts.occupation] & (posts.holder != CLOSED)).sum()))
    assert (np.diff(number) <= 0).all()
    assert number[-1] > 0


def test_leaders_are_the_managers_of_the_table():
    """All managers are among them, nobody on own account, and a tenth of posts."""
    occupations = Occupations()
    found = leading(occupations)
    managers = [
        name.endswith(("managers", "officials", "executives")) for name in occupations.names
    ]
    assert found[managers].all()
    assert not found[occupations.on_own_account].any()
    assert 0.08 < occupations.employment[found].sum() < 0.13
    # somebody who is no leader can come from an occupation near to it
    ease = occupations.ease(0.1)
    assert (ease[np.ix_(~found, found)].max(axis=0) > 0.05).all()
