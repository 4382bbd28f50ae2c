"""Departures from the city and arrivals."""

from __future__ import annotations

from simulation.core.vocabulary import INACTIVE, UNEMPLOYED
from tests.oracle.fits import stage_of_life
from tests.oracle.jobs import vacate
from tests.oracle.population import draw_person

#: Kinds of newcomers.
ENTRANT, MIGRANT = 0, 1


def identity_of_newcomer(month, kind, number):
    """Identity of the newcomer of a kind with a running number in a month."""
    return (1 << 31) + (month << 20) + (kind << 19) + number


def depart(city, citizen):
    """Remove a citizen: the post becomes vacant, savings leave the city."""
    if citizen.post >= 0:
        vacate(city.posts[citizen.post])
    city.accounts.savings_out += citizen.money
    citizen.resident = False
    citizen.known = False
    citizen.community = -1
    citizen.status = INACTIVE
    citizen.post = citizen.employer = citizen.occupation = -1


def arrive(city, people):
    """Add people of these identities and ages, each in the lowest free row."""
    free = [citizen for citizen in city.citizens if not citizen.resident]
    while len(free) < len(people):
        free.append(city.append("citizens"))
    newcomers = free[: len(people)]
    for citizen, (person, age) in zip(newcomers, people, strict=True):
        draw_person(city, citizen, person, age)
        citizen.status = UNEMPLOYED
        citizen.previous_stage = stage_of_life(age)
        citizen.previous_district = citizen.district
    return newcomers
