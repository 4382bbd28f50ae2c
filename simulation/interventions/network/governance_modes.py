"""Modes of network governance, and how well each works."""

from __future__ import annotations

import math

MODES = ("shared", "lead_organisation", "administrative_organisation")

#: Members and trust at which each mode works best, and how quickly it works worse away from there
#: (Provan & Kenis 2008: shared governance suits few members who trust each other; a network
#: administrative organisation many members and moderate trust; a lead organisation lies between).
BEST_MEMBERS = {"shared": 8.0, "lead_organisation": 25.0, "administrative_organisation": 60.0}
BEST_TRUST = {"shared": 0.75, "lead_organisation": 0.45, "administrative_organisation": 0.5}


def mode_efficiency(mode: str, members: float, trust: float) -> float:
    """Share of its money and trust that a mode turns into work, 0–1.

    ``exp(−½ (ln(members / best) / 1.5)²) · exp(−½ ((trust − best) / 0.35)²)`` where having more
    members than is best for a mode, or less trust than it needs, costs; fewer members or more trust
    does not.

    Parameters
    ----------
    mode : str
        One of :data:`MODES`.
    members : float
        Member employers.
    trust : float
        Their mean trust, 0–1.
    """
    crowd = max(0.0, math.log(max(members, 1.0) / BEST_MEMBERS[mode])) / 1.5
    lacking = max(0.0, BEST_TRUST[mode] - trust) / 0.35
    overhead = {"shared": 0.9, "lead_organisation": 0.85, "administrative_organisation": 0.8}
    return overhead[mode] * math.exp(-0.5 * crowd**2) * math.exp(-0.5 * lacking**2)
