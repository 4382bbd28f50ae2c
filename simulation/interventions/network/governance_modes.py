"""Modes of network governance and their efficiency."""

from __future__ import annotations

import math
from typing import NamedTuple


class Mode(NamedTuple):
    """Conditions of a mode of governance.

    Attributes
    ----------
    members : float
        Number of members up to which the mode loses no efficiency.
    trust : float
        Mean trust from which the mode loses no efficiency, 0–1.
    efficiency : float
        Share of the work that is not administration, 0–1.
    """

    members: float
    trust: float
    efficiency: float


#: Provan & Kenis (2008): shared governance suits few members who trust each other; a network
#: administrative organisation suits many members and moderate trust; a lead organisation lies
#: between. The numbers are assumptions.
CONDITIONS = {
    "shared": Mode(8.0, 0.75, 0.9),
    "lead_organisation": Mode(25.0, 0.45, 0.85),
    "administrative_organisation": Mode(60.0, 0.5, 0.8),
}
MODES = tuple(CONDITIONS)
#: Standard deviations of the loss of efficiency, in log members and in trust (assumptions).
MEMBERS_SPREAD, TRUST_SPREAD = 1.5, 0.35


def mode_efficiency(mode: str, members: float, trust: float) -> float:
    """Share of money and trust that a mode turns into work, 0–1.

    ``efficiency · exp(−½ (ln(members / m) / 1.5)₊²) · exp(−½ ((t − trust) / 0.35)₊²)``: more
    members than m or less trust than t reduce efficiency; fewer members and more trust do not.

    Parameters
    ----------
    mode : str
        One of :data:`MODES`.
    members : float
        Number of member employers.
    trust : float
        Their mean trust, 0–1.
    """
    best = CONDITIONS[mode]
    crowding = max(0.0, math.log(max(members, 1.0) / best.members)) / MEMBERS_SPREAD
    distrust = max(0.0, best.trust - trust) / TRUST_SPREAD
    return best.efficiency * math.exp(-0.5 * crowding**2) * math.exp(-0.5 * distrust**2)
