"""Lottery assignment: who may take public courses when places are scarce.

A lottery makes an experiment inside the city: assigned people differ from the others by chance
alone. A second city without the programme and with the same random draws shows the effect on those
who were not assigned (Crépon et al. 2013, Quarterly Journal of Economics 128).
"""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.world import World

#: Share of people that measures count as assigned while public courses are open to all.
HALF = 0.5


def lottery_assigned(world: World, rows: np.ndarray) -> np.ndarray:
    """Whether citizens are assigned by lottery; for life, and the same in every scenario.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Rows of citizens.

    Returns
    -------
    ndarray of bool
    """
    share = world.settings["interventions.training"].lottery_share
    if share >= 1.0:
        share = HALF
    draws = uniforms(world.seed, Decision.TRAINING_LOT, 0, world.citizens.person[rows])
    return np.asarray(draws < share, dtype=bool)
