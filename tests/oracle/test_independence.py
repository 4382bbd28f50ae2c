"""The reference city is a second implementation: it takes no rule and no loop from the first."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
FILES = sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("test_"))
#: Modules of declarations: keys of random draws, names, columns, tables of numbers.
DECLARED = {
    "simulation",  # the folder that its data lie in
    "simulation.core.table",
    "simulation.initialisation.employers",
    "simulation.initialisation.trust",
    "simulation.core.randomness",
    "simulation.initialisation.population",
    "simulation.tables.citizens",
    "simulation.tables.communities",
    "simulation.tables.districts",
    "simulation.tables.employers",
    "simulation.tables.occupations",
    "simulation.tables.posts",
    "simulation.core.vocabulary",
    "simulation.world",
}


def imports(path):
    """Modules that a file imports, with the names taken from each."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for module in node.names:
                yield module.name, []
        elif isinstance(node, ast.ImportFrom):
            yield node.module, [name.name for name in node.names]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_only_declarations_are_taken_over(path):
    """Classes and constants of a few modules, but no function, are imported from the model."""
    for module, names in imports(path):
        if module.split(".")[0] == "simulation":
            assert module in DECLARED
            assert all(name[0].isupper() for name in names)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_there_are_no_arrays(path):
    """No file but the one that compares with the columns knows NumPy, and none knows Numba."""
    modules = {module.split(".")[0] for module, _ in imports(path)}
    assert "numba" not in modules
    assert "numpy" not in modules or path.name == "state.py"
