"""Chains of proposals by Optuna's tree-structured Parzen estimator, one for each start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.calibration import starts
from experiments.calibration.journal import distributions, frozen
from experiments.calibration.trial import Trial

if TYPE_CHECKING:
    from experiments.calibration.targets import Targets


def propose(
    targets: Targets, trials: Sequence[Trial], numbers: range, optuna: Any
) -> dict[int, dict[str, float]]:
    """Values of some trials, by number.

    Parameters
    ----------
    targets : Targets
    trials : sequence of Trial
        At least all with a lower number than these.
    numbers : range
        The trials that are proposed together.
    optuna : module
    """
    file = targets.file
    chains: dict[int, list[int]] = {}
    for number in numbers:
        chains.setdefault(starts.start_of(number, file.starts), []).append(number)
    proposals = {}
    for which, mine in chains.items():
        study = optuna.create_study(direction="minimize")
        begin = starts.start(targets.ranges, file.seed, which)
        for trial in trials:
            if trial.start == which and trial.number < numbers[0]:
                study.add_trial(frozen(optuna, targets, trial))
        for number in mine:
            place = number // file.starts
            if place == 0:
                study.enqueue_trial(begin)
            elif place < starts.FIRST:
                study.enqueue_trial(starts.near(targets.ranges, file.seed, begin, number))
            (seed,) = np.random.SeedSequence([file.seed, which, number]).generate_state(1)
            study.sampler = optuna.samplers.TPESampler(
                seed=int(seed), n_startup_trials=starts.FIRST, multivariate=True, constant_liar=True
            )
            asked = study.ask(distributions(optuna, targets))
            proposals[number] = {
                searched.name: float(asked.params[searched.name]) for searched in targets.ranges
            }
    return proposals
