"""The study: values are proposed, run, evaluated and stored, batch by batch.

Optuna proposes values (tree-structured Parzen estimator; Bergstra et al. 2011, Watanabe 2023), with
one chain per start, or history matching does, in waves. A whole batch is proposed before any of it
is run. The random numbers of a proposal depend only on the seed of the study, its start and the
number of the trial, and the proposal only on earlier trials of its chain. So a study gives the same
trials with any number of processes, and after any interruption: finished trials are in the journal
(:mod:`experiments.calibration.journal`), the others are proposed again. ``trials.csv`` is a table
of the same trials, written from the journal and never read.
"""

from __future__ import annotations

import csv
import io
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from experiments.calibration import chains, history_matching, starts
from experiments.calibration.journal import Journal
from experiments.calibration.targets import HISTORY_MATCHING, Targets
from experiments.calibration.trial import Trial, total_loss, tried
from experiments.errors import RequestError
from experiments.storage.store import Store
from simulation.core.model_version import model_version


@contextmanager
def optuna_at_hand() -> Iterator[Any]:
    """Optuna without its messages.

    Raises
    ------
    RequestError
        If it is not installed.
    """
    try:
        import optuna
    except ImportError:
        raise RequestError(
            "calibration needs Optuna, which is not installed: pip install 'cityfit[calibrate]'"
        ) from None
    before = optuna.logging.get_verbosity()
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the options used here are experimental in Optuna
            yield optuna
    finally:
        optuna.logging.set_verbosity(before)


class Study:
    """A calibration and its folder.

    Parameters
    ----------
    targets : Targets
    directory : Path
        Locked by this process.
    optuna : module
        See :func:`optuna_at_hand`.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If the folder holds another calibration, or its journal is damaged.
    """

    def __init__(
        self, targets: Targets, directory: Path, optuna: Any, say: Callable[[str], None]
    ) -> None:
        self.targets = targets
        self.store = Store(directory)
        self.names = [searched.name for searched in targets.ranges]
        self.keys = [target.key for target in targets.targets]
        self._optuna = optuna
        self._say = say
        self._waves = history_matching.Waves(targets)
        identity = {"model": model_version(), **targets.identity()}
        self._journal = Journal(directory, optuna, targets, identity, say)
        self.trials = self._journal.trials()
        if self.trials:
            self._tabulate()

    @property
    def path(self) -> Path:
        """Table of the trials."""
        return self.store.directory / "trials.csv"

    @property
    def good(self) -> list[Trial]:
        """Trials that did not fail, the best first."""
        ended = [trial for trial in self.trials if math.isfinite(trial.loss)]
        return sorted(ended, key=lambda trial: (trial.loss, trial.number))

    def _tabulate(self) -> None:
        """Write the table of the trials."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["trial", "start", "loss", *self.names, *self.keys])
        for trial in self.trials:
            found = [trial.loss, *(trial.facts.get(key, math.nan) for key in self.keys)]
            cells = ["" if math.isnan(value) else repr(value) for value in found]
            row = [cells[0], *(repr(trial.values[name]) for name in self.names), *cells[1:]]
            writer.writerow([trial.number, trial.start, *row])
        self.store.write(self.path, text.getvalue().encode())

    def carry_on(self, total: int, executor: Executor | None, step: Callable[[int], None]) -> None:
        """Run trials until there are `total`.

        Parameters
        ----------
        total : int
            Rounded up to whole batches.
        executor : Executor or None
            Its processes run the trials; this process if None.
        step : callable
            Called with the number of trials done, after each batch.
        """
        size = self.targets.file.batch
        for first in range(0, total, size):
            there = {trial.number for trial in self.trials}
            missing = [one for one in range(first, first + size) if one not in there]
            if missing:
                proposals = self._proposed(range(first, first + size))
                self._try([(number, proposals[number]) for number in missing], executor)
                step(len(missing))

    def settings_of(self, values: Mapping[str, float]) -> dict[str, Any]:
        """Resolved settings of the city with some values."""
        return {**self.targets.scenario.settings.flat(), **values}

    def _proposed(self, numbers: range) -> dict[int, dict[str, float]]:
        """One batch of proposals: number of the trial → values."""
        if self.targets.file.method == HISTORY_MATCHING:
            return self._waves.propose(self.trials, numbers)
        return chains.propose(self.targets, self.trials, numbers, self._optuna)

    def _try(
        self, asked: Sequence[tuple[int, dict[str, float]]], executor: Executor | None
    ) -> None:
        """Run some values, evaluate them and store the trials."""
        points = [self.settings_of(values) for _, values in asked]
        ends = tried(points, self.targets.file.seeds, self.keys, executor)
        for (number, values), end in zip(asked, ends, strict=True):
            which = starts.start_of(number, self.targets.file.chains)
            if isinstance(end, str):
                self._say(f"trial {number} failed: {end}")
                trial = Trial(number, which, values, {}, math.nan)
            else:
                trial = Trial(number, which, values, end, total_loss(self.targets.targets, end))
            self._journal.add(trial)
            self.trials.append(trial)
        self.trials.sort(key=lambda trial: trial.number)
        self._tabulate()
