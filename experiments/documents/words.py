"""Docstrings as Markdown: their parts, and the marks of one language in those of the other."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

_ROLE = re.compile(r":\w+:`~?([\w.]+)`")
_HEADING = re.compile(r"^([A-Z][\w ]+)\n-{3,}$", re.MULTILINE)


def markdown(text: str) -> str:
    """Text of a docstring in Markdown."""
    text = _ROLE.sub(lambda found: f"`{found[1].rpartition('.')[2]}`", text)
    return text.replace("``", "`")


def parts(docstring: str) -> dict[str, str]:
    """Sections of a NumPy docstring; what comes before the first heading is under ``""``."""
    text = inspect.cleandoc(docstring)
    headings = list(_HEADING.finditer(text))
    ends = [found.start() for found in headings[1:]] + [len(text)] * bool(headings)
    first = headings[0].start() if headings else len(text)
    found = {"": text[:first].strip()}
    for heading, end in zip(headings, ends, strict=True):
        found[heading[1]] = text[heading.end() : end].strip("\n")
    return found


def said(docstring: str | None) -> str:
    """What a docstring says before its first heading, in Markdown."""
    return markdown(parts(docstring or "")[""])


def attributes(owner: type) -> list[tuple[str, str, str]]:
    """Name, type and meaning of what the docstring of a class lists as its attributes."""
    text = parts(owner.__doc__ or "").get("Attributes", "")
    rows: list[tuple[str, str, str]] = []
    for line in text.splitlines():
        if line and not line.startswith(" "):
            name, _, kind = line.partition(" : ")
            rows.append((name, kind, ""))
        elif line.strip():
            name, kind, meaning = rows[-1]
            rows[-1] = (name, kind, f"{meaning} {line.strip()}".strip())
    return [(name, kind, markdown(meaning)) for name, kind, meaning in rows]


def functions(path: Path) -> list[tuple[str, str, str]]:
    """Name, what it does and its references, of the public functions of a file."""
    found = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        documented = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if documented and isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            pieces = parts(text)
            references = " ".join(pieces.get("References", "").split())
            found.append((node.name, markdown(pieces[""]), markdown(references)))
    return found


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""

    def line(cells: Sequence[Any]) -> str:
        clean = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(clean) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *(line(row) for row in rows)])


def paragraphs(text: str) -> str:
    """Every paragraph on one line, so that Markdown does not depend on how the code is broken."""
    blocks = re.split(r"\n\s*\n", textwrap.dedent(text).strip())
    return "\n\n".join(" ".join(block.split()) for block in blocks)
