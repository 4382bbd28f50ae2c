"""CSV files whose columns are declared.

An error line names file, line, column, value and what is allowed; an unknown column gets the
nearest right name. All problems of a file are reported together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from simulation.core.csv_rows import CsvRows, number, read_csv_rows, truth
from simulation.core.errors import nearest, suggestion
from simulation.core.file_reference import TableError, read_text

#: Columns of a user's own whose names begin so are skipped.
OWN = "x_"
#: Mistakes told of one file; the rest is counted.
MOST_TOLD = 20

Kind = Literal["name", "text", "word", "flag", "number"]


@dataclass(frozen=True)
class FileColumn:
    """Declaration of one column of a file.

    Attributes
    ----------
    name : str
    kind : {"name", "text", "word", "flag", "number"}
        A name is unique in its column, a text is anything, a word is one of `words` (or any word
        when there are none), a flag is 0 or 1.
    unit, meaning : str
    low, high : float
        Range of a number, both ends included.
    words : tuple of str
        Allowed words.
    absent : str
        What holds when the column is left out; empty when it must be there.
    """

    name: str
    kind: Kind
    unit: str
    meaning: str
    low: float = -math.inf
    high: float = math.inf
    words: tuple[str, ...] = ()
    absent: str = ""

    @property
    def values(self) -> str:
        """The values the column takes, without their unit."""
        if self.kind == "flag":
            return "0 or 1"
        if self.kind == "name":
            return "a name that no other line has"
        if self.kind == "number":
            return f"{self.low:,.10g}" + (
                " or more" if math.isinf(self.high) else f" to {self.high:,.10g}"
            )
        return "one of " + ", ".join(self.words) if self.words else "text that is not empty"

    @property
    def allowed(self) -> str:
        """What the column takes, as error messages say it."""
        return f"a number, {self.values} ({self.unit})" if self.kind == "number" else self.values


@dataclass(frozen=True)
class Read:
    """A file that has been read.

    Attributes
    ----------
    path : str
    lines : tuple of int
        Line of the file on which each row stands.
    columns : dict
        Column → tuple of str, or array of float64 for numbers and of bool for flags.
    """

    path: str
    lines: tuple[int, ...]
    columns: dict[str, Any]

    def __contains__(self, name: str) -> bool:
        return name in self.columns

    def __getitem__(self, name: str) -> Any:
        return self.columns[name]

    def get(self, name: str, absent: Any) -> Any:
        """A column, or what stands for it when it was left out."""
        return self.columns.get(name, absent)

    def where(self, row: int, name: str, value: Any) -> str:
        """Beginning of an error line about one value."""
        return at(self.path, self.lines[row], name, value)


def at(path: str, line: int, name: str, value: Any) -> str:
    """Beginning of an error line: file, line, column and value."""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else f"{value:g}"
    return f"{path}: line {line}: {name} = {text if len(text) <= 60 else text[:57] + '...'}"


def refuse(problems: list[str], path: str) -> None:
    """Raise a :class:`TableError` if there are problems, the first twenty of them in full."""
    if problems:
        more = len(problems) - MOST_TOLD
        rest = [f"{path}: and {more} more"] if more > 0 else []
        raise TableError(problems[:MOST_TOLD] + rest)


def read(value: str, declared: Sequence[FileColumn]) -> Read:
    """Read a file with declared columns.

    Parameters
    ----------
    value : str
        Path of the file, pinned or not; see :mod:`simulation.core.file_reference`.
    declared : sequence of FileColumn

    Raises
    ------
    TableError
        With every mistake, one line each.
    """
    return parse(*read_text(value), declared)


def parse(path: str, text: str, declared: Sequence[FileColumn]) -> Read:
    """Read the text of a file with declared columns; see :func:`read`."""
    table = read_csv_rows(path, text, [column.name for column in declared])
    refuse(_header_problems(table, declared), path)
    if not table.rows:
        raise TableError([f"{path}: there is no line below the header"])
    problems: list[str] = []
    columns: dict[str, Any] = {}
    for column in declared:
        if column.name in table.header:
            fields = table.column(column.name)
            columns[column.name] = _values(column, fields, path, table.lines, problems)
    refuse(problems, path)
    return Read(path, table.lines, columns)


def _header_problems(table: CsvRows, declared: Sequence[FileColumn]) -> list[str]:
    path, line, header = table.path, table.header_line, table.header
    known = [column.name for column in declared]
    if len(header) <= 1:
        return [f"{path}: it has no header; a comma is needed between values, a header on top"]
    missing = [c.name for c in declared if not c.absent and c.name not in header]
    problems = []
    for name in header:
        if name not in known and not name.startswith(OWN):
            # a column that is missing is the likelier meaning
            close = nearest(name.lower(), missing)
            right = f"nearest: {close}" if close else suggestion(name.lower(), known)
            problems.append(
                f"{path}: line {line}: unknown column {name!r}; {right} "
                f"(a column of your own begins with {OWN})"
            )
    problems += [
        f"{path}: line {line}: column {c.name!r} is missing: {c.meaning} ({c.unit})"
        for c in declared
        if c.name in missing
    ]
    return problems


def _values(
    column: FileColumn, fields: list[str], path: str, lines: tuple[int, ...], problems: list[str]
) -> Any:
    """Values of one column; what is wrong with them is added to the problems."""

    def wrong(row: int, hint: str = "") -> None:
        start = at(path, lines[row], column.name, fields[row])
        problems.append(f"{start}: must be {column.allowed}{hint}")

    if column.kind == "number":
        return _numbers(column, fields, wrong)
    if column.kind == "flag":
        flags = [truth(field) for field in fields]
        for row, flag in enumerate(flags):
            if flag is None:
                wrong(row)
        return np.array([bool(flag) for flag in flags])
    seen: dict[str, int] = {}
    for row, field in enumerate(fields):
        first = seen.setdefault(field, row)
        if not field:
            wrong(row)
        elif column.words and field not in column.words:
            wrong(row, f"; {suggestion(field.lower(), column.words)}")
        elif column.kind == "name" and first != row:
            wrong(row, f"; line {lines[first]} has it too")
    return tuple(fields)


def _numbers(column: FileColumn, fields: list[str], wrong: Callable[..., None]) -> np.ndarray:
    numbers = np.zeros(len(fields))
    for row, field in enumerate(fields):
        try:
            numbers[row] = number(field)
        except ValueError as error:
            wrong(row, f"; {error}" if str(error) else "")
            continue
        if not column.low <= numbers[row] <= column.high:
            wrong(row)
    return numbers
