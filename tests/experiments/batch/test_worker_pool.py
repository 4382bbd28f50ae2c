"""The worker pool: an executor that survives the death and the excess of single calls."""

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
from experiments.batch.worker_pool import WorkerKilledError, WorkerPool, worker_pool


@pytest.fixture(scope="module")
def workers():
    with worker_pool(2) as pool:
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


def test_a_call_that_kills_two_workers_fails_and_no_other_call_does(workers):
    others = [workers.submit(time.sleep, 0.3) for _ in range(3)]
    bad = workers.submit(os.abort)
    with pytest.raises(WorkerKilledError, match="2 times"):
        bad.result()
    assert [future.result() for future in others] == [None] * 3


def test_a_call_reports_its_progress_and_ends_when_asked_to():
    reports = []
    code = """
import time
from experiments.batch.worker_pool import report, stop_requested
while not stop_requested():
    report(7)
    time.sleep(0.01)
"""
    pool = WorkerPool(1, on_progress=lambda *report: reports.append(report))
    try:
        call = pool.submit(exec, code)
        wait_for(lambda: reports or call.done())
        assert reports[0] == (call, 7)
        assert pool.progress() == [7]
        pool.stop(call)
        pool.stop(call)  # a request that arrives after the end is ignored
        assert call.result(timeout=60) is None
        assert pool.submit(pow, 2, 3).result(timeout=60) == 8
        assert pool.progress() == []
    finally:
        pool.kill()


def test_a_worker_prefers_calls_with_the_affinity_of_its_latest_call():
    """Two workers, one call each that lasts until all are queued; then each keeps to its half."""
    rest = [f"{half} {number}" for number in range(1, 7) for half in "AB"]
    random.Random(3).shuffle(rest)
    with worker_pool(2, affinity=lambda task: task[0]) as pool:
        done = list(pool.map(who_does_it, ["A 0", "B 0", *rest]))
    halves: dict[int, str] = {}
    for task, worker, _ in sorted(done, key=itemgetter(2)):
        halves[worker] = halves.get(worker, "") + task[0]
    assert sorted(half[0] for half in halves.values()) == ["A", "B"]
    # a worker that has finished one half helps with the other
    assert sum("AB" in half or "BA" in half for half in halves.values()) <= 1
    assert not any("ABA" in half or "BAB" in half for half in halves.values())


def test_no_worker_is_idle_because_of_affinity():
    with worker_pool(2, affinity=lambda task: task[0]) as pool:
        done = list(pool.map(who_does_it, ["A 0", "A 0", "A 0", "A 0"]))
    assert len({worker for _, worker, _ in done}) == 2


def test_shutdown_waits_for_running_calls():
    with WorkerPool(1) as pool:
        futures = [pool.submit(pow, 2, power) for power in range(3)]
    assert [future.result() for future in futures] == [1, 2, 4]
    with pytest.raises(RuntimeError, match="shut down"):
        pool.submit(pow, 1, 1)


def test_kill_ends_at_once_and_every_future_is_done():
    pool = WorkerPool(1)
    futures = [pool.submit(time.sleep, 100) for _ in range(3)]
    wait_for(futures[0].running)
    began = time.monotonic()
    pool.kill()
    assert time.monotonic() - began < 60
    assert all(future.done() for future in futures)


def test_time_and_memory_are_limited_from_outside(monkeypatch):
    monkeypatch.setattr("experiments.batch.worker_pool.GRACE", 0.2)
    with worker_pool(1, Limits(seconds=0.5)) as pool:
        with pytest.raises(LimitError, match="still running"):
            pool.submit(time.sleep, 100).result()
        assert pool.submit(pow, 2, 3).result() == 8
    eats = "import time; eaten = bytearray(300_000_000); eaten[::4096] = b'x' * len(eaten[::4096]);"
    with worker_pool(1, Limits(megabytes=200)) as pool:
        with pytest.raises(LimitError, match="limit is 200 MB"):
            pool.submit(exec, eats + "time.sleep(100)").result()
        assert pool.submit(pow, 2, 3).result() == 8


def test_the_peak_of_memory_can_be_reset():
    if not Path("/proc/self/clear_refs").exists():
        pytest.skip("this system cannot reset a peak")
    used = bytearray(os.urandom(1_000_000)) * 200
    high = peak_memory()
    del used
    forget_peak()
    assert peak_memory() < high - 150


#: A parent with a worker in compiled code that holds the interpreter and never returns.
HANGING = """
import sys, time
from experiments.batch.worker_pool import WorkerPool
pool = WorkerPool(2)
pool.submit(time.sleep, 1000)
pool.submit(pow, 7, 10**9)  # holds the interpreter for hours
time.sleep(3)
print("ready", flush=True)
time.sleep(1000)
"""


def test_workers_end_with_their_parent():
    if sys.platform != "linux":
        pytest.skip("only Linux ends a process that holds the interpreter")
    process = subprocess.Popen(
        [sys.executable, "-c", HANGING], stdout=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    wait_for(lambda: not alive(process.pid), 10)
    process.stdout.close()
