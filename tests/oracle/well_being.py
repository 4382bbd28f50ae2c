"""Well-being: health, happiness and productivity."""

from __future__ import annotations

from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from tests.oracle.resources import avoided
from tests.oracle.state import rounded

FIRST_AGE = 25 * 12


def run(city, parameters):
    """Health, happiness and productivity of residents."""
    for citizen in city.people:
        _health(city, parameters, citizen)
        _happiness(parameters, citizen)
        _productivity(parameters, citizen)


def _health(city, parameters, citizen):
    """Towards ``initial − ageing · years over 25 − slope · (exhaustion − energy)₊``."""
    years = (citizen.age - FIRST_AGE) / 12.0
    level = parameters.initial_health - parameters.ageing * years
    level -= parameters.exhaustion_slope * max(0.0, parameters.exhaustion - citizen.energy)
    if citizen.status != EMPLOYED:
        level -= parameters.jobless_health * (1.0 - avoided(city, citizen))
    level = min(max(level, parameters.least_health), 1.0)
    change = parameters.health_adjustment * (level - citizen.health)
    citizen.health = rounded(citizen.health + change)


def _happiness(parameters, citizen):
    """Towards a level that is linear in perceived fit, health and energy."""
    level = parameters.base_happiness + parameters.fit_slope * citizen.perceived
    level += parameters.health_slope * (citizen.health - parameters.usual_health)
    if parameters.energy_active:
        level += parameters.energy_slope * (citizen.energy - parameters.usual_energy)
    if citizen.status == UNEMPLOYED:
        level -= parameters.unemployment_cost
    change = parameters.happiness_adjustment * (min(max(level, 0.0), 1.0) - citizen.happiness)
    citizen.happiness = rounded(citizen.happiness + change)


def _productivity(parameters, citizen):
    """``(F_DA + backing) (1 − e − h + e · energy + h · health)`` at work, 0 without."""
    output = 0.0
    if citizen.status == EMPLOYED:
        lost = parameters.energy_output * (1.0 - citizen.energy)
        lost += parameters.health_output * (1.0 - citizen.health)
        output = (citizen.demand_ability + citizen.backing) * (1.0 - lost)
    citizen.productivity = rounded(output)
