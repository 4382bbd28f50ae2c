"""What a notebook shows: cards with units, and warnings about names that are no columns."""

from __future__ import annotations

import warnings

import pytest

from simulation import SmartCity
from simulation.cards import card, shown
from simulation.settings import Settings

SMALL = {"city.citizens": 200, "city.months": 6, "city.burn_in": 2}


@pytest.fixture(scope="module")
def city():
    return SmartCity(Settings(SMALL), seed=1).run(3, progress=False)


def test_a_city_shows_month_size_and_headlines_with_units(city):
    text = city._repr_html_()
    for part in (f"SmartCity of {len(city.citizens)} residents", "3 of 6", "unbalance", "0-1"):
        assert part in text
    assert "nan" in SmartCity(Settings(SMALL))._repr_html_()  # before its first month


def test_tables_and_agents_show_headlines_with_units(city):
    for rows in (city.citizens, city.employers, city.communities):
        assert rows.kind.headlines
        assert set(rows.kind.headlines) <= rows.kind.values.keys()
        assert f"rows of {rows.kind.__name__}" in rows._repr_html_()
    someone = city.citizens[5]
    someone.note = "<likes fish>"
    text = someone._repr_html_()
    assert someone.education in text
    assert "euro" in text
    assert "&lt;likes fish&gt;" in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, "yes"), (0.123456, "0.1235"), (12, "12"), ((1, 2.0), "1, 2"), ([], "none")],
)
def test_values_are_short(value, text):
    assert shown(value) == text


def test_a_unit_of_one_is_not_shown():
    assert "<td" in card("Town", [("ratio", 2.0, "1")])
    assert ">1<" not in card("Town", [("ratio", 2.0, "1")])


def test_an_attribute_that_no_column_has_warns_once(city):
    first, second = city.citizens[7], city.citizens[8]
    with pytest.warns(UserWarning, match="no column 'fitt'; nearest: fit; it becomes"):
        first.fitt = 0.5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        second.fitt = 0.5
        second.fit = 0.5
        second.pos = (1, 2)
