"""The page in a real browser: readable on a phone, and whole on paper."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from figures import catalogue

#: A small phone, and the printed width of A4 between the margins of 1.6 cm, in CSS pixels.
PHONE, PAPER_WIDTH = (375, 812), round((21.0 - 2 * 1.6) / 2.54 * 96)
#: Smallest letters in CSS pixels, and on paper in points.
SMALLEST, SMALLEST_PRINTED = 12.0, 7.0

SIDEWAYS = "document.documentElement.scrollWidth - window.innerWidth"
#: What sticks out of the window, but for what lies in a box that scrolls by itself.
OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter(one => !['auto', 'scroll'].includes(
    getComputedStyle(one.closest('.wide') ?? one).overflowX) || one.matches('.wide'))
  .filter(one => !one.closest('.stack thead'))
  .filter(one => one.getBoundingClientRect().right > window.innerWidth + 0.5
    || one.getBoundingClientRect().left < -0.5)
  .map(one => one.outerHTML.slice(0, 150))"""
LETTERS = """() => {
  const sizes = {}, words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) {
    const word = words.currentNode;
    if (word.data.trim() && word.parentElement.getClientRects().length)
      sizes[parseFloat(getComputedStyle(word.parentElement).fontSize)] = word.data.slice(0, 80);
  }
  return sizes;
}"""


@pytest.fixture
def page(whole: Path) -> str:
    """Address of the page with all figures."""
    return whole.as_uri()


def test_it_is_readable_on_a_phone(page: str, tab) -> None:
    """Nothing sticks out, letters are large enough, what is wide scrolls by itself."""
    opened = tab(*PHONE)
    opened.goto(page)
    for closed in (True, False):
        assert opened.evaluate(SIDEWAYS) <= 0
        assert not opened.evaluate(OUTSIDE)
        if closed:
            opened.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    letters = opened.evaluate(LETTERS)
    assert all(float(size) >= SMALLEST for size in letters), letters
    boxes = opened.locator(".picture")
    assert boxes.count() == len(catalogue.FIGURES)
    for box in (boxes.first, opened.locator("#claims-table .wide")):
        box.evaluate("one => one.scrollLeft = one.scrollWidth")
        assert box.evaluate("one => one.scrollLeft + one.clientWidth - one.scrollWidth") >= -1
        assert box.evaluate("one => one.scrollLeft") > 0
    assert not opened.mistakes


def test_a_claim_is_read_without_scrolling_sideways(page: str, tab) -> None:
    """Also while the numbers below it are scrolled to their end."""
    opened = tab(*PHONE)
    opened.goto(page)
    opened.locator("#claims-table .wide").evaluate("one => one.scrollLeft = one.scrollWidth")
    for statement in opened.locator("#claims-table th[scope=rowgroup] span").all():
        box = statement.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= PHONE[0]


def test_it_prints_on_paper_whole(page: str, tab) -> None:
    """Nothing is cut at the right edge; a figure stands on one page, and its title with it."""
    opened = tab(PAPER_WIDTH, 900)
    opened.emulate_media(media="print")
    opened.goto(page)
    assert opened.evaluate(SIDEWAYS) <= 0
    assert not opened.evaluate(OUTSIDE)
    letters = opened.evaluate(LETTERS)
    assert all(float(size) * 72 / 96 >= SMALLEST_PRINTED for size in letters), letters
    pages, pictures, titles = printed(opened.pdf(format="A4", tagged=True, outline=True))
    assert len(pages) > len(catalogue.FIGURES) / 3
    assert len(pictures) == len(catalogue.FIGURES), "a figure is on two pages, or on none"
    assert len(titles) == len(catalogue.FIGURES)
    assert titles == pictures


def printed(content: bytes) -> tuple[list[bytes], list[int], list[int]]:
    """Pages of a PDF, and on which of them each picture and each title of a figure stands.

    A picture that is split counts on each of its pages.
    """
    objects = dict(re.findall(rb"(?ms)^(\d+) 0 obj\s(.*?)endobj", content))
    pages = [number for number, body in objects.items() if re.search(rb"/Type /Page\b", body)]
    images = {number for number, body in objects.items() if b"/Subtype /Image" in body[:500]}
    pictures = []
    for place, number in enumerate(pages):
        drawn = re.findall(rb"/X\d+ (\d+) 0 R", objects[number])
        pictures += [place for one in drawn if one in images]
    titles = [
        pages.index(found[1])
        for body in objects.values()
        if re.search(rb"/Title \((?:\xfe\xff)?Figure ", body)
        and (found := re.search(rb"/Dest \[(\d+) 0 R", body))
    ]
    return pages, pictures, sorted(titles)
