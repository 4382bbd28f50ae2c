"""A fact: how it is computed from the months of a run, and its target range."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from experiments.preregistration.registration import read
from simulation.core.vocabulary import EDUCATIONS, ICT_LEVELS
from simulation.statistics import market
from simulation.statistics.association import polychoric_correlation
from simulation.statistics.cycles import cyclical_correlation

if TYPE_CHECKING:
    import pandas as pd

Read = Callable[["pd.DataFrame"], float]

#: Codes of confidence in a range.
CONFIDENCE = {
    "C": "computed from PIAAC public-use files, without standard errors",
    "V": "read in the source",
    "V2": "read in a text that quotes the source",
    "M": "recalled from the source, not checked against it",
    "A": "required of a baseline, no source needed",
}
#: Roles of facts, as pre-registered.
CALIBRATED, BUILDING, CHECKED = "calibrated", "used in building", "checked"
#: Months at the end of the run over which the job market should be stationary.
LAST = 120


@dataclass(frozen=True)
class Fact:
    """One row of the table of facts.

    Attributes
    ----------
    key : str
        Name in target files.
    number : int
        Its stylised fact, 1 to 10; 0 for a further check.
    name, unit : str
    low, high : float
        Target range, both ends included.
    source : str
        Of the range.
    confidence : str
        In the range, one of :data:`CONFIDENCE`.
    read : callable
        Takes the measured months of one run, returns the value.
    """

    key: str
    number: int
    name: str
    unit: str
    low: float
    high: float
    source: str
    confidence: str
    read: Read

    @property
    def used(self) -> str:
        """Role of the fact in the pre-registration, or ``not pre-registered``.

        ``calibrated`` if parameters may be fitted to it; ``used in building`` if mechanisms were
        mended with it in view, but no parameter may be fitted to it; ``checked`` if it is a further
        check.
        """
        return read().role(self.key) or "not pre-registered"

    def holds(self, value: float) -> bool:
        """Whether a value lies in the target range."""
        return self.low <= value <= self.high


def mean(column: str) -> Read:
    """Mean of a measure over the months in which it has a value."""
    return lambda run: float(run[column].mean())


def ratio(top: str, bottom: str) -> Read:
    """Mean of a measure relative to that of another."""
    return lambda run: float(run[top].mean() / run[bottom].mean())


def difference(top: str, bottom: str) -> Read:
    """Mean of a measure minus that of another."""
    return lambda run: float(run[top].mean() - run[bottom].mean())


def size(column: str) -> Read:
    """Absolute mean of a measure."""
    return lambda run: float(abs(run[column].mean()))


def last(column: str) -> Read:
    """Last value of a measure that accumulates over the run."""

    def read(run: pd.DataFrame) -> float:
        values = run[column].dropna()
        return float(values.iloc[-1]) if len(values) else float("nan")

    return read


def decline(later: str, start: str) -> Read:
    """Relative decline of the last value of a measure from that of another."""
    return lambda run: 1.0 - market.ratio(last(later)(run), last(start)(run))


def drift(column: str) -> Read:
    """Mean of the second half of the last 120 months minus that of the first half.

    Shorter runs have no value.
    """

    def read(run: pd.DataFrame) -> float:
        values = run[column].to_numpy()[-LAST:]
        if values.size < LAST:
            return float("nan")
        half = values.size // 2
        return float(values[half:].mean() - values[:half].mean())

    return read


def over_the_cycle(one: str, other: str) -> Read:
    """Correlation of two measures over the cycle: quarters, logarithms, detrended."""
    return lambda run: cyclical_correlation(run[one], run[other])


def _people(run: pd.DataFrame) -> np.ndarray:
    """Mean share of residents by education and ICT level."""
    cells = [f"people_cell_{education}_{level}" for education in EDUCATIONS for level in ICT_LEVELS]
    return run[cells].mean().to_numpy().reshape(len(EDUCATIONS), len(ICT_LEVELS))


def education_with_ict(run: pd.DataFrame) -> float:
    """Polychoric correlation of education and ICT level."""
    return polychoric_correlation(_people(run))


def upper_levels(education: str) -> Read:
    """Share of an education group at ICT level 2 or 3."""

    def read(run: pd.DataFrame) -> float:
        levels = _people(run)[EDUCATIONS.index(education)]
        return float(levels[3:].sum() / levels.sum())

    return read
