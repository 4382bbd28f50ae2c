"""Resources and well-being: energy, health, happiness, productivity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import numpy as np

from simulation.core.parameter import constant, parameter, switch
from simulation.core.process import Process
from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from simulation.initialisation.population import FIRST_AGE
from simulation.kernels.compiled import columnwise
from simulation.kernels.threads import over_chunks
from simulation.world import World


class Pace(NamedTuple):
    """Effects of redesign on energy, by occupation.

    Attributes
    ----------
    cost : ndarray of float64
        Energy that this month's redesigned dimensions cost.
    stimulation : ndarray of float64
        Energy that novelty gives.
    drain : ndarray of float64
        Energy that novelty costs per unit of demand-ability misfit.
    """

    cost: np.ndarray
    stimulation: np.ndarray
    drain: np.ndarray


@columnwise
def _update_energy(first, end, citizens, communities, pace, levers, rule):
    resident, status, occupation = citizens.resident, citizens.status, citizens.occupation
    course, dismissed, community = citizens.course, citizens.dismissed, citizens.community
    tenure = citizens.tenure
    needs_supply, demand_ability = citizens.needs_supply, citizens.demand_ability
    money, health, energy = citizens.money, citizens.health, citizens.energy
    cost, stimulation, drain = pace
    support = communities.support
    up = rule.recovery_rate
    down = min(1.0, rule.recovery_rate * rule.loss_weight)
    for row in range(first, end):
        if not resident[row]:
            continue
        level = rule.base_energy + rule.supply_slope * (needs_supply[row] - rule.usual_supply)
        buffer = rule.savings_buffer * min(1.0, money[row] / rule.buffer_savings)
        level += buffer + rule.health_slope * (health[row] - rule.usual_health)
        if status[row] == EMPLOYED:
            job = occupation[row]
            # the fit of people who were hired this month is not known before Fitting
            misfit = 1.0 - demand_ability[row] if tenure[row] > 0 else 0.0
            level -= rule.strain * misfit
            level -= cost[job]
            level += stimulation[job] - drain[job] * misfit
        mine = community[row]
        avoided = levers.community_support * support[mine] if mine >= 0 else 0.0
        if status[row] == UNEMPLOYED:
            level -= rule.search_cost * (1.0 - avoided)
        if course[row] > 0:
            level -= rule.learn_cost
        if dismissed[row]:
            energy[row] -= rule.job_loss_cost * (1.0 - avoided)
        gap = level - energy[row]
        energy[row] += (up if gap > 0.0 else down) * gap
        energy[row] = min(max(energy[row], rule.least_energy), 1.0)


@dataclass(frozen=True)
class Resources(Process):
    """Search, learning, strain and loss consume energy; supplies restore it.

    Energy moves towards a level that depends on needs–supply fit, savings and health, less the
    demands on it. Low energy reduces search and training and increases job loss and illness, so
    losses lead to further losses. Whether losses weigh more than gains is a parameter, because the
    evidence is mixed (conservation of resources; constructs 4.15, 5.7). The support of a community
    avoids a share of what a job loss and unemployment cost.

    A changing job is both a challenge and a hindrance (LePine, Podsakoff & LePine 2005; too much of
    a good thing: Warr 1987). With ``n`` the skill dimensions redesigned per year, averaged over
    about ``pace_memory`` months, and ``r`` those redesigned this month, the level of a job-holder
    gains ``stimulation · (1 − exp(−n / stimulating_pace))``, which saturates. It loses ``pace_cost
    · r + pace_drain · n · (1 − F_DA)``, which does not: the faster jobs change, the more of their
    demands are new. The pace at which the loss exceeds the gain is not predetermined.
    """

    section: ClassVar[str] = "resources"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.status", "citizens.occupation", "citizens.tenure",
        "citizens.course", "citizens.dismissed", "citizens.community", "citizens.needs_supply",
        "citizens.demand_ability", "citizens.money", "citizens.health", "citizens.energy",
        "communities.support", "occupations.redesigned", "occupations.novelty",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = ("citizens.energy", "occupations.novelty")

    pace_active: bool = switch("redesign of the job affects energy")
    base_energy: float = parameter(
        0.55, unit="0-1", low=0, high=1, status="assumed",
        meaning="level of energy with usual supplies, without savings or demands",
        source="assumption",
    )  # fmt: skip
    supply_slope: float = parameter(
        0.8, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of needs-supply fit on energy", source="assumption",
    )  # fmt: skip
    savings_buffer: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that savings of buffer_savings or more give", source="assumption",
    )  # fmt: skip
    search_cost: float = parameter(
        0.08, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy cost of unemployment",
        source="assumption; distress of the unemployed d = .51 (Paul & Moser 2009)",
    )  # fmt: skip
    learn_cost: float = parameter(
        0.04, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy cost of a course", source="assumption",
    )  # fmt: skip
    strain: float = parameter(
        0.4, unit="ratio", low=0, high=5, status="assumed",
        meaning="energy cost of a job per unit of demand-ability misfit",
        source="assumption; person-job fit and strain correlate −.28",
    )  # fmt: skip
    pace_cost: float = parameter(
        0.04, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy cost of a redesigned skill dimension of the job in that month",
        source="assumption (constructs 5.7)",
    )  # fmt: skip
    pace_drain: float = parameter(
        0.15, unit="years", low=0, high=10, status="assumed",
        meaning="energy cost per redesigned dimension a year and unit of demand-ability misfit",
        source="assumption; drain grows with pace times misfit (constructs 5.7)",
    )  # fmt: skip
    stimulation: float = parameter(
        0.04, unit="0-1", low=0, high=1, status="assumed",
        meaning="largest energy gain from a changing job, relative to one that never changes",
        source="assumption, equal to the cost of a course (constructs 2.5, 5.7)",
    )  # fmt: skip
    stimulating_pace: float = parameter(
        1.0, unit="1/year", low=0.01, high=20, status="assumed",
        meaning="redesigned dimensions a year that give 63 % of stimulation",
        source="assumption: about the present pace of jobs that ask for a degree",
    )  # fmt: skip
    pace_memory: float = parameter(
        12.0, unit="months", low=1, high=240, status="assumed",
        meaning="months over which the pace of redesign is averaged", source="assumption",
    )  # fmt: skip
    job_loss_cost: float = parameter(
        0.06, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy lost at once with an involuntary job loss", source="assumption",
    )  # fmt: skip
    recovery_rate: float = parameter(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to a higher level of energy closed in a month",
        source="assumption",
    )  # fmt: skip
    loss_weight: float = parameter(
        1.5, unit="ratio", low=0.2, high=5, status="assumed",
        meaning="pace of falling energy relative to rising energy",
        source="assumption to vary: loss primacy is not confirmed in a 7-wave panel",
    )  # fmt: skip

    usual_supply: float = constant(
        0.8, unit="0-1", low=0, high=1, status="assumed",
        meaning="needs-supply fit that neither raises nor lowers energy",
        source="assumption: about the mean of the baseline",
    )  # fmt: skip
    buffer_savings: float = constant(
        10_000.0, unit="euro", low=1, high=1_000_000, status="assumed",
        meaning="savings above which more of them give no more energy", source="assumption",
    )  # fmt: skip
    health_slope: float = constant(
        0.2, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of health on energy", source="assumption",
    )  # fmt: skip
    usual_health: float = constant(
        0.7, unit="0-1", low=0, high=1, status="assumed",
        meaning="health that neither raises nor lowers energy",
        source="assumption: about the mean of the baseline",
    )  # fmt: skip
    least_energy: float = constant(
        0.02, unit="0-1", low=0, high=1, status="assumed",
        meaning="lower bound of energy", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_chunks(
            _update_energy, citizens.rows, citizens, world.communities, self._pace(world),
            world.levers, self,
        )  # fmt: skip

    def _pace(self, world: World) -> Pace:
        """Update novelty and return the effects of redesign on energy."""
        occupations = world.occupations
        if not self.pace_active:
            zero = np.zeros(occupations.rows)
            return Pace(zero, zero, zero)
        occupations.novelty += (
            12.0 * occupations.redesigned - occupations.novelty
        ) / self.pace_memory
        novelty = occupations.novelty.astype(np.float64)
        return Pace(
            self.pace_cost * occupations.redesigned,
            self.stimulation * (1.0 - np.exp(-novelty / self.stimulating_pace)),
            self.pace_drain * novelty,
        )


@columnwise
def _update_well_being(first, end, citizens, communities, levers, rule):
    resident, status, age = citizens.resident, citizens.status, citizens.age
    perceived, energy, backing = citizens.perceived, citizens.energy, citizens.backing
    demand_ability, health = citizens.demand_ability, citizens.health
    happiness, productivity = citizens.happiness, citizens.productivity
    community, support = citizens.community, communities.support
    energy_slope = rule.energy_slope if rule.energy_active else 0.0
    base_output = 1.0 - rule.energy_output - rule.health_output
    for row in range(first, end):
        if not resident[row]:
            continue
        years = (age[row] - FIRST_AGE) / 12.0
        level = rule.initial_health - rule.ageing * years
        level -= rule.exhaustion_slope * max(0.0, rule.exhaustion - energy[row])
        if status[row] != EMPLOYED:
            mine = community[row]
            avoided = levers.community_support * support[mine] if mine >= 0 else 0.0
            level -= rule.jobless_health * (1.0 - avoided)
        gap = min(max(level, rule.least_health), 1.0) - health[row]
        health[row] += rule.health_adjustment * gap
        level = rule.base_happiness + rule.fit_slope * perceived[row]
        level += rule.health_slope * (health[row] - rule.usual_health)
        level += energy_slope * (energy[row] - rule.usual_energy)
        if status[row] == UNEMPLOYED:
            level -= rule.unemployment_cost
        happiness[row] += rule.happiness_adjustment * (min(max(level, 0.0), 1.0) - happiness[row])
        if status[row] == EMPLOYED:
            match = demand_ability[row] + backing[row]
            effort = base_output + rule.energy_output * energy[row]
            productivity[row] = match * (effort + rule.health_output * health[row])
        else:
            productivity[row] = 0.0


@dataclass(frozen=True)
class WellBeing(Process):
    """Health, happiness and productivity of residents.

    Health moves towards ``initial_health − ageing · years over 25 − exhaustion_slope · (exhaustion
    − energy)₊``, less `jobless_health` without a job. Happiness moves towards ``base_happiness +
    fit_slope · perceived fit + health_slope · (health − usual_health) + energy_slope · (energy −
    usual_energy)``, less `unemployment_cost` in unemployment. The support of a community avoids a
    share of `jobless_health`. Productivity at work is ``(F_DA +
    help of the team) · (1 − e − h + e · energy + h · health)``, with e and h the weights of both.
    """

    section: ClassVar[str] = "well_being"
    reads: ClassVar[tuple[str, ...]] = (
        "citizens.resident", "citizens.status", "citizens.age", "citizens.perceived",
        "citizens.energy", "citizens.demand_ability", "citizens.backing", "citizens.health",
        "citizens.happiness", "citizens.community", "communities.support",
    )  # fmt: skip
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.health", "citizens.happiness", "citizens.productivity",
    )  # fmt: skip

    energy_active: bool = switch("energy affects happiness")
    health_adjustment: float = parameter(
        0.03, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to its level that health closes in a month", source="assumption",
    )  # fmt: skip
    happiness_adjustment: float = parameter(
        0.15, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the gap to its level that happiness closes in a month",
        source="assumption: honeymoon and hangover last about a year",
    )  # fmt: skip
    ageing: float = parameter(
        0.006, unit="1/year", low=0, high=0.05, status="assumed",
        meaning="loss of health per year of age",
        source="fair or poor health of 22 % of adults; steepness assumed",
    )  # fmt: skip
    unemployment_cost: float = parameter(
        0.08, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of happiness in unemployment",
        source="distress of the unemployed d = .51 (Paul & Moser 2009)",
    )  # fmt: skip
    energy_slope: float = parameter(
        0.15, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of energy on happiness",
        source="assumption, equal to that of health",
    )  # fmt: skip

    initial_health: float = constant(
        0.95, unit="0-1", low=0, high=1, status="assumed",
        meaning="level of health at age 25 with energy and a job", source="assumption",
    )  # fmt: skip
    exhaustion_slope: float = constant(
        0.5, unit="ratio", low=0, high=5, status="assumed",
        meaning="loss of health per unit of energy below exhaustion", source="assumption",
    )  # fmt: skip
    exhaustion: float = constant(
        0.55, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy below which health suffers", source="assumption",
    )  # fmt: skip
    jobless_health: float = constant(
        0.06, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of health without a job", source="assumption",
    )  # fmt: skip
    least_health: float = constant(
        0.05, unit="0-1", low=0, high=1, status="assumed",
        meaning="lower bound of the level of health", source="assumption",
    )  # fmt: skip
    base_happiness: float = constant(
        0.15, unit="0-1", low=0, high=1, status="assumed",
        meaning="level of happiness without perceived fit, at usual health and energy",
        source="assumption",
    )  # fmt: skip
    fit_slope: float = constant(
        0.75, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of perceived fit on happiness", source="assumption",
    )  # fmt: skip
    health_slope: float = constant(
        0.15, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of health on happiness", source="assumption",
    )  # fmt: skip
    usual_health: float = constant(
        0.7, unit="0-1", low=0, high=1, status="assumed",
        meaning="health that neither raises nor lowers happiness",
        source="assumption: about the mean of the baseline",
    )  # fmt: skip
    usual_energy: float = constant(
        0.65, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that neither raises nor lowers happiness",
        source="assumption: about the mean of the baseline",
    )  # fmt: skip
    energy_output: float = constant(
        0.25, unit="share", low=0, high=0.5, status="assumed",
        meaning="share of output that depends on energy", source="assumption",
    )  # fmt: skip
    health_output: float = constant(
        0.25, unit="share", low=0, high=0.5, status="assumed",
        meaning="share of output that depends on health", source="assumption",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_chunks(
            _update_well_being, citizens.rows, citizens, world.communities, world.levers, self
        )
