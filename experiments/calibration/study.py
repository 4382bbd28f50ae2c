"""The study: values are proposed, tried and judged, batch by batch, and kept as they come.

Optuna proposes (tree-structured Parzen estimator; Bergstra et al. 2011, Watanabe 2023). A batch is
proposed whole before any of it is tried, and each proposal has a luck of its own, made from the
seed of the study and the number of the trial. So a study gives the same trials with any number of
processes, and also when it was interrupted: what is kept is ``trials.csv``, from which the study is
made again. ``optuna.journal`` shows Optuna's other tools, its dashboard for instance, the same
study; it is written from the table and never read back.
"""

from __future__ import annotations

import csv
import io
import json
import math
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from experiments.calibration.targets import Targets
from experiments.calibration.trial import total_loss, tried
from experiments.errors import RequestError
from experiments.model_version import model_version
from experiments.store import Store

#: Trials that are proposed before the estimator begins: as many as there are parameters, and at
#: least so many.
AT_LEAST = 10
#: They lie evenly within this part of each range, round the city as it is, which has been set by
#: hand and is a better place to begin than anywhere.
NEAR = 0.5


@dataclass(frozen=True)
class Trial:
    """A trial that is over.

    Attributes
    ----------
    number : int
        From 0, which is the city as it is.
    values : dict
        Parameter → value tried.
    facts : dict
        Row of the facts → value found; empty when the trial failed.
    loss : float
        nan when the trial failed.
    """

    number: int
    values: dict[str, float]
    facts: dict[str, float]
    loss: float


@contextmanager
def optuna_at_hand() -> Iterator[Any]:
    """Optuna, quiet.

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
            warnings.simplefilter("ignore")  # what Optuna calls experimental is what it was told
            yield optuna
    finally:
        optuna.logging.set_verbosity(before)


class Study:
    """A calibration and the folder that keeps it.

    Parameters
    ----------
    targets : Targets
    directory : Path

    Raises
    ------
    RequestError
        If the folder holds another calibration, or its trials cannot be read.
    """

    def __init__(self, targets: Targets, directory: Path) -> None:
        self.targets = targets
        self.store = Store(directory)
        self.names = [searched.name for searched in targets.ranges]
        self.keys = [target.key for target in targets.targets]
        self.store.prepare()
        self._claim()
        self.trials = self._kept()

    @property
    def path(self) -> Path:
        """Table of the trials."""
        return self.store.directory / "trials.csv"

    @property
    def good(self) -> list[Trial]:
        """Trials that did not fail, the best first."""
        ended = [trial for trial in self.trials if math.isfinite(trial.loss)]
        return sorted(ended, key=lambda trial: (trial.loss, trial.number))

    def _claim(self) -> None:
        """Write down which calibration this is, or find that it is the one that is here."""
        path = self.store.directory / "study.json"
        mine = json.loads(json.dumps({"model": model_version(), **self.targets.identity()}))
        if path.is_file():
            try:
                theirs = json.loads(path.read_bytes())
            except ValueError:
                theirs = {}
            if theirs == mine:
                return
            same = theirs.get("model") == mine["model"]
            other = "other targets" if same else "another version of the model"
            raise RequestError(
                f"{self.store.directory}: holds a calibration with {other}; choose another folder "
                "with -o, or remove this one"
            )
        text = json.dumps(mine, indent=1, sort_keys=True) + "\n"
        self.store.write(path, text.encode())

    def _kept(self) -> list[Trial]:
        if not self.path.is_file():
            return []
        try:
            rows = list(csv.DictReader(io.StringIO(self.path.read_text(encoding="utf-8"))))
            return [
                Trial(
                    int(row["trial"]),
                    {name: float(row[name]) for name in self.names},
                    {key: float(row[key]) for key in self.keys if row[key]},
                    float(row["loss"] or "nan"),
                )
                for row in rows
            ]
        except (KeyError, ValueError, TypeError):
            raise RequestError(f"{self.path}: damaged; remove it and try again") from None

    def _keep(self) -> None:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(["trial", "loss", *self.names, *self.keys])
        for trial in self.trials:
            found = [trial.loss, *(trial.facts.get(key, math.nan) for key in self.keys)]
            cells = ["" if math.isnan(value) else repr(value) for value in found]
            row = [cells[0], *(repr(trial.values[name]) for name in self.names), *cells[1:]]
            writer.writerow([trial.number, *row])
        self.store.write(self.path, text.getvalue().encode())

    def carry_on(
        self,
        total: int,
        executor: Executor | None,
        say: Callable[[str], None],
        step: Callable[[int], None],
    ) -> None:
        """Try until there are `total` trials.

        Parameters
        ----------
        total : int
            Rounded up to whole batches.
        executor : Executor or None
            Whose processes to use; this process when None.
        say : callable
            Takes messages for the user.
        step : callable
            Told how many trials were done, batch by batch.
        """
        with optuna_at_hand() as optuna:
            study = self._opened(optuna)
            while len(self.trials) < total:
                asked = self._proposed(optuna, study)
                points = [self.settings_of(proposal.params) for proposal in asked]
                ends = tried(points, self.targets.seeds, self.keys, executor)
                self._judged(optuna, study, asked, ends, say)
                self._keep()
                step(len(asked))

    def settings_of(self, values: Mapping[str, float]) -> dict[str, Any]:
        """Resolved settings of the city with some values."""
        return {**self.targets.scenario.settings.flat(), **values}

    def _distributions(self, optuna: Any) -> dict[str, Any]:
        return {
            searched.name: optuna.distributions.FloatDistribution(
                searched.low, searched.high, log=searched.log
            )
            for searched in self.targets.ranges
        }

    def _opened(self, optuna: Any) -> Any:
        """The study as Optuna knows it, with the trials that are there."""
        journal = self.store.directory / "optuna.journal"
        for left in (journal, journal.with_name(journal.name + ".lock")):
            left.unlink(missing_ok=True)  # nobody else writes here, whatever a killed one left
        storages = optuna.storages
        backend = storages.journal.JournalFileBackend(
            str(journal), lock_obj=storages.journal.JournalFileOpenLock(str(journal))
        )
        study = optuna.create_study(
            study_name=self.targets.title or "calibration", direction="minimize",
            storage=storages.JournalStorage(backend),
        )  # fmt: skip
        states = optuna.trial.TrialState
        for trial in self.trials:
            failed = math.isnan(trial.loss)
            study.add_trial(
                optuna.trial.create_trial(
                    params=trial.values,
                    distributions=self._distributions(optuna),
                    value=None if failed else trial.loss,
                    state=states.FAIL if failed else states.COMPLETE,
                )
            )
        return study

    def _beginning(self, number: int) -> dict[str, float]:
        """Values of one of the first trials: the city as it is, then places round it."""
        luck = np.random.default_rng([self.targets.seed, number])
        values = {}
        for one in self.targets.ranges:
            scale, back = (math.log, math.exp) if one.log else (float, float)
            low, high = scale(one.low), scale(one.high)
            step = NEAR * (high - low) * (luck.random() - 0.5)
            place = min(max(scale(one.start) + step, low), high)
            values[one.name] = min(max(back(place), one.low), one.high) if number else one.start
        return values

    def _proposed(self, optuna: Any, study: Any) -> list[Any]:
        """One batch of proposals, the first of all being the city as it is."""
        asked = []
        beginning = max(AT_LEAST, len(self.names))
        for number in range(len(self.trials), len(self.trials) + self.targets.batch):
            if number < beginning:
                study.enqueue_trial(self._beginning(number))
            study.sampler = optuna.samplers.TPESampler(
                seed=(self.targets.seed * 1_000_003 + number) % 2**32,
                n_startup_trials=beginning,
                multivariate=True,
                constant_liar=True,
            )
            asked.append(study.ask(self._distributions(optuna)))
        return asked

    def _judged(
        self, optuna: Any, study: Any, asked: Sequence[Any],
        ends: Sequence[dict[str, float] | str], say: Callable[[str], None],
    ) -> None:  # fmt: skip
        for proposal, end in zip(asked, ends, strict=True):
            number = len(self.trials)
            values = {name: float(proposal.params[name]) for name in self.names}
            if isinstance(end, str):
                say(f"trial {number} failed: {end}")
                study.tell(proposal, state=optuna.trial.TrialState.FAIL)
                self.trials.append(Trial(number, values, {}, math.nan))
                continue
            loss = total_loss(self.targets.targets, end)
            study.tell(proposal, loss)
            self.trials.append(Trial(number, values, end, loss))
