"""Moves: a few people a month compare districts."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from tests.oracle.fits import likeness
from tests.oracle.randomness import share, uniform, words

THOUSAND = 1000.0


def run(city, parameters):
    """People who consider a move choose the district with the largest utility."""
    for citizen in city.people:
        if uniform(city.seed, Decision.MOVE, city.month, citizen.person) < parameters.rate:
            best = _best_district(city, parameters, citizen)
            if best != citizen.district:
                citizen.district = best
                city.flows["moved_district"][citizen.education] += 1


def _best_district(city, parameters, citizen):
    """The present district or one of a few others, if affordable."""
    home = citizen.district
    before_rent = citizen.income + city.districts[home].rent
    best, best_utility = home, -math.inf
    for choice in range(parameters.choices + 1):
        bits = words(city.seed, Decision.MOVE, city.month, citizen.person, choice + 1)
        row = home if choice == 0 else int(share(bits[0]) * len(city.districts))
        district = city.districts[row]
        if (
            row != home
            and parameters.sorting
            and district.rent > parameters.affordable_share * before_rent
        ):
            continue
        utility = parameters.taste * (share(bits[1]) + share(bits[2]) - 1.0)
        if parameters.sorting:
            utility += _utility(city, parameters, citizen, district, before_rent)
        if utility > best_utility:
            best, best_utility = row, utility
    return best


def _utility(city, parameters, citizen, district, before_rent):
    """Utility of amenities and infrastructure, of log money left after rent, and of likeness."""
    alike = likeness(
        citizen.skills,
        citizen.education,
        district.profile,
        district.schooling,
        city.settings["fit"].likeness_education_weight,
    )
    left = max(before_rent - district.rent, parameters.least_left)
    return (
        parameters.value_amenities
        * (district.amenities + parameters.infrastructure_weight * district.infrastructure)
        + parameters.value_money * math.log(left / THOUSAND)
        + parameters.value_likeness * alike
    )
