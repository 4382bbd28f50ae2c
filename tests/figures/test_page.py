"""The page needs nothing from outside and says what it shows."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from figures import catalogue
from figures.material import Material


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag, attributes) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src")]
        if tag not in ("meta", "img", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


@pytest.fixture(scope="module")
def page(make, tmp_path_factory: pytest.TempPathFactory) -> Path:
    material = make(quick=True)
    failed = Material(**{**material.__dict__, "failures": {"network, seed 3": "ValueError: <x>"}})
    materials = {catalogue.FACTORIAL: failed}
    return catalogue.drawn(["variance_1"], materials, tmp_path_factory.mktemp("p"))[-1]


def test_nothing_comes_from_outside(page: Path) -> None:
    links = Links()
    text = page.read_text(encoding="utf-8")
    links.feed(text)
    assert not links.open
    assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r'"data:[^"]*"', "", text))
    for link in links.found:
        inside = link.startswith(("data:image/png;base64,", "#"))
        assert inside or (page.parent / link).is_file(), link


def test_it_says_what_it_shows(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    for expected in (
        'name="viewport"',
        "Quick run",
        "3 seeds × 1,000 citizens × 96 months",
        "Title of training &lt;&amp;&gt;",
        "network, seed 3: ValueError: &lt;x&gt;",
        'href="variance_1.svg"',
        'href="variance_1.csv"',
    ):
        assert expected in text, expected
    assert "variance_2" not in text
