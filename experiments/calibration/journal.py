"""The journal of a calibration: Optuna's journal file with one line per finished trial.

Each start has an Optuna study of its own. A finished trial is written as one line: values, loss,
facts, number, and a checksum. A calibration that was killed leaves its finished trials and perhaps
an incomplete line at the end, which is removed. The first study holds the identity of the
calibration. Optuna's other tools, for instance its dashboard, read the same file.
"""

from __future__ import annotations

import json
import math
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.calibration.trial import Trial
from experiments.errors import RequestError
from experiments.storage.durable_files import write_whole

if TYPE_CHECKING:
    from experiments.calibration.targets import Targets

FILE = "optuna.journal"
#: Attribute of the first study with the identity of the calibration.
IDENTITY = "calibration"

#: Part of the identity → description of a difference.
_OTHER = {
    "model": "another version of the model",
    "settings": "other settings of the city",
    "targets": "other targets",
    "ranges": "other ranges of parameters",
    "seeds": "other seeds",
    "seed": "another seed of the optimiser",
    "batch": "another size of batches",
    "starts": "another number of starts",
    "method": "another method",
}


def distributions(optuna: Any, targets: Targets) -> dict[str, Any]:
    """The searched ranges for Optuna."""
    return {
        searched.name: optuna.distributions.FloatDistribution(
            searched.low, searched.high, log=searched.log
        )
        for searched in targets.ranges
    }


def frozen(optuna: Any, targets: Targets, trial: Trial, **attributes: Any) -> Any:
    """A finished trial for Optuna."""
    states = optuna.trial.TrialState
    failed = math.isnan(trial.loss)
    return optuna.trial.create_trial(
        params=trial.values,
        distributions=distributions(optuna, targets),
        value=None if failed else trial.loss,
        state=states.FAIL if failed else states.COMPLETE,
        user_attrs=attributes,
    )


class Journal:
    """See the module.

    Parameters
    ----------
    folder : Path
        Locked by this process.
    optuna : module
    targets : Targets
    identity : mapping
        Of this calibration, see :meth:`experiments.calibration.targets.Targets.identity`.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If the journal belongs to another calibration, or is damaged before its end.
    """

    def __init__(
        self, folder: Path, optuna: Any, targets: Targets, identity: Mapping[str, Any],
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.path = folder / FILE
        self._optuna = optuna
        self._targets = targets
        self._drop_incomplete_line(folder / ".partial", say)
        # this process holds the folder; a killed one may have left its lock
        self.path.with_name(FILE + ".lock").unlink(missing_ok=True)
        journal = optuna.storages.journal
        try:
            backend = journal.JournalFileBackend(
                str(self.path), lock_obj=journal.JournalFileOpenLock(str(self.path))
            )
            self._storage = optuna.storages.JournalStorage(backend)
            studies = {study.study_name: study for study in self._storage.get_all_studies()}
        except Exception as error:  # Optuna raises any exception of its parser
            raise self._damaged(f"line {self._first_bad_line()}") from error
        self._claim(studies, json.loads(json.dumps(dict(identity))))
        self._studies = [
            self._study(f"start {number}", studies) for number in range(1, targets.file.chains + 1)
        ]
        if IDENTITY not in self._studies[0].user_attrs:
            self._studies[0].set_user_attr(IDENTITY, dict(identity))

    def _study(self, name: str, studies: Mapping[str, Any]) -> Any:
        """The study of a start, created if missing."""
        if name in studies:
            return self._optuna.load_study(study_name=name, storage=self._storage)
        return self._optuna.create_study(
            study_name=name, direction="minimize", storage=self._storage
        )

    def _drop_incomplete_line(self, waiting: Path, say: Callable[[str], None]) -> None:
        """Remove the incomplete last line of a calibration that was killed."""
        if not self.path.is_file():
            return
        content = self.path.read_bytes()
        whole, _, half = content.rpartition(b"\n")
        if half:
            line = whole.count(b"\n") + 2 if whole else 1
            say(f"{self.path}: line {line} is incomplete; removed")
            write_whole(self.path, whole + b"\n" if whole else b"", waiting)

    def _first_bad_line(self) -> int:
        """Number of the first line that is not JSON; of the last line if all are."""
        lines = self.path.read_bytes().splitlines()
        for number, line in enumerate(lines, start=1):
            try:
                json.loads(line)
            except ValueError:
                return number
        return len(lines)

    def _damaged(self, where: str) -> RequestError:
        return RequestError(
            f"{self.path}: {where} is damaged; put a copy in its place, or remove it to begin anew"
        )

    def _claim(self, studies: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        """Raise unless the journal belongs to this calibration, or to none yet."""
        first = studies.get("start 1")
        theirs = first.user_attrs.get(IDENTITY) if first else None
        if theirs == mine or (theirs is None and not self._trials_in(studies)):
            return
        other = [words for key, words in _OTHER.items() if (theirs or {}).get(key) != mine[key]]
        what = ", ".join(other) if theirs else "another program"
        raise RequestError(
            f"{self.path.parent}: holds a calibration with {what}; choose another folder "
            "with -o, or remove this one"
        )

    def _trials_in(self, studies: Mapping[str, Any]) -> bool:
        """Whether any study has trials, or was not made by this command."""
        return any(
            not name.startswith("start ") or self._storage.get_n_trials(study._study_id)
            for name, study in studies.items()
        )

    def trials(self) -> list[Trial]:
        """The finished trials, in the order of their numbers.

        Raises
        ------
        RequestError
            If the checksum of a trial is wrong.
        """
        by_number: dict[int, Trial] = {}
        for start, study in enumerate(self._studies, start=1):
            for number, kept_trial in enumerate(study.get_trials(deepcopy=False), start=1):
                kept, value = kept_trial.user_attrs, kept_trial.value
                trial = Trial(
                    kept.get("number", -1),
                    start,
                    dict(kept_trial.params),
                    dict(kept.get("facts", {})),
                    math.nan if value is None else value,
                )
                if kept.get("check") != _check(trial):
                    raise self._damaged(f"trial {number} of start {start}")
                by_number[trial.number] = trial
        return [by_number[number] for number in sorted(by_number)]

    def add(self, trial: Trial) -> None:
        """Append a trial to the file on disk."""
        self._studies[trial.start - 1].add_trial(
            frozen(
                self._optuna, self._targets, trial,
                number=trial.number, facts=trial.facts, check=_check(trial),
            )
        )  # fmt: skip


def _check(trial: Trial) -> str:
    """Checksum of a trial."""
    loss = None if math.isnan(trial.loss) else trial.loss
    said = [trial.number, trial.start, trial.values, trial.facts, loss]
    return f"{zlib.crc32(json.dumps(said, sort_keys=True).encode()):08x}"
