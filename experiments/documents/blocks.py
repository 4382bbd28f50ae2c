"""The generated blocks of ``docs/model/``, each built from declarations in the code."""

from __future__ import annotations

import csv
import inspect
import pkgutil
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path
from typing import Any

import scenarios
import simulation.tables
from experiments.documents import coverage
from experiments.documents.docstrings import (
    attributes,
    description,
    functions,
    paragraphs,
    table,
)
from simulation.core.accounts import Accounts
from simulation.core.city_parameters import BASICS
from simulation.core.levers import Levers
from simulation.core.process import Process
from simulation.core.randomness import Decision
from simulation.core.table import Table
from simulation.initialisation.employers import MOBILE
from simulation.interventions.network.state import NetworkOrganisation
from simulation.measures import MEASURES
from simulation.schedule import MONTH
from simulation.settings import parameter_table
from simulation.tables import mobility_file, occupation_file
from simulation.tables.csv_file import OWN, FileColumn
from simulation.world import CityConditions

DOCUMENTS = ("docs/model/odd.md", "docs/model/coverage.md", "docs/model/occupations.md")
SIMULATION = Path(simulation.tables.__path__[0]).parent
#: Phrases in docstrings of helper functions, which have no formula to show.
HELPER_PHRASES = ("written in place", "as a tuple")
#: How a number of the measured table of occupations came about.
STATUSES = ("measured", "derived", "assumed")
#: Files of the fits in the order of the text.
FITS = ("demand_ability", "needs_supply", "supplementary", "complementary", "perceived")


def shown(value: Any) -> str:
    """A default value as text."""
    if isinstance(value, bool):
        return str(value).lower()
    if value == "":
        return "none"
    return f"{value:g}" if isinstance(value, float) else str(value)


def summary(text: str | None) -> str:
    """First sentence of a docstring."""
    return description(text).partition("\n")[0]


def source_link(owner: type) -> str:
    """Link from ``docs/model/`` to the file of a class."""
    path = Path(inspect.getfile(owner)).relative_to(SIMULATION).as_posix()
    return f"[`{path}`](../../simulation/{path})"


# --- the month ---------------------------------------------------------------


def month() -> str:
    """The processes in order, one row each."""
    rows = [
        (
            number,
            process.__name__,
            f"`{process.section}`",
            source_link(process),
            summary(process.__doc__),
        )
        for number, process in enumerate(MONTH, 1)
    ]
    return table(("", "Process", "Section", "File", "What it does"), rows)


def parameters_of(section: str) -> str:
    """The parameters of a section, without the switch `active`."""
    rows = [
        (f"`{key}`", shown(default), declared.unit,
         "true or false" if isinstance(default, bool) else declared.allowed,
         declared.status, declared.meaning, declared.source)
        for name, default, declared in parameter_table()
        for owner, _, key in [name.rpartition(".")]
        if owner == section and key != "active"
    ]  # fmt: skip
    header = ("Parameter", "Default", "Unit", "Allowed", "Status", "Meaning", "Source")
    return table(header, rows) if rows else "No parameters except its switch."


def process_blocks() -> dict[str, str]:
    """Section → block of every process, in the order of the month."""
    return {
        process.section: _process_block(number, process) for number, process in enumerate(MONTH, 1)
    }


def _process_block(number: int, process: type[Process]) -> str:
    def listed(columns: tuple[str, ...]) -> str:
        return ", ".join(f"`{name}`" for name in dict.fromkeys(columns))

    reads = f"Reads {listed(process.reads)}. " if process.reads else ""
    writes = listed(process.writes) or "no column of a table"
    return "\n\n".join(
        [
            f"#### {number}. {process.__name__}",
            f"Section `{process.section}`, {source_link(process)}.",
            paragraphs(description(process.__doc__)),
            f"{reads}Writes {writes}.",
            parameters_of(process.section),
        ]
    )


def basics() -> str:
    """The parameters that belong to no process."""
    return "\n\n".join(
        f"**`{section}`** {summary(owner.__doc__)}\n\n{parameters_of(section)}"
        for section, owner in BASICS.items()
    )


def parameter_counts() -> str:
    """Number of parameters by status."""
    statuses: Counter[str] = Counter(declared.status for _, _, declared in parameter_table())
    meanings = {
        "measured": "computed from data or taken from a named publication",
        "calibrated": "chosen to meet a target",
        "assumed": "no measurement found; the source states the assumption",
        "policy": "decided by a city or by the experimenter; includes switches",
    }
    rows = [(status, statuses[status], meaning) for status, meaning in meanings.items()]
    return table(("Status", "Parameters", "Meaning"), [*rows, ("all", statuses.total(), "")])


# --- state -------------------------------------------------------------------


def entities() -> str:
    """Every column of every table, and the state outside the tables."""
    tables: list[type[Table]] = []
    for file in pkgutil.iter_modules(simulation.tables.__path__):
        module = import_module(f"simulation.tables.{file.name}")
        tables += [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Table)
            and value.__module__ == module.__name__
        ]
    blocks = []
    for owner in tables:
        rows = [
            (f"`{name}`", c.dtype, c.unit, c.width, c.meaning) for name, c in owner.columns.items()
        ]
        header = ("Column", "Type", "Unit", "Values per row", "Meaning")
        heading = f"**{owner.__name__}** ({source_link(owner)}). {summary(owner.__doc__)}"
        blocks.append(f"{heading}\n\n{table(header, rows)}")
    for state in (CityConditions, NetworkOrganisation, Accounts):
        facts = [(f"`{name}`", kind, meaning) for name, kind, meaning in attributes(state)]
        heading = f"**{state.__name__}** ({source_link(state)}). {summary(state.__doc__)}"
        blocks.append(f"{heading}\n\n{table(('Name', 'Type', 'Meaning'), facts)}")
    return "\n\n".join(blocks)


def levers() -> str:
    """The levers and their neutral values."""
    rows = [
        (f"`{name}`", shown(getattr(Levers(), name)), meaning)
        for names, _, meaning in attributes(Levers)
        for name in names.split(", ")
    ]
    return table(("Lever", "Neutral", "Meaning"), rows)


def decisions() -> str:
    """Random decisions and their numbers."""
    return ", ".join(f"{member.name.lower()} ({member.value})" for member in Decision)


# --- formulas and measures ---------------------------------------------------


def fits() -> str:
    """The formulas of fit, function by function."""
    rows = [
        (f"`{name}:{function}`", paragraphs(meaning))
        for name in FITS
        for function, meaning, _ in functions(SIMULATION / "fit" / f"{name}.py")
        if not any(phrase in meaning for phrase in HELPER_PHRASES)
    ]
    return table(("Function", "Formula"), rows)


def measures() -> str:
    """Every measure."""
    rows = [
        (m.subject, ", ".join(f"`{c}`" for c in m.columns) if len(m.columns) <= 4 else
         f"`{m.columns[0]}` … `{m.columns[-1]}` ({len(m.columns)})", m.unit, m.summary, m.meaning)
        for m in MEASURES.values()
    ]  # fmt: skip
    return table(("Subject", "Columns", "Unit", "Over the months", "Meaning"), rows)


def statistics() -> str:
    """The formulas of the statistics."""
    rows = [
        (f"`{path.stem}:{name}`", paragraphs(meaning), references)
        for path in sorted((SIMULATION / "statistics").glob("[!_]*.py"))
        for name, meaning, references in functions(path)
    ]
    return table(("Function", "Formula", "References"), rows)


def scenario_list() -> str:
    """The scenarios of the project."""
    loaded = [scenarios.load(name) for name in scenarios.names()]
    return table(("Scenario", "Title", "Question"),
                 [(f"`{s.name}`", s.title, s.question) for s in loaded])  # fmt: skip


# --- the reader's own tables ----------------------------------------------------


def _columns(columns: tuple[FileColumn, ...]) -> str:
    rows = [(f"`{c.name}`", c.absent or "*required*", c.unit, c.values, c.meaning) for c in columns]
    return table(("Column", "Default", "Unit", "Allowed", "Meaning"), rows)


def occupation_columns() -> str:
    """Columns of a table of occupations."""
    return _columns(occupation_file.COLUMNS)


def mobility_columns() -> str:
    """Columns of a table of mobility."""
    return _columns(mobility_file.COLUMNS)


def occupation_sources() -> str:
    """Status, source and formula of every column of the default table, and their number."""
    with (SIMULATION / "data" / "build" / "columns.csv").open(newline="", encoding="utf-8") as file:
        declared = list(csv.DictReader(file))
    with (SIMULATION / "data" / "occupations.csv").open(encoding="utf-8") as file:
        columns = next(csv.reader(file))
    counts = {read: Counter[str]() for read in (True, False)}
    for column in columns:
        (status,) = (c["status"] for c in declared if fnmatch(column, c["column"]))
        counts[not column.startswith(OWN)][status] += 1
    numbers = [
        (kind, *(counts[read][status] for status in STATUSES), counts[read].total())
        for kind, read in (("read by the model", True), (f"notes, `{OWN}...`", False))
    ]
    rows = [(f"`{c['column']}`", c["status"], c["source"], c["formula"]) for c in declared]
    return "\n\n".join(
        (
            table(("Columns", *STATUSES, "all"), numbers),
            table(("Column", "Status", "Source", "Formula"), rows),
        )
    )


def sectors() -> str:
    """Mobility of employers by sector."""
    return ", ".join(f"`{name}` {value:g}" for name, value in MOBILE.items())


BLOCKS: dict[str, Callable[[], str]] = {
    "month": month,
    "basics": basics,
    "parameter counts": parameter_counts,
    "entities": entities,
    "levers": levers,
    "decisions": decisions,
    "fits": fits,
    "measures": measures,
    "statistics": statistics,
    "scenarios": scenario_list,
    "coverage": coverage.rendered,
    "occupation columns": occupation_columns,
    "mobility columns": mobility_columns,
    "occupation sources": occupation_sources,
    "sectors": sectors,
}
