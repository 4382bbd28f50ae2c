"""Search spells: how the chance of finding a job changes with the length of search."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from simulation.kernels.compiled import compiled
from simulation.statistics.market import ratio
from simulation.world import World

#: Longest spell with a count of its own, in months.
LONGEST = 24
#: Completed months without a job that count as the start of a spell, and as its eighth month:
#: several months each, because few people are in a single month of a small city.
START = slice(0, 2)
EIGHT_MONTHS = slice(7, 10)


@dataclass
class SearchSpells:
    """Running counts, and the job-seekers of last month.

    Attributes
    ----------
    month : int
        Month that was counted last.
    rows, spell : ndarray of int
        Job-seekers at the end of that month, and their months without a job.
    hired, at_risk : ndarray of shape (25,)
        Job-seekers who found a job, and all job-seekers, by length of spell at the start of the
        month; since burn-in.
    """

    month: int = 0
    rows: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    spell: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    hired: np.ndarray = field(default_factory=lambda: np.zeros(LONGEST + 1, dtype=np.int64))
    at_risk: np.ndarray = field(default_factory=lambda: np.zeros(LONGEST + 1, dtype=np.int64))


@compiled
def _store_seekers(citizens, rows, months):
    """Store the rows of job-seekers, and their months without a job."""
    resident, status, spell = citizens.resident, citizens.status, citizens.spell
    count = 0
    for row in range(resident.shape[0]):
        if resident[row] and status[row] == UNEMPLOYED:
            rows[count] = row
            months[count] = min(spell[row], LONGEST)
            count += 1


@compiled
def _count_hires(citizens, rows, months, hired, at_risk):
    """Count last month's job-seekers, and those of them who found a job, by length of search."""
    resident, status = citizens.resident, citizens.status
    for index in range(rows.size):
        at_risk[months[index]] += 1
        hired[months[index]] += resident[rows[index]] and status[rows[index]] == EMPLOYED


def _counted(world: World) -> SearchSpells:
    """The running counts, including this month."""
    if "search_spells" not in world.memory:
        world.memory["search_spells"] = SearchSpells()
    known: SearchSpells = world.memory["search_spells"]
    if known.month == world.month:
        return known
    citizens = world.citizens
    if world.measuring:
        _count_hires(citizens, known.rows, known.spell, known.hired, known.at_risk)
    number = int(world.strata.states[:, UNEMPLOYED].sum())
    known.rows, known.spell = np.empty(number, dtype=np.int32), np.empty(number, dtype=np.int8)
    _store_seekers(citizens, known.rows, known.spell)
    known.month = world.month
    return known


@measure(subject="market", unit="1/month", labels=("start", "eight_months"), summary="last")
def search_exit(world: World) -> list[float]:
    """Monthly chance of finding a job, at the start of a spell and after about eight months.

    ``h(d) = hires of job-seekers of spell d / job-seekers of spell d``, pooled over 0 and 1, and
    over 7 to 9 completed months without a job, since burn-in. No single rule makes it fall:
    employers' discount on long spells, sorting and reservation values contribute (Kroft, Lange and
    Notowidigdo 2013, Quarterly Journal of Economics 128).
    """
    known = _counted(world)
    spells = (START, EIGHT_MONTHS)
    return [ratio(known.hired[spell].sum(), known.at_risk[spell].sum()) for spell in spells]
