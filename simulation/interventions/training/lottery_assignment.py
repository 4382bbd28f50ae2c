"""The lot: who public courses are open to when there are too few, so that others can be compared.

Places given out by lot make an experiment inside the city: those drawn and the others differ by
nothing but the lot. A second city without the programme, with the same luck, then shows what the
programme did to those who were not drawn (Crépon et al. 2013, Quarterly Journal of Economics 128).
"""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.world import World

#: Share of people that measures call drawn while public courses are open to all.
HALF = 0.5


def drawn(world: World, rows: np.ndarray) -> np.ndarray:
    """Whether the lot falls on citizens; it is one person's for life and the same in any scenario.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Rows of citizens.

    Returns
    -------
    ndarray of bool
    """
    lottery = world.settings["interventions.training"].lottery_share
    part = lottery if lottery < 1.0 else HALF
    luck = uniforms(world.seed, Decision.TRAINING_LOT, 0, world.citizens.person[rows])
    return np.asarray(luck < part, dtype=bool)
