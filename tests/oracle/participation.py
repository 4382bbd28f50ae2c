"""Participation: people leave the labour force and come back."""

from __future__ import annotations

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, INACTIVE, UNEMPLOYED
from tests.oracle.jobs import leave_post
from tests.oracle.randomness import uniform

#: Months of search that discourage most.
LONGEST_SPELL = 24
#: Savings with which the need to work is half, and age from which few come back.
SOME_SAVINGS, OLD = 3000.0, 55 * 12


def run(city, parameters):
    """Job-holders leave ill or burned out, job-seekers discouraged; others come back in need."""
    for citizen in city.people:
        luck = uniform(city.seed, Decision.PARTICIPATION, city.month, citizen.person)
        if citizen.status == EMPLOYED:
            _leave_work(city, parameters, citizen, luck)
        elif citizen.status == UNEMPLOYED:
            tired = (1.2 - citizen.energy) * min(citizen.spell, LONGEST_SPELL) / 12.0
            if luck < parameters.discouragement_rate * (0.3 + tired):
                citizen.status = INACTIVE
                city.flows["quit_labour_force"][citizen.education] += 1
        else:
            _come_back(city, parameters, citizen, luck)


def _leave_work(city, parameters, citizen, luck):
    """``leaving · (0.4 + 2 (1 − health)) + burnout · (1 − energy / burnout_line)₊``."""
    ill = parameters.exit_rate * (0.4 + 2.0 * (1.0 - citizen.health))
    burned_out = 0.0
    if parameters.burnout_active:
        exhausted = max(0.0, 1.0 - citizen.energy / parameters.burnout_energy)
        burned_out = parameters.burnout_rate * exhausted
    if luck >= ill + burned_out:
        return
    if luck >= ill:
        city.burned_out[citizen.education] += 1
    leave_post(city, citizen)
    citizen.status = INACTIVE
    city.flows["quit_labour_force"][citizen.education] += 1


def _come_back(city, parameters, citizen, luck):
    """``returning · need · young · (0.3 + energy) (0.3 + health)``."""
    need = 1.0 if citizen.money < SOME_SAVINGS else 0.5
    young = 1.0 if citizen.age < OLD else 0.4
    able = (0.3 + citizen.energy) * (0.3 + citizen.health)
    if luck < parameters.return_rate * need * young * able:
        citizen.status = UNEMPLOYED
        citizen.spell = 0
        city.flows["entered_labour_force"][citizen.education] += 1
