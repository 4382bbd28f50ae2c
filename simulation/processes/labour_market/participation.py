"""Participation: people leave the labour force and return to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.randomness import Decision, fill_uniforms
from simulation.core.vocabulary import EDUCATIONS, EMPLOYED, INACTIVE, UNEMPLOYED
from simulation.kernels.compiled import compiled, inlined
from simulation.processes.labour_market.motivation import motivation
from simulation.tables.posts import LEAVING, leave_post
from simulation.world import World

#: Citizens per block; what is drawn for a block stays in the processor's cache.
BLOCK = 1024
MONTHS_PER_YEAR = 12.0


@inlined
def _exit_through_ill_health(health, rate, base, slope):
    """Chance of leaving the labour force through ill health."""
    return rate * (base + slope * (1.0 - health))


@compiled
def _transition_chances(citizens, begin, motivated, rule, chance):
    """Chance of each citizen from row `begin` on to leave or, if inactive, to return."""
    end = begin + chance.shape[0]
    status, spell, age = (
        citizens.status[begin:end],
        citizens.spell[begin:end],
        citizens.age[begin:end],
    )
    energy, health = citizens.energy[begin:end], citizens.health[begin:end]
    money, community = citizens.money[begin:end], citizens.community[begin:end]
    exit_rate, exit_base, exit_slope = rule.exit_rate, rule.exit_base, rule.exit_health_slope
    burnout_rate = rule.burnout_rate if rule.burnout_active else 0.0
    burnout_energy = rule.burnout_energy
    discouragement, base = rule.discouragement_rate, rule.discouragement_base
    full_energy, most_months = rule.discouragement_energy, rule.discouragement_months
    return_rate, need_savings, no_need = rule.return_rate, rule.need_savings, rule.no_need_ratio
    older_age, older_ratio = rule.older_age, rule.older_ratio
    energy_base, health_base = rule.return_energy_base, rule.return_health_base
    for row in range(chance.shape[0]):
        # no branch, because the processor cannot predict who is in which state
        burnout = burnout_rate * max(0.0, 1.0 - energy[row] / burnout_energy)
        leaves = _exit_through_ill_health(health[row], exit_rate, exit_base, exit_slope) + burnout
        exhaustion = (full_energy - energy[row]) * min(spell[row], most_months) / MONTHS_PER_YEAR
        gives_up = discouragement * (base + exhaustion) * (1.0 - motivated[community[row] + 1])
        need = 1.0 if money[row] < need_savings else no_need
        young = 1.0 if age[row] < older_age else older_ratio
        able = return_rate * need * young * (energy_base + energy[row])
        returns = able * (health_base + health[row])
        without_job = gives_up if status[row] == UNEMPLOYED else returns
        chance[row] = leaves if status[row] == EMPLOYED else without_job


@compiled
def _participate(seed, month, citizens, posts, motivated, rule, counts):
    """Draw transitions; `counts` are those who left, burned out and returned, by education."""
    left, burned_out, returned = counts
    resident, person, status = citizens.resident, citizens.person, citizens.status
    education, health = citizens.education, citizens.health
    exit_rate, exit_base, exit_slope = rule.exit_rate, rule.exit_base, rule.exit_health_slope
    drawn = np.empty(BLOCK)
    chance = np.empty(BLOCK)
    for begin in range(0, citizens.rows, BLOCK):
        end = min(begin + BLOCK, citizens.rows)
        size = end - begin
        fill_uniforms(seed, Decision.PARTICIPATION, month, person[begin:end], 0, drawn[:size])
        _transition_chances(citizens, begin, motivated, rule, chance[:size])
        for row in range(begin, end):
            if drawn[row - begin] >= chance[row - begin] or not resident[row]:
                continue
            if status[row] == EMPLOYED:
                ill = _exit_through_ill_health(health[row], exit_rate, exit_base, exit_slope)
                if drawn[row - begin] >= ill:
                    burned_out[education[row]] += 1
                leave_post(citizens, posts, row)
                status[row] = INACTIVE
                left[education[row]] += 1
            elif status[row] == UNEMPLOYED:
                status[row] = INACTIVE
                left[education[row]] += 1
            else:
                status[row] = UNEMPLOYED
                citizens.spell[row] = 0
                returned[education[row]] += 1


@dataclass(frozen=True)
class Participation(Process):
    """People leave the labour force through ill health and discouragement and return if in need.

    A job-holder leaves with chance ``exit_rate · (exit_base + exit_health_slope · (1 − health)) +
    burnout_rate · (1 − energy / burnout_energy)₊``. The second part is burnout, a risk of the
    exhausted only (constructs 5.7). A job-seeker gives up with chance ``discouragement_rate ·
    (discouragement_base + (discouragement_energy − energy) · years of the spell)``, and less often
    as a motivated member of a career community. An inactive
    person returns with chance ``return_rate · need · age · (return_energy_base + energy) ·
    (return_health_base + health)``; need and age are 1 or the declared ratio.
    """

    section: ClassVar[str] = "participation"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident",
        "citizens.person",
        "citizens.education",
        "citizens.status",
        "citizens.spell",
        "citizens.age",
        "citizens.energy",
        "citizens.health",
        "citizens.money",
        "citizens.post",
        "citizens.community",
        "communities.support",
    )
    writes: ClassVar[tuple[str, ...]] = LEAVING

    burnout_active: bool = switch("exhausted job-holders leave the labour force")
    exit_rate: float = parameter(
        0.004, unit="1/month", low=0, high=0.2, status="calibrated",
        meaning="scale of the chance that a job-holder leaves the labour force through ill health",
        source="E to N of 2.4 % a quarter in the EU, much of it at ages the model leaves out",
    )  # fmt: skip
    exit_base: float = constant(
        0.4, unit="ratio", low=0, high=5, status="assumed",
        meaning="that chance in perfect health relative to its scale", source="assumption",
    )  # fmt: skip
    exit_health_slope: float = constant(
        2.0, unit="ratio", low=0, high=20, status="assumed",
        meaning="rise of that chance, relative to its scale, from perfect to no health",
        source="assumption",
    )  # fmt: skip
    discouragement_rate: float = parameter(
        0.04, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="scale of the chance that a job-seeker gives up, which rises with spell and "
        "exhaustion",
        source="U to N of 24 % a quarter in the EU, much of it at ages the model leaves out",
    )  # fmt: skip
    discouragement_base: float = constant(
        0.3, unit="ratio", low=0, high=5, status="assumed",
        meaning="that chance in the first month of a spell relative to its scale",
        source="assumption",
    )  # fmt: skip
    discouragement_energy: float = constant(
        1.2, unit="0-1", low=0, high=5, status="assumed",
        meaning="what energy is subtracted from to give the rise of that chance per year of a "
        "spell, relative to its scale",
        source="assumption",
    )  # fmt: skip
    discouragement_months: int = constant(
        24, unit="months", low=0, high=480, status="assumed",
        meaning="months of a spell after which that chance rises no further", source="assumption",
    )  # fmt: skip
    return_rate: float = parameter(
        0.06, unit="1/month", low=0, high=0.5, status="calibrated",
        meaning="scale of the chance that an inactive person looks for work again",
        source="employment of 54/73/84 % by education (PIAAC), overall level only",
    )  # fmt: skip
    need_savings: float = constant(
        3000.0, unit="euro", low=0, high=1_000_000, status="assumed",
        meaning="savings below which people need work", source="assumption",
    )  # fmt: skip
    no_need_ratio: float = constant(
        0.5, unit="ratio", low=0, high=1, status="assumed",
        meaning="return rate of people with such savings relative to others", source="assumption",
    )  # fmt: skip
    older_age: int = constant(
        660, unit="months", low=300, high=780, status="assumed",
        meaning="age from which fewer people return: 55 years", source="assumption",
    )  # fmt: skip
    older_ratio: float = constant(
        0.4, unit="ratio", low=0, high=1, status="assumed",
        meaning="return rate of older people relative to others", source="assumption",
    )  # fmt: skip
    return_energy_base: float = constant(
        0.3, unit="0-1", low=0, high=5, status="assumed",
        meaning="what is added to energy as a factor of the return rate", source="assumption",
    )  # fmt: skip
    return_health_base: float = constant(
        0.3, unit="0-1", low=0, high=5, status="assumed",
        meaning="what is added to health as a factor of the return rate", source="assumption",
    )  # fmt: skip
    burnout_rate: float = parameter(
        0.05, unit="1/month", low=0, high=1, status="assumed",
        meaning="chance that a job-holder without any energy burns out and leaves",
        source="assumption (constructs 5.7)",
    )  # fmt: skip
    burnout_energy: float = parameter(
        0.5, unit="0-1", low=0.01, high=1, status="assumed",
        meaning="energy below which burnout begins",
        source="assumption: about the lowest twentieth of job-holders in the baseline",
    )  # fmt: skip

    def run(self, world: World) -> None:
        left = np.zeros(len(EDUCATIONS), dtype=np.int64)
        returned = np.zeros(len(EDUCATIONS), dtype=np.int64)
        _participate(
            world.seed,
            world.month,
            world.citizens,
            world.posts,
            motivation(world),
            self,
            (left, world.burned_out, returned),
        )
        world.flows["quit_labour_force"] += left
        world.flows["entered_labour_force"] += returned
