"""Trust in firms: what acts on it and depends on it, and how a firm's project ends."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from scenarios import load
from simulation.core.vocabulary import ICT
from simulation.engine import CityRun, simulate
from simulation.processes.social.trust import Trust
from simulation.settings import Settings

SMALL = {"city.citizens": 400, "city.months": 30, "city.burn_in": 6}
#: Effects of trust in firms that can be set to 0.
NEUTRAL = {
    "trust.firms_share": 0.0,
    "trust.monopoly_weight": 0.0,
    "trust.avoidance": 0.0,
}
PROGRAMMES = {
    "interventions.training.annual_budget_per_citizen": 200.0,
    "interventions.training.start_month": 3,
    "interventions.communities.annual_budget_per_citizen": 200.0,
    "interventions.communities.start_month": 3,
}
QUAYSIDE = {
    "city.citizens": 400,
    "city.burn_in": 12,
    "city.months": 60,
    "interventions.network.start_month": 12,
    "shocks.data_breach.month": 30,
}


@pytest.fixture
def world(small_run):
    """A small city after one month."""
    run = small_run()
    run.step()
    return run.world


def both(world, **changes):
    """Mean trust in the city and in firms after a month with some parameters changed."""
    people, kept = world.citizens.resident, {}
    for name in ("trust", "trust_firms", "digital_use"):
        kept[name] = getattr(world.citizens, name).copy()
    Trust(**changes).run(world)
    found = tuple(float(getattr(world.citizens, name)[people].mean()) for name in kept)
    for name, before in kept.items():
        getattr(world.citizens, name)[:] = before
    return np.array(found)


def test_without_effects_trust_in_firms_changes_nothing():
    """Off, and with all its effects at 0, every other measure is the same bit for bit."""
    off, neutral = (
        simulate(Settings({**SMALL, **PROGRAMMES, **changes}), 1).measures
        for changes in ({"trust.firms": False}, NEUTRAL)
    )
    own = [name for name in off if name.startswith("trust_firms")]
    pd.testing.assert_frame_equal(
        off.drop(columns=own), neutral.drop(columns=own), check_exact=True
    )
    assert (off.filter(like="digital_use") == 1.0).all(axis=None)


def test_firms_are_trusted_as_much_as_the_parameter_says():
    for country in ("oecd", "usa"):
        world = CityRun(Settings({"city.citizens": 4000, "city.country": country}), 1).world
        trust = world.citizens.trust_firms[world.citizens.resident]
        assert trust.mean() == pytest.approx(0.34, abs=0.01)


@pytest.mark.parametrize(
    ("cause", "city", "firms"),
    [
        ("surveillance", True, True),
        ("monopoly", True, True),
        ("disinformation", True, True),
    ],
)
def test_what_lowers_trust_in_each(world, cause, city, firms):
    """Each cause lowers trust in the city and in firms, by weights of their own."""
    usual = both(world)
    if cause == "surveillance":
        world.conditions.digitalisation = 1.0
    elif cause == "monopoly":
        world.conditions.platform_power = 1.0
    else:
        world.levers.disinformation = 1.0
    change = both(world) - usual
    assert (change[0] < 0.0) == city
    assert (change[1] < 0.0) == firms
    if cause == "monopoly":
        assert change[0] == pytest.approx(0.5 * change[1], rel=0.1)


def test_ict_skill_protects_from_disinformation(world):
    """A level misleads as a shock does, and those with ICT skill less."""
    citizens = world.citizens
    people = citizens.resident
    before = citizens.trust_firms.copy()
    Trust().run(world)
    usual = citizens.trust_firms.copy()
    citizens.trust_firms[:] = before
    Trust(disinformation=1.0).run(world)
    lost = (usual - citizens.trust_firms)[people]
    skilled = citizens.skills[people, ICT] > 0.6
    assert (lost >= 0.0).all()
    assert lost[skilled].mean() < lost[~skilled].mean()


def test_distrust_of_who_runs_them_lowers_the_use_of_digital_services(world):
    """Nobody uses fewer than the share that avoidance leaves; who trusts enough uses all."""
    use = [both(world, firms_share=1.0, firms_clamp=level)[2] for level in (0.0, 0.2, 0.4)]
    assert use == pytest.approx([0.5, 0.75, 1.0], abs=1e-6)


def test_programmes_run_by_distrusted_firms_reach_fewer():
    """With all run by firms, fewer join and learn if firms are not trusted."""
    low, high = (
        simulate(
            Settings({**SMALL, **PROGRAMMES, "trust.firms_share": 1.0, "trust.firms_clamp": level}),
            1,
        ).measures.mean()
        for level in (0.05, 0.6)
    )
    for name in ("community_members_mid", "public_courses_mid"):
        assert low[name] < high[name]


@pytest.mark.parametrize("seed", [1, 2])
def test_quayside_ends_because_residents_do_not_trust_the_firm(seed):
    """It is given up after the scandal; with trust in firms held, the same project survives."""
    ended = simulate(load("toronto").but(QUAYSIDE).settings, seed).measures
    held = simulate(load("toronto").but({**QUAYSIDE, "trust.firms_clamp": 0.34}).settings, seed)
    month = ended.month[ended["network_given_up"] > 0]
    assert len(month) == 1
    assert month.iloc[0] > 30
    before, after = (
        ended.loc[ended.month == m, "trust_firms_mid"].iloc[0] for m in (29, month.iloc[0])
    )
    assert after < 0.25 < before
    assert ended["network_members"].iloc[-1] == 0
    assert held.measures["network_given_up"].sum() == 0
    assert held.world.network.alive
    # members' own trust was not the reason
    assert ended.loc[ended.month == month.iloc[0] - 1, "network_trust"].iloc[0] > 0.25


def test_a_network_that_nobody_leads_alone_needs_no_consent():
    """Under an administrative organisation the scandal does not end the network for that reason."""
    changes = {**QUAYSIDE, "interventions.network.governance_mode": "administrative_organisation"}
    found = simulate(load("toronto").but(changes).settings, 1).measures
    assert found["network_given_up"].sum() == 0
