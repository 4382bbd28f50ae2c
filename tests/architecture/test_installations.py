"""The program starts fast and works in every kind of installation and terminal."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
#: Packages that take long to import.
HEAVY = ("matplotlib", "mesa", "numba", "numpy", "pandas", "pyarrow", "pydantic", "scipy")
#: Seconds of processor time within which a list of scenarios is shown.
START = 0.5


def python(*arguments: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess:
    """Run the interpreter of the tests with some environment variables; output is UTF-8."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", **variables}
    command = [sys.executable, *arguments]
    encoding = environment["PYTHONIOENCODING"].partition(":")[0]
    return subprocess.run(
        command, cwd=cwd, env=environment, encoding=encoding, capture_output=True, check=False
    )


LIGHT = f"""
import json, sys
from experiments.command_line import main
code = main(sys.argv[1:])
heavy = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps([code, heavy]), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "arguments",
    ["scenarios list", "scenarios", "--help", "--version", "merge --help", "run --help"],
)
def test_what_needs_no_model_does_not_import_it(arguments):
    done = python("-c", LIGHT, *arguments.split())
    assert done.stdout
    assert json.loads(done.stderr) == [0, []]


def test_names_of_scenarios_need_no_model():
    program = (
        "import sys; from scenarios import names; assert 'training' in names();"
        f" print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    assert python("-c", program).stdout.strip() == "[]"


def test_a_name_of_the_package_is_the_same_however_often_it_is_imported():
    program = (
        "from scenarios import *; from scenarios import schema as first\n"
        "from scenarios import schema as again\n"
        "assert first is again is schema and callable(schema) and load('training').name"
    )
    assert python("-c", program).stderr == ""


@pytest.mark.skipif(sys.platform == "win32", reason="processor time of children is unknown there")
def test_a_list_of_scenarios_takes_little_processor_time():
    import resource

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    taken = []
    for _ in range(3):
        before = spent()
        assert python("-m", "experiments", "scenarios", "list").returncode == 0
        taken.append(spent() - before)
    # the least, because the first run may byte-compile
    assert min(taken) <= START
