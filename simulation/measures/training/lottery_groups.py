"""Lottery assignment of every resident to public courses, whether there are courses or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.interventions.training.lottery_assignment import lottery_assigned
from simulation.world import World


@dataclass
class Assignments:
    """Lottery assignment by row, drawn once for each resident.

    Attributes
    ----------
    assigned : ndarray of bool, shape (rows,)
    month : int
        Last month whose newcomers have been assigned.
    """

    assigned: np.ndarray
    month: int


def lottery_groups(world: World) -> np.ndarray:
    """Whether the lottery assigns the resident of each row: bool, shape (rows,)."""
    citizens, known = world.citizens, world.memory.get("lottery")
    if known is None:
        assigned = lottery_assigned(world, np.arange(citizens.rows))
        known = world.memory["lottery"] = Assignments(assigned, world.month)
    new_rows = citizens.rows - known.assigned.size
    if new_rows > 0:
        known.assigned = np.append(known.assigned, np.zeros(new_rows, dtype=bool))
    newcomers = np.flatnonzero(citizens.arrival > known.month)
    known.assigned[newcomers] = lottery_assigned(world, newcomers)
    known.month = world.month
    return known.assigned
