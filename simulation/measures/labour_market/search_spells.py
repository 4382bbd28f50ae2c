"""Search spells: how the chance to find a job changes the longer one looks for it."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.core.measure import measure
from simulation.core.vocabulary import EMPLOYED, UNEMPLOYED
from simulation.kernels.compiled import compiled
from simulation.statistics.market import monthly_hazard
from simulation.world import World

#: Longest spell that is told apart, in months.
LONGEST = 24
#: Completed months without a job that count as the start of a spell, and as its eighth month. A
#: few months each, since single months of a small city hold few people.
START = slice(0, 2)
EIGHT_MONTHS = slice(7, 10)


@dataclass
class SearchSpells:
    """What is remembered from month to month.

    Attributes
    ----------
    month : int
        Month that was booked last.
    rows, spell : ndarray of int
        Those who were looking for a job when it ended, and how long they had been without one.
    hired, at_risk : ndarray of shape (25,)
        Job-seekers who found a job, and who could have, by the length of their spell when the
        month began; since burn-in.
    """

    month: int = 0
    rows: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int32))
    spell: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.int8))
    hired: np.ndarray = field(default_factory=lambda: np.zeros(LONGEST + 1, dtype=np.int64))
    at_risk: np.ndarray = field(default_factory=lambda: np.zeros(LONGEST + 1, dtype=np.int64))


@compiled
def _note(resident, status, spell, rows, months):
    """Write down who is looking for a job, and for how long."""
    place = 0
    for row in range(resident.shape[0]):
        if resident[row] and status[row] == UNEMPLOYED:
            rows[place] = row
            months[place] = min(spell[row], LONGEST)
            place += 1


@compiled
def _book(resident, status, rows, months, hired, at_risk):
    """Count who was looking for a job, and who of them has found one, by length of search."""
    for place in range(rows.size):
        at_risk[months[place]] += 1
        hired[months[place]] += resident[rows[place]] and status[rows[place]] == EMPLOYED


def _booked(world: World) -> SearchSpells:
    """The running counts, with this month booked once."""
    if "search_spells" not in world.memory:
        world.memory["search_spells"] = SearchSpells()
    known: SearchSpells = world.memory["search_spells"]
    if known.month == world.month:
        return known
    citizens = world.citizens
    if world.measuring:
        _book(
            citizens.resident, citizens.status, known.rows, known.spell, known.hired, known.at_risk
        )
    number = int(world.strata.states[:, UNEMPLOYED].sum())
    known.rows, known.spell = np.empty(number, dtype=np.int32), np.empty(number, dtype=np.int8)
    _note(citizens.resident, citizens.status, citizens.spell, known.rows, known.spell)
    known.month = world.month
    return known


@measure(subject="market", unit="1/month", labels=("start", "eight_months"), summary="last")
def search_exit(world: World) -> np.ndarray:
    """Chance to find a job in a month, at the start of a spell and after about eight months.

    ``h(d) = hires of job-seekers of spell d / job-seekers of spell d``, pooled over 0 and 1, and
    over 7 to 9 completed months without a job, since burn-in. That it falls is not in any rule by
    itself: employers' discount on long spells, sorting and what people hold out for all take part
    (Kroft, Lange and Notowidigdo 2013, Quarterly Journal of Economics 128).
    """
    known = _booked(world)
    hired, at_risk = (
        [counts[spell].sum() for spell in (START, EIGHT_MONTHS)]
        for counts in (known.hired, known.at_risk)
    )
    return monthly_hazard(hired, at_risk)
