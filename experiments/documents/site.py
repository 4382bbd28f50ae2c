"""Sphinx extension of the site: generated parts, process pages, equations, links, notebooks."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import jupytext
import nbformat
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.transforms import SphinxTransform

from experiments.documents.blocks import BLOCKS, page_of, process_page
from experiments.documents.equations import rendered
from experiments.notebooks.__main__ import sources
from simulation.schedule import MONTH

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
#: Folders whose inline code can be a formula.
FORMULAS = ("model/", "reference/", "results/")
#: Pages that a code host shows at the root of the repository, and their names on the site.
PAGES = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "develop/contributing.md",
    "CHANGELOG.md": "develop/changelog.md",
}
_GENERATED = re.compile(r"^<!-- generated: (.+) -->$", re.MULTILINE)
_ROOT_PAGE = re.compile(r"^<!-- page: (.+) -->$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\((\.\.[^)\s#]*|[\w/.-]+)(#[\w-]+)?\)")


def setup(app: Sphinx) -> dict[str, Any]:
    """Connect the extension to Sphinx."""
    app.connect("config-inited", copy_notebooks)
    app.connect("source-read", fill)
    app.add_transform(Formulas)
    app.add_transform(PlainTypes)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def copy_notebooks(_: Sphinx, __: Config) -> None:
    """Write the notebooks, without outputs, where Sphinx reads them."""
    folder = DOCS / "start" / "notebooks"
    folder.mkdir(exist_ok=True)
    for source in sources():
        notebook = jupytext.read(source)
        for number, cell in enumerate(notebook.cells):
            cell.id = f"cell-{number}"
            cell.source = cell.source.replace("](../../docs/", "](../../")
        text = nbformat.writes(notebook)
        path = folder / f"{source.stem}.ipynb"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")


def fill(_: Sphinx, name: str, source: list[str]) -> None:
    """Insert what is generated, and mend links that lead out of ``docs``."""
    text, folder = source[0], (DOCS / name).parent
    if name.startswith("model/processes/"):
        (process,) = (p for p in MONTH if page_of(p) == Path(name).name)
        text = process_page(process, text)
    if not name.startswith("reference/api"):
        text = mended(_GENERATED.sub(lambda match: BLOCKS[match[1]](), text), folder, folder)
        text = _ROOT_PAGE.sub(lambda match: mended(page_text(match[1]), ROOT, folder), text)
    source[0] = text


def page_text(name: str) -> str:
    """Text of a page at the root of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def mended(text: str, base: Path, folder: Path) -> str:
    """The text with its links, which start from a base, turned to links from a page's folder.

    A file at the root has a page on the site, a notebook a rendered one. A folder is no link.
    """

    def link(match: re.Match[str]) -> str:
        label, target, anchor = match[1], (base / match[2]).resolve(), match[3] or ""
        if not target.is_relative_to(ROOT) or not target.exists():
            return match[0]
        inside = target.relative_to(ROOT).as_posix()
        if target.is_dir():
            return label
        if inside.startswith("experiments/notebooks/"):
            inside = f"docs/start/notebooks/{target.stem}.ipynb"
        target = DOCS / PAGES[inside] if inside in PAGES else ROOT / inside
        return f"[{label}]({Path(os.path.relpath(target, folder)).as_posix()}{anchor})"

    return _LINK.sub(link, text)


class PlainTypes(SphinxTransform):
    """Show types of docstrings as text: their words are prose, not names to link to."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Replace the references that Sphinx makes of each word."""
        for node in list(self.document.findall(addnodes.pending_xref)):
            if node.get("refspecific"):
                node.replace_self(node.children)


class Formulas(SphinxTransform):
    """Render inline code that is a formula."""

    default_priority = 400

    def apply(self, **_: Any) -> None:
        """Replace the literals of a page."""
        if not self.env.current_document.docname.startswith(FORMULAS):
            return
        for node in list(self.document.findall(nodes.literal)):
            if formula := rendered(node.astext()):
                node.replace_self(nodes.raw("", _with_punctuation(formula, node), format="html"))


def _with_punctuation(formula: str, node: nodes.Node) -> str:
    """An equation on lines of its own, with the punctuation mark that follows it."""
    after = node.next_node(descend=False, siblings=True)
    if "equation block" not in formula or not isinstance(after, nodes.Text):
        return formula
    if not after.astext().startswith((",", ";", ".", ":")):
        return formula
    after.parent.replace(after, nodes.Text(after.astext()[1:].lstrip()))
    return f"{formula.removesuffix('</span>')}{after.astext()[0]}</span>"
