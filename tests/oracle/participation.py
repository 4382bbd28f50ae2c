"""Participation: people leave the labour force and return to it."""

from __future__ import annotations

from simulation.core.randomness import Decision
from simulation.core.vocabulary import EMPLOYED, INACTIVE, UNEMPLOYED
from tests.oracle.jobs import leave_post
from tests.oracle.randomness import uniform
from tests.oracle.search_channels import motivation


def run(city, parameters):
    """Job-holders leave ill or burned out, job-seekers discouraged; others return if in need."""
    for citizen in city.people:
        drawn = uniform(city.seed, Decision.PARTICIPATION, city.month, citizen.person)
        if citizen.status == EMPLOYED:
            _leave_work(city, parameters, citizen, drawn)
        elif citizen.status == UNEMPLOYED:
            years = min(citizen.spell, parameters.discouragement_months) / 12.0
            exhaustion = (parameters.discouragement_energy - citizen.energy) * years
            chance = parameters.discouragement_base + exhaustion
            chance *= 1.0 - motivation(city, citizen)
            if drawn < parameters.discouragement_rate * chance:
                citizen.status = INACTIVE
                city.flows["quit_labour_force"][citizen.education] += 1
        else:
            _return(city, parameters, citizen, drawn)


def _leave_work(city, parameters, citizen, drawn):
    """``exit rate · (base + slope · (1 − health)) + burnout rate · (1 − energy / limit)₊``."""
    ill = parameters.exit_rate * (
        parameters.exit_base + parameters.exit_health_slope * (1.0 - citizen.health)
    )
    burned_out = 0.0
    if parameters.burnout_active:
        exhausted = max(0.0, 1.0 - citizen.energy / parameters.burnout_energy)
        burned_out = parameters.burnout_rate * exhausted
    if drawn >= ill + burned_out:
        return
    if drawn >= ill:
        city.burned_out[citizen.education] += 1
    leave_post(city, citizen)
    citizen.status = INACTIVE
    city.flows["quit_labour_force"][citizen.education] += 1


def _return(city, parameters, citizen, drawn):
    """``return rate · need · young · (base + energy) (base + health)``."""
    need = 1.0 if citizen.money < parameters.need_savings else parameters.no_need_ratio
    young = 1.0 if citizen.age < parameters.older_age else parameters.older_ratio
    able = parameters.return_energy_base + citizen.energy
    able *= parameters.return_health_base + citizen.health
    if drawn < parameters.return_rate * need * young * able:
        citizen.status = UNEMPLOYED
        citizen.spell = 0
        city.flows["entered_labour_force"][citizen.education] += 1
