"""The page under an automated accessibility checker, in light and dark."""

from __future__ import annotations

import pytest

#: A city with a policy, two cities, and a page with a pinned policy.
QUERIES = (
    "case=training&city.citizens=500&pin=case%3Dnetwork%26city.citizens%3D500",
    "case=nordic&versus=city&other=baseline&city.citizens=500",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", QUERIES)
def test_the_checker_finds_nothing(served, tab, scheme, query):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = tab(1280, 900)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{served}/?{query}")
    page.wait_for_selector("body[data-state=done]")
    if "pin=" in query:
        page.wait_for_selector("#pinned td[data-effect]")
    page.eval_on_selector_all("details", "found => found.forEach((one) => { one.open = true; })")
    found = axe.Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    # groups of controls, and the contrast of text on pictures, are among what it has checked
    assert {"color-contrast", "label", "button-name"} <= {
        one["id"] for one in found.response["passes"]
    }
