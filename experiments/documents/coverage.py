"""Coverage: the code, parameters, measures and tests of each construct of the paper.

``docs/model/paper_coverage.toml`` lists them, or gives the reason for leaving a construct out.
:func:`problems` lists references that do not exist.
"""

from __future__ import annotations

import ast
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from experiments.documents.docstrings import table
from scenarios import names
from simulation.measures import MEASURES
from simulation.settings import SECTIONS, parameter_table

ROOT = Path(__file__).parents[2]
FILE = ROOT / "docs" / "model" / "paper_coverage.toml"

#: Section of the analysis of the paper → number of its constructs.
SECTION_SIZES = {1: 17, 2: 13, 3: 9, 4: 18, 5: 10, 6: 10, 7: 4, 8: 11, 9: 6, 10: 8}
HEADINGS = {
    1: "The city as a system",
    2: "Careers",
    3: "Fit",
    4: "Unbalanced fit, its causes and consequences",
    5: "Volatile fit",
    6: "Sociotechnical design principles",
    7: "The three solutions",
    8: "Named cases",
    9: "Emerging smart-city occupations",
    10: "Trust, governance and data governance",
}


@dataclass(frozen=True)
class Entry:
    """The coverage of one construct.

    Attributes
    ----------
    number, name : str
    code : tuple of str
        ``module:object``.
    parameters : tuple of str
        ``section.key``, or a section for all of its keys.
    measures : tuple of str
        Measures or columns of them.
    tests : tuple of str
        ``path::function``.
    scenarios : tuple of str
    note : str
        Which part of the construct the entry covers.
    left_out : str
        Reason for leaving the construct out; empty if it is covered.
    """

    number: str
    name: str
    code: tuple[str, ...] = ()
    parameters: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    note: str = ""
    left_out: str = ""


def construct_numbers() -> list[str]:
    """Numbers of all constructs, in order."""
    return [f"{part}.{item}" for part, size in SECTION_SIZES.items() for item in range(1, size + 1)]


def read(path: Path = FILE) -> list[Entry]:
    """Entries of a coverage table, in file order."""
    document: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8"))
    return [_entry(values) for values in document["construct"]]


def _entry(values: dict[str, Any]) -> Entry:
    fields: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in values.items()
    }
    return Entry(**fields)


def problems(entries: list[Entry]) -> list[str]:
    """One line for each missing construct and each reference that does not exist."""
    expected = construct_numbers()
    numbers = [entry.number for entry in entries]
    lines = [f"{number}: there is no entry" for number in expected if number not in numbers]
    lines += [f"{number}: no such construct" for number in numbers if number not in expected]
    lines += [f"{n}: more than one entry" for n in dict.fromkeys(numbers) if numbers.count(n) > 1]
    if not lines and numbers != expected:
        lines.append("entries are not in order")
    for entry in entries:
        lines += [f"{entry.number}: {line}" for line in _problems_of(entry)]
    return lines


def _problems_of(entry: Entry) -> list[str]:
    references = [
        *entry.code, *entry.parameters, *entry.measures, *entry.tests, *entry.scenarios
    ]  # fmt: skip
    if entry.left_out:
        return ["is left out, but has references"] if references else []
    lines = []
    if not entry.code and not entry.scenarios:
        lines.append("names no code, no scenario and no reason to leave it out")
    if not entry.tests:
        lines.append("names no test")
    lines += [f"no object {name!r}" for name in entry.code if not _importable(name)]
    lines += [f"no parameter {name!r}" for name in entry.parameters if name not in _parameters()]
    lines += [f"no measure {name!r}" for name in entry.measures if name not in _columns()]
    lines += [f"no scenario {name!r}" for name in entry.scenarios if name not in names()]
    lines += [f"no test {name!r}" for name in entry.tests if not is_test(name)]
    return lines


def _importable(name: str) -> bool:
    module, _, path = name.partition(":")
    try:
        owner: Any = import_module(module)
    except ImportError:
        return False
    for part in path.split(".") if path else []:
        if not hasattr(owner, part):
            return False
        owner = getattr(owner, part)
    return True


@cache
def _parameters() -> frozenset[str]:
    return frozenset([name for name, _, _ in parameter_table()] + list(SECTIONS))


@cache
def _columns() -> frozenset[str]:
    return frozenset([*MEASURES, *(c for m in MEASURES.values() for c in m.columns)])


def is_test(name: str) -> bool:
    """Whether ``path::function`` is a test of the project."""
    path, _, function = name.partition("::")
    return function in _tests(path)


@cache
def _tests(path: str) -> frozenset[str]:
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test")
    )


def rendered() -> str:
    """The coverage table in Markdown, one table per section."""
    entries = read()
    covered = sum(not entry.left_out for entry in entries)
    blocks = [f"{covered} of {len(entries)} constructs are in the model."]
    for part, heading in HEADINGS.items():
        rows = [_row(entry) for entry in entries if entry.number.split(".")[0] == str(part)]
        header = ("", "Construct", "Code", "Parameters", "Measures", "Tests")
        blocks.append(f"**{part}. {heading}**\n\n{table(header, rows)}")
    return "\n\n".join(blocks)


def _row(entry: Entry) -> tuple[str, ...]:
    if entry.left_out:
        return entry.number, entry.name, f"*left out:* {entry.left_out}", "", "", ""

    def listed(items: tuple[str, ...]) -> str:
        return "<br>".join(f"`{item}`" for item in items)

    code = listed(tuple(name.removeprefix("simulation.") for name in entry.code))
    code += "<br>" * bool(code and entry.scenarios)
    code += "<br>".join(f"scenario `{name}`" for name in entry.scenarios)
    note = f": {entry.note}" if entry.note else ""
    tests = listed(tuple(name.removeprefix("tests/") for name in entry.tests))
    return (entry.number, entry.name + note, code, listed(entry.parameters),
            listed(entry.measures), tests)  # fmt: skip
