"""Extensions on their way to a worker: where their modules lie, and what only a notebook has."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from simulation.core import extension
from simulation.core.extension import NOTEBOOK, SETTING, Extension


@dataclass(frozen=True)
class Shipment:
    """What a worker needs to load the extensions of a run.

    Attributes
    ----------
    folders : tuple of str
        Folders in which this process found their modules.
    defined : bytes
        Extensions whose classes and functions were defined in a notebook or script, by value.
    """

    folders: tuple[str, ...]
    defined: bytes

    def unpack(self) -> None:
        """Make the extensions known in this process; what it cannot find is reported later."""
        for folder in self.folders:
            if folder not in sys.path and Path(folder).is_dir():
                sys.path.append(folder)
        if self.defined:
            import cloudpickle

            for each in cloudpickle.loads(self.defined):
                if not extension.is_loaded(each.pinned):
                    extension.add(each)


def shipment_of(settings: Any) -> Shipment | None:
    """What a worker needs for resolved settings, keyed ``section.key``; None without extensions."""
    entries = settings.get(SETTING)
    return _shipment(tuple(entries)) if entries else None


@lru_cache(maxsize=16)
def _shipment(entries: tuple[str, ...]) -> Shipment:
    used = [extension.load(entry) for entry in entries]
    defined = [each for each in used if each.module == NOTEBOOK]
    content = b""
    if defined:
        import cloudpickle

        content = cloudpickle.dumps(defined)
    return Shipment(tuple(dict.fromkeys(_folders(used))), content)


def _folders(used: Iterable[Extension]) -> Iterable[str]:
    """Folders from which modules of extensions were imported."""
    for each in used:
        top = sys.modules.get(each.module.partition(".")[0])
        if each.module == NOTEBOOK or top is None:
            continue
        if hasattr(top, "__path__"):
            yield str(Path(next(iter(top.__path__))).resolve().parent)
        elif top.__file__:
            yield str(Path(top.__file__).resolve().parent)
