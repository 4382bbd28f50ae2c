"""Spirals: whether one loss of a job begets another, and more so where resources are low."""

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
#: Months of tenure told apart; the last stands for all that are longer.
TENURES = 13
#: All job-holders, those with energy below, and those above the mean.
ENERGIES = ("all", "low", "high")
#: A row of somebody who has no job to lose.
NOBODY = -1


@dataclass
class LossRecord:
    """Involuntary losses of jobs since the end of burn-in, and who could have lost one.

    Attributes
    ----------
    at_risk, lost : ndarray of shape (2, 2, 13)
        Job-months, and those in which the job was lost, by energy (below or above the mean of
        job-holders), by whether there was a loss in the twelve months before, and by tenure.
    person, cell : ndarray of shape (rows,)
        Who was in each row at the end of last month, and in which cell of the above.
    """

    at_risk: np.ndarray = field(default_factory=lambda: np.zeros((2, 2, TENURES), dtype=np.int64))
    lost: np.ndarray = field(default_factory=lambda: np.zeros((2, 2, TENURES), dtype=np.int64))
    person: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))
    cell: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))


@compiled
def _book(person, resident, status, dismissed, energy, recent_loss, tenure, mean, was, cell,
          at_risk, lost):  # fmt: skip
    """Count who lost the job held a month ago; put down in its place who holds one now."""
    for row in range(cell.shape[0]):
        # a row given to a newcomer says nothing about whoever left it
        if cell[row] != NOBODY and person[row] == was[row]:
            at_risk[cell[row]] += 1
            lost[cell[row]] += dismissed[row]
        was[row] = person[row]
        cell[row] = NOBODY
        if resident[row] and status[row] == EMPLOYED:
            high = 1 if energy[row] >= mean else 0
            recent = 1 if recent_loss[row] < WITHIN else 0
            cell[row] = (high * 2 + recent) * TENURES + min(tenure[row], TENURES - 1)


def count_losses(world: World) -> None:
    """Count this month's losses among last month's job-holders; note who has a job now."""
    if not world.measuring:
        return
    if world.losses is None:
        world.losses = LossRecord()
    record, citizens, strata = world.losses, world.citizens, world.strata
    new = citizens.rows - record.cell.size
    if new > 0:
        record.person = np.append(record.person, np.zeros(new, dtype=record.person.dtype))
        record.cell = np.append(record.cell, np.full(new, NOBODY, dtype=record.cell.dtype))
    _book(
        citizens.person,
        citizens.resident,
        citizens.status,
        citizens.dismissed,
        citizens.energy,
        citizens.recent_loss,
        citizens.tenure,
        strata.totals["energy_at_work"].sum() / max(strata.workers.sum(), 1.0),
        record.person,
        record.cell,
        record.at_risk.reshape(-1),
        record.lost.reshape(-1),
    )


def _by_energy(world: World, *, equal_tenure: bool) -> list[float]:
    """Risk after a recent loss over that without one: for all, low and high energy."""
    if not world.reading_year or world.losses is None:
        return [np.nan] * len(ENERGIES)
    found = []
    for levels in (slice(None), slice(0, 1), slice(1, 2)):
        lost, at_risk = (
            part[levels].sum(axis=0)[::-1] for part in (world.losses.lost, world.losses.at_risk)
        )
        if not equal_tenure:
            lost, at_risk = (part.sum(axis=1, keepdims=True) for part in (lost, at_risk))
        found.append(float(discrete_time_hazard_ratio(lost, at_risk).estimate))
    return found


@measure(subject="permanence", unit="ratio", labels=ENERGIES, summary="last")
def second_loss_ratio(world: World) -> list[float]:
    """Risk of losing a job, within a year of losing one, relative to no such loss.

    For all, and for those with energy below and above the mean of job-holders; months in a job are
    compared, since whoever has none can lose none. Read once a year (conservation of resources,
    Hobfoll 1989; constructs 4.15). It has two parts: who loses jobs is not everybody alike, and
    what a loss does, to energy and by making people new in their next job.
    """
    return _by_energy(world, equal_tenure=False)


@measure(subject="permanence", unit="ratio", labels=ENERGIES, summary="last")
def second_loss_ratio_at_tenure(world: World) -> list[float]:
    """The same relative risk among people of equal tenure (Mantel-Haenszel).

    Whoever lost a job and found another is new in it, and the new lose jobs more often in any
    case; this ratio leaves that out.
    """
    return _by_energy(world, equal_tenure=True)


@measure(subject="permanence", unit="1/month", labels=ENERGIES[1:], summary="last")
def loss_by_energy(world: World) -> np.ndarray:
    """Chance to lose one's job in a month, with energy below and above the mean; once a year."""
    if not world.reading_year or world.losses is None:
        return np.full(2, np.nan)
    lost, at_risk = (part.sum(axis=(1, 2)) for part in (world.losses.lost, world.losses.at_risk))
    return rate(lost, at_risk)


@measure(subject="permanence", unit="0-1", summary="last")
def energy_spread(world: World) -> float:
    """Standard deviation of energy between residents; read once a year."""
    if not world.reading_year:
        return np.nan
    return float(world.citizens.energy[world.citizens.resident].std(dtype=np.float64))
