"""The population: its shares are those of the table, for every country and for newcomers too."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

import simulation
from simulation.core.city_parameters import COUNTRIES
from simulation.core.vocabulary import EDUCATIONS, ICT, ICT_LEVELS
from simulation.initialisation.new_city import create_city
from simulation.initialisation.population import (
    FIRST_AGE,
    LAST_AGE,
    NORDIC,
    asked_given_own,
    draw_ict,
    draw_people,
    life_stage,
    marginals,
)
from simulation.processes.social.demography import free_rows
from simulation.settings import Settings
from simulation.world import World

PATH = Path(simulation.__path__[0]) / "data" / "population.csv"
#: Countries of the table that are not members of the OECD.
OUTSIDE_OECD = {"sgp", "cyp", "rus", "idn"}
PEOPLE = 20_000


def table():
    """Rows of the population table with ICT levels, by country and education."""
    with PATH.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    levels = [name for name in rows[0] if name.startswith("ict_")]
    return {
        (row["country"], row["education"]): (
            float(row["share"]),
            np.array([float(row[name]) for name in levels]),
        )
        for row in rows
        if all(row[name] for name in levels)
    }


TABLE = table()
COMPLETE = {country for country, _ in TABLE}


def people(country="oecd", seed=1, **changes):
    """Citizens table with 20,000 people freshly drawn."""
    settings = Settings({"city.citizens": PEOPLE, "city.country": country, **changes})
    world = World(settings, seed)
    rows = np.arange(PEOPLE)
    ages = np.linspace(FIRST_AGE, LAST_AGE - 1, PEOPLE).astype(np.int16)
    draw_people(world, rows, rows.astype(np.uint32), ages)
    return world.citizens, rows


def test_countries_are_those_with_ict_levels():
    """A city may name the countries with a complete row and the two means, no others."""
    assert set(COUNTRIES) == COMPLETE | {"oecd", "nordic"}
    assert len(COUNTRIES) == len(set(COUNTRIES))


@pytest.mark.parametrize("country", COUNTRIES)
def test_marginals_are_those_of_the_table(country):
    """Shares of education, and of ICT given education, are the table's or means of it."""
    if country == "oecd":
        members = COMPLETE - OUTSIDE_OECD
        assert len(members) == 21
    else:
        members = set(NORDIC) if country == "nordic" else {country}
    education, ict = marginals(country)
    assert education.shape == (len(EDUCATIONS),)
    assert ict.shape == (len(EDUCATIONS), len(ICT_LEVELS))
    assert education.sum() == pytest.approx(1.0)
    np.testing.assert_allclose(ict.sum(axis=1), 1.0)
    for level, name in enumerate(EDUCATIONS):
        shares = [TABLE[member, name] for member in members]
        assert education[level] == pytest.approx(np.mean([s for s, _ in shares]), abs=2e-3)
        expected = np.mean([levels for _, levels in shares], axis=0)
        np.testing.assert_allclose(ict[level], expected, atol=2e-3)


def test_an_unknown_country_is_refused():
    """A country without ICT levels has no marginals."""
    with pytest.raises(ValueError, match="atlantis"):
        marginals("atlantis")


@pytest.mark.parametrize("country", COUNTRIES)
def test_people_are_drawn_with_those_shares(country):
    """Drawn shares of education, and of ICT level by education, match within sampling error."""
    citizens, rows = people(country)
    education, ict = marginals(country)
    drawn = citizens.education[rows]
    counts = np.bincount(drawn, minlength=3)
    error = np.sqrt(education * (1 - education) / PEOPLE)
    np.testing.assert_array_less(np.abs(counts / PEOPLE - education), 4.5 * error + 1e-9)
    level = np.minimum((citizens.skills[rows, ICT] * 5).astype(int), 4)
    for own in range(3):
        of_own = drawn == own
        found = np.bincount(level[of_own], minlength=5) / of_own.sum()
        error = np.sqrt(ict[own] * (1 - ict[own]) / of_own.sum())
        np.testing.assert_array_less(np.abs(found - ict[own]), 4.5 * error + 1e-3)


def test_ict_falls_with_age_and_rises_with_education():
    """Each ten years older the mean ICT skill is lower; each level of education it is higher."""
    citizens, rows = people()
    ict, decade = citizens.skills[rows, ICT], (citizens.age[rows] - FIRST_AGE) // 120
    by_age = [ict[decade == group].mean() for group in range(4)]
    assert (np.diff(by_age) < -0.02).all()
    by_education = [ict[citizens.education[rows] == level].mean() for level in range(3)]
    assert (np.diff(by_education) > 0.05).all()
    without, rows = people(**{"population.ict_age_correlation": 0.0})
    assert abs(np.corrcoef(without.skills[rows, ICT], without.age[rows])[0, 1]) < 0.03


def test_everybody_is_an_adult_of_working_age():
    """At month 0 ages spread evenly from 25 to 64."""
    world = create_city(Settings({"city.citizens": 4000}), 1)
    age = world.citizens.age[world.citizens.resident]
    assert age.min() >= FIRST_AGE
    assert age.max() < LAST_AGE
    even = stats.uniform(FIRST_AGE, LAST_AGE - FIRST_AGE)
    assert stats.kstest(age + 0.5, even.cdf).pvalue > 1e-4


def test_a_person_does_not_depend_on_who_else_is_drawn():
    """Somebody drawn alone is the same as drawn among 20,000."""
    everybody, _ = people()
    alone = World(Settings({"city.citizens": 100}), 1)
    draw_people(alone, np.array([7]), np.array([1234], np.uint32), everybody.age[[1234]])
    for name in ("education", "skills", "aptitude", "needs", "origin", "trust"):
        np.testing.assert_array_equal(
            getattr(alone.citizens, name)[7], getattr(everybody, name)[1234], name
        )


@given(
    st.tuples(*[st.integers(5, 60)] * 3),
    st.tuples(*[st.integers(5, 60)] * 3),
    st.floats(0.05, 0.95),
)
def test_occupations_prepared_for_follow_education(own, asked, rho):
    """Rows are shares, columns mix to what is asked, and the level asked rises with one's own."""
    own, asked = (tuple(np.array(part) / sum(part)) for part in (own, asked))
    table = asked_given_own(own, asked, rho)
    np.testing.assert_allclose(table.sum(axis=1), 1.0)
    assert (table >= 0).all()
    np.testing.assert_allclose(np.array(own) @ table, asked, atol=1e-3)
    assert (np.diff(table @ [0, 1, 2]) > 0).all()
    opposite = asked_given_own(own, asked, -rho)
    assert (np.diff(opposite @ [0, 1, 2]) < 0).all()


def test_without_correlation_all_prepare_for_the_same():
    """At correlation 0 every level of education has the shares of what is asked."""
    table = asked_given_own((0.2, 0.4, 0.4), (0.3, 0.4, 0.3), 0.0)
    np.testing.assert_allclose(table, np.tile([0.3, 0.4, 0.3], (3, 1)), atol=1e-3)


def test_skill_differences_can_be_taken_out():
    """Without differences everybody has the same skills, learning speed and needs."""
    citizens, rows = people(
        **{"population.skill_differences": False, "population.need_differences": False}
    )
    for name in ("skills", "aptitude", "needs"):
        assert np.unique(getattr(citizens, name)[rows], axis=0).shape[0] == 1, name
    level = citizens.education[rows].astype(float)
    assert abs(np.corrcoef(level, citizens.wage[rows])[0, 1]) < 0.03


def test_without_differences_candidates_have_the_skill_of_citizens():
    """Without differences in skill candidates for migration all have the same ICT skill."""
    for differ in (True, False):
        changes = {"population.skill_differences": differ}
        world = World(Settings({"city.citizens": 500, **changes}), 1)
        persons = np.arange(500, dtype=np.uint32)
        ages = np.full(500, FIRST_AGE, dtype=np.int16)
        draw_people(world, np.arange(500), persons, ages)
        _, _, ict = draw_ict(world, persons, ages)
        np.testing.assert_allclose(ict, world.citizens.skills[:500, ICT], atol=1e-6)
        assert (np.unique(ict).size == 1) is not differ


def test_life_stages_begin_at_25_35_and_50():
    """The stage changes in the month of the birthday."""
    years = np.array([25 * 12, 35 * 12 - 1, 35 * 12, 50 * 12 - 1, 50 * 12, 64 * 12])
    assert life_stage(years).tolist() == [0, 0, 1, 1, 2, 2]


def test_an_education_that_only_emerging_occupations_ask_is_refused():
    """An occupation that does not exist yet cannot be an origin."""
    world = World(Settings({"city.citizens": 100}), 1)
    occupations = world.occupations
    occupations.goals[2] = occupations.goals[2][:0]
    with pytest.raises(ValueError, match="only emerging ones ask 'high' education"):
        draw_people(world, np.arange(3), np.arange(3, dtype=np.uint32), np.full(3, FIRST_AGE))


def test_a_reused_row_keeps_no_values(small_city, small_run):
    """A newcomer's row keeps no value of its former resident."""
    world = small_city().world
    world.citizens.resident[:20] = False
    rows = free_rows(world, 20)
    persons, ages = np.arange(20, dtype=np.uint32) + 2**31, np.full(20, FIRST_AGE, np.int16)
    draw_people(world, rows, persons, ages)
    fresh = small_run().world
    empty = free_rows(fresh, 20)
    fresh.month = world.month
    fresh.occupations.demand[:] = world.occupations.demand
    draw_people(fresh, empty, persons, ages)
    for name, array in world.citizens.arrays():
        np.testing.assert_array_equal(array[rows], getattr(fresh.citizens, name)[empty], name)
