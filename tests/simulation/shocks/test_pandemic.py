"""A pandemic: face to face falls, digital goes on, and whom that leaves worst off."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.core.vocabulary import ICT
from simulation.engine import CityRun
from simulation.fit.needs_supply import services_supply
from simulation.settings import Settings
from simulation.shocks.pandemic import KEY_SECTORS, Pandemic
from simulation.world import CityConditions

MONTH, MONTHS = 12, 12
PANDEMIC = {"shocks.pandemic.month": MONTH, "shocks.pandemic.months": MONTHS}


@pytest.mark.parametrize("counters", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("digital_only", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("access", [0.0, 0.5, 1.0])
def test_only_what_is_face_to_face_closes(counters, digital_only, access):
    """The supply of services is ``q ((1 − d) c + d · access)``, whatever closes."""
    conditions = CityConditions(digital_only=digital_only, services=0.8, counters=counters)
    digital, quality = conditions.services_now()
    expected = 0.8 * ((1 - digital_only) * counters + digital_only * access)
    assert services_supply(quality, digital, access) == pytest.approx(expected)
    assert 0 <= digital <= 1


def test_open_counters_leave_services_to_the_last_bit():
    conditions = CityConditions(digital_only=0.1 + 0.2, services=0.7)
    assert conditions.services_now() == (conditions.digital_only, conditions.services)


def test_who_works_from_anywhere_or_for_health_is_spared(small_run):
    """The fall is largest where people are dealt with face to face, none in key work."""
    world = small_run().world
    world.month = MONTH
    Pandemic(month=MONTH, size=0.5).run(world)
    occupations = world.occupations
    shut = dict(zip(occupations.names, occupations.shut, strict=True))
    key = np.isin(occupations.sector, [occupations.sectors.index(name) for name in KEY_SECTORS])
    assert (occupations.shut[key] == 0).all()
    assert shut["waiters_bartenders"] == pytest.approx(0.5 * 0.47)
    assert shut["software_applications_developers_analysts"] < 0.1 < shut["waiters_bartenders"]
    world.month = MONTH
    Pandemic(month=MONTH, size=0.5, key_work=0.0).run(world)
    assert (occupations.shut[key] > 0).any()


def test_it_ends(city):
    """After its last month everything is open again."""
    found = city(PANDEMIC).measures.set_index("month")
    during = slice(MONTH, MONTH + MONTHS - 1)
    assert (found.loc[during, "services_open"] == 0.5).all()
    assert (found.loc[during, "demand_lost_shut"] > 0.05).all()
    after = found.loc[MONTH + MONTHS :]
    assert (after["services_open"] == 1).all()
    assert (after["demand_lost_shut"] == 0).all()


def test_fit_and_well_being_fall_and_come_back(effect):
    """Paired over seeds, fit falls while it lasts and is less below after a year."""
    during, after = effect(PANDEMIC, MONTH + 1, MONTH + MONTHS - 1), effect(PANDEMIC, 33, 36)
    assert (during["fit"] < -0.01).all()
    assert (during["well_being"] < 0).all()
    assert (during["unemployment_all"] > 0.02).all()
    assert after["fit"].mean() > 0.75 * during["fit"].mean()


def people(run):
    """Fit and ICT skill of every resident, by identity."""
    citizens = run.world.citizens
    rows = np.flatnonzero(citizens.resident)
    columns = {"fit": citizens.fit[rows], "ict": citizens.skills[rows, ICT]}
    return pd.DataFrame(columns, index=citizens.person[rows])


def test_the_least_ict_literate_lose_most():
    """Person by person, the lowest third in ICT before it loses more than the highest third."""
    losses = []
    for seed in (1, 2, 3):
        small = {"city.citizens": 600, "city.burn_in": 0}
        runs = [CityRun(Settings({**small, **more}), seed) for more in ({}, PANDEMIC)]
        for _ in range(MONTH - 1):
            for run in runs:
                run.step()
        ict = people(runs[0])["ict"]
        for _ in range(6):
            for run in runs:
                run.step()
        change = (people(runs[1])["fit"] - people(runs[0])["fit"]).dropna()
        third = pd.qcut(ict.rank(method="first"), 3, labels=False)
        by_third = change.groupby(third.reindex(change.index)).mean()
        losses.append((by_third[0], by_third[2]))
    low, high = np.array(losses).T
    assert (high < 0).all()
    assert low.mean() < 1.1 * high.mean()


def test_a_more_digital_city_bears_it_better(effect):
    """The loss of fit is smaller where more services were digital (constructs 1.5)."""
    losses = {}
    for start in (0.1, 0.9):
        digital = {"digitalisation.start": start}
        during = effect(PANDEMIC, MONTH + 1, MONTH + MONTHS - 1, plain=digital)
        losses[start] = during["fit"].mean()
    assert losses[0.1] < losses[0.9] < 0
