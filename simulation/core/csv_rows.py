"""The one reader of CSV files that users hand over: rows as spreadsheets and pandas save them.

What can be read without doubt is read: a byte-order mark, CRLF line ends, a ``sep=,`` line, empty
lines, empty columns at the end, an index column as pandas writes it. Everything else is refused
with file, line and what to do, so that no number is ever shifted or cut.
"""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from simulation.core.file_reference import TableError

#: Marks that spreadsheets put between values instead of a comma.
_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}
#: Names of an index column that pandas writes; it holds nothing of the user's.
_INDEX_NAMES = ("", "Unnamed: 0")
#: Words for yes and no, in lower case.
_TRUTH = {"1": True, "0": False, "true": True, "false": False}
#: Deletes thousands separators; Swiss and typographic apostrophes and narrow blanks are among them.
_NO_THOUSANDS = str.maketrans("", "", ",'\u2019_ \u00a0\u202f")
#: A record, with the line of the file on which it begins.
Record = tuple[int, list[str]]
#: Lines in which a header is looked for that is not the first.
_LINES_ABOVE = 20


@dataclass(frozen=True)
class CsvRows:
    """Header and rows of a CSV file; every row has as many values as the header has names.

    Attributes
    ----------
    path : str
    header_line : int
        Line of the file on which the header stands.
    header : tuple of str
    lines : tuple of int
        Line on which each row begins.
    rows : tuple of tuple of str
        Values without surrounding blanks.
    """

    path: str
    header_line: int
    header: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    def column(self, name: str) -> list[str]:
        """Values of a column."""
        position = self.header.index(name)
        return [row[position] for row in self.rows]


def read_csv_rows(path: str, text: str, known: Collection[str]) -> CsvRows:
    """Read the text of a CSV file.

    Parameters
    ----------
    path : str
        What messages call the file.
    text : str
    known : collection of str
        Names of columns that may stand in the header, by which a header further down is found.

    Raises
    ------
    TableError
        With one line per problem: file, line, what is wrong, what to do.
    """
    records = _after_separator_line(path, list(_records(path, text.removeprefix("\ufeff"))))
    if not records:
        raise TableError([f"{path}: the file is empty; a header and rows are needed"])
    header_line, header = records[0][0], [name.strip() for name in records[0][1]]
    while len(header) > 1 and not header[-1]:
        header.pop()
    _refuse_header(path, header, records, known)
    problems = [
        f"{path}: line {header_line}: column {name!r} is there {header.count(name)} times"
        for name in dict.fromkeys(header)
        if name and header.count(name) > 1
    ]
    problems += [
        f"{path}: line {line}: has {len(record)} values, the header {len(header)}; "
        'a comma within a value needs quotation marks, as in "a, b"'
        for line, record in records[1:]
        if len(record) < len(header) or any(value.strip() for value in record[len(header) :])
    ]
    if problems:
        raise TableError(problems)
    rows = [tuple(value.strip() for value in record[: len(header)]) for _, record in records[1:]]
    skip = 1 if len(header) > 1 and header[0] in _INDEX_NAMES and _counts(rows) else 0
    unnamed = [position + 1 for position, name in enumerate(header) if not name][skip:]
    if unnamed:
        raise TableError(
            [f"{path}: line {header_line}: column {unnamed[0]} has no name; name or delete it"]
        )
    return CsvRows(
        path,
        header_line,
        tuple(header[skip:]),
        tuple(line for line, _ in records[1:]),
        tuple(row[skip:] for row in rows),
    )


def _after_separator_line(path: str, records: list[Record]) -> list[Record]:
    """The records below a line ``sep=,`` that some spreadsheets write."""
    if not records or not records[0][1][0].strip().lower().startswith("sep="):
        return records
    mark = records[0][1][0].strip()[4:5] or ","
    if mark != ",":
        raise TableError([f"{path}: {_separated_by(mark)}"])
    return records[1:]


def _refuse_header(
    path: str, header: list[str], records: list[Record], known: Collection[str]
) -> None:
    """Refuse a file with another mark between values, or with lines above the header."""
    if len(header) == 1:
        for mark in _OTHER_MARKS:
            if mark in header[0]:
                raise TableError([f"{path}: {_separated_by(mark)}"])
    if set(header) & set(known):
        return
    for line, record in records[1:_LINES_ABOVE]:
        if len(set(known) & {name.strip() for name in record}) > 1:
            raise TableError(
                [f"{path}: line {line}: looks like the header; remove the lines above it"]
            )


def number(text: str) -> float:
    """A number as CSV files of this project write it.

    Raises
    ------
    ValueError
        If it is none; the message says what to do.
    """
    try:
        if "_" in text:  # Python reads 1_234
            raise ValueError
        value = float(text)
    except ValueError:
        raise ValueError(_number_hint(text)) from None
    if not math.isfinite(value):
        raise ValueError("must be a finite number")
    return value


def truth(text: str) -> bool | None:
    """Yes or no, as 0 and 1 or as spreadsheets write TRUE and FALSE; None for anything else."""
    return _TRUTH.get(text.lower())


def _number_hint(text: str) -> str:
    digits = text.translate(_NO_THOUSANDS)
    if not text:
        return "is empty; every row needs a value"
    if text.endswith("%"):
        return "write a share as a number, as in 0.5"
    if text.count(",") == 1 and len(text.rpartition(",")[2]) != 3 and "." not in text:
        return "write decimals with a point"
    if digits != text and digits.replace(".", "", 1).isdecimal():
        return f"write decimals with a point, and no thousands separators, as in {digits}"
    return "must be a number"


def _separated_by(mark: str) -> str:
    return (
        f"its values are separated by {_OTHER_MARKS.get(mark, repr(mark))}; save it with commas "
        "between values and a point in decimals"
    )


def _counts(rows: list[tuple[str, ...]]) -> bool:
    """Whether the first values are consecutive whole numbers from 0 or 1, as an index is."""
    first = [row[0] for row in rows]
    return any(first == [str(start + i) for i in range(len(first))] for start in (0, 1))


def _records(path: str, text: str) -> Iterator[Record]:
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
