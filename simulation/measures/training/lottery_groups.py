"""Whom the lot draws for public courses, known of everybody whether there are courses or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from simulation.interventions.training.lottery_assignment import lottery_assigned
from simulation.world import World


@dataclass
class Lots:
    """The lot of whoever is in each row, drawn once for each of them.

    Attributes
    ----------
    drawn : ndarray of bool, shape (rows,)
    month : int
        Month up to which newcomers have been drawn for.
    """

    drawn: np.ndarray
    month: int


def lots(world: World) -> np.ndarray:
    """Whether the lot falls on whoever is in each row."""
    citizens, known = world.citizens, world.memory.get("lots")
    if known is None:
        assigned = lottery_assigned(world, np.arange(citizens.rows))
        known = world.memory["lots"] = Lots(assigned, world.month)
    if known.drawn.size < citizens.rows:
        known.drawn = np.append(known.drawn, np.zeros(citizens.rows - known.drawn.size, dtype=bool))
    newcomers = np.flatnonzero(citizens.arrival > known.month)
    known.drawn[newcomers] = lottery_assigned(world, newcomers)
    known.month = world.month
    return known.drawn
