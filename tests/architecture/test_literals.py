"""Behavioural numbers are declared: no bare literal inside a function of the model's science.

A number that somebody might want to vary is a parameter with unit, range, source and status. A
number that nobody would vary is a named module constant with its reason: unit conversions,
tolerances, sizes of blocks. Inside functions only the numbers of :data:`PLAIN` may stand bare.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simulation

PACKAGE = Path(simulation.__path__[0])
#: Folders whose functions are science.
FOLDERS = ("processes", "interventions", "shocks", "fit", "initialisation")
#: Numbers of arithmetic: neutral elements, signs, halves, squares, and the months of a year.
PLAIN = {0, 1, -1, 2, 0.5, 12}
FILES = [path for folder in FOLDERS for path in sorted((PACKAGE / folder).rglob("*.py"))]


def literals(path: Path) -> list[tuple[int, float]]:
    """Line and value of each bare number inside a function, but for subscripts."""
    found: list[tuple[int, float]] = []

    def visit(node: ast.AST, inside: bool) -> None:
        if isinstance(node, ast.Subscript):  # positions in an array
            visit(node.value, inside)
            return
        if isinstance(node, ast.FunctionDef | ast.Lambda):
            inside = True
        if (
            inside
            and isinstance(node, ast.Constant)
            and isinstance(node.value, int | float)
            and not isinstance(node.value, bool)
            and node.value not in PLAIN
        ):
            found.append((node.lineno, float(node.value)))
        for child in ast.iter_child_nodes(node):
            visit(child, inside)

    visit(ast.parse(path.read_text(encoding="utf-8")), False)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_behavioural_numbers_are_declared(path):
    assert literals(path) == []
