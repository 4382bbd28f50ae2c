"""Moves: a few people a month look at other districts."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from tests.oracle.fits import likeness
from tests.oracle.randomness import share, uniform, words

#: Largest share of income before rent that somebody moves for, and least money that counts.
AFFORDABLE, LEAST_LEFT = 0.45, 50.0


def run(city, parameters):
    """Whoever thinks of moving goes where it is worth most."""
    for citizen in city.people:
        if uniform(city.seed, Decision.MOVE, city.month, citizen.person) < parameters.rate:
            best = _best_district(city, parameters, citizen)
            if best != citizen.district:
                citizen.district = best
                city.flows["moved_district"][citizen.education] += 1


def _best_district(city, parameters, citizen):
    """The own district or one of a few others, as far as they can be paid for."""
    here = citizen.district
    means = citizen.income + city.districts[here].rent
    best, best_worth = here, -math.inf
    for choice in range(parameters.choices + 1):
        luck = words(city.seed, Decision.MOVE, city.month, citizen.person, choice + 1)
        row = here if choice == 0 else int(share(luck[0]) * len(city.districts))
        district = city.districts[row]
        if row != here and parameters.sorting and district.rent > AFFORDABLE * means:
            continue
        worth = parameters.taste * (share(luck[1]) + share(luck[2]) - 1.0)
        if parameters.sorting:
            worth += _worth(city, parameters, citizen, district, means)
        if worth > best_worth:
            best, best_worth = row, worth
    return best


def _worth(city, parameters, citizen, district, means):
    """``amenities (amenities + ½ infrastructure) + money ln((means − rent) / 1000) + likeness``."""
    alike = likeness(
        citizen.skills,
        citizen.education,
        district.profile,
        district.schooling,
        city.settings["fit"].likeness_education_weight,
    )
    left = max(means - district.rent, LEAST_LEFT)
    return (
        parameters.value_amenities * (district.amenities + 0.5 * district.infrastructure)
        + parameters.value_money * math.log(left / 1000.0)
        + parameters.value_likeness * alike
    )
