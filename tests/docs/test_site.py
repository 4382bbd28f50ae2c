"""The documentation site: built without warnings, complete, and at work without a network."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

import experiments
import scenarios
import simulation
from experiments.claims.claim import Claim
from experiments.command_line import cityfit
from experiments.documents.blocks import page_of
from experiments.notebooks.__main__ import sources
from simulation.core.measure import Measure
from simulation.core.table import Table
from simulation.measures import MEASURES
from simulation.schedule import MONTH
from simulation.settings import parameter_table

ROOT = Path(__file__).parents[2]
HTML = ROOT / "docs" / "_build" / "html"
#: Attributes whose address a browser fetches by itself.
FETCHED = {"src", "srcset", "data", "poster"}

pytestmark = pytest.mark.long


class Page(HTMLParser):
    """Anchors, links and fetched addresses of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("id", "name") and value:
                self.ids.add(value)
            if name == "href" and value and tag == "a":
                self.links.append(value)
            elif value and (name in FETCHED or (name == "href" and tag == "link")):
                self.fetched.append(value)


@pytest.fixture(scope="module")
def site() -> dict[str, str]:
    """Text of every page of the site, built as ``make docs`` does."""
    command = next(
        line.split("$(python) ")[1]
        for line in (ROOT / "Makefile").read_text(encoding="utf-8").splitlines()
        if "-m sphinx" in line
    )
    done = subprocess.run(
        [sys.executable, *command.split()], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {
        path.relative_to(HTML).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(HTML.rglob("*.html"))
    }


@cache
def page(path: Path) -> Page:
    return Page(path)


def commands(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below one, with its path."""
    yield path, command
    if isinstance(command, click.Group):
        for name in command.list_commands(click.Context(command)):
            below = command.get_command(click.Context(command), name)
            assert below is not None
            yield from commands(below, f"{path} {name}")


def registered(value: object) -> bool:
    """Whether a decorator has made a measure, claim or command of a function, which have pages."""
    return isinstance(value, Measure | Claim | click.Command)


#: Folders that are no part of the reference.
APART = ("notebooks", "example_extension")


def public_objects() -> Iterator[str]:
    """Every public class and function of the packages, with its module."""
    for package in ("simulation", "scenarios", "experiments", "figures"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            # notebooks, and an example of an outside package, are no part of the reference
            if any(part.startswith("_") or part in APART for part in parts[:-1]):
                continue
            if parts[-1].startswith("__main__"):
                continue
            module = ".".join(parts).removesuffix(".__init__")
            loaded = import_module(module)
            named = getattr(loaded, "__all__", None)
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if not isinstance(node, ast.FunctionDef | ast.ClassDef):
                    continue
                if registered(getattr(loaded, node.name)):
                    continue
                public = not node.name.startswith("_") if named is None else node.name in named
                if public and ast.get_docstring(node):
                    yield f"{module}.{node.name}"


def declared() -> Iterator[tuple[str, str]]:
    """Name of everything that is declared, and the page that has it."""
    for name, _, _ in parameter_table():
        key = name.rpartition(".")[2]
        if key != "active":
            yield key, "parameters"
    for measure in MEASURES.values():
        yield from ((column, "measures") for column in measure.columns)
    for table in Table.__subclasses__():
        if table.__module__.startswith("simulation.tables."):
            yield from ((column, "columns") for column in table.columns)
    for path, command in commands(cityfit, "cityfit"):
        yield path, "commands"
        for option in command.params:
            if isinstance(option, click.Option) and not option.hidden:
                yield option.opts[0], "commands"
    yield from ((name, "scenarios") for name in scenarios.names())
    for package in (simulation, scenarios, experiments):
        yield from ((name, "python") for name in package.__all__)


def has(text: str, name: str) -> bool:
    """Whether a text has a name that is no part of a longer one."""
    return bool(re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", text))


def test_everything_that_is_declared_is_on_the_site(site: dict[str, str]) -> None:
    """Parameters, measures, columns, commands, scenarios, processes, notebooks and public names."""
    expected = dict.fromkeys((name, f"reference/{where}.html") for name, where in declared())
    assert [pair for pair in expected if not has(site[pair[1]], pair[0])] == []
    for process in MONTH:
        text = site[f"model/processes/{page_of(process)}.html"]
        assert all(part in text for part in (f"{process.section}.active", "<math", "Tests"))
    anchors = set().union(*(page(HTML / name).ids for name in site if "reference/api" in name))
    assert [name for name in public_objects() if name not in anchors] == []
    assert {f"start/notebooks/{source.stem}.html" for source in sources()} <= set(site)


def test_links_lead_somewhere_and_nothing_is_fetched_from_outside(site: dict[str, str]) -> None:
    broken, outside = [], []
    for name in site:
        here = HTML / name
        for link in page(here).links:
            if re.match(r"[a-z]+:", link):
                continue
            file, _, anchor = unquote(link).partition("#")
            target = (here.parent / file.partition("?")[0]).resolve() if file else here
            anchored = not anchor or target.suffix != ".html" or anchor in page(target).ids
            if not target.exists() or not anchored:
                broken.append(f"{name}: {link}")
        outside += [f"{name}: {a}" for a in page(here).fetched if re.match(r"(\w+:)?//", a)]
    for style in HTML.rglob("*.css"):
        text = style.read_text(encoding="utf-8")
        outside += re.findall(r"(?:url\(|@import )[\"']?(?:https?:)?//[^)\s]+", text)
    assert broken == []
    assert outside == []


@pytest.mark.parametrize("width", [1280, 390])
def test_it_opens_from_disk_and_its_search_works_there(site: dict[str, str], tab, width) -> None:
    opened = tab(width)
    requests: list[str] = []
    opened.on("request", lambda request: requests.append(request.url))
    opened.goto((HTML / "search.html").as_uri() + "?q=obsolescence")
    opened.wait_for_selector("#search-results li a")
    opened.goto((HTML / "model/processes/obsolescence.html").as_uri())
    assert opened.locator("math").first.is_visible()
    beyond = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert opened.evaluate(beyond) <= 0
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
