"""The page's runs over real connections: fair to many, gone when nobody looks."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing

from explore_help import SESSIONS, Stream, wait_until

SMALL = "city.citizens=500&interventions.training.targeting="


def runs_under_way(address):
    """Runs that pages want and that are not done, as a new page is told."""
    with closing(Stream(address, "city.citizens=500")) as stream:
        return stream.until("begun")[1]["before"]


def test_twenty_pages_all_get_an_answer_and_the_next_is_told_to_wait(served):
    wait_until(lambda: runs_under_way(served) == 0)
    with ExitStack() as stack:
        streams = [
            stack.enter_context(closing(Stream(served, f"{SMALL}{number / 100}")))
            for number in range(SESSIONS)
        ]
        # a server that is full is full as long as these pages wait
        with closing(Stream(served, f"{SMALL}0.99")) as one_more:
            kind, content = one_more.until("busy", "part", "answer")
        assert kind == "busy"
        assert str(SESSIONS) in content["problems"][0]

        def first(stream):
            pairs = [c["seeds"] for kind, c in iter([stream.until("answer")])]
            return pairs[0]

        with ThreadPoolExecutor(SESSIONS) as pool:
            assert list(pool.map(first, streams)) == [1] * SESSIONS


def test_a_closed_page_stops_its_work(served):
    wait_until(lambda: runs_under_way(served) == 0)
    query = "city.citizens=3000&redesign.pace=1.7"
    with closing(Stream(served, query)) as stream:
        stream.until("part", "answer")
        assert runs_under_way(served) > 2
    wait_until(lambda: runs_under_way(served) == 0)
    # it was stopped and not finished: whoever opens it again finds runs still to be done
    with closing(Stream(served, query)) as stream:
        answers = 0
        for kind, _ in stream:
            answers += kind == "answer"
            if kind in ("part", "waiting", "done"):
                break
    assert kind != "done"
    assert answers < 10


def test_pages_with_other_settings_get_other_numbers(served):
    with ExitStack() as stack:
        queries = ("case=baseline&city.citizens=500", "case=training&city.citizens=500")
        streams = [stack.enter_context(closing(Stream(served, query))) for query in queries]
        none, some = (stream.until("answer")[1]["numbers"]["unbalance"] for stream in streams)
    assert none["effect"] == 0
    assert some["effect"] != 0
    assert none["without"] == some["without"]
