"""Cohesion: segregation of homes and ties slowly harms everybody."""

from __future__ import annotations

import math

from simulation.core.vocabulary import ICT
from tests.oracle.fits import FULL_ACCESS

#: Number of groups; the first and the last are compared.
GROUPS = 3


def run(city, parameters):
    """``C += rate · (1 − S − C)``; ``safety = 1 − weight · (1 − C)``."""
    residents = city.people
    group = {citizen.row: _group(parameters, citizen) for citizen in residents}
    # one tie of each citizen a month, in turn
    slot = city.month % len(residents[0].ties)
    segregation = 0.5 * (
        _segregation_of_homes(city, residents, group) + _segregation_of_ties(residents, group, slot)
    )
    conditions = city.conditions
    conditions.cohesion += parameters.adjustment_rate * (1.0 - segregation - conditions.cohesion)
    conditions.safety = 1.0 - parameters.weight * (1.0 - conditions.cohesion)


def _group(parameters, citizen):
    if parameters.groups == "education":
        return citizen.education
    return GROUPS - 1 if citizen.skills[ICT] >= FULL_ACCESS else 0


def _segregation_of_homes(city, residents, group):
    """Dissimilarity of homes beyond chance (Carrington & Troske 1997); 0 if a group is empty.

    ``(D − D*) / (1 − D*)``, not below 0, with ``D = ½ Σ_j |a_j / A − b_j / B|`` and
    ``D* = ½ sqrt(2/π) (1/A + 1/B) sqrt(p (1 − p)) Σ_j sqrt(n_j)``.
    """
    first = [0] * len(city.districts)
    last = [0] * len(city.districts)
    for citizen in residents:
        if group[citizen.row] == 0:
            first[citizen.district] += 1
        elif group[citizen.row] == GROUPS - 1:
            last[citizen.district] += 1
    a, b = sum(first), sum(last)
    if a == 0 or b == 0:
        return 0.0
    seen, spread = 0.0, 0.0
    for here, there in zip(first, last, strict=True):
        seen += abs(here / a - there / b) / 2.0
        spread += math.sqrt(here + there)
    p = a / (a + b)
    chance = 0.5 * math.sqrt(2.0 / math.pi) * (1 / a + 1 / b) * math.sqrt(p * (1 - p)) * spread
    return max(0.0, (seen - chance) / (1.0 - chance)) if chance < 1.0 else 0.0


def _segregation_of_ties(residents, group, slot):
    """Assortativity (Newman 2003), 0 or more: ``(Σ e_ii − Σ a_i b_i) / (1 − Σ a_i b_i)``."""
    ties = [[0] * GROUPS for _ in range(GROUPS)]
    for citizen in residents:
        contact = citizen.ties[slot]
        if contact in group:
            ties[group[citizen.row]][group[contact]] += 1
    number = sum(sum(row) for row in ties)
    alike = sum(ties[g][g] for g in range(GROUPS)) * number
    by_chance = sum(sum(ties[g]) * sum(row[g] for row in ties) for g in range(GROUPS))
    if number == 0 or by_chance >= number * number:
        return 0.0
    return max(0.0, (alike - by_chance) / (number * number - by_chance))
