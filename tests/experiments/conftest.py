"""Small cities for tests of experiments."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import experiments
from experiments.command_line import main
from scenarios import load

ROOT = Path(experiments.__path__[0]).parent
sys.path.append(str(Path(__file__).parent))  # workers import their faults by name

SMALL = {
    "city.citizens": 200,
    "city.months": 12,
    "city.burn_in": 4,
    "interventions.training.start_month": 5,
    "interventions.communities.start_month": 5,
    "interventions.network.start_month": 5,
}
SET = [text for name, value in SMALL.items() for text in ("--set", f"{name}={value}")]


@pytest.fixture
def small():
    """Scenarios of the project as small cities, by name."""
    return lambda *names: [load(name).but(SMALL) for name in names]


@pytest.fixture
def cityfit(capsys):
    """Call the command line; gives exit code, lines of output and lines of messages."""

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return code, written.out.splitlines(), written.err.splitlines()

    return call


@pytest.fixture
def start():
    """Start the command line as a process of its own."""
    started = []

    def begin(*arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "experiments", *map(str, arguments)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        started.append(process)
        return process

    yield begin
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def contents(directory):
    """The files of a folder that depend on nothing but the runs, and their bytes."""
    return {
        path.relative_to(directory).as_posix(): path.read_bytes()
        for kind in ("runs", "panels", "scenarios")
        for path in sorted((directory / kind).rglob("*"))
        if path.is_file()
    }
