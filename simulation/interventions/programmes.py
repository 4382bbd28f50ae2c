"""What the city knows about its programmes, and who decides on them, from month to month."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

#: Groups that decisions are weighed by: thirds of the residents by ICT skill.
GROUPS = 3


def _equal_voices() -> np.ndarray:
    return np.full(GROUPS, 1.0 / GROUPS)


@dataclass
class Programmes:
    """State of the city's programmes; as founded, it changes nothing.

    Attributes
    ----------
    shortages : list of ndarray of shape (7,)
        What the city lacked of each skill, oldest first, as far back as its policy lags.
    gaps : list of float
        How much worse the lowest ICT third fitted than the others, oldest first.
    known_shortage : ndarray of shape (7,) or None
        The shortage that the city knows of; None while it knows of none.
    prescription : float
        Share of public courses whose subject is set centrally, 0–1.
    subject : int
        Skill that reviews made the subject of the programme; −1 as long as they have not.
    attention : float
        What reviews made of the share reserved for the lowest third, relative to the plan.
    first_gap : float
        Gap at the first review; 0 before.
    decision_weight : ndarray of shape (3,)
        Weight of each third in decisions; sums to 1.
    family_say : ndarray or None
        Share of all say that people of each family of occupations have.
    family_tilt : ndarray or None
        Money for communities of each family relative to what its size alone would bring.
    reserved : float
        Share of public places that was reserved for the lowest third this month.
    carried, carried_reserved : float
        Fractions of a place, and of a reserved one, that were granted and not yet offered.
    matched : float
        Money of the network that went to communities this month, euro.
    """

    shortages: list[np.ndarray] = field(default_factory=list)
    gaps: list[float] = field(default_factory=list)
    known_shortage: np.ndarray | None = None
    prescription: float = 0.0
    subject: int = -1
    attention: float = 1.0
    first_gap: float = 0.0
    decision_weight: np.ndarray = field(default_factory=_equal_voices)
    family_say: np.ndarray | None = None
    family_tilt: np.ndarray | None = None
    reserved: float = 0.0
    carried: float = 0.0
    carried_reserved: float = 0.0
    matched: float = 0.0

    def reserve(self, plan: float) -> float:
        """Share of places reserved for the lowest third, given the plan.

        ``plan · attention · 3 · voice of the lowest third``, at most 1: where it has less than a
        third of the say, others take what was meant for it.
        """
        self.reserved = min(1.0, plan * self.attention * GROUPS * float(self.decision_weight[0]))
        return self.reserved
