"""Waiting times of the page in a browser: the first picture, and the first answer to a slider.

``cityfit explore`` is served by a process of its own and compiled before anything is timed. Each
time is taken inside the browser, up to the frame in which it draws the new content. Every
repetition has a browser context of its own, so that nothing is cached, and other budgets.
"""

from __future__ import annotations

import os
import shutil
import socket
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from experiments.benchmark.reading import ROOT, Reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PART = "page"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
BUDGET = "interventions.training.annual_budget_per_citizen"
#: Processes that run cities.
JOBS = 2
#: Milliseconds after which the page counts as broken.
PATIENCE = 600_000

#: Milliseconds from the start of the navigation to the frame with the first chart.
FIRST_PICTURE = """
new MutationObserver((_, watcher) => {
  if (window.firstPicture || !document.querySelector("#change svg")) return;
  watcher.disconnect();
  requestAnimationFrame(() => { window.firstPicture = performance.now(); });
}).observe(document, { childList: true, subtree: true });
"""
#: Milliseconds from a move of a slider to the frame with the first new number.
FIRST_ANSWER = """
() => new Promise((resolve) => {
  const slider = document.querySelector("#pot-range"), began = performance.now();
  new MutationObserver((_, watcher) => {
    watcher.disconnect();
    requestAnimationFrame(() => resolve(performance.now() - began));
  }).observe(document.querySelector("#card-unbalance"), { attributeFilter: ["data-effect"] });
  slider.value = Number(slider.value) + 50;
  for (const kind of ["input", "change"]) slider.dispatchEvent(new Event(kind));
})
"""


@contextmanager
def served() -> Iterator[str]:
    """Serve the page from a process of its own; its address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "experiments.command_line", "explore"]
    command += ["--port", str(port), "--jobs", str(JOBS)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        line = process.stderr.readline()
        address = f"http://127.0.0.1:{port}"
        if address not in line:
            raise RuntimeError(f"cityfit explore: {line.strip() or 'no message'}")
        yield address
    finally:
        process.terminate()
        process.communicate()


def wait(page: Page) -> Page:
    """Wait until all pairs of cities are done, so that no earlier run delays the next one."""
    page.wait_for_selector("body[data-state=done]")
    return page


def waiting_time(browser: Browser, address: str, citizens: int, budget: int) -> tuple[float, float]:
    """Seconds to the first picture of a new page, and to the first answer to its slider."""
    context = browser.new_context()
    try:
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.add_init_script(FIRST_PICTURE)
        page.goto(f"{address}/?case=training&city.citizens={citizens}&{BUDGET}={budget}")
        picture = wait(page).evaluate("() => window.firstPicture")
        return picture / 1000, page.evaluate(FIRST_ANSWER) / 1000
    finally:
        context.close()


def readings(sizes: Sequence[int], repeats: int) -> Iterator[Reading]:
    """Medians of the waiting times over repetitions, in seconds.

    Raises
    ------
    RuntimeError
        If no browser is installed.
    """
    from playwright.sync_api import sync_playwright

    named = os.environ.get("CITYFIT_BROWSER")
    path = named or next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        raise RuntimeError(f"no browser: none of {', '.join(BROWSERS)} is installed")
    with served() as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        waiting_time(browser, address, min(sizes), 10)
        for citizens in sizes:
            times = [
                waiting_time(browser, address, citizens, 20 + 10 * place)
                for place in range(repeats)
            ]
            for place, what in enumerate(("first picture", "first answer")):
                median = statistics.median(pair[place] for pair in times)
                yield Reading(PART, f"{what}, median of {repeats}", citizens, JOBS, median, "s")
        browser.close()
