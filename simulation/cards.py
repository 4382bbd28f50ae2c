"""Cards: what a notebook shows of a city, a scenario, results or an agent."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

#: Significant digits of numbers on cards.
DIGITS = 4
_CELL = "text-align:left;padding:0.1em 0.8em 0.1em 0"

#: Name, value, unit; an empty unit for none.
CardRow = tuple[str, Any, str]


def shown(value: Any) -> str:
    """A value as text: a float with few digits, a truth value as yes or no, several joined."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{DIGITS}g}"
    if isinstance(value, list | tuple):
        return ", ".join(map(shown, value)) or "none"
    return str(value)


def card(title: str, rows: Iterable[CardRow]) -> str:
    """HTML of a small table with a title.

    Examples
    --------
    >>> "<b>Town</b>" in card("Town", [("fit", 0.71234, "0-1")])
    True
    """
    lines = []
    for name, value, unit in rows:
        cells = (name, shown(value), "" if unit in ("", "1") else unit)
        line = "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in cells)
        lines.append(f"<tr>{line}</tr>")
    return f"<div><b>{escape(title)}</b><table><tbody>{''.join(lines)}</tbody></table></div>"
