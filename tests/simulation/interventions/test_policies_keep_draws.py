"""A policy leaves random draws unchanged; without money it changes nothing at all."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from simulation.core.accounts import INTERVENTIONS
from simulation.core.vocabulary import SKILLS

#: Other parameters of each intervention, far from their defaults.
EXTREME = {
    "training": {
        "targeting": 1.0,
        "months": 24,
        "outreach_share": 0.9,
        "subject": "own_gap",
        "formats": 4,
        "follow_up_interval": 1,
        "lottery_share": 0.5,
    },
    "communities": {
        "bridging": 1.0,
        "voice": 1.0,
        "minimum_members": 1,
        "join_rate": 1.0,
        "leave_rate": 0.0,
        "reach": 8.0,
        "support_after_loss": 1.0,
        "shared_renewal": 0.5,
        "motivation": 1.0,
        "alternative_paths": 1.0,
        "invitation_rate": 1.0,
        "reluctance": -5.0,
        "self_organised": 1.0,
        "threshold": 0.0,
        "secondary_effect": 1.0,
        "venture_rate": 1.0,
        "bonding_effect": 1.0,
    },
    "network": {
        "governance_mode": "shared",
        "funding_path": "interrupted",
        "funding_change_after": 1,
        "transparency": 1.0,
        "join_rate": 1.0,
        "minimum_posts": 0.0,
        "reach": 8.0,
        "transfer_share": 1.0,
        "trust_threshold": 0.0,
        "reflection_interval": 1,
        "setup_months": 0,
        "initial_trust": 0.9,
        "trust_clamp": 0.9,
        "matched_funding": 0.5,
    },
}
START = 12
#: What an intervention shows of itself, beside what it does to people.
OWN = (
    "cost_",
    "public_courses_",
    "community_members_",
    "communities_alive",
    "network_",
    "voices_",
    "reserved_places",
    "participation_concentration_",
)


def named(intervention, values):
    """Full names of an intervention's parameters."""
    return {f"interventions.{intervention}.{key}": value for key, value in values.items()}


def identical(one, other):
    """Fail unless two tables are the same bit for bit."""
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def persons_of(world):
    """Identity, education and skills at arrival of all residents, by identity."""
    citizens = world.citizens
    return {
        int(citizens.person[row]): (
            int(citizens.education[row]),
            citizens.aptitude[row],
            int(citizens.origin[row]),
            citizens.needs[row].tolist(),
        )
        for row in np.flatnonzero(citizens.resident)
    }


@pytest.mark.parametrize("start", [0, START])
@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_without_money_nothing_changes(small_city, baseline, intervention, start):
    """A budget of 0 leaves every measure bit-identical, however extreme the rest is."""
    changes = named(
        intervention,
        {**EXTREME[intervention], "annual_budget_per_citizen": 0.0, "start_month": start},
    )
    identical(small_city(changes).measures, baseline.measures)


def test_without_money_nothing_changes_for_any_citizen(small_city, baseline):
    """With all three at budget 0 and extreme, every column of every citizen is bit-identical."""
    changes = {}
    for intervention in INTERVENTIONS:
        changes |= named(intervention, {**EXTREME[intervention], "start_month": 0})
    world = small_city(changes).world
    for table in ("citizens", "posts", "employers", "occupations", "districts", "communities"):
        before = dict(getattr(baseline.world, table).arrays())
        for name, array in getattr(world, table).arrays():
            np.testing.assert_array_equal(array, before[name], f"{table}.{name}")


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_switched_off_money_does_nothing(small_city, baseline, budgets, intervention):
    """An intervention that is not active spends nothing and changes nothing."""
    changes = {**budgets(intervention), **named(intervention, {"active": False})}
    identical(small_city(changes).measures, baseline.measures)


@pytest.mark.parametrize("intervention", INTERVENTIONS)
def test_before_its_start_nothing_changes_and_after_it_something_does(
    small_city, baseline, budgets, intervention
):
    """Up to its start month an intervention leaves every measure alone; later it does not."""
    changes = {**named(intervention, EXTREME[intervention]), **budgets(intervention, start=START)}
    found = small_city(changes).measures
    identical(found[found.month <= START], baseline.measures[baseline.measures.month <= START])
    people = [name for name in found if not name.startswith(OWN) and name != "services_money"]
    after = found.month > START
    assert not found.loc[after, people].equals(baseline.measures.loc[after, people])
    assert not found.loc[after, "fit"].equals(baseline.measures.loc[after, "fit"])


def test_all_three_start_when_they_should(small_city, baseline, budgets):
    """Each of three interventions with a start month of its own costs nothing before it."""
    changes = {}
    for intervention, start in zip(INTERVENTIONS, (4, 9, 15), strict=True):
        changes |= budgets(intervention, start=start)
    found = small_city(changes).measures
    for intervention, start in zip(INTERVENTIONS, (4, 9, 15), strict=True):
        cost = found[f"cost_{intervention}"]
        assert (cost[found.month <= start] == 0).all()
        assert (cost[found.month > start] > 0).any()
    identical(found[found.month <= 4], baseline.measures[baseline.measures.month <= 4])


def test_newcomers_are_the_same_people_under_every_policy(small_run, budgets):
    """Whoever comes with an identity is the same person with and without interventions."""
    plain, changed = small_run(), small_run(budgets(start=3))
    first = {key: value for run in (plain,) for key, value in persons_of(run.world).items()}
    second = persons_of(changed.world)
    for _ in range(24):
        plain.step()
        changed.step()
        first |= persons_of(plain.world)
        second |= persons_of(changed.world)
    common = first.keys() & second.keys()
    later = [person for person in common if person >= 1 << 31]
    assert len(later) > 10
    assert all(first[person] == second[person] for person in common)
    # both cities see the very same first newcomers of a month
    assert not plain.measures["fit"].equals(changed.measures["fit"])


def test_newcomers_bring_the_same_skills_under_every_policy(small_run, budgets, observe):
    """Skills on the day of arrival do not depend on what the city pays for."""
    arrivals = []
    for changes in ({}, budgets(start=3)):
        run, seen = small_run(changes), {}

        def note(process, world, seen=seen):
            citizens = world.citizens
            if process.section not in ("ageing", "migration"):
                return
            for row in np.flatnonzero(citizens.resident & ~citizens.known):
                seen.setdefault(int(citizens.person[row]), citizens.skills[row].tolist())

        observe(run, after=note)
        for _ in range(24):
            run.step()
        arrivals.append(seen)
    common = arrivals[0].keys() & arrivals[1].keys()
    assert len(common) > 10
    assert all(len(arrivals[0][person]) == len(SKILLS) for person in common)
    assert all(arrivals[0][person] == arrivals[1][person] for person in common)


def test_looking_changes_nothing(small_city, baseline):
    """Keeping a panel of everybody leaves every measure bit-identical."""
    identical(small_city(panel=300).measures, baseline.measures)
