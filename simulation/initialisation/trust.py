"""Initial trust in local government: a Beta distribution by country.

The means are what surveys found: 46.9 % of people in OECD countries trust their local government
(OECD Trust Survey 2021; 45 % in 2023), 67 % of Americans see their local leaders in a favourable
light (Pew). For the Nordic countries and Singapore, which the paper describes as places of high
institutional trust, we have no figure: .60 and .65 are assumptions within that range. Initial trust
does not depend on education; a gradient can only result from later experience.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaincinv

from simulation.core.randomness import Decision, normals, random_bits, to_uniform, uniforms
from simulation.kernels.compiled import compiled
from simulation.world import World

#: Mean trust of countries that differ from the mean of the OECD.
TRUST_BY_COUNTRY = {
    "nordic": 0.60, "fin": 0.60, "nor": 0.60, "swe": 0.60,  # assumption
    "sgp": 0.65,  # assumption
    "usa": 0.67,  # Pew
}  # fmt: skip
#: Mean and standard deviation, and the range that values are cut to, with the process switched off.
CONSTANT_TRUST = (0.45, 0.15)
CONSTANT_RANGE = (0.02, 0.98)


def mean_trust(world: World) -> float:
    """Mean initial trust in local government in the country of the city."""
    rule = world.settings["trust"]
    if not rule.country_differences:
        return float(rule.initial_mean)
    return float(TRUST_BY_COUNTRY.get(world.settings["city"].country, rule.initial_mean))


@compiled
def _fill(seed, rows, persons, trust, in_firms, concerned, citizens):
    for n in range(rows.shape[0]):
        concern = to_uniform(random_bits(seed, Decision.TRUST, 0, persons[n], 1)[0])
        row = rows[n]
        citizens.trust[row] = trust[n]
        citizens.disposition[row] = trust[n]
        citizens.trust_firms[row] = citizens.trust[row] * np.float32(in_firms)
        citizens.privacy_concerned[row] = concern < concerned


def draw_trust(world: World, rows: np.ndarray, persons: np.ndarray) -> None:
    """Draw people's trust on arrival, and whether they are concerned about privacy.

    ``trust ~ Beta(m k, (1 − m) k)`` with mean m by country and concentration k. With the process
    switched off, trust is a constant of the person, normal around .45. Trust in firms is the same
    draw times the ratio of the means: who trusts the city more also trusts firms more.

    Parameters
    ----------
    world : World
    rows : ndarray of int
        Rows of the newcomers.
    persons : ndarray of uint32
        Their identities.
    """
    citizens, rule = world.citizens, world.settings["trust"]
    drawn = uniforms(world.seed, Decision.TRUST, 0, persons, 0)
    if rule.active:
        mean = mean_trust(world)
        weight = rule.concentration
        trust = betaincinv(mean * weight, (1.0 - mean) * weight, drawn)
    else:
        mean, spread = CONSTANT_TRUST
        trust = mean + spread * normals(world.seed, Decision.POPULATION_PLACE, 0, persons, 1)
        trust = np.clip(trust, *CONSTANT_RANGE)
    in_firms = min(1.0, rule.firms_mean / mean) if rule.active else 1.0
    _fill(world.seed, rows, persons, trust, in_firms, rule.privacy_concern, citizens)
