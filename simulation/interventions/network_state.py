"""What the network organisation remembers from month to month."""

from __future__ import annotations

from dataclasses import dataclass


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
    promised, delivered : float
        Placements that it announced and that came about, smoothed over about half a year.
    poor_months : int
        Months in a row without the money to go on.
    """

    alive: bool = False
    founded: int = -1
    collapsed: int = -1
    trust: float = 0.0
    capacity: float = 0.0
    promised: float = 0.0
    delivered: float = 0.0
    poor_months: int = 0
