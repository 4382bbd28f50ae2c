"""Staff of the network: a shortage of data skills in the public sector limits its work."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import ICT, VACANT
from simulation.world import World

#: Sectors in which the network's staff works.
PUBLIC = ("public_administration", "city_innovation")


def staff_shortage(world: World, data_skill_threshold: float) -> float:
    """Shortage of people with data skills in the public sector, 0–1.

    Among occupations that ask for ICT of `data_skill_threshold` or more: the vacancy rate of those
    in the public sector, plus the share by which these pay less than the others. Governments lack
    data scientists and lose them to the private sector (constructs §10).
    """
    occupations, posts = world.occupations, world.posts
    skilled = occupations.design[:, ICT] >= data_skill_threshold
    of_public_sector = np.array([sector in PUBLIC for sector in occupations.sectors])
    public = of_public_sector[occupations.sector] & skilled
    number = occupations.posts.astype(float)
    if number[public].sum() <= 0.0:
        return 1.0
    vacant = np.bincount(posts.occupation[posts.holder == VACANT], minlength=occupations.rows)
    vacancy_rate = vacant[public].sum() / number[public].sum()
    private = skilled & ~public
    if number[private].sum() <= 0.0:
        return float(min(1.0, vacancy_rate))
    wages = occupations.base_wage * number
    public_pay = wages[public].sum() / number[public].sum()
    private_pay = wages[private].sum() / number[private].sum()
    return float(min(1.0, vacancy_rate + max(0.0, 1.0 - public_pay / private_pay)))
