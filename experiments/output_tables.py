"""Rows of results as text: as a table, or as CSV or JSON for other programs."""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Mapping, Sequence
from typing import Any

FORMATS = ("table", "csv", "json")

Rows = Sequence[Mapping[str, Any]]


def render(rows: Rows, how: str) -> str:
    """Render rows as text.

    Parameters
    ----------
    rows : sequence of mapping
        All with the same keys, the names of the columns.
    how : {"table", "csv", "json"}
        A table rounds to four digits. CSV and JSON are exact; nan is empty and null.
    """
    if how == "json":
        clean = [{key: _defined(value) for key, value in row.items()} for row in rows]
        return json.dumps(clean, indent=1, ensure_ascii=False)
    if how == "csv":
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]) if rows else [], lineterminator="\n")
        writer.writeheader()
        writer.writerows({key: _defined(value) for key, value in row.items()} for row in rows)
        return text.getvalue().rstrip("\n")
    return _table(rows)


def _defined(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _table(rows: Rows) -> str:
    if not rows:
        return "nothing"
    head = list(rows[0])
    cells = [[_cell(row[key]) for key in head] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *cells, strict=True)]
    numbers = [isinstance(rows[0][key], (int, float)) for key in head]
    lines = []
    for line in [head, *cells]:
        padded = [
            text.rjust(width) if number else text.ljust(width)
            for text, width, number in zip(line, widths, numbers, strict=True)
        ]
        lines.append("  ".join(padded).rstrip())
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return "-"
    if isinstance(value, bool):
        return str(value).lower()
    return f"{value:.4g}" if isinstance(value, float) else str(value)
