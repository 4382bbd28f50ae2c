"""The README says what the reference run gave, and its code and commands work as written."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import matplotlib as mpl
import pytest

from figures import readme
from scenarios import check

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", TEXT, flags=re.DOTALL)


def test_the_numbers_are_those_of_the_reference() -> None:
    assert readme.filled(TEXT) == TEXT


def test_the_picture_and_every_file_it_links_to_are_there() -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", TEXT):
        assert (ROOT / target).exists(), target


def test_the_python_code_runs_as_written(capsys: pytest.CaptureFixture[str]) -> None:
    with mpl.rc_context({"backend": "agg"}):
        for code in blocks("python"):
            exec(compile(code, "README.md", "exec"), {"__name__": "readme"})
    capsys.readouterr()


def test_the_scenario_is_valid(tmp_path: Path) -> None:
    for number, text in enumerate(blocks("toml")):
        assert tomllib.loads(text)
        path = tmp_path / f"mine_{number}.toml"
        path.write_text(text, encoding="utf-8")
        check(path)


def test_every_command_is_one_that_there_is(tmp_path: Path) -> None:
    """Each command line is taken by the command line's parser; the short ones are run."""
    lines = [
        line.split("#")[0].split()
        for block in blocks("")
        for line in block.splitlines()
        if line.startswith("cityfit ")
    ]
    assert lines
    for words in lines:
        quick = words[1] in ("scenarios", "parameters", "measures")
        arguments = words[1:] if quick else [words[1], "--help"]
        done = subprocess.run(
            [sys.executable, "-m", "experiments", *arguments],
            cwd=tmp_path,
            env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        for option in (word.split("=")[0] for word in words if word.startswith("-")):
            assert quick or option in done.stdout, f"{option} is no option of {words[1]}"
