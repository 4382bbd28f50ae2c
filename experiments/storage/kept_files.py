"""Copies of the files that scenarios name, kept beside the results.

A batch keeps a copy of each file under its name and the fingerprint of its content. If a user edits
the file later, failed runs are repeated with the copy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from experiments.storage.store import Store
from scenarios import Scenario
from simulation.checks.files import file_parameters
from simulation.core.file_reference import TableError, fingerprint, read_bytes, read_text, split


def keep(scenario: Scenario, store: Store) -> None:
    """Copy the files that a scenario names to the folder of results."""
    for name in file_parameters():
        value = scenario.settings.flat()[name]
        if value:
            path, _ = read_text(value)
            store.write(_copy(store.directory, value), read_bytes(Path(path)))


def as_kept(settings: dict[str, Any], directory: Path) -> dict[str, Any]:
    """Replace each file that has changed since by its kept copy."""
    changes = {}
    for name in file_parameters():
        value = settings.get(name)
        if not value:
            continue
        try:
            read_text(value)
        except TableError:
            copy, expected = _copy(directory, value), split(value)[1]
            if copy.is_file() and fingerprint(read_bytes(copy)) == expected:
                changes[name] = f"{copy.resolve()}#{expected}"
    return {**settings, **changes}


def _copy(directory: Path, value: str) -> Path:
    """Path of the copy of a referenced file."""
    path, content = split(value)
    return directory / "tables" / f"{Path(path).stem}-{content}{Path(path).suffix}"
