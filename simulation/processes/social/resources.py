"""Resources and well-being: energy, health, happiness, productivity."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from simulation.core.parameter import parameter, switch
from simulation.core.process import Process
from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from simulation.kernels.compiled import columnwise
from simulation.kernels.threads import over_rows
from simulation.world import World

#: Energy at which people are neither glad nor sorry of it: about the mean of the baseline.
MIDDLING = 0.65


@columnwise
def _energise(
    resident,
    status,
    occupation,
    course,
    dismissed,
    community,
    needs_supply,
    money,
    health,
    energy,
    demand_ability,
    pressed,
    stimulated,
    drained,
    capacity,
    base,
    supply_slope,
    buffer,
    search_cost,
    learn_cost,
    strain,
    loss,
    up,
    down,
    support,
):
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        level = base + supply_slope * (needs_supply[row] - 0.8)
        level += buffer * min(1.0, money[row] / 10000.0) + 0.2 * (health[row] - 0.7)
        if status[row] == EMPLOYED:
            job = occupation[row]
            level -= strain * (1.0 - demand_ability[row])
            level -= pressed[job]
            level += stimulated[job] - drained[job] * (1.0 - demand_ability[row])
        elif status[row] == UNEMPLOYED:
            level -= search_cost
        if course[row] > 0:
            level -= learn_cost
        if dismissed[row]:
            energy[row] -= loss
        mine = community[row]
        if mine >= 0:
            level += support * capacity[mine]
        gap = level - energy[row]
        energy[row] += (up if gap > 0.0 else down) * gap
        energy[row] = min(max(energy[row], 0.02), 1.0)


@dataclass(frozen=True)
class Resources(Process):
    """Energy is used up by search, learning, strain and loss, and restored by supplies.

    Energy moves towards a level set by needs–supply fit, savings and health, less what is demanded
    of it. Low energy means less search, less training, more job loss and worse health, so losses
    beget losses; whether losses weigh more than gains is a parameter, since evidence is mixed
    (conservation of resources; constructs 4.15, 5.7).

    A changing job gives and takes (challenge and hindrance: LePine, Podsakoff & LePine 2005; too
    much of a good thing: Warr 1987). With ``n`` the skill dimensions redesigned a year, averaged
    over about ``pace_memory`` months, and ``r`` those redesigned this month, the level of a
    job-holder gains ``stimulation · (1 − exp(−n / stimulating_pace))``, which levels off, and loses
    ``pace_cost · r + pace_drain · n · (1 − F_DA)``, which does not: the faster jobs change, the
    more of what they ask is new to those who do them. Where the one outweighs the other is not laid
    down.
    """

    section: ClassVar[str] = "resources"
    reads: ClassVar[tuple[str, ...]] = ("citizens.needs_supply", "citizens.money")
    writes: ClassVar[tuple[str, ...]] = ("citizens.energy", "occupations.novelty")

    pace_active: bool = switch("redesign of the job gives and takes energy")
    base_energy: float = parameter(
        0.55, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy of somebody with middling supplies", source="assumption",
    )  # fmt: skip
    supply_slope: float = parameter(
        0.8, unit="ratio", low=0, high=5, status="assumed",
        meaning="effect of needs-supply fit on energy", source="assumption",
    )  # fmt: skip
    savings_buffer: float = parameter(
        0.1, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that savings of 10,000 euro give", source="assumption",
    )  # fmt: skip
    search_cost: float = parameter(
        0.08, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that looking for work without a job costs",
        source="assumption; distress of the unemployed d = .51 (Paul & Moser 2009)",
    )  # fmt: skip
    learn_cost: float = parameter(
        0.04, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that a course costs", source="assumption",
    )  # fmt: skip
    strain: float = parameter(
        0.4, unit="ratio", low=0, high=5, status="assumed",
        meaning="energy that a job costs per unit of demand-ability misfit",
        source="assumption; person-job fit and strain correlate −.28",
    )  # fmt: skip
    pace_cost: float = parameter(
        0.04, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that one redesigned skill dimension of the job costs in that month",
        source="assumption (constructs 5.7)",
    )  # fmt: skip
    pace_drain: float = parameter(
        0.15, unit="years", low=0, high=10, status="assumed",
        meaning="energy drained per redesigned dimension a year and unit of demand-ability misfit",
        source="assumption; drain grows with pace times what one cannot do (constructs 5.7)",
    )  # fmt: skip
    stimulation: float = parameter(
        0.04, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy that a job gives at most by changing, beside one that never changes",
        source="assumption, as large as what a course costs (constructs 2.5, 5.7)",
    )  # fmt: skip
    stimulating_pace: float = parameter(
        1.0, unit="1/year", low=0.01, high=20, status="assumed",
        meaning="redesigned dimensions a year that give five eighths of that",
        source="assumption: about what jobs that ask for a degree change now",
    )  # fmt: skip
    pace_memory: float = parameter(
        12.0, unit="months", low=1, high=240, status="assumed",
        meaning="months over which people feel the pace of redesign", source="assumption",
    )  # fmt: skip
    job_loss_cost: float = parameter(
        0.06, unit="0-1", low=0, high=1, status="assumed",
        meaning="energy lost at once with an involuntary job loss", source="assumption",
    )  # fmt: skip
    recovery_rate: float = parameter(
        0.1, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way up to the level of energy made in a month", source="assumption",
    )  # fmt: skip
    loss_weight: float = parameter(
        1.5, unit="ratio", low=0.2, high=5, status="assumed",
        meaning="speed of losing energy relative to regaining it",
        source="assumption to vary: loss primacy is not confirmed in a 7-wave panel",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        pressed, stimulated, drained = self._pace(world)
        over_rows(
            _energise,
            (
                citizens.resident,
                citizens.status,
                citizens.occupation,
                citizens.course,
                citizens.dismissed,
                citizens.community,
                citizens.needs_supply,
                citizens.money,
                citizens.health,
                citizens.energy,
                citizens.demand_ability,
            ),
            pressed,
            stimulated,
            drained,
            world.communities.support,
            self.base_energy,
            self.supply_slope,
            self.savings_buffer,
            self.search_cost,
            self.learn_cost,
            self.strain,
            self.job_loss_cost,
            self.recovery_rate,
            min(1.0, self.recovery_rate * self.loss_weight),
            world.levers.community_support,
        )

    def _pace(self, world: World) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What redesign takes and gives, and takes per unit of misfit, by occupation."""
        occupations = world.occupations
        if not self.pace_active:
            nothing = np.zeros(occupations.rows)
            return nothing, nothing, nothing
        occupations.novelty += (
            12.0 * occupations.redesigned - occupations.novelty
        ) / self.pace_memory
        novelty = occupations.novelty.astype(np.float64)
        return (
            self.pace_cost * occupations.redesigned,
            self.stimulation * (1.0 - np.exp(-novelty / self.stimulating_pace)),
            self.pace_drain * novelty,
        )


@columnwise
def _feel(
    resident,
    status,
    age,
    perceived,
    energy,
    demand_ability,
    backing,
    health,
    happiness,
    productivity,
    speed_health,
    speed_happiness,
    ageing,
    jobless,
    vigour,
):
    for row in range(resident.shape[0]):
        if not resident[row]:
            continue
        years = (age[row] - 300) / 12.0
        level = 0.95 - ageing * years - 0.5 * max(0.0, 0.55 - energy[row])
        if status[row] != EMPLOYED:
            level -= 0.06
        health[row] += speed_health * (min(max(level, 0.05), 1.0) - health[row])
        level = 0.15 + 0.75 * perceived[row] + 0.15 * (health[row] - 0.7)
        level += vigour * (energy[row] - MIDDLING)
        if status[row] == UNEMPLOYED:
            level -= jobless
        happiness[row] += speed_happiness * (min(max(level, 0.0), 1.0) - happiness[row])
        if status[row] == EMPLOYED:
            match = demand_ability[row] + backing[row]
            productivity[row] = match * (0.5 + 0.25 * energy[row] + 0.25 * health[row])
        else:
            productivity[row] = 0.0


@dataclass(frozen=True)
class WellBeing(Process):
    """Health follows age and energy, happiness felt fit and work, productivity match and energy.

    With ``energy_active``, happiness follows energy too: by ``energy_slope`` per unit that it lies
    above or below :data:`MIDDLING`.
    """

    section: ClassVar[str] = "well_being"
    reads: ClassVar[tuple[str, ...]] = ("citizens.perceived", "citizens.energy")
    writes: ClassVar[tuple[str, ...]] = (
        "citizens.health",
        "citizens.happiness",
        "citizens.productivity",
    )

    energy_active: bool = switch("energy makes happy, exhaustion unhappy")
    health_adjustment: float = parameter(
        0.03, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way that health goes in a month", source="assumption",
    )  # fmt: skip
    happiness_adjustment: float = parameter(
        0.15, unit="1/month", low=0, high=1, status="assumed",
        meaning="share of the way that happiness goes in a month",
        source="assumption: honeymoon and hangover last about a year",
    )  # fmt: skip
    ageing: float = parameter(
        0.006, unit="1/year", low=0, high=0.05, status="assumed",
        meaning="loss of health per year of age",
        source="fair or poor health of 22 % of adults; steepness assumed",
    )  # fmt: skip
    unemployment_cost: float = parameter(
        0.08, unit="0-1", low=0, high=1, status="assumed",
        meaning="loss of happiness while looking for work without a job",
        source="distress of the unemployed d = .51 (Paul & Moser 2009)",
    )  # fmt: skip
    energy_slope: float = parameter(
        0.15, unit="ratio", low=0, high=5, status="assumed",
        meaning="happiness per unit of energy",
        source="assumption, the same as health's",
    )  # fmt: skip

    def run(self, world: World) -> None:
        citizens = world.citizens
        over_rows(
            _feel,
            (
                citizens.resident,
                citizens.status,
                citizens.age,
                citizens.perceived,
                citizens.energy,
                citizens.demand_ability,
                citizens.backing,
                citizens.health,
                citizens.happiness,
                citizens.productivity,
            ),
            self.health_adjustment,
            self.happiness_adjustment,
            self.ageing,
            self.unemployment_cost,
            self.energy_slope if self.energy_active else 0.0,
        )
