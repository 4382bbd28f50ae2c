"""Platform monopoly: nothing before its month, and then wages and access have a price-maker."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.core.vocabulary import ICT
from simulation.fit.needs_supply import digital_access

MONTH = 14


@pytest.fixture(scope="module")
def monopoly(small_city):
    """The small city in which one owner takes all platforms over."""
    return small_city({"shocks.platform_monopoly.month": MONTH})


def test_from_its_month_there_is_one_owner(monopoly):
    """The index is 1 and access costs what a single platform asks, from that month on."""
    late = monopoly.measures["month"] >= MONTH
    price = monopoly.world.settings["platforms"].access_price
    assert (monopoly.measures["platform_concentration"][late] == 1).all()
    assert (monopoly.measures["platform_concentration"][~late] < 1).all()
    np.testing.assert_allclose(monopoly.measures["access_price"][late], price)


def test_without_platforms_there_is_nothing_to_own(small_city):
    """Where the platforms' process is off, the shock does nothing."""
    off = {"platforms.active": False}
    with_it = small_city({**off, "shocks.platform_monopoly.month": 3}).measures
    pd.testing.assert_frame_equal(with_it, small_city(off).measures, check_exact=True)


def test_everybody_pays_in_proportion_to_digital_access(small_run, observe):
    """The month it comes, income falls by the price times digital access, for users only."""
    incomes, medians, use = [], [], None
    for month in (0, MONTH):
        changes = {"shocks.platform_monopoly.month": month, "platforms.wage_markdown": 0.0}
        changes["trust.firms"] = False  # everybody uses as much as they can reach
        run = small_run({**changes, "platforms.access_price": 100.0})
        seen = {}

        def note(process, world, seen=seen):
            if process.section == "pay":
                seen["income"] = world.citizens.income.astype(float)
                seen["median"] = world.conditions.median_income

        observe(run, after=note)
        for _ in range(MONTH):
            run.step()
        incomes.append(seen["income"])
        medians.append(seen["median"])
        citizens = run.world.citizens
        if use is None:
            skill = citizens.skills[:, ICT].astype(float)
            access = np.array([digital_access(ict) for ict in skill])
            use = access * run.world.districts.infrastructure[citizens.district]
    # only people whose district and month were the same in both are looked at
    paid = incomes[0] - incomes[1]
    there = run.world.citizens.resident & (incomes[0] > 300)
    matching = np.abs(paid[there] - 100.0 * use[there]) < 0.05
    assert matching.mean() > 0.95
    # what pay is compared with is the median before the charge
    assert medians[1] == pytest.approx(medians[0], rel=1e-6)


def test_a_monopoly_lowers_what_the_city_supplies(paired):
    """Needs-supply fit falls for all levels of education; the wages of platform work fall."""
    columns = [f"needs_supply_{level}" for level in ("low", "mid", "high")]
    found = paired({"shocks.platform_monopoly.month": 25, "platforms.access_price": 150.0}, columns)
    assert (found.mean(axis=0) < -0.002).all()
    assert (found < 0).mean() > 0.9


def test_a_monopoly_marks_wages_down(small_city):
    """Platform work pays less than what it asks is worth; other work is offered that."""
    found = small_city({"shocks.platform_monopoly.month": 3}).world.occupations
    platform = found.on_platforms
    offered = found.offered_wage() / (found.base_wage * np.exp(found.premium))
    np.testing.assert_allclose(offered[platform], 0.8, rtol=1e-6)
    np.testing.assert_allclose(offered[~platform], 1.0, rtol=1e-6)
