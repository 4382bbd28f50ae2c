"""Examples in docstrings work as written, and every public name has one."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
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


def test_examples_work_as_written():
    """In a process of their own: an example that adds an extension adds it for all that follows."""
    code = (
        "import doctest, importlib, sys\n"
        f"tried = [doctest.testmod(importlib.import_module(name), optionflags={OPTIONS})"
        " for name in sys.argv[1:]]\n"
        "assert all(one.attempted for one in tried)\n"
        "sys.exit(sum(one.failed for one in tried))"
    )
    assert MODULES
    done = subprocess.run(
        [sys.executable, "-c", code, *MODULES], cwd=ROOT, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("package", [simulation, scenarios, experiments], ids=lambda p: p.__name__)
def test_every_public_name_has_an_example(package: ModuleType):
    names = [name for name in package.__all__ if name not in WITHOUT]
    assert names
    without = [name for name in names if ">>> " not in (getattr(package, name).__doc__ or "")]
    assert without == []
