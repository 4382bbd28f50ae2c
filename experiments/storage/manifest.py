"""The manifest of a folder of results: how each run was made, and the checksum of each file.

One line per run (seed, settings, time, memory), per part (checksum, the runs in it), per set of
settings and per place where runs were made (versions, commit, processor). It is only added to, and
what it says is on the disk before the results are: a run counts as there when its line and its file
are. Were it lost, the parts would still say themselves which runs they hold.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.batch.plan import PlannedRun, settings_hash
from experiments.storage.durable_files import Document, Lines
from experiments.storage.parquet_file import RunInfo, facts, from_facts


@dataclass
class Known:
    """What a manifest says.

    Attributes
    ----------
    parts : dict
        Name of a part → its SHA-256 and the runs in it.
    runs : dict
        Scenario and identity of a run → how it was made.
    settings : dict
        Fingerprint of settings → all of them.
    made_with : dict
        Fingerprint of surroundings → versions, commit, processor.
    broken : list of int
        Lines that are half written or damaged.
    """

    parts: dict[str, tuple[str, list[RunInfo]]] = field(default_factory=dict)
    runs: dict[tuple[str, str], Document] = field(default_factory=dict)
    settings: dict[str, Document] = field(default_factory=dict)
    made_with: dict[str, Document] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)


def _settings(key: str, values: Document, base: str, first: Mapping[str, Any]) -> Document:
    """Settings as a line: in full if they are the first, else what differs from the first."""
    if key == base or first.keys() != values.keys():
        return {"settings": key, "values": values}
    changed = {
        name: value
        for name, value in values.items()
        if value != first[name] or type(value) is not type(first[name])
    }
    return {"settings": key, "base": base, "values": changed}


def _fingerprint(document: Mapping[str, Any]) -> str:
    text = json.dumps(document, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class Manifest:
    """See the module.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = Lines(path)
        self._known: Known | None = None

    @property
    def known(self) -> Known:
        """What it says; read once."""
        if self._known is None:
            self._known = self._read()
        return self._known

    def forget(self) -> None:
        """Read it anew when next asked: somebody else may have written."""
        self._known = None

    def _read(self) -> Known:
        documents, broken = self._lines.read()
        known = Known(broken=broken)
        for document in documents:
            try:
                _learn(known, document)
            except (LookupError, TypeError, ValueError):
                continue  # a line of a later version of this program
        return known

    def mend(self, waiting: Path) -> list[int]:
        """Leave out lines that are not whole; returns their numbers."""
        broken = self.known.broken
        if broken:
            self._lines.rewrite(self._lines.read()[0], waiting)
            self.known.broken = []
        return broken

    def enter(
        self,
        runs: Iterable[tuple[PlannedRun, Mapping[str, Any]]],
        parts: Mapping[str, tuple[str, list[RunInfo]]],
    ) -> None:
        """Write down runs, with how they were made, and parts, with their checksums.

        Parameters
        ----------
        runs : iterable of (Run, mapping)
        parts : mapping of str to (SHA-256, list of RunInfo)
        """
        known = self.known
        documents: list[Document] = []
        new: set[str] = set()
        base = next(iter(known.settings.items()), None)
        for run, record in runs:
            own = dict(record)
            surroundings, values = own.pop("made_with", {}), dict(run.settings)
            with_key, settings_key = _fingerprint(surroundings), settings_hash(run.settings)
            base = base or (settings_key, values)
            if with_key not in known.made_with and with_key not in new:
                documents.append({"made_with": with_key, **surroundings})
            if settings_key not in known.settings and settings_key not in new:
                documents.append(_settings(settings_key, values, *base))
            new |= {with_key, settings_key}
            documents.append(
                {
                    "run": run.identity, "scenario": run.scenario, "seed": run.seed,
                    "settings": settings_key, "model_version": run.model_version,
                    "with": with_key, **own,
                }
            )  # fmt: skip
        for name, (sha256, held) in parts.items():
            documents.append({"part": name, "sha256": sha256, **facts(held)})
        self._lines.append(documents)
        for document in documents:  # not before: what is not on the disk is not known
            _learn(known, document)

    def shorten(self, names: Iterable[str], waiting: Path) -> None:
        """Leave out parts that are no more, if they are most of what stands there."""
        alive = set(names)
        known = self.known
        dead = [name for name in known.parts if name not in alive]
        if len(dead) <= max(20, len(alive)):
            return
        documents = [
            document
            for document in self._lines.read()[0]
            if "part" not in document or document["part"] in alive
        ]
        # of the lines of one part only the latest counts
        latest = {document.get("part"): document for document in documents if "part" in document}
        self._lines.rewrite(
            [
                document
                for document in documents
                if "part" not in document or latest[document["part"]] is document
            ],
            waiting,
        )
        for name in dead:
            del known.parts[name]

    def records(self, runs: Iterable[RunInfo]) -> list[Document]:
        """How runs were made, one flat document for each; of an unknown one only what it is."""
        known = self.known
        found = []
        for one in runs:
            own = dict(known.runs.get((one.scenario, one.identity), {}))
            surroundings = known.made_with.get(own.pop("with", ""), {})
            own.pop("run", None)
            own.pop("settings", None)
            parameters = known.settings.get(one.settings_hash)
            start = {
                "scenario": one.scenario, "seed": one.seed, "identity": one.identity,
                "model_version": one.model_version,
            }  # fmt: skip
            found.append(start | own | surroundings | {"parameters": parameters})
        return found


def _learn(known: Known, document: Document) -> None:
    """Take over what one line says."""
    if "part" in document:
        known.parts[document["part"]] = (document["sha256"], from_facts(document))
    elif "run" in document:
        known.runs[document["scenario"], document["run"]] = document
    elif "made_with" in document:
        known.made_with[document["made_with"]] = {
            name: value for name, value in document.items() if name != "made_with"
        }
    elif "settings" in document:
        base = known.settings[document["base"]] if "base" in document else {}
        known.settings[document["settings"]] = {**base, **document["values"]}
