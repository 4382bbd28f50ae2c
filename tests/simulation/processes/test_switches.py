"""Every process can be taken out of the month, and the city goes on without it, but differently."""

from __future__ import annotations

import pytest

from simulation.schedule import MONTH

MONTHS = 14
#: Enough of everything rare for its absence to be seen in a small city.
LIVELY = {
    "city.months": MONTHS,
    "relocation.rate": 0.3,
    "ventures.active": True,
    "emerging_occupations.midpoint_month": 6.0,
    "emerging_occupations.duration": 3.0,
    "automation.pace": 0.01,
    "redesign.pace": 5.0,
    "work_teams.adoption_share": 0.5,
    "interventions.communities.team_share": 0.5,
    "interventions.recognition.training_budget": 5.0,
    "interventions.recognition.assessment_cost": 100.0,
    "interventions.channels.community_support": False,
    "shocks.platform_monopoly.month": 3,
    "migration.rate": 0.01,
    "moves.rate": 0.1,
    "shocks.automation_wave.month": 3,
    "shocks.anchor_exit.month": 4,
    "shocks.pandemic.month": 5,
    "shocks.pandemic.months": 4,
    "shocks.data_breach.month": 6,
    "shocks.funding_cut.month": 7,
    "shocks.disinformation.month": 8,
}


@pytest.fixture(scope="module")
def lively(small_city, budgets):
    """A lively city with all three interventions and every process."""
    return small_city({**LIVELY, **budgets(start=2)})


@pytest.mark.parametrize("process", MONTH, ids=lambda process: process.section)
def test_the_city_goes_on_without_a_process(small_city, budgets, lively, process):
    """Without a process the city runs to its end, and something is different."""
    changes = {**LIVELY, **budgets(start=2), f"{process.section}.active": False}
    found = small_city(changes)
    assert found.world.month == MONTHS
    assert found.measures["fit"].between(0, 1).all()
    assert not found.measures["fit"].equals(lively.measures["fit"])


def test_a_city_in_which_nothing_happens(small_city):
    """With every process off but fitting, nobody's fit changes at all."""
    off = {f"{process.section}.active": False for process in MONTH}
    found = small_city({**off, "fitting.active": True, "city.months": 6}).measures
    # causes are kept in single precision
    assert (found["fit_change_rms"] < 1e-7).all()
    assert found["fit"].nunique() == 1
