"""Workers: an executor like any other, which no death and no greed of one run brings down."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import as_completed
from operator import itemgetter
from pathlib import Path

import pytest
from conftest import ROOT, alive, wait_for
from faults import who_does_it

from experiments.batch.limits import LimitError, Limits, forget_peak, peak_memory
from experiments.batch.worker_pool import WorkerKilledError, Workers, at_work


@pytest.fixture(scope="module")
def workers():
    with at_work(2) as pool:
        yield pool


def test_it_is_an_executor(workers):
    futures = {workers.submit(pow, base, 2): base for base in range(10)}
    assert {futures[future]: future.result() for future in as_completed(futures)} == {
        base: base**2 for base in range(10)
    }
    assert list(workers.map(abs, [-1, 2, -3])) == [1, 2, 3]


def test_an_error_comes_back_as_itself(workers):
    with pytest.raises(ZeroDivisionError):
        workers.submit(divmod, 1, 0).result()
    # what cannot be sent is an error of that one call
    with pytest.raises(RuntimeError, match="pickle"):
        workers.submit(compile, "pass", "file", "exec").result()
    assert workers.submit(pow, 2, 3).result() == 8


def test_who_kills_two_workers_is_given_up_and_nobody_else_is_hit(workers):
    others = [workers.submit(time.sleep, 0.3) for _ in range(3)]
    bad = workers.submit(os.abort)
    with pytest.raises(WorkerKilledError, match="2 times"):
        bad.result()
    assert [future.result() for future in others] == [None] * 3


def test_workers_say_how_far_they_are(workers):
    code = (
        "import time; from experiments.batch.worker_pool import how_far; how_far(7); time.sleep(1)"
    )
    call = workers.submit(exec, code)
    wait_for(lambda: workers.under_way() or call.done())
    assert workers.under_way() == 7
    assert call.result() is None
    wait_for(lambda: workers.under_way() == 0)


def test_a_worker_is_handed_what_goes_with_its_latest_call():
    """Two workers, one call each that lasts until all are waiting; then each keeps to its half."""
    rest = [f"{half} {number}" for number in range(1, 7) for half in "AB"]
    random.Random(3).shuffle(rest)
    with at_work(2, affinity=lambda task: task[0]) as pool:
        done = list(pool.map(who_does_it, ["A 0", "B 0", *rest]))
    halves: dict[int, str] = {}
    for task, worker, _ in sorted(done, key=itemgetter(2)):
        halves[worker] = halves.get(worker, "") + task[0]
    assert sorted(half[0] for half in halves.values()) == ["A", "B"]
    # who has done all of one half helps with the other
    assert sum("AB" in half or "BA" in half for half in halves.values()) <= 1
    assert not any("ABA" in half or "BAB" in half for half in halves.values())


def test_no_worker_is_idle_because_of_what_another_one_did_before():
    with at_work(2, affinity=lambda task: task[0]) as pool:
        done = list(pool.map(who_does_it, ["A 0", "A 0", "A 0", "A 0"]))
    assert len({worker for _, worker, _ in done}) == 2


def test_shutdown_waits_for_what_is_under_way():
    with Workers(1) as pool:
        futures = [pool.submit(pow, 2, power) for power in range(3)]
    assert [future.result() for future in futures] == [1, 2, 4]
    with pytest.raises(RuntimeError, match="sent home"):
        pool.submit(pow, 1, 1)


def test_kill_ends_at_once_and_every_future_has_an_end():
    pool = Workers(1)
    futures = [pool.submit(time.sleep, 100) for _ in range(3)]
    wait_for(futures[0].running)
    began = time.monotonic()
    pool.kill()
    assert time.monotonic() - began < 60  # a third of what is under way and waits
    assert all(future.done() for future in futures)


def test_time_and_memory_are_limited_from_outside(monkeypatch):
    monkeypatch.setattr("experiments.batch.worker_pool.GRACE", 0.2)
    with at_work(1, Limits(seconds=0.5)) as pool:
        with pytest.raises(LimitError, match="still at work"):
            pool.submit(time.sleep, 100).result()
        assert pool.submit(pow, 2, 3).result() == 8
    eats = "import time; eaten = bytearray(300_000_000); eaten[::4096] = b'x' * len(eaten[::4096]);"
    with at_work(1, Limits(megabytes=200)) as pool:
        with pytest.raises(LimitError, match="MB of the 200 MB"):
            pool.submit(exec, eats + "time.sleep(100)").result()
        assert pool.submit(pow, 2, 3).result() == 8


def test_the_peak_of_memory_is_that_of_one_run():
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("this system does not forget a peak")
    eaten = bytearray(os.urandom(1_000_000)) * 200
    high = peak_memory()
    del eaten
    forget_peak()
    assert peak_memory() < high - 150


#: A parent that has a worker hang in compiled code which holds the interpreter, and never returns.
HANGING = """
import sys, time
from experiments.batch.worker_pool import Workers
pool = Workers(2)
pool.submit(time.sleep, 1000)
pool.submit(pow, 7, 10**9)  # holds the interpreter for hours
time.sleep(3)
print("ready", flush=True)
time.sleep(1000)
"""


def test_workers_die_with_their_parent_whatever_they_do():
    if sys.platform != "linux":
        pytest.skip("only the kernel of Linux ends a process that never looks up")
    process = subprocess.Popen(
        [sys.executable, "-c", HANGING], stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not alive(process.pid), 10)
    process.stdout.close()
