"""Functions stay small enough to call without counting: at most eight arguments.

Commands of the command line are excepted, whose arguments are options a user names.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
MOST = 8
FILES = [
    path
    for package in ("simulation", "scenarios", "experiments", "figures")
    for path in sorted((ROOT / package).rglob("*.py"))
    if path.parent != ROOT / "experiments" / "commands"
]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_function_takes_more_than_eight_arguments(path):
    wide = {}
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            arguments = node.args
            count = len(arguments.posonlyargs) + len(arguments.args) + len(arguments.kwonlyargs)
            bound = arguments.args and arguments.args[0].arg in ("self", "cls")
            if count - bool(bound) > MOST:
                wide[node.name] = count
    assert wide == {}
