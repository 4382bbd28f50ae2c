"""A design: the points that are run, and the structure that its analysis needs.

A design is stored beside its results::

    DIR/design.toml      the file of the user, unchanged
    DIR/design.json      its content, every default filled in
    DIR/design.csv       one line per row of the design

Rows have the order that the analysis needs; a point is a scenario that is run. Rows with the same
values share a point, so there may be fewer points than rows.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.designs.factor import Factor, Nature, salib_problem
from experiments.errors import RequestError
from simulation.core.csv_rows import number, read_csv_rows, truth
from simulation.core.file_reference import TableError, read_text

if TYPE_CHECKING:
    import pandas as pd

TEXT, DOCUMENT, TABLE = "design.toml", "design.json", "design.csv"
_REMEDY = "delete both files, and the same sweep makes them again"
#: Kinds whose rows SALib analyses.
FOR_SALIB = ("sobol", "morris")
#: Prefix of the column with a factor's position in its range.
PLACE = "place:"


@dataclass(frozen=True)
class Design:
    """The points of a sweep.

    Attributes
    ----------
    kind : str
        One of :data:`experiments.designs.kinds.KINDS`.
    title, base : str
        `base` is the scenario that all points differ from.
    factors : tuple of Factor
        The varied parameters, in the order of the columns.
    table : DataFrame
        One row per row of the design: ``row`` from 0, ``point`` (name of the scenario), the columns
        of `structure`, one column per factor with its value, and one named ``place:FACTOR`` with
        its position in [0, 1].
    structure : tuple of str
        Columns that the kind adds. "trajectory" and "step" for ``morris``; "block" and "matrix"
        ("A", "AB:factor", "BA:factor", "B") for ``sobol``; "levers" (number of the combination)
        where levers are crossed; "pot" (the sum of the components) for ``mixture``.
    outcomes : tuple of str
        Measures or columns of results that are reported.
    seed : int
        Of the design, if it is drawn at random.
    seeds : tuple of int
        The seeds of every point.
    options : dict
        Options of the kind, for instance samples, second_order, trajectories, levels.
    text : str
        The file of the user.
    """

    kind: str
    title: str
    base: str
    factors: tuple[Factor, ...]
    table: pd.DataFrame
    structure: tuple[str, ...]
    outcomes: tuple[str, ...]
    seed: int
    seeds: tuple[int, ...]
    options: dict[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def names(self) -> list[str]:
        """Names of the factors."""
        return [factor.name for factor in self.factors]

    @property
    def points(self) -> list[str]:
        """Names of the scenarios, each once, in the order of the rows."""
        return list(dict.fromkeys(self.table["point"]))

    @property
    def problem(self) -> dict[str, Any] | None:
        """SALib's description of the factors; None for kinds that SALib does not analyse.

        Its bounds are 0 and 1, those of :meth:`places`, because SALib cannot scale whole numbers,
        words and switches.
        """
        if self.kind not in FOR_SALIB:
            return None
        return salib_problem(self.names)

    def places(self) -> np.ndarray:
        """Rows by factors: position of each factor in its range, in [0, 1], as it was drawn."""
        columns = [PLACE + name for name in self.names]
        return self.table[columns].to_numpy(dtype=np.float64)

    def values(self, row: int) -> dict[str, Any]:
        """Factor → value of a row."""
        return {name: self.table[name].iloc[row] for name in self.names}

    def to_files(self) -> dict[str, bytes]:
        """Name → content of the files of the design."""
        table = self._table_text().encode()
        document = {
            "kind": self.kind,
            "title": self.title,
            "base": self.base,
            "seed": self.seed,
            "seeds": list(self.seeds),
            "outcomes": list(self.outcomes),
            "options": self.options,
            "factors": [factor.to_document() for factor in self.factors],
            "structure": list(self.structure),
            "problem": self.problem,
            "rows": len(self.table),
            "points": len(self.points),
            "sha256_of_values": fingerprint(table.decode()),
        }
        return {
            TEXT: self.text.encode(),
            DOCUMENT: (json.dumps(document, indent=1, ensure_ascii=False) + "\n").encode(),
            TABLE: table,
        }

    def _table_text(self) -> str:
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        columns = columns_of(self.structure, self.factors)
        writer.writerow(columns)
        for line in zip(*(self.table[name].tolist() for name in columns), strict=True):
            writer.writerow([_written(value) for value in line])
        return text.getvalue()


def fingerprint(table: str) -> str:
    """SHA-256 of the values of a table, which a spreadsheet that saves it does not change.

    Numbers count with 12 significant digits, words for yes and no in lower case.
    """
    rows = read_csv_rows(TABLE, table, ())
    return hashlib.sha256(
        "\n".join(",".join(map(_normal, row)) for row in (rows.header, *rows.rows)).encode()
    ).hexdigest()


def _normal(text: str) -> str:
    if truth(text) is not None and not text.isdecimal():
        return text.lower()
    try:
        return f"{float(text):.12g}"
    except ValueError:
        return text


def columns_of(structure: Sequence[str], factors: Sequence[Factor]) -> list[str]:
    """Columns of the table, in order."""
    names = [factor.name for factor in factors]
    return ["row", "point", *structure, *names, *(PLACE + name for name in names)]


def is_there(directory: Path) -> bool:
    """Whether a folder holds a design."""
    return (directory / DOCUMENT).is_file()


def read(directory: str | Path) -> Design:
    """The design stored in a folder of results.

    Parameters
    ----------
    directory : str or Path

    Raises
    ------
    RequestError
        If there is none, or it was edited or damaged.
    """
    folder = Path(directory)
    if not folder.is_dir():
        raise RequestError(f"{folder}: no such folder")
    if not is_there(folder):
        raise RequestError(
            f"{folder}: holds no design; make one with: cityfit sweep DESIGN.toml -o {folder}"
        )
    try:
        document = json.loads((folder / DOCUMENT).read_text(encoding="utf-8"))
        _, text = read_text(str(folder / TABLE))
        factors = tuple(Factor.from_document(one) for one in document["factors"])
        structure = tuple(document["structure"])
        table = _table(text, structure, factors, str(folder / TABLE))
        if fingerprint(text) != document["sha256_of_values"]:
            problem = f"its {len(table)} rows are not the {document['rows']} of {DOCUMENT}"
            raise TableError([f"{folder / TABLE}: was edited or damaged: {problem}; {_REMEDY}"])
        source = folder / TEXT
        return Design(
            kind=document["kind"],
            title=document["title"],
            base=document["base"],
            factors=factors,
            table=table,
            structure=structure,
            outcomes=tuple(document["outcomes"]),
            seed=document["seed"],
            seeds=tuple(document["seeds"]),
            options=document["options"],
            text=source.read_text(encoding="utf-8") if source.is_file() else "",
        )
    except TableError as error:
        raise RequestError("; ".join(error.problems)) from None
    except (ValueError, TypeError, KeyError, AttributeError, FileNotFoundError):
        raise RequestError(
            f"{folder}: {DOCUMENT} and {TABLE} were edited or damaged; {_REMEDY}"
        ) from None


def _table(
    content: str, structure: Sequence[str], factors: Sequence[Factor], path: str
) -> pd.DataFrame:
    """The table of a design.

    Raises
    ------
    TableError
        With every column that is missing and every value that cannot be read.
    """
    import pandas as pd

    columns = columns_of(structure, factors)
    rows = read_csv_rows(path, content, columns)
    missing = [name for name in columns if name not in rows.header]
    if missing:
        where = f"{path}: line {rows.header_line}"
        raise TableError([f"{where}: column {name!r} is missing" for name in missing])
    natures: Mapping[str, Nature] = {factor.name: factor.nature for factor in factors}
    values: dict[str, list[Any]] = {name: [] for name in columns}
    problems = []
    for name in columns:
        read_as = _READ[natures.get(name) or _nature(name)]
        for line, text in zip(rows.lines, rows.column(name), strict=True):
            try:
                values[name].append(read_as(text))
            except ValueError as error:
                problems.append(f"{path}: line {line}: {name} = {json.dumps(text)}: {error}")
    if problems:
        raise TableError(problems)
    return pd.DataFrame(values)


def _nature(column: str) -> Nature:
    """Type of a column that is not a factor."""
    if column.startswith(PLACE) or column == "pot":
        return "number"
    return "word" if column in ("point", "matrix") else "whole"


def _whole(text: str) -> int:
    value = number(text)
    if not value.is_integer():
        raise ValueError("must be a whole number")
    return int(value)


def _switch(text: str) -> bool:
    flag = truth(text)
    if flag is None:
        raise ValueError("must be true or false")
    return flag


_READ: dict[Nature, Any] = {
    "number": number,
    "whole": _whole,
    "switch": _switch,
    "word": str,
}


def _written(value: Any) -> str:
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value)).lower()
    return repr(value) if isinstance(value, float) else str(value)
