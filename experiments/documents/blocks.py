"""Generated parts of the site in Markdown, each built from declarations in the code."""

from __future__ import annotations

import csv
import inspect
import pkgutil
import re
from collections import Counter
from collections.abc import Callable
from fnmatch import fnmatch
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import experiments
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
from simulation.core.levers import Levers
from simulation.core.process import Process
from simulation.core.randomness import Decision
from simulation.core.table import Table
from simulation.initialisation.employers import MOBILE
from simulation.interventions.network.state import NetworkOrganisation
from simulation.measures import MEASURES
from simulation.schedule import MONTH
from simulation.settings import SECTIONS, parameter_table
from simulation.tables import mobility_file, occupation_file
from simulation.tables.csv_file import OWN, FileColumn
from simulation.world import CityConditions

ROOT = Path(__file__).parents[2]
SIMULATION = ROOT / "simulation"
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
    """Link from a folder of ``docs/`` to the file of a class."""
    return f"[`{module_path(owner)}`](../../{module_path(owner)})"


# --- the month ---------------------------------------------------------------


def page_of(process: type[Process]) -> str:
    """Name of the page of a process."""
    return process.section.rpartition(".")[2]


def month() -> str:
    """The processes in order, with a page each."""
    rows = [
        (f"[{number}](processes/{page_of(process)}.md)", f"`{process.section}`",
         summary(process.__doc__))
        for number, process in enumerate(MONTH, 1)
    ]  # fmt: skip
    pages = "\n".join(f"processes/{page_of(process)}" for process in MONTH)
    contents = f"```{{toctree}}\n:maxdepth: 1\n:hidden:\n\n{pages}\n```"
    return f"{table(('', 'Section', 'What it does'), rows)}\n\n{contents}"


def process_page(process: type[Process], written: str) -> str:
    """The page of a process: its title and equations are written, the rest is generated."""
    title, _, equations = written.partition("\n")
    number = MONTH.index(process) + 1
    tests = [f"[`{name}`](../../../{name})" for name in tests_of(process)]
    constructs = [
        f"{entry.number} {entry.name}" for entry in coverage.read() if concerns(entry, process)
    ]
    rows = [
        ("Place in the month", f"{number} of {len(MONTH)}"),
        ("Code", f"[`{module_path(process)}`](../../../{module_path(process)})"),
        ("Switch", f"`{process.section}.active`"),
        ("Reads", listed(process.reads) or "no column of a table"),
        ("Writes", listed(process.writes) or "no column of a table"),
        ("Constructs", "; ".join(constructs) or "none of its own"),
        ("Tests", ", ".join(tests)),
    ]
    return "\n\n".join(
        [title, paragraphs(description(process.__doc__)), equations.strip(), "## Parameters",
         parameters_of(process.section), "## In the code", table(("", ""), rows)]
    )  # fmt: skip


def listed(columns: tuple[str, ...]) -> str:
    """Names of columns, each once."""
    return ", ".join(f"`{name}`" for name in dict.fromkeys(columns))


def module_path(owner: type) -> str:
    """File of a class, from the root of the repository."""
    return Path(inspect.getfile(owner)).relative_to(ROOT).as_posix()


def tests_of(process: type[Process]) -> list[str]:
    """Tests of the model that name a process or its section, and the comparison of both models."""
    name = re.compile(rf'\b{process.__name__}\b|"{re.escape(process.section)}[".]')
    named = [path for path, text in _texts_of_tests().items() if name.search(text)]
    return [*named, "tests/oracle/test_docking.py"]


@cache
def _texts_of_tests() -> dict[str, str]:
    """Path and text of the tests of the model."""
    return {
        path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "tests" / "simulation").rglob("test_*.py"))
    }


def concerns(entry: coverage.Entry, process: type[Process]) -> bool:
    """Whether an entry of the coverage table names the code or a parameter of a process."""
    return f"{process.__module__}:{process.__name__}" in entry.code or any(
        name == process.section or name.rpartition(".")[0] == process.section
        for name in entry.parameters
    )


# --- parameters --------------------------------------------------------------


def parameters_of(section: str) -> str:
    """The parameters of a section, without the switch `active`."""
    rows = [
        (f"`{key}`", f"{shown(default)} {declared.unit}" if type(default) in (int, float) else
         shown(default), "true or false" if isinstance(default, bool) else declared.allowed,
         declared.status, declared.meaning, declared.source)
        for name, default, declared in parameter_table()
        for owner, _, key in [name.rpartition(".")]
        if owner == section and key != "active"
    ]  # fmt: skip
    header = ("Parameter", "Default", "Allowed", "Status", "Meaning", "Source")
    return table(header, rows) if rows else "None except its switch."


def parameters() -> str:
    """Every parameter, section by section, after their number by status."""
    sections = [
        f"## {section}\n\n{summary(owner.__doc__)}\n\n{parameters_of(section)}"
        for section, owner in SECTIONS.items()
    ]
    return "\n\n".join([parameter_counts(), *sections])


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


def columns() -> str:
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
        heading = f"## {owner.__name__}\n\n{summary(owner.__doc__)} {source_link(owner)}"
        blocks.append(f"{heading}\n\n{table(header, rows)}")
    for state in (CityConditions, NetworkOrganisation, Accounts):
        facts = [(f"`{name}`", kind, meaning) for name, kind, meaning in attributes(state)]
        heading = f"## {state.__name__}\n\n{summary(state.__doc__)} {source_link(state)}"
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
    """Every measure, by subject."""
    blocks = []
    for subject in dict.fromkeys(measure.subject for measure in MEASURES.values()):
        rows = [
            (listed(m.columns), f"{m.unit}; {m.summary}", m.meaning)
            for m in MEASURES.values()
            if m.subject == subject
        ]
        header = ("Columns", "Unit; over the months", "Meaning")
        blocks.append(f"## {subject.capitalize()}\n\n{table(header, rows)}")
    return "\n\n".join(blocks)


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


def public_names() -> str:
    """What each package offers by name."""
    blocks = []
    for package in (simulation, scenarios, experiments):
        rows = []
        for name in package.__all__:
            value = getattr(package, name)
            link = f"{{py:obj}}`{name} <{package.__name__}.{name}>`"
            rows.append((link, summary(value.__doc__)) if callable(value) else (f"`{name}`", value))
        blocks.append(f"## {package.__name__}\n\n{table(('Name', 'What it is'), rows)}")
    return "\n\n".join(blocks)


BLOCKS: dict[str, Callable[[], str]] = {
    "month": month,
    "parameters": parameters,
    "columns": columns,
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
    "public names": public_names,
}
