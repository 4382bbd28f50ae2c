"""The scheduler: fair turns, no obsolete work, nothing twice; with a pool made for the tests."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from experiments.explore import live_run, scheduler
from experiments.explore.scheduler import Scheduler


@dataclass(frozen=True)
class Request:
    """Stands for a run request."""

    key: str


class Pool:
    """Stands for the worker pool: records calls, which end when the test says so."""

    def __init__(self, number, on_progress) -> None:
        self.on_progress = on_progress
        self.calls: dict[str, Future] = {}
        self.starts: list[Future] = []
        self.stopped: list[str] = []

    def submit(self, function, *arguments):
        future = Future()
        future.set_running_or_notify_cancel()
        if function is live_run.warm_up:
            self.starts.append(future)
        else:
            self.calls[arguments[0].key] = future
        return future

    def stop(self, future) -> None:
        self.stopped += [key for key, call in self.calls.items() if call is future]

    def kill(self) -> None:
        pass


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


async def opened(workers, sessions=9, warm=True):
    """A scheduler and its pool."""
    made = Scheduler(workers, sessions)
    made.open()
    if warm:
        for start in made._pool.starts:
            start.set_result(None)
    await settle()
    return made, made._pool


async def begun(made, *keys):
    """A session that has made its requests, and its first message."""
    serving = made.serve([Request(key) for key in keys], patience=30)
    message = asyncio.ensure_future(anext(serving))
    await settle()
    return serving, message


async def end(pool, key, result="result"):
    if isinstance(result, Exception):
        pool.calls[key].set_exception(result)
    else:
        pool.calls[key].set_result(result)
    await settle()


@pytest.fixture(autouse=True)
def _pool(monkeypatch):
    monkeypatch.setattr(scheduler, "WorkerPool", Pool)


def in_loop(test):
    """Run a test in an event loop and a thread of its own.

    A browser of other tests in this process may keep a loop running in the main thread.
    """

    def run():
        with ThreadPoolExecutor(1) as thread:
            thread.submit(asyncio.run, test()).result()

    run.__name__ = test.__name__
    return run


@in_loop
async def test_first_runs_of_all_come_before_second_runs_of_any():
    made, pool = await opened(1)
    sessions = [await begun(made, *(f"{name}{n}" for n in (1, 2, 3))) for name in "abc"]
    for number in range(9):
        await end(pool, list(pool.calls)[number])
    for _, message in sessions:
        await message
    assert list(pool.calls) == ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"]


@in_loop
async def test_a_closed_page_withdraws_its_runs():
    made, pool = await opened(1)
    closed, waiting = await begun(made, "a1", "a2", "a3")
    stays, message = await begun(made, "b1")
    assert list(pool.calls) == ["a1"]
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await closed.aclose()
    assert (pool.stopped, made.unfinished, len(made.sessions)) == (["a1"], 1, 1)
    await end(pool, "a1", None)
    assert list(pool.calls) == ["a1", "b1"]
    await end(pool, "b1")
    assert (await message)[0] == "result"
    with pytest.raises(StopAsyncIteration):
        await anext(stays)
    assert (made.unfinished, len(made.sessions)) == (0, 0)


@in_loop
async def test_two_pages_share_a_run_and_one_may_close():
    made, pool = await opened(2)
    first, one = await begun(made, "same", "mine")
    _, two = await begun(made, "same")
    assert list(pool.calls) == ["same", "mine"]
    one.cancel()
    await asyncio.gather(one, return_exceptions=True)
    await first.aclose()
    assert pool.stopped == ["mine"]
    pool.on_progress(pool.calls["same"], "so far")
    assert await two == ("progress", Request("same"), "so far")


@in_loop
async def test_a_stored_result_is_not_computed_again():
    made, pool = await opened(1)
    _, message = await begun(made, "a")
    await end(pool, "a")
    await message
    _, message = await begun(made, "a")
    assert await message == ("result", Request("a"), "result")
    assert list(pool.calls) == ["a"]


@in_loop
async def test_a_failed_run_affects_no_other():
    made, pool = await opened(1)
    serving, message = await begun(made, "bad", "good")
    await end(pool, "bad", ValueError("no"))
    await end(pool, "good")
    assert await message == ("failed", Request("bad"), "ValueError: no")
    assert await anext(serving) == ("result", Request("good"), "result")


@in_loop
async def test_runs_wait_for_a_warm_worker_and_a_pool_without_one_is_broken():
    made, pool = await opened(2, warm=False)
    await begun(made, "a", "b")
    assert (made.ready, list(pool.calls)) == (False, [])
    pool.starts[0].set_result(None)
    pool.starts[1].set_exception(RuntimeError())
    await settle()
    assert (made.ready, made.broken, list(pool.calls)) == (True, False, ["a"])
    made, pool = await opened(1, warm=False)
    pool.starts[0].set_exception(RuntimeError())
    await settle()
    assert made.broken


@in_loop
async def test_sessions_are_counted():
    made, _ = await opened(1, sessions=2)
    await begun(made, "a")
    assert not made.full
    await begun(made, "b")
    assert made.full
