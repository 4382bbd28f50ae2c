"""Migration: people with low perceived fit leave; people whose peers fit well arrive."""

from __future__ import annotations

import math

from simulation.core.randomness import Decision
from simulation.core.vocabulary import ICT
from tests.oracle.ageing import FIRST_AGE, LAST_AGE
from tests.oracle.arrivals import MIGRANT, arrive, depart, identity_of_newcomer
from tests.oracle.randomness import uniform

#: Perceived fit at which people leave at the usual rate, and levels of ICT skill.
NEUTRAL, LEVELS = 0.65, 5


def run(city, parameters):
    """Some leave; each candidate from outside arrives with a chance."""
    people = [citizen for citizen in city.people if citizen.known]
    expected = _fit_by_ict(city, people)
    for citizen in people:
        gap = citizen.perceived - NEUTRAL
        hazard = parameters.rate * math.exp(-parameters.response * gap)
        if uniform(city.seed, Decision.MIGRATION_OUT, city.month, citizen.person) < hazard:
            city.flows["migrated_out"][citizen.education] += 1
            depart(city, citizen)
    for candidate in arrive(
        city, _candidates(city, parameters.candidates * parameters.rate * len(people))
    ):
        fit = expected[ict_level(candidate)]
        attraction = math.exp(parameters.response * (fit - parameters.outside_fit))
        chance = attraction / parameters.candidates
        if uniform(city.seed, Decision.MIGRATION_IN, city.month, candidate.person, 2) < chance:
            city.accounts.savings_in += candidate.money
            city.flows["migrated_in"][candidate.education] += 1
        else:
            candidate.clear()


def ict_level(citizen):
    """Level of ICT skill, 0 to 4."""
    return min(int(citizen.skills[ICT] * LEVELS), LEVELS - 1)


def _candidates(city, mean):
    """Identities and ages of candidates."""
    number = math.floor(mean + uniform(city.seed, Decision.MIGRATION_IN, city.month, 0))
    candidates = []
    for n in range(number):
        person = identity_of_newcomer(city.month, MIGRANT, n)
        draw = uniform(city.seed, Decision.MIGRATION_IN, city.month, person, 1)
        candidates.append((person, int(FIRST_AGE + (LAST_AGE - FIRST_AGE) * draw)))
    return candidates


def _fit_by_ict(city, people):
    """Mean fit of residents by ICT level; the city's if there are none."""
    means = []
    for level in range(LEVELS):
        fits = [citizen.fit for citizen in people if ict_level(citizen) == level]
        means.append(sum(fits) / len(fits) if fits else city.conditions.mean_fit)
    return means
