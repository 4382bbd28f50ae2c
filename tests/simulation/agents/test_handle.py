"""A handle is its row: equal to any other on it, light, and honest about who lives there."""

from __future__ import annotations

import copy
import gc
import weakref

import pytest

from simulation import SmartCity
from simulation.settings import Settings

SIZE = {"city.citizens": 120, "city.months": 6, "city.burn_in": 2}


@pytest.fixture
def city() -> SmartCity:
    return SmartCity(Settings(SIZE), seed=2)


def test_handles_on_one_row_are_equal(city):
    other = SmartCity(Settings(SIZE), seed=2)
    one = city.citizens[4]
    number = hash(one)
    del one
    gc.collect()
    again = city.citizens[4]
    assert city.citizens.made == 2
    assert hash(again) == number
    assert again == city.citizens[4] == city.agents.select(at_most=5)[-1]
    assert again != city.citizens[5]
    assert again != other.citizens[4]
    assert again != city.employers[4]
    assert {again, city.citizens[4]} == {city.citizens[4]}


def test_a_handle_is_not_kept(city):
    someone = weakref.ref(city.citizens[9])
    gc.collect()
    assert someone() is None


def test_attributes_of_ones_own_are_kept(city):
    city.citizens[9].nickname = "Ada"
    gc.collect()
    assert city.citizens[9].nickname == "Ada"
    assert city.agents.get("nickname", "default", "")[9] == "Ada"
    assert city.agents.get("nickname", "default", "").count("") == len(city.citizens) - 1
    city.world.citizens.person[9] = 10**6
    assert not hasattr(city.citizens[9], "nickname")


def test_a_handle_knows_when_somebody_else_lives_there(city):
    someone = city.citizens[3]
    city.world.citizens.person[3] = 10**6
    newcomer = city.citizens[3]
    assert newcomer != someone
    assert newcomer.unique_id == 10**6
    assert newcomer.here
    assert not someone.here
    for touch in (lambda: someone.fit, lambda: setattr(someone, "energy", 0.1)):
        with pytest.raises(LookupError, match="Citizen 3 has left the city; row 3 is empty or"):
            touch()


def test_who_moved_away_is_not_here(city):
    someone = city.citizens[3]
    city.world.citizens.resident[3] = False
    assert not someone.here
    with pytest.raises(LookupError, match="has left the city"):
        _ = someone.fit


def test_copies_of_a_handle_are_the_handle(city):
    someone = city.citizens[3]
    assert copy.copy(someone) is copy.deepcopy(someone) is someone
    assert copy.deepcopy([someone, someone]) == [someone, someone]


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("energy", 1.5, ValueError, r"Citizen.energy = 1.5: must be a number \(0-1, at least 0"),
        ("energy", float("nan"), ValueError, "must be a number"),
        ("energy", "much", TypeError, "Citizen.energy = 'much': must be a number"),
        ("energy", [0.1, 0.2], ValueError, "must be one value"),
        ("age", 1.5, TypeError, r"Citizen.age = 1.5: must be a whole number \(months"),
        ("age", 10**6, ValueError, "at most 32767"),
        ("dismissed", 2, ValueError, "must be True or False"),
        ("education", "hihg", ValueError, "one of low, mid, high; nearest: high"),
        ("education", 3, ValueError, "one of low, mid, high"),
        ("district", 1000, ValueError, "Citizen.district = 1000: must be a whole number"),
        ("post", 10**8, ValueError, "must be a whole number"),
        ("ties", [1, 2], ValueError, "must be 8 numbers"),
    ],
)  # fmt: skip
def test_what_a_column_does_not_take_is_refused(city, name, value, error, message):
    """On a handle and on a set alike, and nothing is changed."""
    before = city.agents.get(name)
    with pytest.raises(error, match=message):
        setattr(city.citizens[1], name, value)
    with pytest.raises(error, match=message):
        city.agents.set(name, value)
    assert str(city.agents.get(name)) == str(before)


def test_an_unknown_column_is_not_set(city):
    with pytest.raises(AttributeError, match="Citizen has no column 'enrgy'; nearest: energy"):
        city.agents.set("enrgy", 0.5)
    with pytest.raises(AttributeError):
        city.citizens[1].unique_id = 5


def test_what_is_set_is_there(city):
    some, table = city.agents.select(at_most=4), city.world.citizens
    some.set("energy", [0.1, 0.2, 0.3, 0.4])
    assert table.energy[:4].tolist() == pytest.approx([0.1, 0.2, 0.3, 0.4])
    some.set("education", ["high", "low", "mid", "low"])
    assert table.education[:4].tolist() == [2, 0, 1, 0]
    some.set("skills", 0.5).set("ties", [1, 2, 3, 4, 5, 6, 7, -1])
    assert (table.skills[:4] == 0.5).all()
    assert table.ties[:4].tolist() == [[1, 2, 3, 4, 5, 6, 7, -1]] * 4
    some.set("dismissed", True)
    assert table.dismissed[:5].tolist() == [True] * 4 + [False]
    city.citizens[2].status = "inactive"
    assert table.status[2] == 2


def test_savings_set_between_months_are_in_no_book(city):
    """The month begins with them, and its books close."""
    city.step()
    city.agents.set("money", city.agents.column("money") + 1000.0)
    savings = sum(city.agents.get("money"))
    city.step()
    accounts = city.world.accounts
    assert accounts.savings_before == pytest.approx(savings, rel=1e-6)
    assert accounts.citizens_gap == pytest.approx(0.0, abs=1.0)


def test_columns_are_attributes_with_a_meaning(city):
    assert "energy" in dir(city.citizens[0])
    assert type(city.citizens[0]).energy.__doc__ == "energy (0-1)"
    assert city.employers.agents.select(at_most=1)[0].sector_name is not None
    elsewhere = city.employers.agents.select(lambda there: there, on="elsewhere")
    assert [employer.sector_name for employer in elsewhere] == [None] * len(elsewhere)
