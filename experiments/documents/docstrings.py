"""Convert NumPy docstrings to Markdown."""

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
    """Docstring text with its reST roles and literals as Markdown code."""
    text = _ROLE.sub(lambda match: f"`{match[1].rpartition('.')[2]}`", text)
    return text.replace("``", "`")


def parts(docstring: str) -> dict[str, str]:
    """Sections of a NumPy docstring by heading; the description is under ``""``."""
    text = inspect.cleandoc(docstring)
    headings = list(_HEADING.finditer(text))
    ends = [heading.start() for heading in headings[1:]] + [len(text)] * bool(headings)
    first = headings[0].start() if headings else len(text)
    sections = {"": text[:first].strip()}
    for heading, end in zip(headings, ends, strict=True):
        sections[heading[1]] = text[heading.end() : end].strip("\n")
    return sections


def description(docstring: str | None) -> str:
    """The description of a docstring (the text before its first heading) in Markdown."""
    return markdown(parts(docstring or "")[""])


def attributes(owner: type) -> list[tuple[str, str, str]]:
    """Name, type and meaning of each attribute that a class docstring lists."""
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
    """Name, description and references of each public function of a file."""
    rows = []
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        documented = isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if documented and isinstance(node, ast.FunctionDef) and (text := ast.get_docstring(node)):
            pieces = parts(text)
            references = " ".join(pieces.get("References", "").split())
            rows.append((node.name, markdown(pieces[""]), markdown(references)))
    return rows


def table(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A Markdown table."""

    def line(cells: Sequence[Any]) -> str:
        clean = (" ".join(str(cell).split()).replace("|", "\\|") for cell in cells)
        return "| " + " | ".join(clean) + " |"

    return "\n".join([line(header), "|" + "---|" * len(header), *(line(row) for row in rows)])


def paragraphs(text: str) -> str:
    """Join each paragraph into one line: line breaks of the source carry no meaning."""
    blocks = re.split(r"\n\s*\n", textwrap.dedent(text).strip())
    return "\n\n".join(" ".join(block.split()) for block in blocks)
