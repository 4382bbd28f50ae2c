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
from experiments.storage.model_version import model_version
from experiments.storage.parquet_file import encoded
from experiments.storage.store import KINDS, Result, Store
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
def cityfit(capsys, monkeypatch):
    """Call the command line; gives exit code, lines of output and lines of messages.

    With `--jobs 1` the runs are done in this process, so as not to start another for each call;
    `start` has it as it is.
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
    """Have a disk that is full for those files of results that `whether` says yes to, by name."""
    real = durable_files.write_whole

    def make(whether):
        def write(path, content, waiting):
            if path.suffix == ".parquet" and whether(path.name):
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
    """A small disk in memory, mounted by root for all, and by others in a namespace of their own.

    Attributes
    ----------
    folder : Path
        Where it is.
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
        """Change what it was mounted with."""
        self._mount(f"remount,{options}")

    def _mount(self, options):
        answer = self._call(f"mount -t tmpfs -o {options} tmpfs {self._place} && echo mounted")
        if answer != ["mounted"]:
            self.end()
            raise OSError(f"no small disk can be mounted here: {' '.join(answer)}")

    def _call(self, command):
        """Lines that a command says; none if there is no shell, either."""
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
    """Mounts a small disk.

    Without the right to do so the test is skipped and says why; where all that can be tested must
    be (`CI` is "true", as in `.ci/run`, and root is at work), it fails.
    """
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
    """What a folder holds that depends on nothing but the runs, to the last bit.

    Kind, scenario and seed → the run's own rows as bytes, however they lie in files; and the
    resolved scenarios.
    """
    rows = {
        (kind, *known.place): encoded([known], table)
        for kind in KINDS
        for known, table in Store(directory).tables(kind)
    }
    files = sorted((directory / "scenarios").glob("*"))
    return rows | {("scenarios", path.name): path.read_bytes() for path in files}


def lose(directory, *places):
    """Take runs out of a folder as if they had never been done."""
    store = Store(directory)
    store.check(print)
    store.set_aside(places, "lost")


def made_up(run, frame, columns, **record):
    """A run that is done, with made-up months."""
    return Result(run, {"runs": (frame, columns)}, record)


def runs_in(directory):
    """Scenario and seed of the runs that are there."""
    return sorted(Store(directory).contents())


def wait_for(condition, seconds=300.0):
    """Wait until something holds; looking takes no more than a tenth of the time."""
    until = time.monotonic() + seconds
    while True:
        began = time.monotonic()
        if condition():
            return
        assert time.monotonic() < until, "waited too long"
        time.sleep(max(0.01, 9 * (time.monotonic() - began)))


def alive(group):
    """Whether any process of a group still runs; one that nobody has buried yet does not."""
    listed = subprocess.run(
        ["ps", "-eo", "pgid=,stat="], capture_output=True, text=True, check=True
    )
    states = [line.split() for line in listed.stdout.splitlines()]
    return any(int(of) == group and not state.startswith("Z") for of, state in states)


def carry_out(directory, scenarios, seeds, work, jobs=2, limits=NO_LIMITS, cluster=None):
    """Carry out a batch with work that goes wrong; gives the batch and what was said."""
    said = []
    plan = make_plan(scenarios, seeds, 0, model_version())
    workforce = Workforce(jobs, cluster, limits=limits, here=True)
    batch = runner.carry_out(
        plan, scenarios, directory, workforce=workforce,
        say=said.append, show=False, work=work,
    )  # fmt: skip
    return batch, said
