"""Examples in docstrings work as written, and every public name has one."""

from __future__ import annotations

import doctest
import importlib
import re
from pathlib import Path
from types import ModuleType

import pytest

import experiments
import scenarios
import simulation

ROOT = Path(__file__).parents[2]
PACKAGES = ("simulation", "scenarios", "experiments", "figures")
MODULES = [
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for package in PACKAGES
    for path in sorted((ROOT / package).rglob("*.py"))
    if re.search("^ *>>> ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
]
OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
#: Exceptions are raised by others, and a version is a text.
WITHOUT = ("ScenarioError", "__version__")


@pytest.mark.parametrize("module", MODULES)
def test_examples_work_as_written(module, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(importlib.import_module(module), optionflags=OPTIONS)
    assert found.attempted > 0
    assert found.failed == 0


@pytest.mark.parametrize("package", [simulation, scenarios, experiments], ids=lambda p: p.__name__)
def test_every_public_name_has_an_example(package: ModuleType):
    names = [name for name in package.__all__ if name not in WITHOUT]
    assert names
    without = [name for name in names if ">>> " not in (getattr(package, name).__doc__ or "")]
    assert without == []
