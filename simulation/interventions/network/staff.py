"""Staff of the network: what the city cannot hire, the network cannot do."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import ICT, VACANT
from simulation.world import World

#: Sectors that the network's staff works in.
PUBLIC = ("public_administration", "city_innovation")
#: ICT demand from which a post needs data skills.
DATA_SKILLS = 0.5


def staff_shortage(world: World) -> float:
    """Lack of people with data skills in the city's service, 0–1.

    The share of vacant posts among the public sector's occupations that ask ICT of .5 or more,
    plus the part by which they pay less than other occupations that do: governments lack data
    scientists and lose them to the private sector (constructs §10).
    """
    occupations, posts = world.occupations, world.posts
    skilled = occupations.design[:, ICT] >= DATA_SKILLS
    public = np.array([one in PUBLIC for one in occupations.sectors])[occupations.sector] & skilled
    there = occupations.posts.astype(float)
    if there[public].sum() <= 0.0:
        return 1.0
    vacant = np.bincount(posts.occupation[posts.holder == VACANT], minlength=occupations.rows)
    empty = vacant[public].sum() / there[public].sum()
    private = skilled & ~public
    if there[private].sum() <= 0.0:
        return float(min(1.0, empty))
    wages = occupations.base_wage * there
    pay = wages[public].sum() / there[public].sum()
    elsewhere = wages[private].sum() / there[private].sum()
    return float(min(1.0, empty + max(0.0, 1.0 - pay / elsewhere)))
