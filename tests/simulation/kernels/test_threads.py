"""Threads: all rows are worked on once, by several at a time, and results do not depend on them."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from experiments.batch.worker_pool import worker_pool
from simulation.kernels import threads
from simulation.kernels.threads import CHUNK, chunks, in_chunks

TABLES = ("citizens", "employers", "districts", "communities", "occupations", "posts")


@pytest.mark.parametrize("rows", [1, CHUNK - 1, CHUNK, CHUNK + 1, 5 * CHUNK + 7])
@pytest.mark.parametrize("number", [1, 2])
def test_every_row_is_worked_on_once(monkeypatch, rows, number):
    """Chunks cover every row once, with any number of threads."""
    monkeypatch.setattr(threads, "threads", lambda: number)
    seen = np.zeros(rows, dtype=int)
    numbers = []

    def work(chunk, first, end):
        seen[first:end] += 1
        numbers.append(chunk)

    in_chunks(work, rows)
    assert (seen == 1).all()
    assert sorted(numbers) == list(range(chunks(rows)))


def test_chunks_are_worked_on_at_the_same_time(monkeypatch):
    """With two threads two chunks are under way at once: each waits for the other."""
    monkeypatch.setattr(threads, "threads", lambda: 2)
    both = threading.Barrier(2, timeout=20)
    in_chunks(lambda *_: both.wait() and None, 2 * CHUNK)
    assert not both.broken


def test_an_error_in_a_thread_is_not_lost(monkeypatch):
    """What goes wrong in one chunk ends the work on all."""
    monkeypatch.setattr(threads, "threads", lambda: 2)

    def work(chunk, *_):
        if chunk == 1:
            raise ValueError("no such row")

    with pytest.raises(ValueError, match="no such row"):
        in_chunks(work, 3 * CHUNK)


#: Work teams at half of the employers.
TEAMS = {
    "work_teams.adoption_share": 0.5,
    "interventions.communities.annual_budget_per_citizen": 600.0,
    "interventions.communities.start_month": 2,
    "interventions.communities.team_share": 1.0,
}


def test_a_city_is_the_same_to_the_last_bit_on_any_number_of_threads(monkeypatch, small_run):
    """Ten months of a city cut into many chunks, on one thread and on three."""
    monkeypatch.setattr(threads, "CHUNK", 64)
    ends = []
    for number in (1, 3):
        monkeypatch.setattr(threads, "threads", lambda number=number: number)
        run = small_run({**TEAMS, "city.burn_in": 2})
        for _ in range(10):
            run.step()
        assert chunks(run.world.residents) > 3
        columns = {
            f"{table}.{name}": array.tobytes()
            for table in TABLES
            for name, array in getattr(run.world, table).arrays()
        }
        columns["measures"] = run.values[:10].tobytes()
        ends.append(columns)
    one, three = ends
    assert [name for name in one if one[name] != three[name]] == []


def test_a_worker_process_uses_one_thread():
    """Workers share the processors out between runs, not within one."""
    with worker_pool(1) as workers:
        assert workers.submit(threads.threads).result(timeout=60) == 1
