"""The command of a study: the size that is asked for is run, and its table is printed."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from experiments.studies.command import study_command


class Small:
    """A study whose results say what was run."""

    def __init__(self, name):
        self.name = name

    def run(self, folder, jobs):
        return {"study": self.name, "folder": folder.name, "jobs": jobs}


@pytest.fixture
def call():
    command = study_command(Small("full"), Small("quick"), lambda results: [results], "Try it.")
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
