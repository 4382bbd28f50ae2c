"""The command of a study: the size that is asked for is run, and its table is printed."""

from __future__ import annotations

import json
import subprocess
import sys
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from experiments.studies.command import study_command


class Small:
    """A study whose results say what was run."""

    def __init__(self, name):
        self.name = name

    def run(self, folder, jobs):
        failures = {("baseline", 3): "died"} if folder.name == "failing" else {}
        row = {"study": self.name, "folder": folder.name, "jobs": jobs}
        return SimpleNamespace(row=row, failures=failures)


@pytest.fixture
def call():
    command = study_command(Small("full"), Small("quick"), lambda found: [found.row], "Try it.")
    return lambda *arguments: CliRunner().invoke(command, arguments)


def test_the_size_is_run_that_is_asked_for(call, tmp_path):
    folder = str(tmp_path / "runs")
    for size, name in (((), "full"), (("--quick",), "quick")):
        found = call(folder, *size, "--jobs", "2", "--format", "json")
        assert json.loads(found.stdout) == [{"study": name, "folder": "runs", "jobs": 2}]


def test_bad_input_runs_nothing(call, tmp_path):
    for arguments in ((), ("runs", "--jobs", "0"), ("runs", "--format", "xml")):
        assert call(*arguments).exit_code == 2
    assert "Try it." in call("--help").output


def test_a_failed_run_is_told_instead_of_a_table(call, tmp_path):
    found = call(str(tmp_path / "failing"))
    assert found.exit_code == 1
    assert "1 of the runs failed, the first baseline, seed 3: died" in found.output


@pytest.mark.long
def test_worker_processes_find_what_a_study_performs(tmp_path):
    """A study of its own work, run as a program: its name is not that of its module there."""
    command = ("-m", "experiments.studies.lottery", "runs", "--quick", "--jobs", "2")
    done = subprocess.run(
        [sys.executable, *command, "--format", "csv"], cwd=tmp_path, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("city,programme,outcome,")
