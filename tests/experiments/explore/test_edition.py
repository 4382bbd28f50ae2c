"""The static edition: one file, the same numbers, nothing from elsewhere."""

from __future__ import annotations

import json
import re

import pytest

from experiments import compare, run
from experiments.errors import RequestError
from experiments.explore import edition
from experiments.explore.edition import Lever, cities, export, lever
from experiments.explore.settings import read
from scenarios import ScenarioError

MONEY = "interventions.training.annual_budget_per_citizen"
LEVERS = [Lever(MONEY, ("0", "120")), Lever("redesign.pace", ("1",))]
LINK = "case=training&city.citizens=500"


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    path = tmp_path_factory.mktemp("edition") / "page.html"
    counts = []
    size = export(path, cities(LINK, LEVERS), LEVERS, 2, 1, lambda *done: counts.append(done))
    # the comparison of both settings is the same city, and is run once
    assert counts[-1] == (4, 4)
    assert size == path.stat().st_size
    return path


def test_levers_are_read_and_checked():
    assert lever("redesign.pace=1, 2") == Lever("redesign.pace", ("1", "2"))
    for text, said in (
        ("redesign.pase=1", "nearest: redesign.pace"),
        ("redesign.pace", "needs values"),
        ("redesign.pace=1,1", "needs values that differ"),
    ):
        with pytest.raises(RequestError, match=said):
            lever(text)
    with pytest.raises(ScenarioError, match="from 0 to 10"):
        cities(LINK, [Lever("redesign.pace", ("1", "99"))])
    with pytest.raises(RequestError, match="at most"):
        cities(LINK, [Lever("redesign.pace", tuple(map(str, range(edition.MOST + 1))))])


def test_an_edition_that_is_too_large_is_not_written(tmp_path, monkeypatch):
    monkeypatch.setattr(edition, "LARGEST", 1000)
    monkeypatch.setattr(edition, "_run", lambda *_: {})
    monkeypatch.setattr(edition, "_page", lambda *_: "x" * 1001)
    monkeypatch.setattr(edition, "_facts", lambda *_: {})
    path = tmp_path / "page.html"
    found = cities(LINK, LEVERS)
    monkeypatch.setattr(edition.answer, "complete", lambda *_: {"rows": []})
    with pytest.raises(RequestError, match="at most"):
        export(path, found, LEVERS, 0, 1, lambda *_: None)
    assert not path.exists()


def test_it_loads_nothing_from_elsewhere(written):
    text = written.read_text(encoding="utf-8")
    assert not re.search(r"<(?:script|link|img)[^>]+(?:src|href)=\"(?!data:)", text)
    assert "default-src 'none'" in text
    assert "unsafe" not in text.partition("<style>")[0]
    # the content cannot end its element
    content = re.search(r'id="edition">(.*?)</script>', text, re.DOTALL).group(1)
    assert list(json.loads(content)["edition"]["runs"]) == ["0|1", "120|1"]


def test_it_opens_from_disk_with_the_numbers_of_the_command_line(written, tab, tmp_path):
    page = tab()
    page.goto(written.as_uri())
    page.wait_for_selector("body[data-state=done]")
    assert "2 settings" in page.inner_text("header")
    assert page.get_attribute("#card-unbalance", "data-effect") == "0"
    # what needs a server is not offered
    for part in ("#people-section", "#tour-open", "#life-section", "#share"):
        assert page.is_hidden(part), part
    page.focus(f'input[type=range][data-name="{MONEY}"]')
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#card-unbalance[data-verdict]:not([data-verdict=equal])")
    city = read([("case", "training"), ("city.citizens", "500")])
    results = run([city.other, city.mine], seeds=2, jobs=1, output=tmp_path / "runs")
    (row,) = compare(results, city.other.name, "unbalance").frame.to_dict("records")
    told = float(page.get_attribute("#card-unbalance", "data-effect"))
    assert told == pytest.approx(row["effect"], rel=1e-5)
    page.click("#reset")
    page.wait_for_selector("#card-unbalance[data-verdict=equal]")
    assert page.mistakes == []
