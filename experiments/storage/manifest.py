"""The manifest of a folder of results: how each run was made, and the checksum of each file.

It has one line per run (seed, settings, time, memory), per Parquet file (checksum, its runs), per
set of settings and per environment (versions, commit, processor). Lines are only appended, before
the file that they describe is written: a run exists when both its line and its file do. Without the
manifest the Parquet files still say which runs they contain.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from experiments.batch.plan import PlannedRun, settings_hash
from experiments.storage.durable_files import Document, JsonLines
from experiments.storage.parquet_file import RunInfo, decode_infos, encode_infos


@dataclass
class Content:
    """The content of a manifest.

    Attributes
    ----------
    files : dict
        Name of a Parquet file → its SHA-256 and its runs.
    runs : dict
        Scenario and identity of a run → how it was made.
    settings : dict
        Fingerprint of settings → all of them.
    made_with : dict
        Fingerprint of an environment → versions, commit, processor.
    broken : list of int
        Lines that are half written or damaged.
    """

    files: dict[str, tuple[str, list[RunInfo]]] = field(default_factory=dict)
    runs: dict[tuple[str, str], Document] = field(default_factory=dict)
    settings: dict[str, Document] = field(default_factory=dict)
    made_with: dict[str, Document] = field(default_factory=dict)
    broken: list[int] = field(default_factory=list)

    def add(self, document: Document) -> None:
        """Add what one line says."""
        if "file" in document:
            self.files[document["file"]] = (document["sha256"], decode_infos(document))
        elif "run" in document:
            self.runs[document["scenario"], document["run"]] = document
        elif "made_with" in document:
            self.made_with[document["made_with"]] = {
                name: value for name, value in document.items() if name != "made_with"
            }
        elif "settings" in document:
            base = self.settings[document["base"]] if "base" in document else {}
            self.settings[document["settings"]] = {**base, **document["values"]}


def _settings(key: str, values: Document, base: str, first: Mapping[str, Any]) -> Document:
    """Settings as a line: all of them if they are the first, else those that differ from these."""
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
    """The manifest of a folder, see the module.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lines = JsonLines(path)
        self._content: Content | None = None

    @property
    def content(self) -> Content:
        """Its content, read once."""
        if self._content is None:
            documents, broken = self._lines.read()
            self._content = Content(broken=broken)
            for document in documents:
                try:
                    self._content.add(document)
                except (LookupError, TypeError, ValueError):
                    continue  # a line of another version of this program
        return self._content

    def forget(self) -> None:
        """Read the file again at the next use: another process may have written to it."""
        self._content = None

    def repair(self, waiting: Path) -> list[int]:
        """Remove lines that are not whole; return their numbers."""
        broken = self.content.broken
        if broken:
            self._lines.rewrite(self._lines.read()[0], waiting)
            self.content.broken = []
        return broken

    def append(
        self,
        runs: Iterable[tuple[PlannedRun, Mapping[str, Any]]],
        files: Mapping[str, tuple[str, list[RunInfo]]],
    ) -> None:
        """Add runs, with how they were made, and files, with their checksums.

        Parameters
        ----------
        runs : iterable of (PlannedRun, mapping)
        files : mapping of str to (SHA-256, list of RunInfo)
        """
        content = self.content
        documents: list[Document] = []
        new: set[str] = set()
        base = next(iter(content.settings.items()), None)
        for run, record in runs:
            own = dict(record)
            environment, values = own.pop("made_with", {}), dict(run.settings)
            with_key, settings_key = _fingerprint(environment), settings_hash(run.settings)
            base = base or (settings_key, values)
            if with_key not in content.made_with and with_key not in new:
                documents.append({"made_with": with_key, **environment})
            if settings_key not in content.settings and settings_key not in new:
                documents.append(_settings(settings_key, values, *base))
            new |= {with_key, settings_key}
            documents.append(
                {
                    "run": run.identity, "scenario": run.scenario, "seed": run.seed,
                    "settings": settings_key, "model_version": run.model_version,
                    "with": with_key, **own,
                }
            )  # fmt: skip
        for name, (sha256, infos) in files.items():
            documents.append({"file": name, "sha256": sha256, **encode_infos(infos)})
        self._lines.append(documents)
        for document in documents:  # only now: before, they were not on the disk
            content.add(document)

    def compact(self, names: Iterable[str], waiting: Path) -> None:
        """Remove the lines of files that no longer exist, if these are the most.

        Parameters
        ----------
        names : iterable of str
            Files that exist.
        waiting : Path
            See :func:`experiments.storage.durable_files.write_whole`.
        """
        existing = set(names)
        removed = [name for name in self.content.files if name not in existing]
        if len(removed) <= max(20, len(existing)):
            return
        documents = self._lines.read()[0]
        latest = {document["file"]: document for document in documents if "file" in document}
        self._lines.rewrite(
            [
                document
                for document in documents
                if "file" not in document
                or (document["file"] in existing and latest[document["file"]] is document)
            ],
            waiting,
        )
        for name in removed:
            del self.content.files[name]

    def records(self, runs: Iterable[RunInfo]) -> list[Document]:
        """How runs were made, one flat document each; of an unknown run only its identity."""
        content = self.content
        records = []
        for info in runs:
            own = dict(content.runs.get((info.scenario, info.identity), {}))
            environment = content.made_with.get(own.pop("with", ""), {})
            own.pop("run", None)
            own.pop("settings", None)
            parameters = content.settings.get(info.settings_hash)
            start = {
                "scenario": info.scenario, "seed": info.seed, "identity": info.identity,
                "model_version": info.model_version,
            }  # fmt: skip
            records.append(start | own | environment | {"parameters": parameters})
        return records
