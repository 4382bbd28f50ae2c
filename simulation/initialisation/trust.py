"""Trust in local government that people bring with them: a Beta distribution by country.

The means are what surveys found: 46.9 % of people in OECD countries trust their local government
(OECD Trust Survey 2021; 45 % in 2023), 67 % of Americans see their local leaders in a favourable
light (Pew). For the Nordic countries and Singapore, which the paper describes as places of high
institutional trust, no figure was at hand: .60 and .65 are assumptions within that range.
Education is not looked at; a gradient has to come out of what people live through.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from simulation.core.randomness import Decision, normals, uniforms
from simulation.world import World

#: Mean trust of countries that differ from the mean of the OECD.
TRUST_BY_COUNTRY = {
    "nordic": 0.60, "fin": 0.60, "nor": 0.60, "swe": 0.60,  # assumption
    "sgp": 0.65,  # assumption
    "usa": 0.67,  # Pew
}  # fmt: skip


def draw_trust(world: World, rows: np.ndarray, persons: np.ndarray) -> None:
    """Give people their trust on the day of arrival, and whether privacy concerns them.

    ``trust ~ Beta(m k, (1 − m) k)`` with mean m by country and concentration k. With the process
    switched off trust is a constant of the person, normal round .45.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Rows of the newcomers.
    persons : ndarray of uint32
        Their identities.
    """
    citizens, rule = world.citizens, world.settings["trust"]
    luck = uniforms(world.seed, Decision.TRUST, 0, persons, 0)
    if rule.active:
        mean = rule.initial_mean
        if rule.country_differences:
            mean = TRUST_BY_COUNTRY.get(world.settings["city"].country, mean)
        weight = rule.concentration
        citizens.trust[rows] = betaincinv(mean * weight, (1.0 - mean) * weight, luck)
    else:
        usual = 0.45 + 0.15 * normals(world.seed, Decision.POPULATION_PLACE, 0, persons, 1)
        citizens.trust[rows] = np.clip(usual, 0.02, 0.98)
    citizens.disposition[rows] = citizens.trust[rows]
    worry = uniforms(world.seed, Decision.TRUST, 0, persons, 1)
    citizens.privacy_concerned[rows] = worry < rule.privacy_concern
