"""The acceptable parameter vectors: all with every fact in its range; else the closest ones.

A calibration to a few facts seldom has one solution. An effect reported over all acceptable vectors
shows how much it depends on the choice of one.

If no trial has every fact in its range, none is acceptable. Then the closest are kept, those whose
loss is within a bound of the least, with the facts that each misses.
The bound is the tolerance of the target file or, if greater, the noise: twice the standard
deviation of the difference between the losses of two equally good trials. It is estimated from the
finalists, which were run with two sets of seeds. With ``d`` the difference of a finalist's loss
between the sets, and ``n₁`` and ``n₂`` seeds in them, a loss over ``n₁`` seeds has the variance
``var(d) · n₂ / (n₁ + n₂)``; an effect of the sets common to all finalists cancels.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from experiments.calibration.targets import Target, Targets
from experiments.calibration.trial import Trial

#: Table of the acceptable vectors in the folder of a calibration.
FILE = "acceptable.csv"
#: Standard deviations of the difference of two equally good trials that count as noise.
WITHIN = 2.0
#: Fewest finalists from which the noise of the loss can be estimated.
ENOUGH = 3
#: Trials that should have two facts in their ranges by chance, before it is told that none has.
OFTEN = 5.0


@dataclass(frozen=True)
class Acceptable:
    """The set of acceptable vectors, or of the closest, and the rule that selected it.

    Attributes
    ----------
    trials : tuple of Trial
        The best first.
    complete : bool
        Whether they have every fact in its range; else they are the closest.
    tolerance : float
        Of the target file, above the least loss.
    noise : float
        Twice the standard deviation of the difference of two losses; nan if there were too few
        finalists.
    """

    trials: tuple[Trial, ...]
    complete: bool
    tolerance: float
    noise: float

    @property
    def bound(self) -> float:
        """Greatest acceptable distance from the least loss."""
        return bound(self.tolerance, self.noise)

    @property
    def words(self) -> str:
        """The rule in words."""
        if self.complete:
            return "every fact in its range"
        chance = "not known" if math.isnan(self.noise) else f"{self.noise:.3g}"
        return (
            f"loss within {self.bound:.3g} of the least (tolerance {self.tolerance:.3g}, "
            f"noise of the seeds {chance})"
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


def misses(targets: Sequence[Target], trial: Trial) -> list[str]:
    """The facts that a trial does not have in their range."""
    return [
        target.key
        for target in targets
        if not target.low <= trial.facts.get(target.key, math.nan) <= target.high
    ]


def never_both(targets: Sequence[Target], trials: Sequence[Trial]) -> list[tuple[str, str]]:
    """Pairs of facts that trials have in their range, but no trial both.

    Only those of which chance would bring together :data:`OFTEN` trials.
    """
    missed = [set(misses(targets, trial)) for trial in trials]
    within = {
        target.key: np.array([target.key not in of for of in missed], bool) for target in targets
    }
    return apart(within, OFTEN)


def apart(within: Mapping[str, np.ndarray], expected: float) -> list[tuple[str, str]]:
    """Pairs of facts that hold at some points each, but at none both.

    Parameters
    ----------
    within : mapping of str to ndarray of bool
        Fact → whether it holds at each point.
    expected : float
        Points that must hold both if the two were independent, for the pair to be told.
    """
    keys = list(within)
    return [
        (one, other)
        for place, one in enumerate(keys)
        for other in keys[place + 1 :]
        if within[one].mean() * within[other].sum() >= expected
        and not (within[one] & within[other]).any()
    ]


def acceptable(targets: Targets, good: Sequence[Trial], noise: float) -> Acceptable:
    """The acceptable trials among those that did not fail, or the closest.

    Parameters
    ----------
    targets : Targets
    good : sequence of Trial
        The best first; at least one.
    noise : float
        See :func:`noise_of`.
    """
    most = good[0].loss + bound(targets.file.tolerance, noise)
    complete = [trial for trial in good if not misses(targets.targets, trial)]
    chosen = complete or [trial for trial in good if trial.loss <= most]
    return Acceptable(tuple(chosen), bool(complete), targets.file.tolerance, noise)


def rows(found: Acceptable, targets: Targets) -> list[dict[str, Any]]:
    """Rows of ``acceptable.csv``: trial, start, loss, misses, parameters by full names, facts."""
    return [
        {
            "trial": trial.number,
            "start": trial.start,
            "loss": trial.loss,
            "misses": " ".join(misses(targets.targets, trial)),
            **{searched.name: trial.values[searched.name] for searched in targets.ranges},
            **{target.key: trial.facts.get(target.key, math.nan) for target in targets.targets},
        }
        for trial in found.trials
    ]
