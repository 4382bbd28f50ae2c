"""Motivation: the search effort that career communities give to members without a job."""

from __future__ import annotations

import numpy as np

from simulation.world import World


def motivation(world: World) -> np.ndarray:
    """Share by which each community raises search effort; the first value is that of no community.

    ``community_motivation · support`` of the community. The index of a citizen is ``community +
    1``.
    """
    gain = np.zeros(world.communities.rows + 1)
    gain[1:] = world.levers.community_motivation * world.communities.support.astype(float)
    return gain
