"""Files that a scenario names: found, pinned to their content, and checked.

A path is relative to the folder of the scenario file that holds it; given with ``--set`` or
``.but()`` it is relative to the current folder. What a scenario keeps is the whole path with a
fingerprint of the content, see :mod:`simulation.core.file_reference`.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from simulation.checks.parameters import shown
from simulation.core.errors import TableWarning, nearest
from simulation.core.file_reference import TableError, pin, read_text, split
from simulation.core.parameter import FILE, declarations
from simulation.core.vocabulary import EDUCATIONS
from simulation.initialisation.population import marginals
from simulation.settings import Settings, known_sections
from simulation.tables.occupation_file import EXPOSURES
from simulation.tables.occupations import Occupations

#: Share of posts that would have to require another education for a job mix that matches the
#: population; above it a user is warned.
MISMATCH = 0.2


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
def _problems_of_tables(table: str, mobility: str, scale: str) -> tuple[str, ...]:
    """What is wrong with pinned tables; looked at once, since a pinned file cannot change."""
    try:
        Occupations(table, mobility, scale)
    except TableError as error:
        return tuple(error.problems)
    return ()


@lru_cache(maxsize=64)
def _exposes(table: str, exposure: str) -> bool:
    return bool(getattr(Occupations(table), exposure).any())


def _unexposed(settings: Settings, source: str) -> list[str]:
    """Automation that follows a column which a user's table does not fill."""
    table, wave, steady = (
        settings[name] for name in ("occupations", "shocks.automation_wave", "automation")
    )
    acting = {"shocks.automation_wave": wave.month > 0, "automation": steady.pace > 0.0}
    return [
        f"{source}: {section}.exposure = {shown(settings[section].exposure)}: no occupation of "
        f"{split(table.table)[0]} is exposed; fill the column {settings[section].exposure}, or "
        "choose another exposure: " + ", ".join(EXPOSURES)
        for section, acts in acting.items()
        if acts and not _exposes(table.table, settings[section].exposure)
    ]


@lru_cache(maxsize=64)
def _sectors(table: str) -> tuple[str, ...]:
    return Occupations(table).sectors


def problems_of_files(settings: Settings, source: str) -> list[str]:
    """What is wrong with the content of the files that settings name.

    An anchor that leaves must be of a sector that the table of occupations has; automation must
    follow a column that it fills.
    """
    data, anchor = settings["occupations"], settings["shocks.anchor_exit"]
    problems = _problems_of_tables(data.table, data.mobility, data.mobility_scale)
    if problems:
        return [f"{source}: {line}" for line in problems]
    unexposed = _unexposed(settings, source)
    if unexposed:
        return unexposed
    sectors = _sectors(data.table)
    if anchor.sector in sectors or (not anchor.month and anchor.sector == type(anchor).sector):
        return []
    best = nearest(anchor.sector, sectors)
    right = f"nearest: {best}" if best else "known: " + ", ".join(sectors)
    where = f"{source}: shocks.anchor_exit.sector = {shown(anchor.sector)}"
    return [f"{where}: no occupation is of this sector; {right}"]


def warn_of_files(settings: Settings, before: Settings | None = None) -> None:
    """Warn of tables that can be used but hardly act as they are meant to.

    Parameters
    ----------
    settings : Settings
        Settings whose files have no problems.
    before : Settings, optional
        Earlier settings, of which the user has been warned already.
    """
    told = doubts_about_files(before) if before else []
    for line in doubts_about_files(settings):
        if line not in told:
            warnings.warn(line, TableWarning, stacklevel=3)


def doubts_about_files(settings: Settings) -> list[str]:
    """What is doubtful about the tables of a user's own, one line each."""
    data, costs = settings["occupations"], settings["boundaries"]
    lines: list[str] = []
    if data.mobility:
        lines += _doubts_about_mobility(data.table, data.mobility, data.mobility_scale)
        if not data.mobility_active:
            lines.append(
                f"{split(data.mobility)[0]}: has no effect, because occupations.mobility_active is "
                "false"
            )
        elif not costs.active or costs.occupation_cost == 0.0:
            lines.append(
                f"{split(data.mobility)[0]}: nobody's search depends on mobility, because "
                "boundaries.occupation_cost is 0 or boundaries.active is false; mobility acts only "
                "on the fit that people without a job can expect"
            )
    if data.table and data.job_mix_skew:
        lines += _doubts_about_job_mix(data.table, settings["city"].country)
    return lines


@lru_cache(maxsize=64)
def _doubts_about_mobility(table: str, mobility: str, scale: str) -> tuple[str, ...]:
    occupations = Occupations(table, mobility, scale)
    if not np.array_equal(occupations.barrier, occupations.family_barrier()):
        return ()
    line = (
        f"{split(mobility)[0]}: has no effect: between every two occupations that it names, "
        "moving is as easy as families alone make it"
    )
    return (line,)


@lru_cache(maxsize=64)
def _doubts_about_job_mix(table: str, country: str) -> tuple[str, ...]:
    asked = np.array(Occupations(table).asked_shares)
    held, _ = marginals(country)
    mismatch = float(np.abs(asked - held).sum()) / 2.0
    if mismatch <= MISMATCH:
        return ()
    ours, theirs = (" / ".join(f"{100.0 * share:.0f}" for share in each) for each in (asked, held))
    line = (
        f"{split(table)[0]}: the job mix does not match the population: {ours} % of posts require "
        f"{' / '.join(EDUCATIONS)} education, and {theirs} % of residents (city.country = "
        f'"{country}") have it; {100.0 * mismatch:.0f} % of posts differ, and unemployment by '
        "education will follow. Change employment or city.country, or set "
        "occupations.job_mix_skew = false, which rescales the posts"
    )
    return (line,)
