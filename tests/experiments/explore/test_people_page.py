"""Citizens as dots, and the tour, in a browser."""

from __future__ import annotations

import json
import re
from urllib.request import urlopen

import pytest

QUERY = "case=training&city.citizens=500"
FIRST, LAST = 37, 120


def opened(page, address, query=QUERY):
    page.goto(f"{address}/?{query}")
    page.wait_for_selector("body[data-state=done]")
    return page


def with_citizens(page, address, query=QUERY, *, moves=True):
    page.emulate_media(reduced_motion="no-preference" if moves else "reduce")
    opened(page, address, query)
    page.click("#people > summary")
    page.wait_for_selector("#dots-other circle")
    return page


def sent(address, query=QUERY):
    with urlopen(f"{address}/people.json?{query}") as answer:
        return json.load(answer)


def month(page):
    return int(page.input_value("#month"))


def height(page, side, place):
    """Vertical place of a dot in the picture."""
    style = page.locator(f"#dots-{side} circle").nth(place).get_attribute("style")
    return float(re.search(r"translateY\((-?[\d.]+)px\)", style).group(1))


def go_to(page, wanted):
    page.locator("#month").fill(str(wanted))


def test_nothing_is_asked_for_before_it_is_opened(served, tab):
    page, asked = tab(), []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, served)
    assert not [url for url in asked if "people.json" in url]
    page.click("#people > summary")
    page.wait_for_selector("#dots-mine circle")
    assert len([url for url in asked if "people.json" in url]) == 1
    assert page.mistakes == []


def test_it_plays_and_pauses(served, tab):
    page = with_citizens(tab(), served)
    assert page.inner_text("#play") == "Pause"
    page.wait_for_function(f"() => Number(document.querySelector('#month').value) > {FIRST + 2}")
    page.click("#play")
    assert page.inner_text("#play") == "Play"
    paused = month(page)
    page.wait_for_timeout(700)
    assert month(page) == paused
    page.click("#month-on")
    assert month(page) == paused + 1
    go_to(page, LAST - 1)
    page.click("#play")
    page.wait_for_function(f"() => document.querySelector('#month').value === '{LAST}'")
    page.wait_for_function("() => document.querySelector('#play').textContent === 'Play'")
    assert page.is_disabled("#month-on")


def test_with_reduced_motion_it_moves_by_steps_only(served, tab):
    page = with_citizens(tab(), served, moves=False)
    assert page.is_hidden("#play")
    page.wait_for_timeout(700)
    assert month(page) == FIRST
    page.focus("#month-on")
    page.keyboard.press("Enter")
    assert month(page) == FIRST + 1
    page.click("#month-back")
    assert month(page) == FIRST
    assert page.is_disabled("#month-back")
    spent = page.eval_on_selector(
        "#dots-mine circle", "one => getComputedStyle(one).transitionDuration"
    )
    assert spent == "0s"


def test_dots_stand_where_the_citizens_are(served, tab):
    page, told = with_citizens(tab(), served, moves=False), sent(served)
    people = len(told["person"])
    # the ring around the followed one is the last circle
    assert page.locator("#dots-mine circle").count() == people + 1
    for wanted in (FIRST, 80, LAST):
        go_to(page, wanted)
        for side in ("mine", "other"):
            here = [
                (told[side]["fit"][place][wanted - FIRST], place)
                for place in range(people)
                if told[side]["status"][place][wanted - FIRST :][:1] not in ("", "-")
            ]
            text = page.inner_text(f"#count-{side}")
            assert text.startswith(f"{len(here)} are here")
            lowest, highest = min(here), max(here)
            span = height(page, side, lowest[1]) - height(page, side, highest[1])
            middle = sorted(here)[len(here) // 2]
            part = height(page, side, lowest[1]) - height(page, side, middle[1])
            expected = (middle[0] - lowest[0]) / (highest[0] - lowest[0])
            assert part / span == pytest.approx(expected, abs=0.005)


def test_those_who_leave_fade_and_those_who_come_appear(served, tab):
    page, told = with_citizens(tab(), served, moves=False), sent(served)

    def seen(place):
        style = page.locator("#dots-mine circle").nth(place).get_attribute("style")
        return float(re.search(r"opacity: ([\d.]+)", style).group(1))

    states = told["mine"]["status"]
    leaver = next(place for place, status in enumerate(states) if status.endswith("-----"))
    comer = next(place for place, status in enumerate(states) if status.startswith("---"))
    go_to(page, FIRST)
    assert seen(leaver) > 0.8
    assert seen(comer) == 0
    go_to(page, LAST)
    assert seen(leaver) == 0
    go_to(page, FIRST + len(states[leaver].rstrip("-")))
    assert 0 < seen(leaver) < 0.8


def test_it_says_what_the_sample_is(served, tab):
    page, told = with_citizens(tab(), served), sent(served)
    text = page.inner_text("#people-said")
    assert f"{told['sample']} of {told['residents']} citizens" in text
    assert "one pair of cities, seed 1" in text
    assert told["sample"] == 240


def test_a_life_is_followed(served, tab):
    page, told = with_citizens(tab(), served, moves=False), sent(served)
    lost = next(
        place
        for place, events in enumerate(told["mine"]["events"])
        if {"loss", "job"} <= {kind for _, kind, _ in events}
    )
    page.select_option("#citizen", str(told["person"][lost]))
    text = page.inner_text("#citizen-said")
    assert "loses a job" in text
    assert "finds a job" in text
    assert "points on average" in text
    events = page.inner_text("#citizen-events")
    when = next(month for month, kind, _ in told["mine"]["events"][lost] if kind == "loss")
    assert f"Month {when}: loses the job" in events
    assert page.query_selector("#citizen-line svg[role=img][aria-label]")
    # the same by a dot
    states = enumerate(told["mine"]["status"])
    other = next(place for place, status in states if place != lost and status.startswith("e"))
    page.locator("#dots-mine circle").nth(other).click(force=True)
    chosen = page.input_value("#citizen")
    assert chosen == str(told["person"][other])
    ring = page.locator("#dots-mine .ring")
    dot = page.locator("#dots-mine circle").nth(other)
    assert ring.get_attribute("cx") == dot.get_attribute("cx")


def test_other_settings_bring_other_citizens(served, tab):
    page = with_citizens(tab(), served, moves=False)
    with page.expect_response(lambda answer: "people.json?case=network" in answer.url) as waiting:
        page.goto(f"{served}/?case=network&city.citizens=500")
        page.click("#people > summary")
    assert waiting.value.ok
    page.wait_for_selector("#people-inside:not([hidden])")
    with page.expect_response(lambda answer: "targeting" in answer.url and answer.ok):
        page.select_option("#case", "training")
        field = 'input[type=number][data-name="interventions.training.targeting"]'
        page.fill(field, "0.9")
        page.press(field, "Enter")
    page.wait_for_selector("#people-inside:not([hidden])")
    assert page.mistakes == []


def test_it_is_hidden_where_the_cities_have_other_people(served, tab):
    page = opened(tab(), served, "case=nordic&versus=city&other=baseline&city.citizens=500")
    assert page.is_hidden("#people-section")


def test_a_change_of_nothing_is_neither_more_nor_less(served, tab):
    page = opened(tab(), served)
    sentences = page.evaluate(
        """() => [0.04, 0.06, -0.04].map((percent) => sentenceOf("volatility", {
            effect: percent / 1000, low: -1, high: 1, smallest: 0.001, verdict: "small",
            percent_effect: percent, percent_low: -1, percent_high: 1, percent_smallest: 5,
        }))"""
    )
    assert ["less than 0.1 %" in first for first, _ in sentences] == [True, False, True]
    assert "0.1 % more" in sentences[1][0]
    assert ["more than 10 times" in second for _, second in sentences] == [True, True, True]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_the_checker_finds_nothing(served, tab, scheme, width):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = tab(width, 900)
    page.emulate_media(color_scheme=scheme)
    with_citizens(page, served, moves=False)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    page.click("#tour-open")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_tour_has_three_steps_and_ends_with_escape(served, tab):
    page = opened(tab(), served)
    assert page.is_hidden("#tour")
    page.focus("#tour-open")
    page.keyboard.press("Enter")
    pointed = []
    for step in ("1 of 3", "2 of 3", "3 of 3"):
        assert step in page.inner_text("#tour-title")
        pointed.append(page.eval_on_selector(".toured", "one => one.id || one.className"))
        assert page.evaluate("() => document.activeElement.id") == "tour-next"
        page.keyboard.press("Enter")
    assert pointed == ["pot", "cards toured", "actions"]
    assert page.is_hidden("#tour")
    page.click("#tour-open")
    page.keyboard.press("Escape")
    assert page.is_hidden("#tour")
    assert page.evaluate("() => document.activeElement.id") == "tour-open"
    assert page.query_selector(".toured") is None
    assert page.mistakes == []


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_the_tour_does_not_cover_what_it_points_at(served, tab, width):
    page = opened(tab(width, 844), served)
    page.click("#tour-open")
    for _ in range(3):
        box, target = (page.locator(part).bounding_box() for part in ("#tour", ".toured"))
        apart = (
            box["y"] >= target["y"] + target["height"] or target["y"] >= box["y"] + box["height"]
        )
        assert apart, page.inner_text("#tour-title")
        page.click("#tour-next")
