"""The program starts fast and works in every kind of installation and terminal."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import numpy as np
import pandas as pd
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


def test_without_docstrings_the_help_is_the_same():
    for command in ([], ["merge"], ["scenarios"], ["scenarios", "show"]):
        arguments = ["-m", "experiments", *command, "--help"]
        assert python("-OO", *arguments).stdout == python(*arguments).stdout


def test_without_docstrings_and_assertions_the_list_is_the_same():
    arguments = ["-m", "experiments", "scenarios", "list"]
    assert python("-OO", *arguments).stdout == python(*arguments).stdout


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])
@pytest.mark.parametrize(
    "command", ["scenarios list", pytest.param("parameters", marks=pytest.mark.long)]
)
def test_terminals_of_other_encodings_show_everything_but_unknown_letters(command, encoding):
    arguments = ["-m", "experiments", *command.split()]
    whole = python(*arguments)
    done = python(*arguments, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == whole.stdout.encode(encoding, "replace").decode(encoding)


CITY = """
import sys
from simulation import SmartCity
city = SmartCity(citizens=150, months=3, burn_in=1)
city.run(progress=False)
city.measures.to_json(sys.argv[1], orient="records", double_precision=15)
"""


def measures(tmp_path: Path, *options: str, **variables: str) -> pd.DataFrame:
    """Measures of a city that another interpreter runs, which must say nothing."""
    file = tmp_path / f"measures{len(list(tmp_path.iterdir()))}.json"
    done = python(*options, "-W", "error::RuntimeWarning", "-c", CITY, str(file), **variables)
    assert done.returncode == 0, done.stderr
    return pd.DataFrame(json.loads(file.read_text()), dtype=np.float64)


@pytest.mark.long
def test_a_city_is_the_same_without_docstrings_and_assertions(tmp_path):
    assert measures(tmp_path, "-OO").equals(measures(tmp_path))


@pytest.mark.long
def test_a_city_runs_without_compilation(tmp_path):
    """Python rounds sums of 32-bit numbers differently, so the last digits may differ."""
    plain = measures(tmp_path, NUMBA_DISABLE_JIT="1")
    np.testing.assert_allclose(plain, measures(tmp_path), rtol=1e-3, atol=1e-4)


@pytest.mark.long
def test_the_wheel_runs_outside_the_repository(tmp_path):
    """The packages of the tests stand in for those that an installer would bring."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

    def run(*command: str | Path) -> str:
        done = subprocess.run(
            command, cwd=outside, env=clean, encoding="utf-8", capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    outside = tmp_path / "outside"
    outside.mkdir()
    # hatchling writes beside the sources, so it builds from a copy
    copy = tmp_path / "copy"
    skipped = shutil.ignore_patterns(".*", "__pycache__", "output", "runs")
    shutil.copytree(ROOT, copy, ignore=skipped)
    run(uv(), "build", "--quiet", "--wheel", "--no-build-isolation", "--python", sys.executable,
        "--out-dir", tmp_path, copy)  # fmt: skip
    (wheel,) = tmp_path.glob("cityfit-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        tops = {name.partition("/")[0] for name in packed.namelist()}
    assert tops == {
        "simulation", "scenarios", "experiments", "figures",
        f"cityfit-{simulation.__version__}.dist-info",
    }  # fmt: skip

    venv.create(tmp_path / "venv", symlinks=True)
    binaries = tmp_path / "venv" / "bin"
    run(uv(), "pip", "install", "--quiet", "--no-deps", "--offline", "--python",
        binaries / "python", wheel)  # fmt: skip
    packages = run(binaries / "python", "-c", "import sysconfig as s; print(s.get_path('purelib'))")
    # a .pth file adds the folder, but does not read the .pth files in it: not the repository
    others = Path(packages.strip()) / "others.pth"
    others.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    origin = run(binaries / "python", "-c", "import simulation; print(simulation.__file__)")
    assert Path(origin.strip()).is_relative_to(tmp_path / "venv")
    run(binaries / "cityfit", "run", "baseline", "--seeds", "1", "--citizens", "150",
        "--months", "8", "--set", "city.burn_in=2", "--jobs", "1",
        "-o", outside / "runs")  # fmt: skip
    assert (outside / "runs" / "manifest.jsonl").is_file()
    program = (
        "from simulation import SmartCity; import scenarios\n"
        "city = SmartCity('baseline', citizens=150, months=3, burn_in=1)\n"
        "city.run(progress=False); print(city.scenario.name)"
    )
    assert run(binaries / "python", "-c", program).strip() == "baseline"


def uv() -> str:
    """The installer that set the environment up."""
    found = shutil.which(
        "uv", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    )
    assert found, "uv is one of the pinned packages"
    return found
