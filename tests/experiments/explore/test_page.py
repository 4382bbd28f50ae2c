"""The page in a browser, from the first display to the downloaded file."""

from __future__ import annotations

import csv
import os
import re
import shlex
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from explore_help import Stream, wait_until

from experiments import run
from experiments.explore.answer import HEADLINES
from scenarios import load

ROOT = Path(__file__).parents[3]
SMALL = "city.citizens=500"


def opened(page, address, query=SMALL):
    page.goto(f"{address}/?{query}")
    return page


def settled(page):
    page.wait_for_selector("body[data-state=done]")
    return page


def shown(page, name):
    """The change behind a card, as a number."""
    return float(page.get_attribute(f"#card-{name}", "data-effect"))


def saved(page, button, folder):
    with page.expect_download() as waiting:
        page.click(button)
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_it_shows_all_parts_without_an_error(served, tab):
    page = settled(opened(tab(), served))
    for part in ("change", "fit", "causes", "life"):
        assert page.query_selector(f"#{part} svg[role=img][aria-label]"), part
    for part in ("by-education", "who", "steps", "margins", "market", "causes-numbers"):
        assert page.query_selector(f"#{part} table th[scope=row]"), part
    assert [len(page.query_selector_all(f"#card-{name} .kinds tbody tr[data-column]"))
            for name in HEADLINES] == [3, 3]  # fmt: skip
    assert "of 100" in page.inner_text("#movers")
    assert "In the same post, Low education" in page.get_attribute("#causes svg", "aria-label")
    page.select_option("#margin", "all")
    assert "All changes, High education" in page.get_attribute("#causes svg", "aria-label")
    assert "10 pairs" in page.inner_text("#progress")
    assert page.mistakes == []
    assert page.is_hidden("#problem")


def test_nothing_is_loaded_from_other_servers(served, tab):
    page, asked = tab(), []
    page.on("request", lambda request: asked.append(request.url))
    settled(opened(page, served))
    assert asked
    assert [url for url in asked if not url.startswith((served, "data:", "blob:"))] == []


def test_the_numbers_are_those_of_the_command_line(served, tab, tmp_path):
    """The downloaded file, run with the same seeds, gives the numbers of the page."""
    page = settled(opened(tab(), served, f"case=training&{SMALL}"))
    mine = load(saved(page, "#toml", tmp_path))
    with saved(page, "#csv", tmp_path).open(encoding="utf-8") as file:
        rows = {(row["scenario"], int(row["seed"])): row for row in csv.DictReader(file)}
    assert len(rows) == 20
    money = "interventions.training.annual_budget_per_citizen"
    without = mine.but({money: 0.0}, name="without_policy")
    results = run([mine, without], seeds=2, jobs=1, output=tmp_path / "runs").summary()
    for row in results.to_dict("records"):
        told = rows[row["scenario"], row["seed"]]
        for name in (
            "unbalance",
            "volatility",
            "unemployment_low",
            "fit_same_persons_by_education_low",
        ):
            assert float(told[name]) == pytest.approx(row[name], rel=1e-9), name
    # and the number in large type is the mean of the pairs
    effects = [
        float(rows["my_city", seed]["unbalance"]) - float(rows["without_policy", seed]["unbalance"])
        for seed in range(1, 11)
    ]
    assert shown(page, "unbalance") == pytest.approx(sum(effects) / 10, rel=1e-9)


def test_the_commands_in_the_file_reproduce_the_page(served, tab, tmp_path):
    page = settled(opened(tab(), served, f"case=training&{SMALL}"))
    text = saved(page, "#toml", tmp_path).read_text(encoding="utf-8")
    (tmp_path / "my_city.toml").write_text(text, encoding="utf-8")
    (tmp_path / "without_policy.toml").write_text(text, encoding="utf-8")
    lines = re.findall(r"^# (?:then: )?(cityfit .*)$", text, flags=re.MULTILINE)
    assert [line.split()[1] for line in lines] == ["run", "run", "compare"]
    for line in lines:
        words = [*shlex.split(line)[1:], *(["--format", "csv"] if "compare" in line else [])]
        done = subprocess.run(
            [sys.executable, "-m", "experiments", *words], cwd=tmp_path, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, (line, done.stderr)
    told = {row["measure"]: row for row in csv.DictReader(done.stdout.splitlines())}
    for name in ("unbalance", "volatility"):
        difference = float(told[name]["effect"])
        assert difference != 0
        assert shown(page, name) == pytest.approx(difference, rel=1e-9), name


def test_a_moved_slider_changes_the_numbers_and_the_link(served, tab):
    page = settled(opened(tab(), served, f"case=baseline&{SMALL}"))
    assert shown(page, "unbalance") == 0
    assert "no difference" in page.inner_text("#card-unbalance .big")
    assert "No money is spent" in page.inner_text("#card-unbalance .sentence")
    money = "interventions.training.annual_budget_per_citizen"
    slider = page.locator(f'input[type=range][data-name="{money}"]')
    slider.focus()
    for _ in range(12):
        page.keyboard.press("ArrowRight")
    page.wait_for_url("**annual_budget_per_citizen=120**")
    settled(page)
    assert shown(page, "unbalance") != 0
    assert page.input_value("#pot-number") == "120"
    # the title says what is set, not what the case was called
    assert page.inner_text("#t-title").startswith("Training 120 euro a year; OECD average")
    assert page.title().startswith("Training 120 euro")
    # the stream of the same settings gives the same number
    with closing(Stream(served, page.url.partition("?")[2])) as stream:
        answers = [content for kind, content in stream if kind == "answer"]
    assert shown(page, "unbalance") == answers[-1]["numbers"]["unbalance"]["effect"]


def test_a_link_restores_all_settings(served, tab):
    query = (
        f"case=nordic&{SMALL}&interventions.network.governance_mode=shared"
        "&interventions.communities.bridging=0.15&relocation.rate=0.07&city.country=jpn"
    )
    page = opened(tab(), served, query)
    page.wait_for_selector("body[data-state]")
    assert page.input_value("#case") == "nordic"
    for part in query.split("&")[1:]:
        name, _, value = part.partition("=")
        assert page.locator(f'[data-name="{name}"]').last.input_value() == value
    page.click("#reset")
    assert page.input_value("#case") == "training"
    assert "nordic" not in page.inner_text("#question")


def test_a_link_restores_that_budgets_are_kept_at_equal_cost(served, tab):
    page = settled(opened(tab(), served, f"case=training&{SMALL}"))
    assert not page.is_checked("#equal")
    page.check("#equal")
    link = page.url
    another = tab()
    another.goto(link)
    settled(another)
    assert another.is_checked("#equal")
    assert another.url == link
    another.uncheck("#equal")
    assert another.url == link.partition("#")[0]


def test_a_bad_link_is_refused_with_its_problems(served, tab):
    page = opened(
        tab(), served, "case=<img src=y onerror=alert(1)>&redesign.pace=fast&relocation.rat=1"
    )
    page.wait_for_selector("body[data-state=stopped]")
    text = page.inner_text("#problem")
    assert "nearest: relocation.rate" in text
    assert "redesign.pace" in text
    assert "a number from 0 to 10" in text
    # the content of the link is shown as text
    assert "<img src=y onerror=alert(1)>" in text
    assert page.query_selector("#problem img") is None
    # a valid setting works afterwards
    page.click("#reset")
    page.wait_for_selector("body[data-state=waiting], body[data-state=answered]")
    assert page.is_hidden("#problem")


def test_a_value_out_of_range_is_marked(served, tab):
    page = settled(opened(tab(), served))
    field = 'input[type=number][data-name="interventions.training.targeting"]'
    page.fill(field, "1.5")
    page.press(field, "Enter")
    page.wait_for_selector("body[data-state=stopped]")
    assert "from 0 to 1" in page.inner_text("#problem")
    assert page.get_attribute(field, "aria-invalid") == "true"


def test_equal_cost_keeps_the_total(served, tab):
    page = opened(tab(), served, f"case=all_three&{SMALL}")
    page.wait_for_selector("body[data-state]")
    field = 'input[type=number][data-name="interventions.{}.annual_budget_per_citizen"]'
    assert page.input_value("#pot-number") == "360"
    page.check("#equal")
    page.fill(field.format("training"), "200")
    page.press(field.format("training"), "Enter")
    others = [page.input_value(field.format(name)) for name in ("communities", "network")]
    assert others == ["80", "80"]
    assert page.input_value("#pot-number") == "360"
    page.uncheck("#equal")
    page.fill(field.format("training"), "100")
    page.press(field.format("training"), "Enter")
    assert page.input_value("#pot-number") == "260"


def test_everything_can_be_reached_by_keyboard_and_has_a_name(served, tab):
    page = opened(tab(), served)
    page.wait_for_selector("body[data-state]")
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("input, select, textarea, button, a")]
            .filter((one) => !(one.labels && one.labels.length) && !one.getAttribute("aria-label")
                             && !one.textContent.trim())
            .map((one) => one.outerHTML)"""
    )
    assert nameless == []
    unreachable = page.evaluate(
        """() => [...document.querySelectorAll("input, select, button, summary")]
            .filter((one) => one.tabIndex < 0).length"""
    )
    assert unreachable == 0


@pytest.mark.parametrize("width", [390, 768, 1280, 1440])
def test_nothing_sticks_out_of_the_window(served, tab, width):
    page = settled(opened(tab(width, 844), served, f"case=helsinki&{SMALL}"))
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    # the numbers stay visible at the last slider
    page.locator("#groups details").last.scroll_into_view_if_needed()
    box = page.locator("#compact").bounding_box()
    assert 0 <= box["y"] < 844
    assert "%" in page.inner_text("#compact-unbalance")
    assert clipped_lists(page) == []


def clipped_lists(page):
    """Lists that are narrower than the browser would make them for their longest option."""
    page.eval_on_selector_all("details", "found => found.forEach((one) => { one.open = true; })")
    page.wait_for_selector("#citizen option", state="attached")
    page.eval_on_selector("#other-city", "box => { box.hidden = false; }")
    return page.eval_on_selector_all(
        "select",
        """found => found.map((list) => {
            const free = list.cloneNode(true);
            free.style.cssText = "position: absolute; width: max-content; max-width: none";
            list.after(free);
            const widths = [list.id, list.offsetWidth, free.offsetWidth];
            free.remove();
            return widths;
        }).filter(([, width, wanted]) => !width || width < wanted)""",
    )


@pytest.mark.parametrize("query", ["case=training", "case=nordic&versus=city&other=baseline"])
def test_the_first_chart_is_within_one_screen_of_the_first_slider_of_a_phone(served, tab, query):
    width, height = 390, 844
    page = settled(opened(tab(width, height), served, f"{query}&{SMALL}"))
    slider, chart = (
        page.eval_on_selector_all(
            selector,
            """found => found.map((one) => one.getBoundingClientRect())
                .filter(({ height }) => height).map(({ top, bottom }) => [top, bottom])
                .sort(([one], [other]) => one - other)[0]""",
        )
        for selector in ("input[type=range]", ".chart svg")
    )
    assert slider[0] < chart[0]
    assert chart[1] - slider[0] <= height


def test_every_case_of_the_project_has_a_short_name(served, tab):
    page = opened(tab(), served)
    page.wait_for_selector("#case option", state="attached")
    names = page.locator("#case option").all_inner_texts()
    assert len(set(names)) == len(names)
    assert not [name for name in names if name.endswith("…")]


def test_pictures_and_the_script_can_be_downloaded(served, tab, tmp_path):
    page = settled(opened(tab(), served))
    drawn = saved(page, "#svg", tmp_path).read_text(encoding="utf-8")
    assert drawn.startswith("<svg")
    assert "polygon" in drawn
    # whoever sees the picture alone sees title, sentences, intervals, link and version
    words = re.sub(r"<[^>]+>", " ", drawn)
    assert "Training alone" in words
    assert "95 %:" in words
    assert "citizens=500" in words
    assert "Model version" in words
    assert saved(page, "#png", tmp_path).read_bytes().startswith(b"\x89PNG")
    page.click("#python")
    wait_until(lambda: page.inner_text("#said"))
    text = page.input_value("#copied") or page.evaluate("() => navigator.clipboard.readText()")
    assert "from experiments import compare, run" in text


def test_the_history_undoes_and_redoes_settings(served, tab):
    page = settled(opened(tab(), served, f"case=training&{SMALL}"))
    field = 'input[type=number][data-name="interventions.training.targeting"]'
    page.fill(field, "0.8")
    page.press(field, "Enter")
    page.wait_for_url("**targeting=0.8**")
    page.go_back()
    page.wait_for_function(f"() => document.querySelector('{field}').value === '0.5'")
    settled(page)
    page.go_forward()
    page.wait_for_function(f"() => document.querySelector('{field}').value === '0.8'")
    settled(page)
    assert "targeting=0.8" in page.url


def test_keys_of_others_in_a_link_are_ignored(served, tab):
    page = settled(opened(tab(), served, f"utm_source=mail&fbclid=x&case=network&{SMALL}"))
    assert page.input_value("#case") == "network"
    assert page.is_hidden("#problem")


def test_a_word_is_explained_on_focus(served, tab):
    page = settled(opened(tab(), served))
    page.focus("#card-unbalance .term")
    assert "slope index" in page.inner_text("#definition")
    page.keyboard.press("Escape")
    assert page.is_hidden("#definition")


def test_policies_are_pinned_and_compared(served, tab):
    page = settled(opened(tab(), served, f"case=training&{SMALL}"))
    training = shown(page, "unbalance")
    page.click("#pin")
    page.select_option("#case", "communities")
    page.wait_for_url("**case=communities**")
    page.click("#groups summary:has-text('The city')")
    page.fill('input[type=number][data-name="city.citizens"]', "500")
    page.press('input[type=number][data-name="city.citizens"]', "Enter")
    page.wait_for_url("**citizens=500&pin**")
    settled(page)
    page.click("#pin")
    rows = page.locator("#pinned tbody tr")
    assert rows.count() == 2
    assert float(rows.nth(0).locator("td").nth(1).get_attribute("data-effect")) == training
    assert float(rows.nth(1).locator("td").nth(1).get_attribute("data-effect")) == shown(
        page, "unbalance"
    )
    assert re.search(r"\b1[12]\d €", rows.nth(0).inner_text())
    assert page.locator("#plane circle").count() == 2
    # a link restores them
    another = tab()
    another.goto(page.url)
    settled(another)
    another.wait_for_selector("#pinned tbody tr:nth-child(2) td[data-effect]")
    restored = another.locator("#pinned tbody tr").nth(0).locator("td").nth(1)
    assert float(restored.get_attribute("data-effect")) == training
    another.click("#pinned button >> nth=0")
    assert another.locator("#pinned tbody tr").count() == 1
