"""What a claim is: scenarios to run, statistics to compute from them, and a rule that can fail.

A claim is a hypothesis of the paper as code. It names its arms (scenarios derived from the
baseline) and computes one number per seed for each of its parts. All arms of a seed share their
random draws, so each number is a paired difference. :mod:`experiments.claims.verdict` judges the
numbers by one rule for all claims.

A claim about a variance is read on expected fit. Other readings of it, on realised and on potential
fit for instance, are judged by the same rule and stand beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike

from simulation.core.accounts import INTERVENTIONS
from simulation.core.vocabulary import EXPECTED, FIT_VARIANTS

if TYPE_CHECKING:
    import pandas as pd

#: Budget of an arm with interventions, euro per citizen and year.
BUDGET = 120.0


@dataclass(frozen=True)
class After:
    """A month counted from the end of the burn-in, for values such as the month of a shock.

    The burn-in differs between a full, a quick and a robustness run. ``After(12)`` is the month in
    which one measured year is over.

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
        Unique over all claims: arms with the same name have the same changes and are run once.
    changes : mapping of str to value
        Differences from the baseline, ``"section.key"`` → value or :class:`After`. Interventions
        begin when the burn-in ends unless the arm sets another month.
    """

    name: str
    changes: Mapping[str, Any]

    def resolved(self, burn_in: int) -> dict[str, Any]:
        """The changes for a burn-in of this many months."""
        starts = {f"interventions.{name}.start_month": burn_in for name in INTERVENTIONS}
        return starts | {
            key: burn_in + value.months if isinstance(value, After) else value
            for key, value in self.changes.items()
        }

    def but(self, name: str, changes: Mapping[str, Any]) -> Arm:
        """A copy with further changes, under another name."""
        return Arm(name, {**self.changes, **changes})


def budgets(name: str, shares: Mapping[str, float]) -> Arm:
    """An arm that spends shares of one budget on interventions.

    Parameters
    ----------
    name : str
    shares : mapping of str to float
        Intervention → euro per citizen and year.
    """
    keys = "interventions.{}.annual_budget_per_citizen"
    return Arm(name, {keys.format(intervention): euro for intervention, euro in shares.items()})


BASELINE = Arm("baseline", {})
TRAINING = budgets("training", {"training": BUDGET})
COMMUNITIES = budgets("communities", {"communities": BUDGET})
NETWORK = budgets("network", {"network": BUDGET})
ALL_THREE_EQUAL = budgets("all_three_equal", dict.fromkeys(INTERVENTIONS, BUDGET / 3))


@dataclass(frozen=True)
class Evidence:
    """The data of a claim: its arms, over the seeds that all of them have.

    Attributes
    ----------
    seeds : list of int
        Order of every array of :meth:`column`.
    burn_in : int
        Months that no summary uses.
    summaries : mapping of str to DataFrame
        Arm → one row per seed, one column per measure column.
    histories : mapping of str to DataFrame
        Arm → all months: seed, month and one column per measure column. Months in which a measure
        is not taken are nan.
    variant : str
        Variant of fit that measures are read on, under their names on expected fit.
    """

    seeds: list[int]
    burn_in: int
    summaries: Mapping[str, pd.DataFrame]
    histories: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    variant: str = EXPECTED

    def on(self, variant: str) -> Evidence:
        """The same data, in which measures of fit are read on a variant of it."""
        return replace(self, variant=variant)

    def column(self, arm: str, name: str) -> np.ndarray:
        """A measure column of an arm, one value per seed."""
        return self.summaries[arm][self._named(name)].to_numpy(dtype=np.float64)

    def _named(self, name: str) -> str:
        """Name of a measure column on the variant."""
        if self.variant == EXPECTED:
            return name
        # loads the model, which a list of claims does not need
        from simulation.measures.variants import variant_name

        return variant_name(name, self.variant)

    def baseline(self, name: str) -> np.ndarray:
        """A measure column of the baseline, one value per seed."""
        return self.column(BASELINE.name, name)

    def effect(self, arm: str, name: str, against: str = BASELINE.name) -> np.ndarray:
        """A measure column of one arm minus that of another, one value per seed."""
        return self.column(arm, name) - self.column(against, name)

    def slope(self, arms: Mapping[str, float], name: str) -> np.ndarray:
        """Least-squares slope of a measure column on a dose, one value per seed.

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
        """Mean of a measure column over some months, one value per seed.

        Parameters
        ----------
        arm, name : str
        first, last : int
            Months after the end of the burn-in, both included; the first measured month is 1.
        """
        frame = self.histories[arm]
        month = frame["month"] - self.burn_in
        inside = frame[(month >= first) & (month <= last)]
        means = inside.groupby("seed")[self._named(name)].mean()
        return means.reindex(self.seeds).to_numpy(dtype=np.float64)

    def last_month(self, arm: str) -> int:
        """Last month of an arm, counted from the end of the burn-in."""
        return int(self.histories[arm]["month"].max()) - self.burn_in


@dataclass(frozen=True)
class Part:
    """One effect that a claim asserts.

    Attributes
    ----------
    name : str
        Empty if the claim has only one part.
    smallest : float
        Smallest effect of interest, fixed before the judged runs. Around a null other than 0 it is
        the width of the margin, and small.
    null : float
        Value under "no effect", or the value above which the claim begins to hold.
    unit : str
        Of `smallest` and `null`.
    """

    name: str = ""
    smallest: float = 0.02
    null: float = 0.0
    unit: str = "0-1"


#: Values of a part, one per seed, alone or with other statistics to print (name → values).
Result = np.ndarray | tuple[np.ndarray, Mapping[str, ArrayLike]]
Compute = Callable[[Evidence], Sequence[Result]]


@dataclass(frozen=True)
class Finding:
    """A part of a claim with its values.

    Attributes
    ----------
    values : ndarray of shape (seeds,)
        Paired effect, positive in the claimed direction; nan where a seed has none.
    part : Part
    others : mapping of str to array_like
        Other statistics to print: one number per seed or a single one.
    """

    values: np.ndarray
    part: Part = Part()
    others: Mapping[str, ArrayLike] = field(default_factory=dict)


@dataclass(frozen=True)
class Claim:
    """A hypothesis, its test, and when it fails.

    Attributes
    ----------
    number : str
        ``"H1"`` to ``"H27"``; a rival, which the paper does not assert, ends in ``r``.
    title, statement : str
        A few words, and the sentence that is claimed.
    statistic, reference : str
        What is computed, and the source of the method.
    arms : tuple of Arm
        The scenarios that the test reads.
    parts : tuple of Part
        The claim must hold in all of them.
    compute : callable
        Evidence → one result per part, in order.
    note : str
        Addition to the rule.
    reading : str
        What the claim is read on: ``"expected"`` fit, or another reading of the same claim.
    variants : bool
        Whether it is also read on the other variants of fit.
    others : tuple of Claim
        Further readings with parts of their own; see :meth:`read`.
    """

    number: str
    title: str
    statement: str
    statistic: str
    reference: str
    arms: tuple[Arm, ...]
    parts: tuple[Part, ...]
    compute: Compute
    note: str = ""
    reading: str = EXPECTED
    variants: bool = False
    others: tuple[Claim, ...] = ()

    def read(self, reading: str, compute: Compute, parts: tuple[Part, ...] | None = None) -> Claim:
        """The same claim on another reading.

        Parameters
        ----------
        reading : str
            Its name.
        compute : callable
        parts : tuple of Part, optional
            Its parts, if they differ.
        """
        own = self.parts if parts is None else parts
        return replace(self, reading=reading, compute=compute, parts=own, variants=False, others=())

    @property
    def readings(self) -> tuple[Claim, ...]:
        """The claim on expected fit, on the other variants of fit, and on its further readings."""
        variants = FIT_VARIANTS if self.variants else ()
        return (
            self,
            *(self.read(name, partial(_on_variant, self.compute, name)) for name in variants),
            *self.others,
        )

    @property
    def rule(self) -> str:
        """When the claim fails, in words."""
        bounds = "; ".join(
            f"{part.name} > {part.null:g} ({part.smallest:g} {part.unit})".strip()
            for part in self.parts
        )
        text = (
            "fails unless each effect, counted in the claimed direction, is above its null value "
            f"(smallest effect of interest in brackets): {bounds}"
        )
        return f"{text}. {self.note}" if self.note else text

    def test(self, evidence: Evidence) -> list[Finding]:
        """The findings of this claim: one per part."""
        findings = []
        for part, result in zip(self.parts, self.compute(evidence), strict=True):
            values, others = result if isinstance(result, tuple) else (result, {})
            findings.append(Finding(values, part, others))
        return findings


def _on_variant(compute: Compute, variant: str, evidence: Evidence) -> Sequence[Result]:
    """What a claim computes, on a variant of fit."""
    return compute(evidence.on(variant))


def claim(
    number: str,
    title: str,
    *,
    statement: str,
    statistic: str,
    reference: str,
    arms: tuple[Arm, ...],
    parts: tuple[Part, ...],
    note: str = "",
) -> Callable[[Compute], Claim]:
    """Decorator that makes a :class:`Claim` of the function that computes its values."""

    def make(compute: Compute) -> Claim:
        return Claim(number, title, statement, statistic, reference, arms, parts, compute, note)

    return make


def on_variants(claim: Claim) -> Claim:
    """Decorator that also reads a claim on realised and on potential fit."""
    return replace(claim, variants=True)


def arms_of(claims: Iterable[Claim]) -> dict[str, Arm]:
    """Every arm of some claims by name, in the order in which they are first named.

    Raises
    ------
    ValueError
        If two arms with the same name differ.
    """
    arms: dict[str, Arm] = {}
    for claim in claims:
        for arm in claim.arms:
            if dict(arms.setdefault(arm.name, arm).changes) != dict(arm.changes):
                raise ValueError(f"{claim.number}: arm {arm.name!r} stands for two scenarios")
    return arms
