"""The page has no external resources, states what it shows, and is accessible."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from experiments.claims.report import on, verdicts_beside
from experiments.preregistration import registration
from figures import catalogue, studies
from figures.report import index_page
from figures.report.citation import citation
from figures.shared.figure_data import FigureData, table
from figures.shared.paper_sections import Paper
from simulation.core.vocabulary import EXPECTED

VOID = ("meta", "img", "br")
#: Number of rows of a long table.
MANY = 2_000


class Reader(HTMLParser):
    """Elements of the page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.open: list[str] = []
        self.ids: list[str] = []
        self.headings: list[int] = []
        self.images: list[dict[str, str]] = []
        self.columns: list[bool] = []

    def handle_starttag(self, tag, attributes) -> None:
        found = dict(attributes)
        self.links += [found[name] for name in ("href", "src") if name in found]
        self.ids += [found["id"]] if "id" in found else []
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag == "img":
            self.images.append(found)
        if tag == "th":
            self.columns.append("scope" in found)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag) -> None:
        assert self.open.pop() == tag


def read(page: Path) -> tuple[str, Reader]:
    text = page.read_text(encoding="utf-8")
    reader = Reader()
    reader.feed(text)
    assert not reader.open
    return text, reader


def contrast(one: str, other: str) -> float:
    """Ratio of contrast of two colours, as the Web Content Accessibility Guidelines define it."""

    def luminance(colour: str) -> float:
        digits = colour.lstrip("#")
        digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
        parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(scope="module")
def quick(make: Callable[..., FigureData], tmp_path_factory: pytest.TempPathFactory) -> Path:
    failures = {"network, seed 3": "ValueError: <x>"}
    data = replace(make(quick=True), failures=failures)
    data_sets = {studies.FACTORIAL: data}
    return catalogue.write_figures(["variance_1"], data_sets, tmp_path_factory.mktemp("p"))[-1]


def test_nothing_comes_from_outside(quick: Path, whole: Path) -> None:
    for page in (quick, whole):
        text, reader = read(page)
        assert not re.search(r"https?:|//[a-z]|@import|url\(", re.sub(r'"data:[^"]*"', "", text))
        for link in reader.links:
            if link.startswith("#"):
                assert link[1:] in reader.ids, link
            else:
                assert link.startswith("data:image/") or (page.parent / link).is_file(), link
        assert len(set(reader.ids)) == len(reader.ids)


def test_it_says_what_it_shows(quick: Path) -> None:
    text, _ = read(quick)
    for expected in (
        'name="viewport"',
        "Quick run",
        "3 seeds × 1,000 citizens × 96 months",
        "Title of training &lt;&amp;&gt;",
        "network, seed 3: ValueError: &lt;x&gt;",
        "cityfit figures variance_1 --quick",
        "95 % intervals",
        f"Claims and facts: Pre-registered on {registration.read().stamp}.",
    ):
        assert expected in text, expected
    assert "variance_2" not in text


def test_every_figure_comes_with_all_that_belongs_to_it(
    whole: Path, data_sets: dict[str, FigureData]
) -> None:
    text, _ = read(whole)
    assert "Quick run" not in text
    for number, (name, module) in enumerate(catalogue.FIGURES.items(), start=1):
        (part,) = re.findall(
            rf'<section class="figure" id="{name}">(.*?)</section>', text, flags=re.DOTALL
        )
        data = catalogue.figure_data(name, data_sets)
        caption = module.caption(module.numbers(data), data)
        assert f"<h2>Figure {number}. {index_page.escape(module.TITLE)}</h2>" in part
        assert index_page.escape(caption) in part
        assert f"<figcaption>{index_page.escape(module.SUMMARY)}</figcaption>" in part
        assert len(module.SUMMARY.split()) <= 60
        assert index_page.escape(module.PAPER.claim) in part
        assert "<details>" in part
        for ending in ("pdf", "svg", "png", "csv"):
            assert f'href="{name}.{ending}"' in part


def test_quick_figures_are_marked_one_by_one(quick: Path) -> None:
    text, _ = read(quick)
    assert text.count('class="warning">Quick run') == 2
    (part,) = re.findall(r'<section class="figure".*?</section>', text, flags=re.DOTALL)
    assert 'class="warning">Quick run: 3 seeds' in part


def test_it_can_be_read_by_everybody(whole: Path) -> None:
    """Headings in order, words for pictures, headings of columns, colours that stand apart."""
    text, reader = read(whole)
    assert reader.headings[0] == 1
    assert reader.headings.count(1) == 1
    steps = zip(reader.headings, reader.headings[1:], strict=False)
    assert all(after - before <= 1 for before, after in steps)
    # small pictures are links with the title beside them
    assert [image["alt"].split(":")[0] for image in reader.images if image["alt"]] == [
        f"Figure {number}" for number in range(1, len(catalogue.FIGURES) + 1)
    ]
    assert reader.columns
    assert all(reader.columns)
    (style,) = re.findall(r"<style>(.*?)</style>", text, flags=re.DOTALL)
    colours = re.findall(r"[ {;]color: (#[0-9a-f]{3,6})", style)
    assert len(colours) > 3
    assert all(contrast(colour, "#ffffff") >= 4.5 for colour in colours)
    assert contrast("#7a1d0b", "#fdf1ee") >= 4.5
    assert "#7a1d0b" in style
    assert "#fdf1ee" in style
    assert "@media print" in style
    assert 'lang="en"' in text


def test_claims_have_a_table_of_their_own(
    whole: Path, quick: Path, data_sets: dict[str, FigureData]
) -> None:
    text, _ = read(whole)
    judged = data_sets["claims"].claims
    assert judged is not None
    (part,) = re.findall(r'<section id="claims-table">(.*?)</section>', text, flags=re.DOTALL)
    assert part.count('scope="rowgroup"') == judged["claim"].nunique()
    assert part.count("<td>") >= len(on(judged, EXPECTED))
    beside = verdicts_beside(judged)["H1"]
    assert (
        f"; on realised fit {beside['realised']}; on potential fit {beside['potential']}." in part
    )
    (contents,) = re.findall(r"<nav.*?</nav>", text, flags=re.DOTALL)
    assert '<li><a href="#claims-table">' in contents
    assert 'id="claims-table"' not in read(quick)[0]


def test_it_says_which_subjects_have_two_figures(whole: Path) -> None:
    assert index_page.escape(index_page.DIVIDED) in read(whole)[0]


def test_it_says_how_to_cite(quick: Path) -> None:
    cite = citation()
    assert cite is not None
    text, _ = read(quick)
    assert index_page.escape(cite.software) in text
    assert index_page.escape(cite.paper) in text


def test_pictures_are_drawings_unless_they_are_too_large(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "one.svg").write_bytes(b"<svg/>")
    (tmp_path / "one.png").write_bytes(b"picture")
    kind, data = index_page.embedded("one", tmp_path).split(",")
    assert (kind, base64.b64decode(data)) == ("data:image/svg+xml;base64", b"<svg/>")
    monkeypatch.setattr(index_page, "LARGEST", 5)
    kind, data = index_page.embedded("one", tmp_path).split(",")
    assert (kind, base64.b64decode(data)) == ("data:image/png;base64", b"picture")


def test_long_tables_are_thinned_and_say_so() -> None:
    rows = [
        {"panel": "A", "series": name, "group": "", "unit": "", "x": month, "value": month / 3}
        for name in ("one", "other")
        for month in range(MANY // 2)
    ]
    entry = index_page.Entry("long", "Long", "", "", Paper("", ""), table(rows), None)  # type: ignore[arg-type]
    text = index_page.numbers(entry)
    shown = text.count("<tr>") - 1
    assert index_page.ROWS / 2 < shown < 1.5 * index_page.ROWS
    assert f"{shown} of {MANY:,} rows" in text
    assert text.count("<td>other</td>") == shown / 2
    assert f'<td class="number">{MANY // 2 - 1}</td>' in text
    short = replace(entry, numbers=table(rows[:3]))
    assert index_page.numbers(short).count("<tr>") == 4
    assert "<caption>3 rows.</caption>" in index_page.numbers(short)


def test_widths_of_intervals_are_those_of_the_table() -> None:
    words = {"series": "", "group": ""}
    rows = [
        {**words, "panel": "A", "unit": "%", "value": 1.0, "low": 0.5, "high": 1.5},
        {**words, "panel": "A", "unit": "%", "value": 1.0, "low": 0.0, "high": 3.0},
        {**words, "panel": "B", "unit": "0-1", "value": 1.0},
    ]
    assert index_page.intervals(table(rows)) == "median width by panel: A (%) 2, at most 3"
    assert index_page.intervals(table(rows[2:])).startswith("none")
