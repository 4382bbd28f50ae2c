"""What the network organisation remembers from month to month."""

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
        Month of its collapse; −1 while it has not collapsed.
    trust : float
        Mean trust of its members, 0–1.
    capacity : float
        Share of its work that it can do, 0–1.
    delivered : float
        Placements that came about relative to what one can hope for, smoothed over about half a
        year.
    poor_months : int
        Months in a row without the money to go on.
    staff : float
        Share of its staff that it could hire, 0–1.
    known : ndarray of uint32
        Identity of the employer in each row that it has met.
    """

    alive: bool = False
    founded: int = -1
    collapsed: int = -1
    trust: float = 0.0
    capacity: float = 0.0
    delivered: float = 0.0
    poor_months: int = 0
    staff: float = 1.0
    known: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=np.uint32))
