"""Leaving the city and coming to it."""

from __future__ import annotations

from simulation.core.vocabulary import INACTIVE, UNEMPLOYED
from tests.oracle.fits import stage_of_life
from tests.oracle.jobs import vacate
from tests.oracle.population import draw_person

#: Ways to come.
ENTRANT, MIGRANT = 0, 1


def identity_of_newcomer(month, way, number):
    """Identity of the so-manieth who comes this month in this way."""
    return (1 << 31) + (month << 20) + (way << 19) + number


def depart(city, citizen):
    """Somebody leaves: the post falls vacant, savings go along."""
    if citizen.post >= 0:
        vacate(city.posts[citizen.post])
    city.accounts.savings_out += citizen.money
    citizen.resident = False
    citizen.known = False
    citizen.community = -1
    citizen.status = INACTIVE
    citizen.post = citizen.employer = citizen.occupation = -1


def arrive(city, people):
    """People of these identities and ages come; each takes the lowest place that is free."""
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
