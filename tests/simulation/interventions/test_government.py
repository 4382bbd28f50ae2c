"""Government: staff, data standards, budgets that follow gaps, and posts that public money pays."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.core.accounts import INTERVENTIONS
from simulation.engine import simulate
from simulation.interventions.budget import monthly_budget
from simulation.interventions.government import Government
from simulation.interventions.policy import Policy, first_start, ict_thirds, programmes_of
from simulation.settings import Settings

SMALL = {"city.citizens": 500, "city.months": 48, "city.burn_in": 6}


def paid(name, budget=240.0, start=6):
    """Changes that pay for one intervention."""
    return {
        f"interventions.{name}.annual_budget_per_citizen": budget,
        f"interventions.{name}.start_month": start,
    }


def run_to(small_run, changes, month):
    """The world of a small city after some months."""
    run = small_run(changes)
    for _ in range(month):
        run.step()
    return run.world


def test_standards_and_staff_scale_digital_services(small_run):
    """Both scale the services that are digital only, relative to usual; others are as they were."""
    world = run_to(small_run, {}, 3)
    found = []
    for standards, premium in ((0.8, 0.3), (0.4, 0.3), (0.8, 2.0)):
        Government(data_standards=standards, private_premium=premium).run(world)
        digital_only, quality = world.conditions.services_now()
        found.append((quality * digital_only, quality * (1.0 - digital_only)))
    digital, others = np.array(found).T
    assert digital[1] == pytest.approx(0.5 * digital[0])
    assert digital[2] < digital[0]
    assert others == pytest.approx(np.full(3, others[0]))


def test_without_the_process_digital_services_are_as_good_as_others(small_city):
    """Off is the same as full staff, bit for bit, where nothing else asks for standards."""
    off = small_city({"government.active": False}).measures
    usual = {"staff_dependence": 0.0, "data_standards": 1.0, "usual_capacity": 1.0}
    full = small_city({f"government.{key}": value for key, value in usual.items()}).measures
    pd.testing.assert_frame_equal(off, full, check_exact=True)


@pytest.mark.parametrize("key", ["data_standards", "private_premium"])
def test_curriculum_and_pool_need_standards_and_staff(small_run, key):
    """Less of either aligns fewer courses, pools fewer vacancies and prescribes fewer courses."""
    changes = {**paid("network", start=2), **paid("training", start=2), "policy.prescription": 0.5}
    changes["interventions.network.setup_months"] = 0
    changes["interventions.network.trust_clamp"] = 0.6
    worse = {"data_standards": 0.2, "private_premium": 2.0}[key]
    good, bad = (
        run_to(small_run, {**changes, **change}, 8) for change in ({}, {f"government.{key}": worse})
    )
    for lever in ("curriculum", "network_reach", "transfer"):
        assert 0.0 < getattr(bad.levers, lever) < getattr(good.levers, lever)
    assert 0.0 < bad.programmes.prescription < good.programmes.prescription


def review(world, rule, gap, month):
    """Let the city review its budgets in a month, with some gap in fit."""
    people, third = ict_thirds(world)
    world.citizens.fit[people] = np.where(third == 0, 0.7 - gap, 0.7)
    world.month = month
    rule.run(world)
    return world.programmes.budget_ratio[INTERVENTIONS.index("training")]


def test_budgets_follow_the_known_gap_and_never_exceed_the_plan(small_run):
    """A smaller gap saves money, a larger one spends what was saved."""
    world = run_to(small_run, paid("training", start=6), 6)
    world.programmes.gaps.clear()
    world.programmes.shortages.clear()
    rule = Policy(lag=0, review_interval=1)
    ratios = [review(world, rule, gap, 7 + n) for n, gap in enumerate((0.2, 0.1, 0.3, 0.3, 0.9))]
    assert ratios[0] == pytest.approx(1.0)
    assert ratios[1] == pytest.approx(0.1 / 0.15, abs=1e-3)
    # .3 is 1.5 times the mean; a third of a month was saved
    assert ratios[2] == pytest.approx(4 / 3, abs=1e-3)
    assert ratios[3] == pytest.approx(1.0, abs=1e-3)
    assert sum(ratios) <= len(ratios) + 1e-9
    assert world.programmes.budget_saved[0] == pytest.approx(len(ratios) - sum(ratios), abs=1e-9)
    assert (world.programmes.budget_saved[1:] == 0.0).all()


def test_the_lag_decides_when_money_follows(small_run):
    """With a lag of some months a review sees the gap of that many months ago."""
    ratios = {}
    for lag in (0, 2):
        world = run_to(small_run, paid("training", start=6), 6)
        world.programmes.gaps.clear()
        world.programmes.shortages.clear()
        rule = Policy(lag=lag, review_interval=1)
        gaps = (0.2, 0.2, 0.2, 0.1, 0.1, 0.1)
        ratios[lag] = [review(world, rule, gap, 7 + n) for n, gap in enumerate(gaps)]
    assert ratios[0][3] < 1.0
    assert ratios[2][3:5] == pytest.approx([1.0, 1.0])
    assert ratios[2][5] < 1.0


def test_money_is_the_plan_times_the_ratio(small_run):
    """A programme gets the plan times the ratio, which is 1 before the first review."""
    world = run_to(small_run, paid("training", start=2), 4)
    training = programmes_of(world)[0]
    plan = 240.0 * world.residents / 12.0
    assert monthly_budget(world, training) == pytest.approx(plan)
    world.programmes.budget_ratio[0] = 0.6
    assert monthly_budget(world, training) == pytest.approx(0.6 * plan)
    assert first_start(programmes_of(world)) == 2


def test_fixed_and_following_budgets_cost_about_the_same():
    """Over four years the following city spends at most the plan, and most of it."""
    spent = {}
    for follow in (False, True):
        changes = {**SMALL, **paid("training"), "policy.budgets_follow": follow, "policy.lag": 3}
        found = simulate(Settings(changes), 1).measures
        spent[follow] = found["budget_ratio_training"].sum()
        if not follow:
            assert (found["budget_ratio_training"] == 1.0).all()
    assert 0.85 * spent[False] < spent[True] <= spent[False] + 1e-6


def test_a_cut_closes_the_posts_that_it_paid_for():
    """Emerging posts fall with public money, more with private money cut too; others do not."""
    base = {**SMALL, "emerging_occupations.midpoint_month": 12, "emerging_occupations.duration": 6}
    base["city.citizens"] = 1000
    cut = {"shocks.funding_cut.month": 36, "shocks.funding_cut.months": 12}
    cut["shocks.funding_cut.share"] = 1.0
    posts = []
    for changes in ({}, cut, {**cut, "shocks.funding_cut.private_share": 1.0}):
        occupations = simulate(Settings({**base, **changes}), 1).world.occupations
        emerging = occupations.emerging
        posts.append((occupations.posts[emerging].sum(), occupations.posts[~emerging].sum()))
    emerging, others = np.array(posts, dtype=float).T
    assert 0.3 * emerging[0] < emerging[1] < 0.75 * emerging[0]
    assert emerging[2] < 0.5 * emerging[1]
    assert others == pytest.approx(np.full(3, others[0]), rel=0.02)
