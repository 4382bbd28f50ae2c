"""Resources: energy is consumed and restored."""

from __future__ import annotations

import math

from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from tests.oracle.state import rounded


def run(city, parameters):
    """Energy moves towards its level, up at ``rate`` and down at ``rate · loss_weight``."""
    if parameters.pace_active:
        for occupation in city.occupations:
            a_year = 12.0 * occupation.redesigned
            change = (a_year - occupation.novelty) / parameters.pace_memory
            occupation.novelty = rounded(occupation.novelty + change)
    for citizen in city.people:
        level = _level(city, parameters, citizen)
        energy = citizen.energy
        if citizen.dismissed:
            energy = rounded(energy - parameters.job_loss_cost * (1.0 - avoided(city, citizen)))
        pace = parameters.recovery_rate
        if level <= energy:
            pace = min(1.0, parameters.recovery_rate * parameters.loss_weight)
        energy = max(energy + pace * (level - energy), parameters.least_energy)
        citizen.energy = rounded(min(energy, 1.0))


def _level(city, parameters, citizen):
    level = parameters.base_energy
    level += parameters.supply_slope * (citizen.needs_supply - parameters.usual_supply)
    level += parameters.savings_buffer * min(1.0, citizen.money / parameters.buffer_savings)
    level += parameters.health_slope * (citizen.health - parameters.usual_health)
    if citizen.status == EMPLOYED:
        misfit = 1.0 - citizen.demand_ability if citizen.tenure > 0 else 0.0
        level -= parameters.strain * misfit
        if parameters.pace_active:
            occupation = city.occupations[citizen.occupation]
            level -= parameters.pace_cost * occupation.redesigned
            novelty = occupation.novelty
            level += parameters.stimulation * (
                1.0 - math.exp(-novelty / parameters.stimulating_pace)
            )
            level -= parameters.pace_drain * novelty * misfit
    if citizen.status == UNEMPLOYED:
        level -= parameters.search_cost * (1.0 - avoided(city, citizen))
    if citizen.course > 0:
        level -= parameters.learn_cost
    return level


def avoided(city, citizen):
    """Share of what joblessness costs that the support of a community avoids."""
    if citizen.community < 0:
        return 0.0
    return city.levers.community_support * city.communities[citizen.community].support
