"""The memory of a calibration: Optuna's journal, a line per trial that is over.

Every start is a study of its own in it. A trial is written when it is over, in one line that says
all of it: values, loss, facts, number, and a checksum. So whatever a killed calibration left behind
is the trials it finished, and half a line at the end, which is left out. The first study carries
what calibration this is. Optuna's other tools, its dashboard for instance, read the same file.
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
#: Name under which the first study carries what calibration this is.
IDENTITY = "calibration"

#: What may be another in two calibrations, and how that is called.
_OTHER = {
    "model": "another version of the model",
    "settings": "other settings of the city",
    "targets": "other targets",
    "ranges": "other ranges of parameters",
    "seeds": "other seeds",
    "seed": "another seed of the optimiser",
    "batch": "another size of batches",
    "starts": "another number of starts",
}


def distributions(optuna: Any, targets: Targets) -> dict[str, Any]:
    """The searched ranges as Optuna knows them."""
    return {
        one.name: optuna.distributions.FloatDistribution(one.low, one.high, log=one.log)
        for one in targets.ranges
    }


def frozen(optuna: Any, targets: Targets, trial: Trial, **attributes: Any) -> Any:
    """A trial that is over as Optuna knows it."""
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
        RunInfo by nobody else.
    optuna : module
    targets : Targets
    identity : mapping
        What makes it this calibration and no other.
    say : callable
        Takes messages for the user.

    Raises
    ------
    RequestError
        If the journal is that of another calibration, or damaged elsewhere than at its end.
    """

    def __init__(
        self, folder: Path, optuna: Any, targets: Targets, identity: Mapping[str, Any],
        say: Callable[[str], None],
    ) -> None:  # fmt: skip
        self.path = folder / FILE
        self._optuna = optuna
        self._targets = targets
        self._without_half_a_line(folder / ".partial", say)
        # nobody else writes here, whatever lock a killed one left
        self.path.with_name(FILE + ".lock").unlink(missing_ok=True)
        journal = optuna.storages.journal
        try:
            backend = journal.JournalFileBackend(
                str(self.path), lock_obj=journal.JournalFileOpenLock(str(self.path))
            )
            self._storage = optuna.storages.JournalStorage(backend)
            there = {one.study_name: one for one in self._storage.get_all_studies()}
        except Exception as error:  # Optuna raises whatever its reading of a line came upon
            raise self._damaged(f"line {self._first_bad_line()}") from error
        self._claim(there, json.loads(json.dumps(dict(identity))))
        self._studies = [
            self._study(f"start {number}", there) for number in range(1, targets.starts + 1)
        ]
        if IDENTITY not in self._studies[0].user_attrs:
            self._studies[0].set_user_attr(IDENTITY, dict(identity))

    def _study(self, name: str, there: Mapping[str, Any]) -> Any:
        """The study of a start, made if it is not there."""
        if name in there:
            return self._optuna.load_study(study_name=name, storage=self._storage)
        return self._optuna.create_study(
            study_name=name, direction="minimize", storage=self._storage
        )

    def _without_half_a_line(self, waiting: Path, say: Callable[[str], None]) -> None:
        """Take off what was half written when a calibration was killed."""
        if not self.path.is_file():
            return
        content = self.path.read_bytes()
        whole, _, half = content.rpartition(b"\n")
        if half:
            line = whole.count(b"\n") + 2 if whole else 1
            say(f"{self.path}: line {line} is half written; left out")
            write_whole(self.path, whole + b"\n" if whole else b"", waiting)

    def _first_bad_line(self) -> int:
        """Number of the first line that is no JSON; of the last line when all are."""
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

    def _claim(self, there: Mapping[str, Any], mine: Mapping[str, Any]) -> None:
        """Find that the journal is of this calibration, or of none yet."""
        first = there.get("start 1")
        theirs = first.user_attrs.get(IDENTITY) if first else None
        if theirs == mine or (theirs is None and not self._trials_in(there)):
            return
        other = [words for key, words in _OTHER.items() if (theirs or {}).get(key) != mine[key]]
        what = ", ".join(other) if theirs else "another program"
        raise RequestError(
            f"{self.path.parent}: holds a calibration with {what}; choose another folder "
            "with -o, or remove this one"
        )

    def _trials_in(self, there: Mapping[str, Any]) -> bool:
        """Whether any study has trials, or is none of this command's."""
        return any(
            not name.startswith("start ") or self._storage.get_n_trials(one._study_id)
            for name, one in there.items()
        )

    def trials(self) -> list[Trial]:
        """The trials that are over, in the order of their numbers.

        Raises
        ------
        RequestError
            If one of them is not what was written.
        """
        found: dict[int, Trial] = {}
        for start, study in enumerate(self._studies, start=1):
            for place, one in enumerate(study.get_trials(deepcopy=False), start=1):
                kept = one.user_attrs
                trial = Trial(
                    kept.get("number", -1), start, dict(one.params), dict(kept.get("facts", {})),
                    math.nan if one.value is None else one.value,
                )  # fmt: skip
                if kept.get("check") != _check(trial):
                    raise self._damaged(f"trial {place} of start {start}")
                found[trial.number] = trial
        return [found[number] for number in sorted(found)]

    def add(self, trial: Trial) -> None:
        """Write a trial down; on return it is on the disk."""
        self._studies[trial.start - 1].add_trial(
            frozen(
                self._optuna, self._targets, trial,
                number=trial.number, facts=trial.facts, check=_check(trial),
            )
        )  # fmt: skip


def _check(trial: Trial) -> str:
    """Checksum of what a trial says."""
    loss = None if math.isnan(trial.loss) else trial.loss
    said = [trial.number, trial.start, trial.values, trial.facts, loss]
    return f"{zlib.crc32(json.dumps(said, sort_keys=True).encode()):08x}"
