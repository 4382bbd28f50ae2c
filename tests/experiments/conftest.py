"""Small cities for tests of experiments."""

from __future__ import annotations

import errno
import os
import shlex
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from itertools import takewhile
from pathlib import Path

import pytest

import experiments
from experiments.batch import runner
from experiments.batch.executors import Workforce
from experiments.batch.limits import NO_LIMITS
from experiments.batch.plan import make_plan
from experiments.command_line import main
from experiments.storage import durable_files
from experiments.storage.parquet_file import to_parquet
from experiments.storage.store import KINDS, FinishedRun, Store
from scenarios import load
from simulation.core.model_version import model_version

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
def cityfit(capsys, monkeypatch):
    """Call the command line; returns exit code, lines of output and lines of messages.

    With `--jobs 1` runs are done in this process, which saves the start of another; the fixture
    `start` does not change the command.
    """
    here = partial(Workforce, here=True)
    monkeypatch.setattr("experiments.batch.executors.Workforce", here)

    def call(*arguments):
        code = main([str(argument) for argument in arguments])
        written = capsys.readouterr()
        return code, written.out.splitlines(), written.err.splitlines()

    return call


@pytest.fixture
def full_disk(monkeypatch):
    """Simulate a disk that is full for those files of results for which `is_full(name)` is true."""
    real = durable_files.write_whole

    def make(is_full):
        def write(path, content, waiting):
            if path.suffix == ".parquet" and is_full(path.name):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(path))
            real(path, content, waiting)

        monkeypatch.setattr("experiments.storage.store.write_whole", write)

    return make


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


class SmallDisk:
    """A small disk in memory, mounted by root, or by other users in a namespace of their own.

    Attributes
    ----------
    folder : Path
        Mount point.
    """

    def __init__(self, folder, options):
        self._place = shlex.quote(str(folder))
        alone = [] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
        self._shell = subprocess.Popen(
            [*alone, "sh"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True,
        )  # fmt: skip
        self._mount(options)
        self.folder = Path(f"/proc/{self._shell.pid}/root{folder}") if alone else folder

    def remount(self, options):
        """Change the mount options."""
        self._mount(f"remount,{options}")

    def _mount(self, options):
        answer = self._call(f"mount -t tmpfs -o {options} tmpfs {self._place} && echo mounted")
        if answer != ["mounted"]:
            self.end()
            raise OSError(f"no small disk can be mounted here: {' '.join(answer)}")

    def _call(self, command):
        """Run a command; return its lines."""
        with suppress(BrokenPipeError):
            self._shell.stdin.write(f"{command}\necho over\n")
            self._shell.stdin.flush()
        said = iter(self._shell.stdout.readline, "")
        return [line.strip() for line in takewhile("over\n".__ne__, said)]

    def end(self):
        """Unmount it."""
        self._call(f"umount {self._place} 2>/dev/null")
        self._shell.communicate()


@pytest.fixture
def disk(tmp_path):
    """Mount a small disk; skip the test if that is not allowed, but fail as root in `.ci/run`."""
    made = []

    def make(options):
        folder = tmp_path / "disk"
        folder.mkdir()
        try:
            made.append(SmallDisk(folder, options))
        except OSError as error:
            if os.environ.get("CI") == "true" and os.geteuid() == 0:
                raise
            pytest.skip(str(error))
        return made[-1]

    yield make
    for one in made:
        one.end()


def contents(directory):
    """Content of a folder that depends only on its runs, to the last bit.

    Kind, scenario and seed → the rows of the run as bytes, whatever its file; and the scenarios.
    """
    rows = {
        (kind, *info.key): to_parquet([info], table)
        for kind in KINDS
        for info, table in Store(directory).tables(kind)
    }
    files = sorted((directory / "scenarios").glob("*"))
    return rows | {("scenarios", path.name): path.read_bytes() for path in files}


def lose(directory, *keys):
    """Remove runs from a folder."""
    store = Store(directory)
    store.check(print)
    store.set_aside(keys, "lost")


def made_up(run, frame, columns, **record):
    """A finished run with made-up months."""
    return FinishedRun(run, {"runs": (frame, columns)}, record)


def runs_in(directory):
    """Scenario and seed of the runs in a folder."""
    return sorted(Store(directory).contents())


def wait_for(condition, seconds=300.0):
    """Wait for a condition; checking it takes at most a tenth of the time."""
    until = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        if condition():
            return
        assert time.monotonic() < until, "waited too long"
        time.sleep(max(0.01, 9 * (time.monotonic() - began)))


def alive(group):
    """Whether any process of a group still runs; a zombie does not."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    )
    states = [line.split() for line in listed.stdout.splitlines()]
    return any(int(of) == group and not state.startswith("Z") for of, state in states)


def carry_out(
    directory, scenarios, seeds, work, jobs=2, limits=NO_LIMITS, cluster=None, by_occupation=False
):
    """Carry out a batch with some work; returns the batch and the messages."""
    messages = []
    plan = make_plan(scenarios, seeds, 0, model_version(), by_occupation)
    workforce = Workforce(jobs, cluster, limits=limits, here=True)
    batch = runner.carry_out(
        plan, scenarios, directory, workforce=workforce,
        say=messages.append, show=False, work=work,
    )  # fmt: skip
    return batch, messages
