"""Ageing: people age, retire and enter."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from tests.oracle.arrivals import ENTRANT, arrive, depart, identity_of_newcomer
from tests.oracle.randomness import uniform

#: Ages of the young who enter and of those who retire, in months.
FIRST_AGE, LAST_AGE = 25 * 12, 65 * 12


def run(city, parameters):
    """The number of entrants is that of retirees in a uniform age structure."""
    residents = city.people
    for citizen in residents:
        citizen.age += 1
        if citizen.age >= LAST_AGE:
            city.flows["retired"][citizen.education] += 1
            depart(city, citizen)
    draw = uniform(city.seed, Decision.DEPARTURE, city.month, 0)
    number = math.floor(len(residents) / (LAST_AGE - FIRST_AGE) + draw)
    young = [(identity_of_newcomer(city.month, ENTRANT, n), FIRST_AGE) for n in range(number)]
    for citizen in arrive(city, young):
        city.accounts.savings_in += citizen.money
        city.flows["entered"][citizen.education] += 1
