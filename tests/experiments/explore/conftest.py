"""A page that is served, and a browser to open it with where there is one."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

import experiments

sys.path.append(str(Path(__file__).parent))

from explore_help import PATIENCE, SESSIONS, Stream

ROOT = Path(experiments.__path__[0]).parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


@pytest.fixture(scope="session")
def served():
    """Address of a page served by a process of its own, its workers ready."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "experiments.command_line", "explore", "--port", str(port)]
    command += ["--sessions", str(SESSIONS), "--jobs", "2"]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        line = process.stderr.readline()
        assert f"http://127.0.0.1:{port}/" in line, line + process.stderr.read()
        address = f"http://127.0.0.1:{port}"
        with closing(Stream(address, "city.citizens=500")) as stream:
            stream.until("answer")
        yield address
    finally:
        process.terminate()
        process.communicate()


def browser_path() -> str | None:
    named = os.environ.get("CITYFIT_BROWSER")
    return named or next((path for name in BROWSERS if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser():
    path = browser_path()
    if path is None:
        # where a browser is promised, its absence is a fault
        give_up = pytest.fail if os.environ.get("CI") else pytest.skip
        give_up(f"no browser: none of {', '.join(BROWSERS)} is installed")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def tab(browser):
    """Open a tab of its own: nothing is shared with other tabs."""
    contexts = []

    def open_tab(width: int = 1280, height: int = 900):
        context = browser.new_context(
            viewport={"width": width, "height": height},
            accept_downloads=True,
            permissions=["clipboard-read", "clipboard-write"],
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        page.mistakes = []
        page.on("pageerror", lambda error: page.mistakes.append(str(error)))
        page.on("console", lambda said: said.type == "error" and page.mistakes.append(said.text))
        return page

    yield open_tab
    for context in contexts:
        context.close()
