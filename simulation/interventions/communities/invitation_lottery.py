"""Lottery of invitations to communities: who can be invited, for an experiment inside the city.

People drawn by the lottery differ from the others by chance alone, as in the lottery of course
places (:mod:`simulation.interventions.training.lottery_assignment`). An invitation is an
encouragement: whoever is not drawn can join uninvited.
"""

from __future__ import annotations

import numpy as np

from simulation.core.randomness import Decision, uniforms
from simulation.interventions.training.lottery_assignment import HALF
from simulation.world import World


def can_be_invited(world: World, rows: np.ndarray) -> np.ndarray:
    """Whether the lottery draws citizens; for life, and the same in every scenario.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Rows of citizens.

    Returns
    -------
    ndarray of bool
        While everybody can be invited, that of a lottery of half of them, for comparison.
    """
    share = world.settings["interventions.communities"].invitation_share
    draws = uniforms(world.seed, Decision.INVITATION_LOT, 0, world.citizens.person[rows])
    return np.asarray(draws < (share if share < 1.0 else HALF), dtype=bool)
