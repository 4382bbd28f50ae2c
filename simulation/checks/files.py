"""Files that a scenario names: found, pinned to their content, and checked.

A path is relative to the folder of the scenario file that holds it; given with ``--set`` or
``.but()`` it is relative to the current folder. What a scenario keeps is the whole path with a
fingerprint of the content, see :mod:`simulation.core.file_reference`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from simulation.checks.parameters import shown
from simulation.core.errors import nearest
from simulation.core.file_reference import TableError, pin, read_text, split
from simulation.core.parameter import FILE, declarations
from simulation.settings import Settings, known_sections
from simulation.tables.occupations import Occupations


def file_parameters() -> list[str]:
    """Parameters that name a file, as ``section.key``."""
    return [
        f"{section}.{key}"
        for section, owner in known_sections().items()
        for key, declared in declarations(owner).items()
        if declared.unit == FILE
    ]


def pin_files(
    changes: Mapping[str, Any], folder: Path, source: str
) -> tuple[dict[str, Any], list[str]]:
    """The changes with every file they name pinned to its content.

    Parameters
    ----------
    changes : mapping of str to value
        Keyed ``"section.key"``.
    folder : Path
        What paths are relative to.
    source : str
        What error lines begin with.

    Returns
    -------
    changes : dict
    problems : list of str
        One line per file that cannot be read, or is no longer what a pinned value says.
    """
    pinned = dict(changes)
    problems = []
    for name in file_parameters():
        value = pinned.get(name)
        if not value:
            continue
        written, expected = split(value)
        path = folder / Path(written).expanduser()
        where = f"{source}: {name} = {shown(written)}"
        try:
            if path.is_file():
                pinned[name] = pin(path)
                if expected:
                    read_text(f"{path.resolve()}#{expected}")
            else:
                problems.append(f"{where}: there is no such file{_beside(path)}")
        except TableError as error:
            problems += [f"{where}: {line}" for line in error.problems]
    return pinned, problems


def _beside(path: Path) -> str:
    """The file of the same folder that looks most like a missing one."""
    if not path.parent.is_dir():
        return f": there is no folder {shown(str(path.parent))}"
    found = nearest(path.name, [other.name for other in path.parent.glob("*.csv")])
    return f" in {shown(str(path.parent))}" + (f"; nearest: {found}" if found else "")


@lru_cache(maxsize=64)
def _problems_of_tables(table: str, mobility: str) -> tuple[str, ...]:
    """What is wrong with pinned tables; looked at once, since a pinned file cannot change."""
    try:
        Occupations(table, mobility)
    except TableError as error:
        return tuple(error.problems)
    return ()


@lru_cache(maxsize=64)
def _sectors(table: str) -> tuple[str, ...]:
    return Occupations(table).sectors


def problems_of_files(settings: Settings, source: str) -> list[str]:
    """What is wrong with the content of the files that settings name.

    An anchor that leaves must be of a sector that the table of occupations has.
    """
    data, anchor = settings["occupations"], settings["shocks.anchor_exit"]
    problems = _problems_of_tables(data.table, data.mobility)
    if problems:
        return [f"{source}: {line}" for line in problems]
    sectors = _sectors(data.table)
    if anchor.sector in sectors or (not anchor.month and anchor.sector == type(anchor).sector):
        return []
    best = nearest(anchor.sector, sectors)
    right = f"nearest: {best}" if best else "known: " + ", ".join(sectors)
    where = f"{source}: shocks.anchor_exit.sector = {shown(anchor.sector)}"
    return [f"{where}: no occupation is of this sector; {right}"]
