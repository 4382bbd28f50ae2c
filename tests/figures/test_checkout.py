"""The real commands in a checkout of its own: small, and in a folder with an odd name.

The environment is the one that runs the tests, and so is its compiled model: a copy of either
would take minutes. A long test sets up one of its own.
"""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import simulation

ROOT = Path(simulation.__path__[0]).parent
PACKAGES = ("simulation", "scenarios", "experiments", "figures")
FILES = ("Makefile", "pyproject.toml", "requirements.lock", ".python-version", "CITATION.cff")
ODD = "città, élan & 城市"
#: The first is drawn from the baseline, the second from that and all three interventions.
NAMES = ("variance_1", "lives")
#: The command line with fewer seeds, smaller cities and only two figures.
SMALL = f"""
import os, sys
from experiments.command_line import main
from experiments.studies.study import Size
from figures import batch, catalogue, check
seeds = int(os.environ.get("SEEDS", 2))
batch.QUICK = Size("quick", seeds=seeds, citizens=300, months=36, burn_in=8)
if sys.argv[1:] == ["keep"]:
    found = catalogue.gather({list(NAMES)}, True, batch.Path("figures/output"), 1)
    tables = {{name: catalogue.numbers(name, found.data_sets) for name in found.names}}
    made = {{name: catalogue.origin(name, found.data_sets) for name in found.names}}
    check.keep(tables, made, check.folder(True))
    sys.exit()
if "--draw" in sys.argv:
    sys.argv.remove("--draw")
    main(["figures", "--quick", "--jobs", "1", *{list(NAMES)}])
sys.exit(main([*sys.argv[1:], *{list(NAMES)}]))
"""
PYTHON = f"""#!/bin/sh
here=$(cd "$(dirname "$0")/../.." && pwd -P)
export PYTHONPATH="$here" NUMBA_CACHE_DIR="$here/compiled" PYTHONSAFEPATH=1
exec {sys.executable} "$@"
"""
CITYFIT = """#!/bin/sh
exec "$(dirname "$0")/python" "$(dirname "$0")/small.py" "$@"
"""


def put_compiled(checkout: Path) -> None:
    """Compiled loops of the model; Numba's names for folders go with their place."""
    compiled = Path(os.environ["NUMBA_CACHE_DIR"])
    (checkout / "compiled").mkdir()
    shutil.copy2(compiled / "said", checkout / "compiled")
    for package in (ROOT / "simulation", *(ROOT / "simulation").glob("*/")):
        there = checkout / package.relative_to(ROOT)
        old, new = (
            f"{path.name}_{hashlib.sha1(str(path).encode()).hexdigest()}"
            for path in (package, there)
        )
        if (compiled / old).is_dir():
            shutil.copytree(compiled / old, checkout / "compiled" / new)


def put_environment(checkout: Path) -> None:
    """What the Makefile takes for an environment that is set up, and newer than what it is of."""
    programs = checkout / ".venv" / "bin"
    programs.mkdir(parents=True)
    (programs / "small.py").write_text(SMALL, encoding="utf-8")
    for name, text in (("python", PYTHON), ("cityfit", CITYFIT)):
        (programs / name).write_text(text, encoding="utf-8")
        (programs / name).chmod(0o755)
    own_uv = checkout / ".uv" / "bin" / "uv"
    own_uv.parent.mkdir(parents=True)
    own_uv.touch()
    (checkout / ".venv" / ".ready").write_text(f"{checkout.resolve()}\n", encoding="utf-8")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / ODD / "city fit"
    unwanted = shutil.ignore_patterns("output", "reference", "executed", "compiled-*")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, path / package, ignore=unwanted)
    for name in FILES:
        shutil.copy2(ROOT / name, path / name)
    put_compiled(path)
    put_environment(path)
    return path


def make(checkout: Path, *words: str) -> subprocess.Popen[str]:
    """Make, called from another folder as a user would, with a group of processes of its own."""
    return subprocess.Popen(
        ["make", "-C", str(checkout), *words],
        cwd="/",
        env={
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "HOME": str(checkout),
            "LC_ALL": "C.UTF-8",
            "SEEDS": "10",
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def done(process: subprocess.Popen[str], code: int = 0) -> tuple[str, str]:
    said, told = process.communicate(timeout=900)
    assert process.returncode == code, told
    assert "compiling the model" not in told
    return said, told


def cityfit(checkout: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / ".venv" / "bin" / "cityfit", *words],
        cwd=checkout, capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip


def drawn(checkout: Path) -> dict[str, bytes]:
    output = checkout / "figures" / "output"
    return {path.name: path.read_bytes() for path in output.iterdir() if path.is_file()}


def test_make_is_called_from_another_folder(checkout: Path) -> None:
    """Nothing of a path with spaces and letters of other languages is lost on the way."""
    said, _ = done(make(checkout, "help"))
    assert "make figures" in said
    said, told = done(make(checkout, "setup"))
    assert not told
    assert "Setting up" not in said
    (checkout / ".venv" / "bin" / "cityfit").write_text('#!/bin/sh\npwd; echo "$@"\n')
    for target, words in (("figures", "figures --quick"), ("check", "figures --check --quick")):
        said, _ = done(make(checkout, "--silent", target, "QUICK=1"))
        assert f"{checkout}\n{words}\n" in said


def test_a_changed_constant_of_the_model_is_found_out(checkout: Path) -> None:
    """The figure that hangs on it differs, the other is reproduced; both say: another model."""
    assert cityfit(checkout, "keep").returncode == 0
    source = checkout / "simulation" / "interventions" / "training.py"
    text = source.read_text(encoding="utf-8")
    assert text.count("900.0, unit") == 1
    source.write_text(text.replace("900.0, unit", "450.0, unit"), encoding="utf-8")

    found = cityfit(
        checkout, "figures", "--quick", "--check", "--draw", "--jobs", "1", "--format", "csv"
    )
    assert found.returncode == 1, found.stderr
    table = found.stdout[found.stdout.index("figure,") :]
    same, other = csv.DictReader(io.StringIO(table))
    assert [same["figure"], other["figure"]] == list(NAMES)
    assert (same["result"], same["differs by"]) == ("reproduced exactly", "")
    assert other["result"] == "differs"
    assert re.fullmatch(r"\w+ of .+: \S+ became \S+( \([+-][\d.]+%\))?", other["differs by"])
    for row in (same, other):
        assert re.fullmatch(r"another model: [0-9a-f]{16} became [0-9a-f]{16}", row["runs"])
    assert found.stderr.splitlines()[-1] == "not reproduced: lives"

    folder = checkout / "figures" / "reference" / "quick"
    now = drawn(checkout)
    assert now["variance_1.csv"] == (folder / "variance_1.csv").read_bytes()
    assert now["lives.csv"] != (folder / "lives.csv").read_bytes()


@pytest.mark.long
def test_make_figures_is_interrupted_and_goes_on(checkout: Path) -> None:
    """Ctrl-C in the middle; the same line does the rest, and gives what one go would have given."""
    process = make(checkout, "figures", "QUICK=1")
    for line in process.stderr:
        if "of 20 runs done" in line:
            break
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=900)
    assert process.returncode != 0
    assert "give the same command again to go on" in told
    assert not list((checkout / "figures" / "output").glob("*.*"))

    said, told = done(make(checkout, "figures", "QUICK=1"))
    (there,) = re.findall(r"2 figures from 20 runs, (\d+) of which are there", told)
    assert 0 < int(there) < 20
    assert "figures/output/index.html" in said.split()
    resumed = drawn(checkout)
    assert len(resumed) == 4 * len(NAMES) + 1
    shutil.rmtree(checkout / "figures" / "output")
    done(make(checkout, "figures", "QUICK=1"))
    assert drawn(checkout) == resumed


@pytest.mark.long
def test_an_environment_is_set_up_in_a_folder_with_an_odd_name(tmp_path: Path) -> None:
    """From nothing but the files under version control; the model is compiled and runs."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("not a checkout of git")
    checkout = tmp_path / ODD / "city fit"
    for name in listed.stdout.rstrip("\0").split("\0"):
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, checkout / name)
    programs = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # uv is among them
    settings = {**os.environ, "PATH": programs}
    settings.pop("NUMBA_CACHE_DIR")
    for command in (
        ["make", "-C", str(checkout), "setup"],
        ["make", "-C", str(checkout), "setup"],
        [checkout / ".venv/bin/cityfit", "run", "baseline", "--citizens", "300", "-o", "runs"],
    ):
        done = subprocess.run(
            command, cwd=tmp_path, env=settings, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert "compiling" not in done.stderr
    assert (checkout / ".venv" / ".ready").read_text().strip() == str(checkout.resolve())
    assert (tmp_path / "runs" / "manifest.jsonl").is_file()
