"""State of the city's programmes between months: knowledge, reviews and decision weights."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from simulation.core.accounts import INTERVENTIONS

#: Groups whose votes decisions weigh: thirds of the residents by ICT skill.
GROUPS = 3


def _equal_weights() -> np.ndarray:
    return np.full(GROUPS, 1.0 / GROUPS)


@dataclass
class Programmes:
    """State of the city's programmes; its initial values change nothing.

    Attributes
    ----------
    shortages : list of ndarray of shape (7,)
        Shortage of each skill in past months, oldest first, as far back as the policy lag.
    gaps : list of float
        Mean fit of the upper two ICT thirds less that of the lowest, oldest first.
    known_shortage : ndarray of shape (7,) or None
        Shortage that the city knows of; None if it knows of none.
    prescription : float
        Share of public courses whose subject is set centrally, 0–1.
    subject : int
        Skill that reviews made the subject of the programme; −1 before.
    attention : float
        Ratio of reserved places after reviews to those planned.
    first_gap : float
        Gap at the first review; 0 before.
    gap_total : float
        Sum of the gaps known at reviews of the budgets.
    reviews : int
        Number of these reviews.
    budget_target : float
        Money of a programme relative to the plan, as far as savings allow.
    budget_ratio, budget_saved : ndarray of shape (3,)
        Money of each programme relative to the plan this month, and months of the plan saved.
    decision_weight : ndarray of shape (3,)
        Weight of each third in decisions; sums to 1.
    family_votes : ndarray or None
        Decision weight of the people in each family of occupations; sums to 1.
    family_influence : ndarray or None
        Decision weight of each family relative to its share of people.
    reserved : float
        Share of public places reserved for the lowest third this month.
    carried, carried_reserved : float
        Fractions of a place, and of a reserved place, carried over to next month.
    carried_assessments : ndarray of shape (2,)
        Fractions of an assessment of skill carried over, of training's line and of the network's.
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
    gap_total: float = 0.0
    reviews: int = 0
    budget_target: float = 1.0
    budget_ratio: np.ndarray = field(default_factory=lambda: np.ones(len(INTERVENTIONS)))
    budget_saved: np.ndarray = field(default_factory=lambda: np.zeros(len(INTERVENTIONS)))
    decision_weight: np.ndarray = field(default_factory=_equal_weights)
    family_votes: np.ndarray | None = None
    family_influence: np.ndarray | None = None
    reserved: float = 0.0
    carried: float = 0.0
    carried_reserved: float = 0.0
    carried_assessments: np.ndarray = field(default_factory=lambda: np.zeros(2))
    matched: float = 0.0

    def reserve(self, plan: float) -> float:
        """Share of places reserved for the lowest third.

        ``plan · attention · 3 · decision weight of the lowest third``, at most 1: with less than a
        third of the votes, the lowest third gets fewer places than planned.
        """
        self.reserved = min(1.0, plan * self.attention * GROUPS * float(self.decision_weight[0]))
        return self.reserved
