"""Loss spirals: whether one job loss leads to another, and more so if resources are low."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EMPLOYED
from simulation.kernels.compiled import compiled
from simulation.statistics.market import rate
from simulation.statistics.permanence import discrete_time_hazard_ratio
from simulation.world import World

#: Months after a loss within which another one counts as the second.
WITHIN = 12
#: Classes of tenure in months; the last holds all longer tenures.
TENURES = 13
#: All job-holders, and those with energy below and above the mean.
ENERGIES = ("all", "low", "high")
#: Class of a row whose citizen has no job.
NO_JOB = -1


@dataclass
class LossRecord:
    """Involuntary job losses since the end of burn-in, and job-months at risk.

    Attributes
    ----------
    at_risk, lost : ndarray of shape (2, 2, 13)
        Job-months, and those in which the job was lost, by energy (below or above the mean of
        job-holders), by whether there was a loss in the twelve months before, and by tenure.
    person, stratum : ndarray of shape (rows,)
        Person of each row at the end of last month, and the index into the flattened counts.
    """

    at_risk: np.ndarray = field(default_factory=lambda: np.zeros((2, 2, TENURES), dtype=np.int64))
    lost: np.ndarray = field(default_factory=lambda: np.zeros((2, 2, TENURES), dtype=np.int64))
    person: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))
    stratum: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))


@compiled
def _count_losses(citizens, mean_energy, last_person, stratum, at_risk, lost):
    """Count losses of jobs held a month ago, and store who holds a job now."""
    person, resident, status = citizens.person, citizens.resident, citizens.status
    dismissed, energy = citizens.dismissed, citizens.energy
    recent_loss, tenure = citizens.recent_loss, citizens.tenure
    for row in range(stratum.shape[0]):
        # a newcomer may have taken over the row of a leaver
        if stratum[row] != NO_JOB and person[row] == last_person[row]:
            at_risk[stratum[row]] += 1
            lost[stratum[row]] += dismissed[row]
        last_person[row] = person[row]
        stratum[row] = NO_JOB
        if resident[row] and status[row] == EMPLOYED:
            high = 1 if energy[row] >= mean_energy else 0
            recent = 1 if recent_loss[row] < WITHIN else 0
            stratum[row] = (high * 2 + recent) * TENURES + min(tenure[row], TENURES - 1)


def count_losses(world: World) -> None:
    """Count this month's losses among last month's job-holders, and store who holds a job now."""
    if not world.measuring:
        return
    if world.losses is None:
        world.losses = LossRecord()
    record, citizens, strata = world.losses, world.citizens, world.strata
    new = citizens.rows - record.stratum.size
    if new > 0:
        record.person = np.append(record.person, np.zeros(new, dtype=record.person.dtype))
        record.stratum = np.append(record.stratum, np.full(new, NO_JOB, dtype=record.stratum.dtype))
    _count_losses(
        citizens,
        strata.totals["energy_at_work"].sum() / max(strata.workers.sum(), 1.0),
        record.person,
        record.stratum,
        record.at_risk.reshape(-1),
        record.lost.reshape(-1),
    )


def _by_energy(world: World, *, equal_tenure: bool) -> list[float]:
    """Risk after a recent loss relative to that without one: for all, low and high energy."""
    ratios = []
    for levels in (slice(None), slice(0, 1), slice(1, 2)):
        lost, at_risk = (
            part[levels].sum(axis=0)[::-1] for part in (world.losses.lost, world.losses.at_risk)
        )
        if not equal_tenure:
            lost, at_risk = (part.sum(axis=1, keepdims=True) for part in (lost, at_risk))
        ratios.append(float(discrete_time_hazard_ratio(lost, at_risk).estimate))
    return ratios


@measure(subject="permanence", unit="ratio", labels=ENERGIES, summary="last", taken="every year")
def second_loss_ratio(world: World) -> list[float]:
    """Risk of job loss within a year of losing a job, relative to no such loss.

    For all job-holders, and for those with energy below and above the mean. Only months in a job
    count. Read once a year (conservation of resources, Hobfoll 1989; constructs 4.15). The ratio
    has two parts: sorting of people who lose jobs more often, and the effects of a loss on energy
    and on tenure in the next job.
    """
    return _by_energy(world, equal_tenure=False)


@measure(subject="permanence", unit="ratio", labels=ENERGIES, summary="last", taken="every year")
def second_loss_ratio_at_tenure(world: World) -> list[float]:
    """The same relative risk among people of equal tenure (Mantel-Haenszel).

    People who found a new job after a loss have short tenure, which raises the risk in any case;
    this ratio excludes that effect.
    """
    return _by_energy(world, equal_tenure=True)


@measure(
    subject="permanence", unit="1/month", labels=ENERGIES[1:], summary="last", taken="every year"
)
def loss_by_energy(world: World) -> np.ndarray:
    """Monthly chance of job loss, with energy below and above the mean; read once a year."""
    lost, at_risk = (part.sum(axis=(1, 2)) for part in (world.losses.lost, world.losses.at_risk))
    return rate(lost, at_risk)


@measure(subject="permanence", unit="0-1", summary="last", taken="every year")
def energy_spread(world: World) -> float:
    """Standard deviation of energy between residents; read once a year."""
    return float(world.citizens.energy[world.citizens.resident].std(dtype=np.float64))
