"""The page that shows all figures: one file that needs nothing from outside."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from pathlib import Path

from figures.material import Material

_STYLE = """
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1a1a1a; background: #fff;
  font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.5rem; line-height: 1.25; } h2 { font-size: 1.15rem; margin-top: 2.5rem; }
figure { margin: 0; } img { width: 100%; height: auto; display: block; }
figcaption { margin-top: .5rem; } nav a, .files a { margin-right: 1rem; }
a { color: #00558a; } .warning { border-left: .3rem solid #b3331d; padding: .3rem .8rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #ddd;
  vertical-align: top; } td.number, th.number { text-align: right; }
@media print { nav { display: none; } section { break-inside: avoid; } body { font-size: 10pt; } }
"""


@dataclass(frozen=True)
class Entry:
    """A figure on the page: the name of its files, its title and its caption."""

    name: str
    title: str
    caption: str


def page(entries: list[Entry], material: Material, output: Path) -> str:
    """The page as HTML; pictures are embedded, other files linked beside it.

    Parameters
    ----------
    entries : list of Entry
    material : Material
        What the figures were drawn from.
    output : Path
        Folder that holds the pictures.
    """
    links = " ".join(f'<a href="#{e.name}">{escape(e.title)}</a>' for e in entries)
    sections = "\n".join(section(entry, output) for entry in entries)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Person–city fit: figures</title>
<style>{_STYLE}</style>
</head>
<body>
<h1>Person–city fit: figures</h1>
{warnings(material)}{basis(material)}<nav>{links}</nav>
{sections}
{listing(material)}</body>
</html>
"""


def basis(material: Material) -> str:
    """What the figures were drawn from; nothing if no scenario was needed."""
    if not material.scenarios:
        return ""
    return f"""<p>Drawn from {escape(material.size)} of each scenario. The first
{material.burn_in} months are burn-in, which no statistic uses; interventions begin when it ends.
Scenarios that share a seed share their luck, so differences are taken seed by seed.</p>
"""


def listing(material: Material) -> str:
    """The section that lists the scenarios; nothing if none was needed."""
    if not material.scenarios:
        return ""
    return f"""<section>
<h2>Scenarios</h2>
<div class="wide">{scenarios(material)}</div>
</section>
"""


def warnings(material: Material) -> str:
    """What a reader must know first."""
    said = []
    if material.quick:
        said.append("Quick run: small cities and few seeds. A look, not a result.")
    if material.failures:
        runs = "; ".join(f"{name}: {why}" for name, why in material.failures.items())
        said.append(f"Some runs failed and are missing here: {runs}.")
    return "".join(f'<p class="warning"><strong>{escape(text)}</strong></p>\n' for text in said)


def section(entry: Entry, output: Path) -> str:
    """One figure with its caption and the links to its files."""
    picture = base64.b64encode((output / f"{entry.name}.png").read_bytes()).decode()
    files = " ".join(
        f'<a href="{entry.name}.{ending}">{ending.upper()}{words}</a>'
        for ending, words in (("pdf", ""), ("svg", ""), ("png", ""), ("csv", " (numbers)"))
    )
    return f"""<section id="{entry.name}">
<h2>{escape(entry.title)}</h2>
<figure>
<img alt="{escape(entry.title)}" src="data:image/png;base64,{picture}">
<figcaption>{escape(entry.caption)}</figcaption>
</figure>
<p class="files">{files}</p>
</section>"""


def scenarios(material: Material) -> str:
    """Table of the scenarios and how many seeds of each there are."""
    seeds = material.runs.groupby("scenario")["seed"].nunique()
    rows = "\n".join(
        f"<tr><td>{escape(name)}</td><td>{escape(material.titles[name])}</td>"
        f'<td class="number">{seeds[name]}</td></tr>'
        for name in material.scenarios
    )
    return (
        '<table>\n<tr><th>Scenario</th><th>Title</th><th class="number">Seeds</th></tr>\n'
        f"{rows}\n</table>"
    )
