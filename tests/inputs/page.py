"""The page of inputs: every input of the tests with what happens to it."""

from __future__ import annotations

import shutil
from pathlib import Path

from experiments.errors import RequestError
from scenarios import ScenarioError
from simulation.core.file_reference import TableError
from tests.inputs.csv_doors import DOORS, WAYS, Door, save
from tests.inputs.table import INPUTS, outcome

PAGE = Path(__file__).parents[2] / "docs" / "develop" / "inputs.md"
HEAD = """# Inputs and what happens to them

Every input below is executed by a test in [`tests/inputs`](../../tests/inputs).
`python -m tests.inputs` writes this page.

## Arguments, scenario files and commands

| Where | Input | What happens |
|---|---|---|
"""
FILES = """
## CSV files

"Read" means that all values are the same as in the file as documented.
Line 2 is the first row below the header.

| Saved with | File | What happens |
|---|---|---|
"""


def file_outcome(door: Door, way: str, folder: Path) -> str:
    """What happens to a CSV file: "read", or the first line of its refusal without the folder."""
    right = door.read(save(door, "as documented", folder))
    try:
        values = door.read(save(door, way, folder))
    except (TableError, ScenarioError, RequestError) as error:
        return str(error).splitlines()[0].replace(f"{folder}/", "")
    return "read" if values == right else "read with other values"


def page(folder: Path) -> str:
    """The page; files are made in a folder."""
    rows = []
    for number, entry in enumerate(INPUTS):
        own = folder / f"input{number}"
        own.mkdir()
        rows.append((entry.door, entry.written, _quoted(outcome(entry, own), "works")))
    text = HEAD + _lines(rows)
    rows = []
    for way in WAYS:
        happened: dict[str, list[str]] = {}
        for door in DOORS:
            happened.setdefault(file_outcome(door, way, folder), []).append(door.name)
        for said, doors in happened.items():
            names = "all" if len(doors) == len(DOORS) else ", ".join(doors)
            rows.append((way, names, _quoted(said, "read")))
    return text + FILES + _lines(rows)


def _quoted(said: str, fine: str) -> str:
    if said == fine:
        return fine
    return "<br>".join(f"refused: ``{' '.join(line.split())}``" for line in said.splitlines())


def _lines(rows: list[tuple[str, str, str]]) -> str:
    cells = [[cell.replace("|", "\\|") for cell in row] for row in rows]
    return "".join(f"| {' | '.join(row)} |\n" for row in cells)


def write(folder: Path) -> None:
    """Write the page."""
    PAGE.write_text(page(folder), encoding="utf-8")
    shutil.rmtree(folder)
