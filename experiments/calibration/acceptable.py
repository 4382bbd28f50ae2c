"""The acceptable parameter vectors: all that fit the facts as well as the best one.

A calibration to a few facts seldom has one solution. An effect reported over all acceptable vectors
shows how much it depends on the choice of one.

A trial is acceptable if every fact is in its range, or if its loss is within a bound of the least.
The bound is the tolerance of the target file or, if greater, the noise: twice the standard
deviation of the difference between the losses of two equally good trials. It is estimated from the
finalists, which were run with two sets of seeds. With ``d`` the difference of a finalist's loss
between the sets, and ``n₁`` and ``n₂`` seeds in them, a loss over ``n₁`` seeds has the variance
``var(d) · n₂ / (n₁ + n₂)``; an effect of the sets common to all finalists cancels.
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
#: Standard deviations of the difference of two equally good trials that count as noise.
WITHIN = 2.0
#: Fewest finalists from which the noise of the loss can be estimated.
ENOUGH = 3


@dataclass(frozen=True)
class Acceptable:
    """The set of acceptable vectors, and the rule that selected it.

    Attributes
    ----------
    trials : tuple of Trial
        The best first.
    tolerance : float
        Of the target file, above the least loss.
    noise : float
        Twice the standard deviation of the difference of two losses; nan if there were too few
        finalists.
    """

    trials: tuple[Trial, ...]
    tolerance: float
    noise: float

    @property
    def bound(self) -> float:
        """Greatest acceptable distance from the least loss."""
        return bound(self.tolerance, self.noise)

    @property
    def words(self) -> str:
        """The rule in words."""
        chance = "not known" if math.isnan(self.noise) else f"{self.noise:.3g}"
        return (
            f"loss within {self.bound:.3g} of the least (tolerance {self.tolerance:.3g}, "
            f"noise of the seeds {chance}), or every fact in its range"
        )


def bound(tolerance: float, noise: float) -> float:
    """The greater of the two; the tolerance if the noise is not known."""
    return tolerance if math.isnan(noise) else max(tolerance, noise)


def noise_of(first: Sequence[float], more: Sequence[float], seeds: tuple[int, int]) -> float:
    """Noise of the difference between the losses of two trials.

    Parameters
    ----------
    first, more : sequence of float
        Loss of each finalist with the seeds of the trials, and with other seeds.
    seeds : (int, int)
        Number of seeds in each set.

    Returns
    -------
    float
        :data:`WITHIN` standard deviations; nan for fewer than :data:`ENOUGH` finalists.
    """
    both = zip(first, more, strict=True)
    differences = [
        after - before for before, after in both if math.isfinite(before) and math.isfinite(after)
    ]
    if len(differences) < ENOUGH:
        return math.nan
    share = seeds[1] / (seeds[0] + seeds[1])
    return WITHIN * math.sqrt(2.0 * share * statistics.variance(differences))


def holds(targets: Sequence[Target], trial: Trial) -> bool:
    """Whether a trial has every fact in its range."""
    return all(
        target.low <= trial.facts.get(target.key, math.nan) <= target.high for target in targets
    )


def acceptable(targets: Targets, good: Sequence[Trial], noise: float) -> Acceptable:
    """The acceptable trials among those that did not fail.

    Parameters
    ----------
    targets : Targets
    good : sequence of Trial
        The best first; at least one.
    noise : float
        See :func:`noise_of`.
    """
    most = good[0].loss + bound(targets.file.tolerance, noise)
    chosen = [trial for trial in good if trial.loss <= most or holds(targets.targets, trial)]
    return Acceptable(tuple(chosen), targets.file.tolerance, noise)


def rows(found: Acceptable, targets: Targets) -> list[dict[str, Any]]:
    """Rows of ``acceptable.csv``: trial, start, loss, parameters by their full names, facts."""
    return [
        {
            "trial": trial.number,
            "start": trial.start,
            "loss": trial.loss,
            **{searched.name: trial.values[searched.name] for searched in targets.ranges},
            **{target.key: trial.facts.get(target.key, math.nan) for target in targets.targets},
        }
        for trial in found.trials
    ]
