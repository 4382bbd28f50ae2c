"""All executors give the same results: threads, a Dask cluster, processes of MPI."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from conftest import ROOT, SET, SMALL, carry_out, contents, runs_in, wait_for
from faults import dies_on_seed_two

from experiments import run
from experiments.errors import RequestError
from scenarios import load

BOTH = ("baseline", "training")
FAULTS = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """Two scenarios with three seeds, run in one process."""
    directory = tmp_path_factory.mktemp("undisturbed")
    run([load(name).but(SMALL) for name in BOTH], 3, jobs=1, output=directory)
    return directory


def test_any_executor_will_do(undisturbed, tmp_path, small):
    with ThreadPoolExecutor(1) as executor:
        run(small(*BOTH), 3, executor=executor, output=tmp_path)
    assert contents(tmp_path) == contents(undisturbed)


class Cluster:
    """A Dask scheduler and workers, each a process of its own."""

    def __init__(self, folder):
        self.folder = folder
        self.workers = []
        self._readers = []
        self._lines = []
        self.scheduler, lines = self._start("scheduler", "--port", "0", "--no-dashboard")
        self.address = self._wait_for(lines, r"Scheduler at:\s+(tcp://\S+)")

    def _start(self, *arguments):
        process = subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + arguments[0], *arguments[1:]],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, cwd=self.folder,
            env={**os.environ, "PYTHONPATH": f"{ROOT}:{FAULTS}"}, start_new_session=True,
        )  # fmt: skip
        lines = []
        reader = threading.Thread(target=lambda: lines.extend(process.stderr), daemon=True)
        reader.start()
        self._readers.append(reader)
        self._lines.append(lines)
        return process, lines

    def _wait_for(self, lines, pattern):
        wait_for(lambda: re.search(pattern, "".join(lines)))
        return re.search(pattern, "".join(lines))[1]

    def add_worker(self, nanny=False):
        """Start a worker, optionally with a nanny that restarts it."""
        worker, lines = self._start(
            "worker", self.address, "--nanny" if nanny else "--no-nanny", "--nthreads", "1",
            "--no-dashboard",
        )  # fmt: skip
        self._wait_for(lines, r"Registered to:\s+(tcp://\S+)")
        self.workers.append(worker)
        return worker

    def deaths(self):
        """Restarts of workers by nannies."""
        return sum("Restarting worker" in line for lines in self._lines for line in lines)

    def end(self):
        for process in [*self.workers, self.scheduler]:
            process.kill()
            process.wait()
        for reader in self._readers:
            reader.join()
        for process in [*self.workers, self.scheduler]:
            process.stderr.close()


@pytest.fixture
def cluster(tmp_path_factory):
    made = Cluster(tmp_path_factory.mktemp("dask"))
    yield made
    made.end()


def test_on_dask_a_run_that_kills_its_process_fails_alone(
    cluster, undisturbed, tmp_path, small, cityfit
):
    cluster.add_worker(nanny=True)
    batch, _ = carry_out(
        tmp_path, small("baseline"), [1, 2, 3], dies_on_seed_two, cluster=cluster.address
    )
    assert list(batch.causes) == [("baseline", 2)]
    assert "killed: the process that ran it died 2 times" in batch.causes["baseline", 2]
    assert cluster.deaths() == 0
    expected = {key: rows for key, rows in contents(undisturbed).items() if key[1] == "baseline"}
    done = {key: rows for key, rows in contents(tmp_path).items() if key[0] == "runs"}
    assert len(done) == 2
    assert done.items() <= expected.items()
    again = ["run", "--rerun-failed", "--cluster", cluster.address, "-o", tmp_path]
    assert cityfit(*again)[0] == 0
    assert expected.items() <= contents(tmp_path).items()


@pytest.mark.long
def test_a_dask_worker_that_is_killed_costs_nothing(cluster, undisturbed, tmp_path, start):
    first = cluster.add_worker()
    command = ["run", *BOTH, "--seeds", 3, *SET, "--cluster", cluster.address, "-o", tmp_path]
    process = start(*command)
    wait_for(lambda: runs_in(tmp_path) or process.poll() is not None)
    first.send_signal(signal.SIGKILL)
    cluster.add_worker()
    _, messages = process.communicate(timeout=600)
    assert process.returncode == 0, messages
    assert contents(tmp_path) == contents(undisturbed)


@pytest.mark.long
def test_an_interrupted_batch_leaves_the_cluster_to_others(cluster, tmp_path, start):
    cluster.add_worker()
    long = [*SET, "--months", 60]
    process = start(
        "run", "baseline", "--seeds", 500, *long, "--cluster", cluster.address, "-o", tmp_path
    )
    wait_for(lambda: runs_in(tmp_path) or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate(timeout=300)
    assert process.returncode == 130, messages
    assert "same command again" in messages
    assert cluster.workers[0].poll() is None


def test_a_cluster_that_is_not_there_is_one_line(tmp_path, cityfit, monkeypatch):
    monkeypatch.setattr("experiments.batch.cluster.ANSWER", 1)
    address = "tcp://127.0.0.1:9"
    code, _, messages = cityfit(
        "run", "baseline", "--seeds", 1, *SET, "--cluster", address, "-o", tmp_path
    )
    assert code == 2
    assert address in messages[-1]
    assert "no Dask scheduler answers" in messages[-1]


def test_without_dask_a_cluster_is_refused(tmp_path, small, monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(RequestError, match="install cityfit"):
        run(small("baseline"), 1, cluster="tcp://127.0.0.1:8786", output=tmp_path)


SCRIPT = """
from mpi4py.futures import MPIPoolExecutor
from scenarios import load
from experiments import run

if __name__ == "__main__":
    with MPIPoolExecutor() as executor:
        cities = [load(name).but({changes!r}) for name in {names!r}]
        run(cities, 3, executor=executor, output={output!r})
"""


def test_processes_of_mpi_give_the_same(undisturbed, tmp_path):
    mpiexec = Path(sys.executable).with_name("mpiexec")
    script, output = tmp_path / "script.py", tmp_path / "runs"
    script.write_text(SCRIPT.format(changes=SMALL, names=BOTH, output=str(output)))
    subprocess.run(
        [mpiexec, "-n", "3", sys.executable, "-m", "mpi4py.futures", script],
        check=True,
        timeout=600,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert contents(output) == contents(undisturbed)
