"""The plain questions of a student, each answered in a browser, with the command line's numbers."""

from __future__ import annotations

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.explore.yardstick import judge, smallest

ROOT = Path(__file__).parents[3]
SMALL = "city.citizens=500"
#: Tile or query → the scenario that it is compared with, and whether runs are pairs.
QUESTIONS = {
    "Train people": ("without_policy", True),
    "All money to communities": ("without_policy", True),
    "The North against the OECD": ("other_city", False),
    "Technology twice as fast": ("same_world", True),
}
#: Rows of low education with a verdict → what is judged.
JUDGED = {"fit_same_persons_by_education_low": "fit", "employment_low": "employment"}
BADGES = {
    "noticeable": "noticeable",
    "small": "too small to notice",
    "some": "more than chance",
    "unclear": "may be chance",
    "equal": "no difference",
}


def answered(page):
    page.wait_for_selector("body[data-state=done]")
    return page


def from_tile(page, address, title):
    """A page after a click on a question, with a small city."""
    page.goto(f"{address}/?{SMALL}")
    page.wait_for_selector("#tiles a")
    query = page.get_attribute(f"#tiles a:has-text('{title}')", "data-query")
    page.goto(f"{address}/?{query}&{SMALL}")
    return answered(page)


def command_line(page, folder, other, paired):
    """Effects by column, from the downloaded script and 'cityfit compare'."""
    with page.expect_download() as waiting:
        page.click("#script")
    script = folder / waiting.value.suggested_filename
    waiting.value.save_as(script)
    # the script keeps no results, so that it is told to store them for the command that follows
    text, seeds = script.read_text(encoding="utf-8"), "run([other, mine], seeds=10"
    assert seeds in text
    script.write_text(text.replace(seeds, f"{seeds}, output='runs'"), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for words in (
        [str(script)],
        ["-m", "experiments", "compare", "runs", "--against", other, "--all", "--format", "csv",
         *([] if paired else ["--no-pair"])],
    ):  # fmt: skip
        done = subprocess.run(
            [sys.executable, *words], cwd=folder, text=True, env=environment, capture_output=True,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
    return {row["measure"]: row for row in csv.DictReader(done.stdout.splitlines())}


@pytest.mark.long
@pytest.mark.parametrize("title", QUESTIONS)
def test_a_question_is_answered_with_the_numbers_of_the_command_line(served, tab, tmp_path, title):
    other, paired = QUESTIONS[title]
    page = from_tile(tab(), served, title)
    effects = command_line(page, tmp_path, other, paired)
    for name in ("unbalance", "volatility"):
        card = page.locator(f"#card-{name}")
        for attribute, column in (("effect", "effect"), ("low", "low"), ("high", "high")):
            told = float(card.get_attribute(f"data-{attribute}"))
            assert told == pytest.approx(float(effects[name][column]), rel=1e-6, abs=1e-12)
    # what changes for people of low education, and whether one would notice
    for column, kind in JUDGED.items():
        row = page.locator(f"#by-education tr[data-column={column}]")
        numbers = [float(effects[column][name]) for name in ("effect", "low", "high")]
        for name, number in zip(("effect", "low", "high"), numbers, strict=True):
            told = float(row.get_attribute(f"data-{name}"))
            assert told == pytest.approx(number, rel=1e-6, abs=1e-12)
        verdict = judge(*numbers, smallest(kind))
        assert row.get_attribute("data-verdict") == verdict
        assert row.locator(".badge").inner_text().endswith(BADGES[verdict])


def test_training_is_judged_by_what_is_noticeable(served, tab):
    page = from_tile(tab(), served, "Train people")
    sentence = page.inner_text("#card-unbalance .sentence")
    assert sentence.startswith("The gap in fit between the lowest and the highest ranks")
    assert "95 %:" in sentence
    assert "calls noticeable" in page.inner_text("#card-unbalance .verdict")
    low = page.locator("#by-education tr[data-column=fit_same_persons_by_education_low]")
    assert " to " in low.inner_text()
    # the verdict is in words, and the size that counts is named once for the three levels
    told = [float(low.get_attribute(f"data-{name}")) for name in ("effect", "low", "high")]
    verdict = judge(*told, smallest("fit"))
    sure = told[1] * told[2] > 0
    better = ("better, " if told[0] > 0 else "worse, ") if sure else ""
    assert low.locator(".badge").inner_text() == better + BADGES[verdict]
    heads = page.locator("#by-education tr.head").all_inner_texts()
    assert ["noticeable from" in head for head in heads] == [True, True, False]
    assert f"noticeable from {100 * smallest('fit'):g}" in heads[0]
    # low education stands first in every group of rows
    firsts = page.eval_on_selector_all(
        "#by-education tr.head + tr th, #margins tr.head + tr th",
        "found => found.map((one) => one.firstChild.textContent)",
    )
    assert firsts
    assert set(firsts) == {"Low"}


def test_two_cities_are_said_to_be_unpaired(served, tab):
    page = from_tile(tab(), served, "The North against the OECD")
    assert "not paired" in page.inner_text("#versus-note")
    assert "than in the other" in page.inner_text("#card-unbalance .sentence")
    assert page.is_visible("#other-city")
    assert page.is_hidden("#life-section")
    assert page.is_hidden("#way-section")


def test_the_way_of_a_policy_shows_where_it_stops(served, tab):
    page = from_tile(tab(), served, "Train people")
    steps = [page.get_attribute(f".step >> nth={n}", "data-step") for n in range(5)]
    assert steps == ["money", "people", "change", "jobs", "fit"]
    assert page.inner_text("#stops")
    money = page.locator(".step[data-step=money] tr[data-column=cost_training]")
    assert float(money.get_attribute("data-effect")) == pytest.approx(120, abs=2)


def test_a_setting_sent_to_a_friend_shows_the_same(served, tab):
    page = tab()
    page.goto(f"{served}/?case=network&{SMALL}&redesign.pace=1.4")
    answered(page)
    page.click("#share")
    page.wait_for_selector("#said:has-text('copied')")
    friend = tab()
    friend.goto(page.evaluate("() => navigator.clipboard.readText()"))
    answered(friend)
    for name in ("unbalance", "volatility"):
        told = [one.get_attribute(f"#card-{name}", "data-effect") for one in (page, friend)]
        assert told[0] == told[1]
        assert float(told[0]) != 0
