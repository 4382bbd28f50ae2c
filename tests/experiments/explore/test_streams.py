"""Streams over real connections: many pages at a time; closed pages stop their runs."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from explore_help import SESSIONS, Stream, wait_until

#: Pairs of seeds that a page runs.
PAIRS = 10
SMALL = "city.citizens=500&interventions.training.targeting="


def unfinished_runs(address):
    """Unfinished runs of all pages, as reported to a new page."""
    with closing(Stream(address, "city.citizens=500")) as stream:
        return stream.until("begun")[1]["before"]


def test_twenty_pages_get_results_and_the_next_has_to_wait(served):
    wait_until(lambda: unfinished_runs(served) == 0)
    with ExitStack() as stack:
        streams = [
            stack.enter_context(closing(Stream(served, f"{SMALL}{number / 100}")))
            for number in range(SESSIONS)
        ]
        with closing(Stream(served, f"{SMALL}0.99")) as one_more:
            kind, content = one_more.until("busy", "partial", "answer")
        assert kind == "busy"
        assert str(SESSIONS) in content["problems"][0]

        def first(stream):
            pairs = [c["seeds"] for kind, c in iter([stream.until("answer")])]
            return pairs[0]

        with ThreadPoolExecutor(SESSIONS) as pool:
            assert list(pool.map(first, streams)) == [1] * SESSIONS


def test_a_closed_page_stops_its_runs(served):
    wait_until(lambda: unfinished_runs(served) == 0)
    query = "city.citizens=3000&redesign.pace=1.7"
    with closing(Stream(served, query)) as stream:
        stream.until("partial", "answer")
        assert unfinished_runs(served) > 2
    wait_until(lambda: unfinished_runs(served) == 0)
    # they were stopped, not finished: the same page opened again has runs to do
    with closing(Stream(served, query)) as stream:
        answers = 0
        for kind, _ in stream:
            answers += kind == "answer"
            if kind in ("partial", "waiting", "done"):
                break
    assert kind != "done"
    assert answers < 10


def test_pages_with_other_settings_get_other_numbers(served):
    """Compared when all pairs are there: the first to arrive need not be the same."""

    def last(stream):
        return next(told for kind, told in stream if kind == "answer" and told["seeds"] == PAIRS)

    with ExitStack() as stack:
        queries = ("case=baseline&city.citizens=500", "case=training&city.citizens=500")
        streams = [stack.enter_context(closing(Stream(served, query))) for query in queries]
        none, some = (last(stream)["numbers"]["unbalance"] for stream in streams)
    assert none["effect"] == 0
    assert some["effect"] != 0
    assert none["other"] == some["other"]
