"""The scheduler: fair turns, no stale work, nothing twice; with workers made for the tests."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import ClassVar

import pytest

from experiments.explore import scheduler, workers
from experiments.explore.scheduler import Scheduler


@dataclass(frozen=True)
class Errand:
    """Stands for an order: it has a key."""

    key: str


class Hand:
    """Stands for a worker: keeps what it is given until the test says how it ends."""

    made: ClassVar[list[Hand]] = []

    def __init__(self, hear) -> None:
        self.hear, self.ready, self.job = hear, True, None
        self.given: list[str] = []
        self.stops = 0
        Hand.made.append(self)

    def give(self, order) -> None:
        self.given.append(order.key)

    def stop(self) -> None:
        self.stops += 1

    def end(self) -> None:
        self.ready = False

    def says(self, kind, word=None) -> None:
        self.hear(self, kind, word)


@pytest.fixture
def hands(monkeypatch):
    """The workers of every scheduler of a test, in the order in which they were made."""
    monkeypatch.setattr(scheduler, "Worker", Hand)
    Hand.made.clear()
    return Hand.made


def errands(*keys):
    return [Errand(key) for key in keys]


async def heard(serving, number):
    return [
        (kind, order.key, word)
        for kind, order, word in [await anext(serving) for _ in range(number)]
    ]


async def begun(place, *keys):
    """A session that has said what it wants."""
    serving = place.serve(errands(*keys), patience=30)
    waiting = asyncio.ensure_future(anext(serving))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    return serving, waiting


def test_first_runs_of_all_come_before_second_runs_of_any(hands):
    async def story():
        place = Scheduler(1, 9)
        place.open()
        sessions = [await begun(place, *(f"{name}{n}" for n in (1, 2, 3))) for name in "abc"]
        for _ in range(9):
            hands[0].says(workers.DONE, "life")
        for _, waiting in sessions:
            await waiting
        assert hands[0].given == ["a1", "b1", "c1", "a2", "b2", "c2", "a3", "b3", "c3"]

    asyncio.run(story())


def test_a_closed_page_takes_its_work_along(hands):
    async def story():
        place = Scheduler(1, 9)
        place.open()
        gone, waiting = await begun(place, "a1", "a2", "a3")
        stays, other = await begun(place, "b1")
        assert hands[0].given == ["a1"]
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await gone.aclose()
        assert hands[0].stops == 1
        assert place.under_way == 1
        assert len(place.sessions) == 1
        hands[0].says(workers.STOPPED)
        assert hands[0].given == ["a1", "b1"]
        hands[0].says(workers.DONE, "life")
        assert (await other)[0] == "life"
        with pytest.raises(StopAsyncIteration):
            await anext(stays)
        assert (place.under_way, len(place.sessions)) == (0, 0)

    asyncio.run(story())


def test_two_pages_that_want_the_same_share_it_and_one_may_go(hands):
    async def story():
        place = Scheduler(2, 9)
        place.open()
        first, one = await begun(place, "same", "mine")
        _, two = await begun(place, "same")
        assert [hand.given for hand in hands] == [["same"], ["mine"]]
        one.cancel()
        await asyncio.gather(one, return_exceptions=True)
        await first.aclose()
        # what the other still wants goes on
        assert [hand.stops for hand in hands] == [0, 1]
        hands[0].says(workers.PART, "so far")
        assert (await two)[0] == "part"

    asyncio.run(story())


def test_what_is_known_is_not_done_again(hands):
    async def story():
        place = Scheduler(1, 9)
        place.open()
        _, waiting = await begun(place, "a")
        hands[0].says(workers.DONE, "life")
        await waiting
        assert await heard(place.serve(errands("a")), 1) == [("life", "a", "life")]
        assert hands[0].given == ["a"]

    asyncio.run(story())


def test_a_run_that_kills_its_worker_is_tried_again_and_then_given_up(hands):
    async def story():
        place = Scheduler(1, 9)
        place.open()
        _, waiting = await begun(place, "bad")
        for hand in (0, 1):
            hands[hand].says(workers.DIED)
        assert [hand.given for hand in hands] == [["bad"], ["bad"], []]
        kind, order, why = await waiting
        assert (kind, order.key, why) == ("failed", "bad", "its process died")

    asyncio.run(story())


def test_a_failure_hits_the_run_alone(hands):
    async def story():
        place = Scheduler(1, 9)
        place.open()
        serving, waiting = await begun(place, "bad", "good")
        hands[0].says(workers.FAILED, "ValueError: no")
        hands[0].says(workers.DONE, "life")
        assert (await waiting)[2] == "ValueError: no"
        assert await heard(serving, 1) == [("life", "good", "life")]

    asyncio.run(story())


def test_workers_that_never_get_ready_are_not_replaced_for_ever(hands, monkeypatch):
    async def story():
        place = Scheduler(1, 9)
        place.open()
        while not place.broken:
            hands[-1].ready = False
            hands[-1].says(workers.DIED)
        assert len(hands) == scheduler.STILLBORN

    asyncio.run(story())


def test_sessions_are_counted(hands):
    async def story():
        place = Scheduler(1, 2)
        place.open()
        await begun(place, "a")
        assert not place.full
        await begun(place, "b")
        assert place.full

    asyncio.run(story())
