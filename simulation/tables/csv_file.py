"""Reading a CSV file whose columns are declared: every mistake is one line that says where it is.

A line of an error names the file, the line, the column, the value and what is allowed; an unknown
column gets the nearest right one. All mistakes of a file are told at once.
"""

from __future__ import annotations

import csv
import difflib
import io
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

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


def suggestion(word: str, right: Sequence[str]) -> str:
    """The nearest right name, or all of them."""
    found = difflib.get_close_matches(word.strip().lower(), right, n=1, cutoff=0.6)
    return f"nearest: {found[0]}" if found else "known: " + ", ".join(right)


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
    records = _records(path, text)
    first, header = next(records, (1, []))
    rows = list(records)
    header = [name.strip() for name in header]
    while header and not header[-1]:
        header.pop()
    refuse(_header_problems(path, first, header, declared), path)
    if not rows:
        raise TableError([f"{path}: there is no line below the header"])
    problems = []
    for number, line in rows:
        extra = [field for field in line[len(header) :] if field.strip()]
        if len(line) < len(header) or extra:
            problems.append(
                f"{path}: line {number}: has {len(line)} values, the header {len(header)}; "
                'a comma within a value needs quotation marks, as in "a, b"'
            )
    refuse(problems, path)
    numbers = tuple(number for number, _ in rows)
    columns: dict[str, Any] = {}
    for column in declared:
        if column.name in header:
            place = header.index(column.name)
            fields = [line[place].strip() for _, line in rows]
            columns[column.name] = _values(column, fields, path, numbers, problems)
    refuse(problems, path)
    return Read(path, numbers, columns)


def _records(path: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Records that are not empty, each with the line of the file on which it begins.

    A quotation mark that is never closed makes one value of the rest of the file. The line to mend
    is then the one where the record begins, not the last.
    """
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    try:
        for record in lines:
            if any(field.strip() for field in record):
                yield begins, record
            begins = lines.line_num + 1
    except csv.Error as error:
        reason = str(error)
        if reason == "unexpected end of data":
            reason = "a quotation mark that is opened here or below is never closed"
        raise TableError([f"{path}: line {begins}: this is not CSV: {reason}"]) from None


def _header_problems(
    path: str, line: int, header: list[str], declared: Sequence[FileColumn]
) -> list[str]:
    known = [column.name for column in declared]
    if len(header) <= 1:
        other = next((mark for mark in ";\t|" if header and mark in header[0]), "")
        reason = f"its values are separated by {other!r}" if other else "it has no header"
        return [f"{path}: {reason}; a comma is needed between values, a header on top"]
    missing = [c.name for c in declared if not c.absent and c.name not in header]
    problems = []
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            problems.append(f"{path}: line {line}: column {name!r} is there more than once")
        if name not in known and not name.startswith(OWN):
            # a column that is missing is the likelier meaning
            close = difflib.get_close_matches(name.lower(), missing, n=1, cutoff=0.6)
            right = f"nearest: {close[0]}" if close else suggestion(name, known)
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
        for row, field in enumerate(fields):
            if field not in ("0", "1"):
                wrong(row)
        return np.array([field == "1" for field in fields])
    seen: dict[str, int] = {}
    for row, field in enumerate(fields):
        first = seen.setdefault(field, row)
        if not field:
            wrong(row)
        elif column.words and field not in column.words:
            wrong(row, f"; {suggestion(field, column.words)}")
        elif column.kind == "name" and first != row:
            wrong(row, f"; line {lines[first]} has it too")
    return tuple(fields)


def _numbers(column: FileColumn, fields: list[str], wrong: Callable[..., None]) -> np.ndarray:
    numbers = np.zeros(len(fields))
    for row, field in enumerate(fields):
        try:
            numbers[row] = float(field)
        except ValueError:
            wrong(row, "; write decimals with a point" if "," in field else "")
            continue
        if not column.low <= numbers[row] <= column.high or math.isinf(numbers[row]):
            wrong(row)
    return numbers
