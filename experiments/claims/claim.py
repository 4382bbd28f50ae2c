"""What a claim is: scenarios to run, a statistic to read off them, and a rule that can fail.

A claim is a hypothesis of the paper turned into code. It names its arms, which are ordinary
scenarios on top of the baseline, and a test that reads one number per seed from them. All arms of
a seed share their luck, so a number is a paired difference. What the numbers amount to is judged
in :mod:`experiments.claims.verdict`, by one rule for all claims.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

if TYPE_CHECKING:
    import pandas as pd

INTERVENTIONS = ("training", "communities", "network")


@dataclass(frozen=True)
class After:
    """A month counted from the end of the burn-in, for a value such as a shock's month.

    The burn-in differs between a full, a quick and a robustness run, so a claim does not write the
    month itself. ``After(12)`` is the month in which one measured year is over.

    Attributes
    ----------
    months : int
    """

    months: int


@dataclass(frozen=True)
class Arm:
    """One scenario of an experiment.

    Attributes
    ----------
    name : str
        Unique over all claims: arms of one name have the same changes and are run once.
    changes : mapping of str to value
        What differs from the baseline, ``"section.key"`` → value. A value may be :class:`After`.
        Interventions begin when the burn-in ends unless the arm says otherwise.
    """

    name: str
    changes: Mapping[str, Any]

    def resolved(self, burn_in: int) -> dict[str, Any]:
        """The changes for a burn-in of so many months."""
        starts = {f"interventions.{name}.start_month": burn_in for name in INTERVENTIONS}
        return starts | {
            key: burn_in + value.months if isinstance(value, After) else value
            for key, value in self.changes.items()
        }


BASELINE = Arm("baseline", {})
TRAINING = Arm("training", {"interventions.training.annual_budget_per_citizen": 120.0})
COMMUNITIES = Arm("communities", {"interventions.communities.annual_budget_per_citizen": 120.0})
NETWORK = Arm("network", {"interventions.network.annual_budget_per_citizen": 120.0})
ALL_THREE = Arm("all_three", {**TRAINING.changes, **COMMUNITIES.changes, **NETWORK.changes})
ALL_THREE_EQUAL = Arm(
    "all_three_equal",
    {f"interventions.{name}.annual_budget_per_citizen": 40.0 for name in INTERVENTIONS},
)


@dataclass(frozen=True)
class Evidence:
    """What a claim's test reads: its arms, over the seeds that all of them have.

    Attributes
    ----------
    seeds : list of int
        In the order in which every array of :meth:`column` stands.
    burn_in : int
        Months that no summary uses.
    summaries : mapping of str to DataFrame
        Arm → one row per seed, a column per measure column.
    histories : mapping of str to DataFrame
        Arm → all months: seed, month and a column per measure column. Empty months of a measure
        are nan.
    """

    seeds: list[int]
    burn_in: int
    summaries: Mapping[str, pd.DataFrame]
    histories: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    def summary(self, arm: str) -> pd.DataFrame:
        """Each measure over the measured months of an arm: index seed, a column per measure."""
        return self.summaries[arm]

    def months(self, arm: str) -> pd.DataFrame:
        """All months of an arm: seed, month, and a column per measure column."""
        return self.histories[arm]

    def column(self, arm: str, name: str) -> np.ndarray:
        """A measure column of an arm, one value per seed."""
        return self.summaries[arm][name].to_numpy(dtype=np.float64)

    def effect(self, arm: str, name: str, against: str = "baseline") -> np.ndarray:
        """A measure column of an arm less the same of another, seed by seed."""
        return self.column(arm, name) - self.column(against, name)

    def slope(self, arms: Mapping[str, float], name: str) -> np.ndarray:
        """Least-squares slope of a measure column on a dose, one per seed.

        Parameters
        ----------
        arms : mapping of str to float
            Arm → its dose.
        name : str
            The measure column.
        """
        dose = np.array(list(arms.values()), dtype=np.float64)
        values = np.array([self.column(arm, name) for arm in arms])
        centred = dose - dose.mean()
        return np.asarray(centred @ values / (centred @ centred), dtype=np.float64)

    def window(self, arm: str, name: str, first: int, last: int) -> np.ndarray:
        """Mean of a measure column over some months, one per seed.

        Parameters
        ----------
        arm, name : str
        first, last : int
            Months after the end of the burn-in, both included; the first measured month is 1.
        """
        frame = self.histories[arm]
        month = frame["month"] - self.burn_in
        inside = frame[(month >= first) & (month <= last)]
        means = inside.groupby("seed")[name].mean()
        return means.reindex(self.seeds).to_numpy(dtype=np.float64)


@dataclass(frozen=True)
class Finding:
    """What a test returns: one number per seed, the larger the more as claimed.

    Attributes
    ----------
    values : ndarray of shape (seeds,)
        Paired effect in the claimed direction; nan where a seed does not give one.
    null : float
        Value under "no effect", or the value past which the claim begins to hold.
    smallest : float
        Smallest effect of interest, in the same unit, fixed before the judged runs. Beyond a null
        that already asks for something, it is the width of the margin round that value, and small.
    unit : str
    parts : mapping of str to array_like
        Other statistics worth printing, with names; one number per seed or a single one.
    name : str
        Which part of the claim this is; empty when there is only one.
    """

    values: np.ndarray
    null: float = 0.0
    smallest: float = 0.02
    unit: str = "0-1"
    parts: Mapping[str, ArrayLike] = field(default_factory=dict)
    name: str = ""


@dataclass(frozen=True)
class Claim:
    """A hypothesis, how it is put to the test, and when it fails.

    Attributes
    ----------
    number : str
        ``"H1"`` to ``"H27"``.
    title, statement : str
        A few words, and the sentence that is claimed.
    statistic, rule : str
        What is computed, and when the claim fails, in words.
    reference : str
        Where the statistic comes from.
    arms : tuple of Arm
        The scenarios that the test reads.
    test : callable
        Evidence → findings. A claim with several findings must hold in all of them.
    """

    number: str
    title: str
    statement: str
    statistic: str
    rule: str
    reference: str
    arms: tuple[Arm, ...]
    test: Callable[[Evidence], Sequence[Finding]]


def arms_of(claims: Iterable[Claim]) -> dict[str, Arm]:
    """Every arm of some claims by name, in the order in which they are first named.

    Raises
    ------
    ValueError
        If two arms of one name differ.
    """
    found: dict[str, Arm] = {}
    for claim in claims:
        for arm in claim.arms:
            if dict(found.setdefault(arm.name, arm).changes) != dict(arm.changes):
                raise ValueError(f"{claim.number}: arm {arm.name!r} stands for two scenarios")
    return found
