"""State of the network organisation between months."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np


@dataclass
class NetworkOrganisation:
    """State of the network organisation.

    Attributes
    ----------
    alive : bool
        Whether it exists.
    founded : int
        Month of its foundation; −1 before.
    collapsed : int
        Month of its last collapse; −1 if it exists or never did.
    members : int
        Number of its members.
    trust : float
        Mean trust of its members, 0–1.
    capacity : float
        Share of its work that it can do, 0–1.
    delivered : float
        Placements relative to those expected, 0–1, exponentially smoothed.
    resisted_months : int
        Consecutive months in which residents resisted a network led by a firm.
    lead : int
        Identity of the member that leads a network with a lead organisation; −1 for none.
    lead_since : int
        Month in which it began to.
    coordination : float
        Cost of coordination this month, euro.
    known : ndarray of uint32
        Identity of the employer last seen in each row.
    """

    alive: bool = False
    founded: int = -1
    collapsed: int = -1
    members: int = 0
    trust: float = 0.0
    capacity: float = 0.0
    delivered: float = 0.0
    resisted_months: int = 0
    lead: int = -1
    lead_since: int = -1
    coordination: float = 0.0
    known: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))
