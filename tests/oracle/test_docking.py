"""Docking: two implementations of one description agree, in columns and agent by agent.

From the same state before each process, they agree in every column after it. Run independently,
they agree in every column and measure each month: all draws have the same keys, and rounding
differences stay small. If rounding ever decided a decision, the test would report the month and
the first difference.
"""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import pytest

from simulation import schedule as columns
from simulation.core.accounts import INTERVENTIONS
from simulation.core.process import Process
from simulation.engine import CityRun, measure_columns
from simulation.settings import Settings, parameter_table
from simulation.world import World
from tests.oracle.headlines import HEADLINES
from tests.oracle.schedule import MONTH
from tests.oracle.state import ReferenceCity, differences, read, write

MONTHS = 36
SIZE = {"city.citizens": 300, "city.burn_in": 6, "city.months": MONTHS}
START = 6


def programme(name: str, budget: float = 120.0, start: int = START) -> dict[str, Any]:
    """One intervention from a month on."""
    return {
        f"interventions.{name}.annual_budget_per_citizen": budget,
        f"interventions.{name}.start_month": start,
    }


ALL_THREE = {**programme("training"), **programme("communities"), **programme("network")}
SCENARIOS: dict[str, dict[str, Any]] = {
    "baseline": {},
    "training": programme("training"),
    "communities": programme("communities"),
    "network": programme("network"),
    "all three": ALL_THREE,
}
#: Months and changes of shorter runs, for what the scenarios leave as it is.
VARIANTS: dict[str, tuple[int, dict[str, Any]]] = {
    "shocks": (
        14,
        {
            **programme("network", start=1),
            **programme("training", start=1),
            "relocation.rate": 0.2,
            "shocks.automation_wave.month": 3,
            "shocks.automation_wave.months": 4,
            "shocks.automation_wave.exposure": "language_models",
            "shocks.anchor_exit.month": 5,
            "shocks.anchor_exit.size": 1.0,
            "shocks.pandemic.month": 7,
            "shocks.pandemic.months": 3,
            "shocks.platform_monopoly.month": 8,
            "shocks.data_breach.month": 9,
            "shocks.disinformation.month": 4,
            "shocks.disinformation.months": 3,
            "shocks.funding_cut.month": 10,
            "shocks.funding_cut.months": 2,
        },
    ),
    "policies": (
        18,
        {
            **programme("training", 400.0, start=0),
            "interventions.training.subject": "own_gap",
            "interventions.training.formats": 1,
            "interventions.training.follow_up_interval": 3,
            "interventions.training.lottery_share": 0.5,
            **programme("network", 400.0, start=0),
            "interventions.network.governance_mode": "shared",
            "interventions.network.matched_funding": 0.5,
            "interventions.recognition.training_budget": 8.0,
            "interventions.recognition.network_budget": 10.0,
            "interventions.recognition.assessment_cost": 300.0,
            "interventions.recognition.participating_share": 0.6,
            "interventions.network.setup_months": 1,
            "policy.adaptive": True,
            "policy.review_interval": 3,
            "policy.lag": 2,
            "policy.prescription": 0.5,
            "policy.voice": 0.0,
            "trust.firms_share": 1.0,
            "trust.firms_clamp": 0.2,
            "services.infrastructure_subsidy": 50.0,
            "work_teams.adoption_share": 0.5,
            "interventions.network.team_share": 0.2,
            "redesign.common_share": 0.5,
            "redesign.pace": 5.0,
            "hiring.screening_share": 0.6,
            "hiring.screening_profile_weight": 0.2,
        },
    ),
    "withdrawal": (
        22,
        {
            "city.country": "nordic",
            "policy.active": False,
            **programme("training", 400.0, start=0),
            "interventions.training.subject": "green",
            **programme("communities", 200.0, start=0),
            "interventions.communities.occupational": False,
            "interventions.communities.last_share": 0.0,
            "interventions.communities.team_share": 0.4,
            "work_teams.adoption_share": 0.8,
            "interventions.communities.ramp_months": 8,
            **programme("network", start=0),
            "interventions.network.governance_mode": "lead_organisation",
            "interventions.network.consent_threshold": 0.4,
            "trust.disinformation": 0.2,
            "interventions.network.funding_path": "interrupted",
            "interventions.network.funding_change_after": 3,
            "interventions.network.interruption": 4,
            "interventions.network.dissolution_rate": 0.4,
            "interventions.recognition.network_budget": 9.0,
            "interventions.recognition.replaced_share": 1.0,
            "interventions.channels.community_support": False,
            "interventions.channels.outreach": False,
            "interventions.network.setup_months": 0,
            "interventions.network.reflection_interval": 2,
        },
    ),
    "ventures": (
        24,
        {
            "ventures.active": True,
            "ventures.rate": 0.1,
            "ventures.venture_capital": 4000.0,
            "ventures.staffed_share": 0.6,
            "ventures.early_hazard": 0.1,
            **programme("communities", 400.0, start=0),
        },
    ),
    "without trust": (
        6,
        {
            **programme("training", 400.0, start=0),
            **programme("communities", start=0),
            "trust.active": False,
        },
    ),
    "mechanisms off": (
        14,
        {
            **programme("training", 400.0, start=0),
            "policy.adaptive": True,
            "policy.review_interval": 2,
            **programme("communities", start=0),
            **programme("network", start=0),
            "interventions.network.funding_path": "declining",
            "interventions.network.funding_change_after": 2,
            "interventions.network.trust_clamp": 0.7,
            "population.skill_differences": False,
            "population.need_differences": False,
            "occupations.job_mix_skew": False,
            "occupations.conditions_differ": False,
            "boundaries.active": False,
            "remote_work.active": False,
            "trust.firms": False,
            "informal_skill.active": False,
            "fit.aspirations_adapt": False,
            "hiring.external_applicants": False,
            "separations.by_tenure": False,
            "separations.contracts": False,
            "search.directed": False,
            "search.expected_pay_weight": 0.0,
            "search.by_components": False,
            "hiring.licences": False,
            "hiring.callbacks": False,
            "hiring.outsiders_alike": False,
            "labour_demand.empty_posts": False,
            "courses.own_need": False,
            "peer_learning.divide_active": False,
            "prices.priced_leisure": False,
            "prices.digital_advantage": False,
            "cohesion.groups": "skill",
            "moves.sorting": False,
            "resources.pace_active": False,
            "well_being.energy_active": False,
            "participation.burnout_active": False,
            "ties.homophilous": False,
            "ties.boundaries": False,
        },
    ),
}
#: How far numbers may differ in cities left alone: the rounding of columns of 32 bits adds up, most
#: of all in savings, which keep what thousands of euro were rounded by when they are spent.
ALONE = 1e-4
#: Differences that a message shows.
SHOWN = 10


def fail(when: str, found: list[str]) -> None:
    """Fail with the number of differences and the first of them."""
    pytest.fail("\n".join([f"{when}: {len(found)} differences", *found[:SHOWN]]), pytrace=False)


class BesideReference:
    """A process of the month that runs in both cities, from the same state, and is compared."""

    def __init__(self, process: Process, city: ReferenceCity) -> None:
        self.process = process
        self.city = city

    def run(self, world: World) -> None:
        section = self.process.section
        self.process.run(world)
        MONTH[section](self.city, self.city.settings[section])
        found = differences(self.city, world, adopt=True)
        if found:
            fail(f"month {world.month}, after {section}", found)


class WithinReference:
    """The whole month of a reference city, after which a world is put in its state."""

    def __init__(self, city: ReferenceCity) -> None:
        self.city = city

    def run(self, world: World) -> None:
        self.city.step()
        write(self.city, world)


def run_beside(changes: dict[str, Any], months: int, seed: int = 1) -> None:
    """Run both cities for some months; the reference is set to the columns' state each time."""
    run = CityRun(Settings({**SIZE, "city.months": months, **changes}), seed)
    city = read(run.world)
    run.processes = [BesideReference(process, city) for process in run.processes]
    begin = run.world.begin_month

    def begin_both() -> None:
        differences(city, run.world, adopt=True)  # the books were closed and fit was measured
        begin()
        city.begin_month()
        found = differences(city, run.world, adopt=True)
        if found:
            fail(f"month {run.world.month}, at its beginning", found)

    run.world.begin_month = begin_both
    for _ in range(months):
        run.step()


def run_alone(changes: dict[str, Any], months: int, seed: int = 1) -> tuple[CityRun, CityRun]:
    """Run both cities independently for some months, and compare them every month."""
    settings = Settings({**SIZE, "city.months": months, **changes})
    run, reference = CityRun(settings, seed), CityRun(settings, seed)
    city = read(reference.world)
    reference.processes = [WithinReference(city)]
    for month in range(1, months + 1):
        run.step()
        reference.step()
        found = differences(city, run.world, tolerance=ALONE)
        if found:
            fail(f"month {month}", found)
        for name, measure in HEADLINES.items():
            value = run.latest(name)
            if not np.isnan(value):
                assert measure(city) == pytest.approx(value, abs=1e-5), (month, name)
    return run, reference


def test_the_months_are_the_same():
    """Both cities run the same processes in the same order."""
    assert list(MONTH) == [process.section for process in columns.MONTH]


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_process_does_the_same(scenario):
    """Every column, lever, entry of the books and count agrees after every process."""
    run_beside(SCENARIOS[scenario], MONTHS)


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_process_does_the_same_under_unusual_settings(variant):
    """So it does under shocks, with mechanisms switched off and with unusual policies."""
    months, changes = VARIANTS[variant]
    run_beside(changes, months)


@pytest.mark.parametrize(
    "scenario",
    [
        "baseline",
        *(pytest.param(name, marks=pytest.mark.long) for name in list(SCENARIOS)[1:-1]),
        "all three",
    ],
)
def test_both_agree_when_run_independently(scenario):
    """After every month every column agrees, and so does every measure."""
    run, reference = run_alone(SCENARIOS[scenario], MONTHS)
    names = np.array(measure_columns())
    assert np.isfinite(run.values).any(axis=0).sum() > 100
    # autocorrelations and the like are differences of nearly equal numbers
    same = np.isclose(run.values, reference.values, rtol=1e-3, atol=5e-4, equal_nan=True)
    assert names[~same.all(axis=0)].tolist() == []


@pytest.mark.long
@pytest.mark.parametrize("seed", range(2, 7))
@pytest.mark.parametrize("scenario", SCENARIOS)
def test_both_agree_with_other_seeds(scenario, seed):
    """The other tests do not depend on their seed."""
    run_beside(SCENARIOS[scenario], 12, seed)
    run_alone(SCENARIOS[scenario], MONTHS, seed)


def anything(draw: random.Random) -> dict[str, Any]:
    """A third of all parameters drawn anew, near their defaults, with interventions and shocks."""
    changes: dict[str, Any] = {}
    for name, default, declared in parameter_table():
        key = name.rpartition(".")[2]
        if name in SIZE or declared.unit == "file" or draw.random() > 1 / 3:
            continue
        if isinstance(default, bool):
            changes[name] = draw.random() < 0.5
        elif declared.choices is not None:
            changes[name] = draw.choice(declared.choices)
        elif isinstance(default, str):
            continue  # the name of something in the table of occupations
        elif key == "annual_budget_per_citizen":
            changes[name] = draw.choice((60.0, 120.0, 400.0))
        elif name.startswith("interventions.recognition.") and key.endswith("_budget"):
            changes[name] = draw.choice((1.0, 5.0, 20.0))
        elif name.startswith("shocks.") and key == "month":
            changes[name] = draw.randint(0, 6)
        else:
            low = -math.inf if declared.low is None else declared.low
            high = math.inf if declared.high is None else declared.high
            value = min(max(default * draw.uniform(0.4, 1.8), low), high)
            changes[name] = round(value) if isinstance(default, int) else value
    starts = {f"interventions.{name}.start_month": 1 for name in INTERVENTIONS}
    return {**changes, **starts}


@pytest.mark.long
@pytest.mark.parametrize("seed", range(20))
def test_both_agree_with_any_parameters(seed):
    """Parameters that no scenario changes agree as well."""
    changes = anything(random.Random(seed))
    alike = not changes.get("population.skill_differences", True)
    run_beside(changes, MONTHS if alike else 10, seed)
    if not alike:  # who is in the lowest third by a skill that all share is decided by rounding
        run_alone(changes, MONTHS, seed)
