"""The acceptable parameter vectors: all that the facts cannot tell from the best one.

A calibration to a handful of facts seldom has one answer. An effect that is reported for the best
vector alone says nothing of how much it hangs on that choice; one that is reported over all
acceptable vectors does.

A trial is acceptable if it has every fact in its range, or if its loss is within a bound of the
least. The bound is the tolerance of the target file or, when that is more, what chance alone makes
of two trials' losses: twice the standard deviation of the difference between two equally good ones.
It is read off the finalists, who were tried with two sets of seeds. With ``d`` the difference of a
finalist's loss between the sets, and ``n₁`` and ``n₂`` seeds in them, a loss over ``n₁`` seeds has
the variance ``var(d) · n₂ / (n₁ + n₂)``; what the sets do to all finalists alike drops out.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from experiments.calibration.targets import Target, Targets
from experiments.calibration.trial import Trial

#: Table of the acceptable vectors in the folder of a calibration.
FILE = "acceptable.csv"
#: Standard deviations of the difference of two equally good trials that are put down to chance.
WITHIN = 2.0
#: Finalists from which on the noise of the loss can be read off them.
ENOUGH = 3


@dataclass(frozen=True)
class Acceptable:
    """The set of acceptable vectors and the rule that made it.

    Attributes
    ----------
    trials : tuple of Trial
        The best first.
    tolerance : float
        What the target file tolerates above the least loss.
    noise : float
        Twice the standard deviation of the difference of two losses by chance; nan when too few
        finalists were compared to tell.
    """

    trials: tuple[Trial, ...]
    tolerance: float
    noise: float

    @property
    def bound(self) -> float:
        """How far above the least loss an acceptable one lies at most."""
        return bound(self.tolerance, self.noise)

    @property
    def words(self) -> str:
        """The rule in words."""
        chance = "not known" if math.isnan(self.noise) else f"{self.noise:.3g}"
        return (
            f"loss within {self.bound:.3g} of the least (tolerance {self.tolerance:.3g}, "
            f"chance of the seeds {chance}), or every fact in its range"
        )


def bound(tolerance: float, noise: float) -> float:
    """The greater of the two, as far as they are known."""
    return tolerance if math.isnan(noise) else max(tolerance, noise)


def noise_of(first: Sequence[float], more: Sequence[float], seeds: tuple[int, int]) -> float:
    """What chance makes of the difference between two trials' losses.

    Parameters
    ----------
    first, more : sequence of float
        Loss of each finalist with the seeds of the trials, and with other seeds.
    seeds : (int, int)
        Number of seeds of either.

    Returns
    -------
    float
        :data:`WITHIN` standard deviations; nan for fewer than :data:`ENOUGH` finalists.
    """
    both = zip(first, more, strict=True)
    differences = [
        other - one for one, other in both if math.isfinite(one) and math.isfinite(other)
    ]
    if len(differences) < ENOUGH:
        return math.nan
    share = seeds[1] / (seeds[0] + seeds[1])
    return WITHIN * math.sqrt(2.0 * share * statistics.variance(differences))


def holds(targets: Sequence[Target], trial: Trial) -> bool:
    """Whether a trial has every fact in its range."""
    return all(one.low <= trial.facts.get(one.key, math.nan) <= one.high for one in targets)


def acceptable(targets: Targets, good: Sequence[Trial], noise: float) -> Acceptable:
    """The acceptable ones among trials that did not fail.

    Parameters
    ----------
    targets : Targets
    good : sequence of Trial
        The best first; at least one.
    noise : float
        See :func:`noise_of`.
    """
    most = good[0].loss + bound(targets.tolerance, noise)
    chosen = [one for one in good if one.loss <= most or holds(targets.targets, one)]
    return Acceptable(tuple(chosen), targets.tolerance, noise)


def rows(found: Acceptable, targets: Targets) -> list[dict[str, Any]]:
    """Rows of ``acceptable.csv``: trial, start, loss, parameters by their full names, facts."""
    return [
        {
            "trial": one.number,
            "start": one.start,
            "loss": one.loss,
            **{searched.name: one.values[searched.name] for searched in targets.ranges},
            **{target.key: one.facts.get(target.key, math.nan) for target in targets.targets},
        }
        for one in found.trials
    ]
