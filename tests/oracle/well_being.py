"""Well-being: health, happiness and productivity."""

from __future__ import annotations

from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from tests.oracle.state import rounded

#: Energy below which health suffers, and at which people are neither glad nor sorry of it.
TIRED, MIDDLING = 0.55, 0.65
FIRST_AGE, USUAL_HEALTH, WITHOUT_WORK = 25 * 12, 0.7, 0.06


def run(city, parameters):
    """Health follows age and energy, happiness felt fit and work, productivity match and energy."""
    for citizen in city.people:
        _health(parameters, citizen)
        _happiness(parameters, citizen)
        _productivity(citizen)


def _health(parameters, citizen):
    """Towards ``0.95 − ageing · years over 25 − ½ (0.55 − energy)₊``, less without a job."""
    years = (citizen.age - FIRST_AGE) / 12.0
    level = 0.95 - parameters.ageing * years - 0.5 * max(0.0, TIRED - citizen.energy)
    if citizen.status != EMPLOYED:
        level -= WITHOUT_WORK
    change = parameters.health_adjustment * (min(max(level, 0.05), 1.0) - citizen.health)
    citizen.health = rounded(citizen.health + change)


def _happiness(parameters, citizen):
    """Towards ``0.15 + ¾ felt fit + 0.15 (health − 0.7) + vigour (energy − 0.65)``."""
    level = 0.15 + 0.75 * citizen.perceived + 0.15 * (citizen.health - USUAL_HEALTH)
    if parameters.energy_active:
        level += parameters.energy_slope * (citizen.energy - MIDDLING)
    if citizen.status == UNEMPLOYED:
        level -= parameters.unemployment_cost
    change = parameters.happiness_adjustment * (min(max(level, 0.0), 1.0) - citizen.happiness)
    citizen.happiness = rounded(citizen.happiness + change)


def _productivity(citizen):
    """``(F_DA + backing) (½ + ¼ energy + ¼ health)`` at work, 0 without."""
    output = 0.0
    if citizen.status == EMPLOYED:
        state = 0.5 + 0.25 * citizen.energy + 0.25 * citizen.health
        output = (citizen.demand_ability + citizen.backing) * state
    citizen.productivity = rounded(output)
