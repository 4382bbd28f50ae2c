"""The file of mobility: how easily people move from one occupation to another.

A scenario says what its weights are: ``ease``, from 0 to 1, or ``observed`` moves, which are
normalised here.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from simulation.core.errors import hint
from simulation.core.file_reference import read_text
from simulation.tables.csv_file import FileColumn, Read, parse, refuse

#: What the weights of a file can be; values of ``occupations.mobility_scale``.
EASE, OBSERVED = "ease", "observed"
SCALES = (EASE, OBSERVED)

_PAIR = (
    FileColumn("from", "word", "name", "occupation that people come from"),
    FileColumn("to", "word", "name", "occupation that they go to"),
)
COLUMNS: tuple[FileColumn, ...] = (
    *_PAIR,
    FileColumn("weight", "number", "0-1",
               "ease of the move: 0 is a full boundary, 1 is as within one occupation", 0, 1),
)  # fmt: skip
OBSERVED_COLUMNS: tuple[FileColumn, ...] = (
    *_PAIR,
    FileColumn("weight", "number", "moves or share", "moves observed from one to the other", 0),
)
#: End of an error line about a weight that only an observed move can have.
_IF_OBSERVED = f'; if weights are observed moves, set occupations.mobility_scale = "{OBSERVED}"'


class Mobility(NamedTuple):
    """Ease of moving between occupations.

    Attributes
    ----------
    ease : ndarray of float32, shape (occupations, occupations)
        Row: from; column: to. 1 on the diagonal; 0 for a pair without a line. All 0 without a
        file.
    named : ndarray of bool, shape (occupations,)
        Whether the file has a line from or to the occupation. Between two that are named, ease
        counts; otherwise families do.
    """

    ease: np.ndarray
    named: np.ndarray


def read_mobility(value: str, names: tuple[str, ...], scale: str = EASE) -> Mobility:
    """Read the file of mobility.

    Observed moves become ease: moves from an occupation to itself are left out, and each row is
    divided by its largest number, so that 1 is the most frequent destination.

    Parameters
    ----------
    value : str
        Path of a file with the columns from, to and weight; empty for none.
    names : tuple of str
        The occupations; empty if they are not known, so that only the file itself is checked.
    scale : {"ease", "observed"}

    Raises
    ------
    TableError
        With every mistake, one line each.
    """
    if not value:
        size = len(names)
        return Mobility(np.zeros((size, size), dtype=np.float32), np.zeros(size, dtype=bool))
    ease, named = _read(*read_text(value), names, scale)
    return Mobility(ease.copy(), named.copy())


@lru_cache(maxsize=2)
def _read(path: str, text: str, names: tuple[str, ...], scale: str) -> Mobility:
    """What a text gives; kept, since all pairs of 500 occupations take a second."""
    table = parse(path, text, COLUMNS if scale == EASE else OBSERVED_COLUMNS)
    number = {name: index for index, name in enumerate(names)}
    refuse(_problems(table, number, scale), path)
    ease = np.zeros((len(names), len(names)), dtype=np.float32)
    named = np.zeros(len(names), dtype=bool)
    if names:
        start, end = ([number[name] for name in table[side]] for side in ("from", "to"))
        ease[start, end] = table["weight"]
        other = np.array(start) != np.array(end)
        named[np.array(start)[other]] = named[np.array(end)[other]] = True
    if scale == OBSERVED:
        np.fill_diagonal(ease, 0.0)
        ease /= np.maximum(ease.max(axis=1, keepdims=True, initial=0.0), np.finfo(np.float32).tiny)
    np.fill_diagonal(ease, 1.0)
    return Mobility(ease, named)


def _problems(table: Read, number: dict[str, int], scale: str) -> list[str]:
    problems = []
    lines: dict[tuple[str, str], int] = {}
    pairs = zip(table["from"], table["to"], table["weight"], strict=True)
    for row, (start, end, weight) in enumerate(pairs):
        unknown = [(n, v) for n, v in (("from", start), ("to", end)) if number and v not in number]
        for name, word in unknown:
            where = table.where(row, name, word)
            problems.append(f"{where}: is no occupation of the table{hint(word, number)}")
        if unknown:
            continue
        first = lines.setdefault((start, end), table.lines[row])
        if first != table.lines[row]:
            where = table.where(row, "to", end)
            problems.append(f"{where}: line {first} gives the move from {start!r} already")
        if scale == EASE and start == end and weight != 1.0:
            where = table.where(row, "weight", weight)
            problems.append(f"{where}: must be 1 from an occupation to itself{_IF_OBSERVED}")
    return problems
