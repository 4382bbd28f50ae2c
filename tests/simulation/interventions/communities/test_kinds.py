"""Kinds of community: each does what it is for, bonding and bridging differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pytest

from simulation.core.vocabulary import BY_COMMUNITY
from simulation.engine import CityRun, simulate
from simulation.fit.demand_ability import demand_ability
from simulation.interventions.communities.kinds import (
    CIVIC,
    INDUSTRY,
    OCCUPATIONAL,
    knowledge_intensive,
)
from simulation.processes.labour_market import search, search_channels
from simulation.settings import Settings
from simulation.tables.occupations import SELF_EMPLOYMENT, Occupations

SEEDS = (1, 2, 3)
SMALL = {"city.citizens": 600, "city.months": 30, "city.burn_in": 6}


def paid(**others):
    """Changes that pay for communities."""
    changes = {
        "annual_budget_per_citizen": 240.0,
        "start_month": 3,
        "join_rate": 0.3,
        "reluctance": 0.0,
    }
    changes |= others
    return {f"interventions.communities.{key}": value for key, value in changes.items()}


def only(kind):
    """Switches that facilitate one kind."""
    return {name: name == kind for name in ("occupational", "industry", "civic")}


@pytest.fixture(scope="module")
def table():
    """Communities of a city that facilitates all kinds."""
    return simulate(Settings({**SMALL, **paid()}), 1).world.communities


def test_each_kind_does_what_it_is_for(table):
    """At equal capacity the kind made for something does it most."""
    alive = table.alive & (table.capacity > 0)

    def of(kind, column):
        chosen = alive & (table.kind == kind)
        return float((column[chosen] / table.capacity[chosen]).mean())

    assert of(OCCUPATIONAL, table.skill_transfer) > of(INDUSTRY, table.skill_transfer)
    assert of(OCCUPATIONAL, table.vacancy_information) > of(CIVIC, table.vacancy_information)
    assert of(CIVIC, table.voice_share) > of(OCCUPATIONAL, table.voice_share)
    assert (table.coaching[table.kind == INDUSTRY] == 1).all()
    assert (table.coaching[table.kind != INDUSTRY] == 0).all()


def test_dormant_communities_do_nothing(table):
    """A community without members has no effect of any kind."""
    for name in (
        "capacity",
        "vacancy_information",
        "skill_transfer",
        "support",
        "voice_share",
        "venture",
        "path",
    ):
        assert (getattr(table, name)[~table.alive] == 0).all()


def test_knowledge_intensive_families():
    """Knowledge services are knowledge-intensive, complementary services and production not."""
    occupations = CityRun(Settings(SMALL), 1).world.occupations
    found = dict(zip(occupations.families, knowledge_intensive(occupations, 0.55), strict=True))
    assert found["knowledge_services"]
    assert found["privacy_security"]
    assert not found["complementary_services"]
    assert not found["production"]


@dataclass
class PassedOn:
    """Vacancies passed on in communities in a year and a half."""

    match: float
    same_family: float
    business: int


def passed_on(seed, monkeypatch, **others):
    """Mean fit of vacancies passed on, share of the community's family, and businesses."""
    run = CityRun(Settings({**SMALL, **paid(**others)}), seed)
    world = run.world
    businesses = world.occupations.on_own_account
    matches, same, own = [], [], 0
    plain = search_channels.sample_vacancies

    def listen(*arguments):
        nonlocal own
        sample = plain(*arguments)
        searchers, occupations = arguments[1], world.occupations
        for n in np.flatnonzero(sample.channel == BY_COMMUNITY):
            row = int(searchers.row[sample.searcher[n]])
            o = int(world.posts.occupation[sample.post[n]])
            skills = world.citizens.skills
            matches.append(demand_ability(skills, row, occupations.demand, occupations.weight, o))
            family = world.communities.family[world.citizens.community[row]]
            same.append(occupations.family[o] == family)
            own += int(businesses[o])
        return sample

    with monkeypatch.context() as patch:
        patch.setattr(search, "sample_vacancies", listen)
        for _ in range(18):
            run.step()
    return PassedOn(float(np.mean(matches)), float(np.mean(same)), own)


@pytest.mark.parametrize("seed", SEEDS)
def test_coaches_find_fit_and_colleagues_similar_work(seed, monkeypatch):
    """Industry coaching brings better matches, occupational communities more of the same work."""
    coached = passed_on(seed, monkeypatch, **only("industry"))
    uncoached = passed_on(seed, monkeypatch, **only("industry"), coaching_share=0.0)
    colleagues = passed_on(seed, monkeypatch, **only("occupational"))
    assert coached.match > uncoached.match
    assert colleagues.same_family > coached.same_family


@pytest.mark.parametrize("seed", SEEDS)
def test_ventures_inform_members_of_businesses(seed, monkeypatch):
    """With ventures, members learn of more businesses."""
    closed = passed_on(seed, monkeypatch, venture_rate=0.0)
    opened = passed_on(seed, monkeypatch, venture_rate=1.0)
    assert opened.business > closed.business


@pytest.mark.parametrize("seed", SEEDS)
def test_civic_communities_earn_trust_in_the_city(seed):
    """With the same money, members of civic communities come to trust more than others'."""
    trust = {}
    for kind in ("civic", "occupational"):
        citizens = simulate(
            Settings({**SMALL, **paid(**only(kind), voice=1.0)}), seed
        ).world.citizens
        member = citizens.resident & (citizens.community >= 0)
        trust[kind] = float((citizens.trust - citizens.disposition)[member].mean())
    assert trust["civic"] > trust["occupational"]


@pytest.mark.parametrize("seed", SEEDS)
def test_bridging_makes_membership_less_a_matter_of_education(seed):
    """Bonding communities are more alike within than bridging ones."""
    within = []
    for bridging in (0.0, 1.0):
        settings = Settings({**SMALL, **paid(bridging=bridging, homophily=2.0)})
        citizens = simulate(settings, seed).world.citizens
        member = np.flatnonzero(citizens.resident & (citizens.community >= 0))
        group, level = citizens.community[member], citizens.education[member].astype(float)
        size = np.bincount(group)
        mean = np.bincount(group, weights=level) / np.maximum(size, 1)
        within.append(float(((level - mean[group]) ** 2).mean()))
    assert within[0] < within[1]


def test_bonding_supports_more_and_hears_less():
    """Closeness raises support and lowers vacancies by the same share, bridging neither."""
    effects = {}
    for bridging in (0.0, 1.0):
        table = simulate(Settings({**SMALL, **paid(bridging=bridging)}), 1).world.communities
        alive = table.alive & (table.kind == OCCUPATIONAL) & (table.capacity > 0)
        effects[bridging] = (
            float((table.support[alive] / table.capacity[alive]).mean()),
            float((table.vacancy_information[alive] / table.capacity[alive]).mean()),
        )
    assert effects[0.0] == pytest.approx((1.3, 0.7))
    assert effects[1.0] == pytest.approx((1.0, 1.0))


def test_a_table_without_self_employment_has_no_ventures():
    """Families are looked up by name; where there is none, nothing is opened."""
    assert Occupations().on_own_account.any()
    without = Occupations()
    without.families = tuple(name.replace(SELF_EMPLOYMENT, "care") for name in without.families)
    assert not without.on_own_account.any()


def test_members_of_civic_communities_help_to_produce_services():
    """Services gain in proportion to them, at the price of their support; at 0 nothing changes."""
    services, support = {}, {}
    for coproduction in (0.0, 0.5):
        settings = Settings(
            {**SMALL, **paid(**only("civic"), coproduction=coproduction, coproduction_time=0.2)}
        )
        run = CityRun(settings, 1)
        budget = run.processes[[one.section for one in run.processes].index("public_budget")]
        for _ in range(18):
            run.step()
        world = run.world
        table, civic = world.communities, world.communities.kind == CIVIC
        helping = (table.members * table.capacity)[civic].sum() / world.residents
        assert world.levers.coproduction == pytest.approx(coproduction * helping, rel=1e-3)
        money = world.accounts.services / world.residents / budget.usual_money
        expected = budget.base_services * money**budget.elasticity
        services[coproduction] = world.conditions.services / expected
        capacity, close = table.capacity[civic], table.capacity[civic] > 0.0
        support[coproduction] = (table.support[civic][close] / capacity[close]).mean()
    assert services[0.0] == pytest.approx(1.0)
    assert services[0.5] > 1.0
    assert support[0.5] == pytest.approx(0.8 * support[0.0], rel=1e-5)
