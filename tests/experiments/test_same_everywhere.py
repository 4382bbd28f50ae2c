"""Order, workers, environment and killed processes change no bit of the results."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from functools import partial

import pytest
from conftest import ROOT, SET, SMALL, alive, contents, runs_in, wait_for

from experiments import run
from scenarios import load

BOTH = ("baseline", "all_three")
SEEDS = 4
#: Seeds of random moments; all but the first for the long tests.
NUMBERS = [0, *(pytest.param(number, marks=pytest.mark.long) for number in (1, 2))]


def cities():
    return [load(name).but(SMALL) for name in BOTH]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    directory = tmp_path_factory.mktemp("undisturbed")
    for city in cities():  # separately, so that no burn-in is shared
        run(city, SEEDS, jobs=1, output=directory)
    return contents(directory)


def test_the_number_of_workers(undisturbed, tmp_path):
    run(cities(), SEEDS, jobs=4, output=tmp_path)
    assert contents(tmp_path) == undisturbed


def test_more_seeds_and_scenarios_leave_what_was_there(undisturbed, tmp_path):
    run(cities()[:1], 2, jobs=1, output=tmp_path)
    first = contents(tmp_path)
    run(cities()[:1], 4, jobs=1, output=tmp_path)
    second = contents(tmp_path)
    run(cities(), 4, jobs=1, output=tmp_path)
    assert first.items() <= second.items() <= contents(tmp_path).items()
    assert contents(tmp_path) == undisturbed


#: A locale with ASCII only; by default Python would correct it. From a checkout whose path is not
#: ASCII Python can import nothing under an uncorrected one.
ASCII = {"LC_ALL": "C", "LANG": "C"}
if str(ROOT).isascii():
    ASCII |= {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "XXX-14", **ASCII},
        *(
            pytest.param(one, marks=pytest.mark.long)
            for one in (
                {"PYTHONHASHSEED": "2", "TZ": "Pacific/Kiritimati"},
                {"PYTHONOPTIMIZE": "1"},
            )
        ),
    ],
    ids=lambda names: ",".join(names),
)
def test_hash_seed_locale_and_time_zone(undisturbed, tmp_path, environment):
    folder = tmp_path / "Läufe „mit Leerzeichen“"
    command = ["run", *BOTH, "--seeds", SEEDS, *SET, "--jobs", 2, "-o", folder]
    subprocess.run(
        [sys.executable, "-m", "experiments", *map(str, command)],
        env={**os.environ, **environment, "PYTHONPATH": str(ROOT)}, check=True, timeout=600,
        capture_output=True,
    )  # fmt: skip
    assert contents(folder) == undisturbed


def workers_of(parent):
    """Process ids of the workers of a process."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True,
                            check=True)  # fmt: skip
    rows = [line.split(None, 2) for line in listed.stdout.splitlines()]
    return [int(pid) for pid, of, words in rows if int(of) == parent and "spawn_main" in words]


@pytest.mark.parametrize("number", NUMBERS)
def test_workers_killed_at_any_moment(undisturbed, tmp_path, start, number):
    draws = random.Random(number)
    process = start("run", *BOTH, "--seeds", SEEDS, *SET, "--jobs", 2, "-o", tmp_path)
    for _ in range(2):
        wait_for(lambda: workers_of(process.pid) or process.poll() is not None)
        time.sleep(draws.uniform(0, 4))
        for pid in workers_of(process.pid)[:1]:
            os.kill(pid, signal.SIGKILL)
    _, messages = process.communicate(timeout=600)
    assert process.returncode == 0, messages
    assert contents(tmp_path) == undisturbed


def goes_on(process, directory, before):
    """Whether a batch has added to its folder, or has ended."""
    return len(runs_in(directory)) > before or process.poll() is not None


@pytest.mark.parametrize("number", NUMBERS)
def test_the_parent_killed_at_any_moment_again_and_again(undisturbed, tmp_path, start, number):
    draws = random.Random(number)
    command = ["run", *BOTH, "--seeds", SEEDS, *SET, "--jobs", draws.choice([1, 2]), "-o", tmp_path]
    kept = {}
    for _ in range(3 if number else 1):
        process = start(*command)
        if draws.random() < 0.7:  # else at any moment, perhaps before it has done anything
            wait_for(partial(goes_on, process, tmp_path, len(kept)))
        time.sleep(draws.uniform(0, 1))
        process.kill()
        process.wait()
        wait_for(lambda group=process.pid: not alive(group), 10)
        now = {key: rows for key, rows in contents(tmp_path).items() if key[0] == "runs"}
        assert kept.items() <= now.items()
        assert now.items() <= undisturbed.items()
        kept = now
    process = start(*command)
    _, messages = process.communicate(timeout=600)
    assert process.returncode == 0, messages
    assert contents(tmp_path) == undisturbed
    assert len(runs_in(tmp_path)) == len(BOTH) * SEEDS
