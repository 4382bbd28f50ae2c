"""The page that shows all figures: one file that needs nothing from outside."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from figures.report.citation import citation
from figures.shared.figure_data import COLUMNS, FigureData
from figures.shared.paper_sections import Paper
from figures.shared.provenance import Provenance

#: A drawing is embedded as SVG up to this many bytes, beyond them as PNG.
LARGEST = 700_000
#: Rows of a table of numbers, about; of a longer one every second, third, … row is shown.
ROWS = 150
#: Columns of numbers as a reader calls them.
HEADS = {
    "x_low": "x from",
    "x_high": "x to",
    "low": "from",
    "high": "to",
}

#: Where a subject has more than one figure.
DIVIDED = (
    "Two subjects have two figures each: the interventions, alone, in pairs and together, and "
    "every division of one budget over them; and the job market, and its emerging families."
)

_STYLE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1rem; color: #1a1a1a; background: #fff;
  font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: break-word; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.2rem; line-height: 1.3; margin: 0 0 .8rem; }
section { margin-top: 2.2rem; padding-top: 1.4rem; border-top: 1px solid #c8c8c8; }
figure { margin: 0; } figcaption { margin-top: .6rem; max-width: 46rem; }
.wide { overflow-x: auto; } .wide:focus-visible, a:focus-visible, summary:focus-visible {
  outline: 3px solid #00558a; outline-offset: 2px; }
.picture img { display: block; width: 100%; min-width: 40rem; height: auto; }
a { color: #00558a; } .files a, .files span { display: inline-block; margin-right: 1rem; }
.files a { padding: .3rem 0; } nav ol { padding-left: 1.6rem; } nav li { padding: .15rem 0; }
.warning { border-left: .35rem solid #a3270f; background: #fdf1ee; padding: .4rem .8rem;
  color: #7a1d0b; font-weight: bold; }
dl { display: grid; grid-template-columns: 11rem 1fr; gap: .35rem 1rem; margin: 1rem 0; }
dt { color: #4a4a4a; } dd { margin: 0; min-width: 0; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: #4a4a4a; padding-bottom: .4rem; }
th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid #dcdcdc;
  vertical-align: top; } td.number, th.number { text-align: right; white-space: nowrap; }
tbody th[scope=rowgroup] { padding-top: .9rem; font-weight: 600; }
th[scope=rowgroup] span { position: sticky; left: 0; display: inline-block;
  max-width: calc(100vw - 2rem); }
summary { cursor: pointer; padding: .4rem 0; color: #00558a; }
code { font-size: .9em; } footer { margin-top: 2rem; color: #4a4a4a; font-size: .875rem; }
@media (max-width: 36rem) { dl { grid-template-columns: 1fr; gap: .1rem; }
  dd { margin-bottom: .6rem; }
  .stack thead { position: absolute; left: -99rem; } .stack tr { display: block; padding: .5rem 0;
  border-bottom: 1px solid #dcdcdc; } .stack td { display: block; border: 0; padding: .1rem 0; } }
@media (min-width: 42rem) { .hint { display: none; } }
.hint { color: #4a4a4a; font-size: .875rem; margin: .2rem 0; }
@page { margin: 1.6cm; }
@media print { nav, details, .files, .hint { display: none; } .wide { overflow: visible; }
  body { font-size: 9.5pt; max-width: none; padding: 0; } table { font-size: 8pt; }
  .picture img { min-width: 0; width: auto; max-width: 100%; max-height: 22cm; }
  figcaption { max-width: none; } dl { font-size: 8.5pt; margin: .5rem 0; gap: .15rem 1rem; }
  .picture, dl, tr, h2, .warning { break-inside: avoid; } h2, .warning { break-after: avoid; }
  th[scope=rowgroup] span { max-width: none; } tr:has([scope=rowgroup]) { break-after: avoid; }
  section { margin-top: 1rem; padding-top: .8rem; } a { color: inherit; } }
"""


@dataclass(frozen=True)
class Entry:
    """A figure on the page.

    Attributes
    ----------
    name : str
        Name of its files.
    title, caption : str
    paper : Paper
        What of the paper it shows.
    numbers : DataFrame
        What is plotted.
    said : Provenance
        Where it comes from.
    """

    name: str
    title: str
    caption: str
    paper: Paper
    numbers: pd.DataFrame
    said: Provenance


def page(entries: Sequence[Entry], data_sets: Mapping[str, FigureData], output: Path) -> str:
    """The page as HTML; pictures are embedded, other files linked beside it.

    Parameters
    ----------
    entries : sequence of Entry
    data_sets : mapping of str to FigureData
        What the figures were drawn from, the factorial of interventions first.
    output : Path
        Folder that holds the pictures.
    """
    drawn_from = list(data_sets.values())
    judged = next((one.claims for one in drawn_from if one.claims is not None), None)
    others = [("claims-table", "What became of the claims, part by part")] if _any(judged) else []
    if any(data.scenarios for data in drawn_from):
        others.append(("scenarios", "Scenarios"))
    others.append(("cite", "How to cite and to reproduce"))
    contents = [
        f'<li><a href="#{entry.name}">{escape(entry.title)}</a></li>' for entry in entries
    ] + [f'<li><a href="#{name}">{escape(title)}</a></li>' for name, title in others]
    sections = "\n".join(section(n, entry, output) for n, entry in enumerate(entries, start=1))
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Person–city fit: figures</title>
<style>{_STYLE}</style>
</head>
<body>
<header>
<h1>Person–city fit: figures</h1>
{warnings(drawn_from)}{basis(drawn_from)}</header>
<nav aria-label="Contents">
<ol>
{"\n".join(contents)}
</ol>
</nav>
<main>
{claims_to_figures(entries)}{sections}
{claims_table(judged)}{listing(drawn_from)}{citing(entries)}</main>
</body>
</html>
"""


def _any(judged: pd.DataFrame | None) -> bool:
    return judged is not None and len(judged) > 0


def basis(data_sets: list[FigureData]) -> str:
    """What the figures were drawn from; nothing if no scenario was needed."""
    run = [data for data in data_sets if data.scenarios]
    if not run:
        return ""
    sizes = "; ".join(dict.fromkeys(f"{data.size}, {data.burn_in} of them burn-in"
                                    for data in run))  # fmt: skip
    return f"""<p>Drawn from runs of {escape(sizes)}; each caption says its own. No statistic uses
the burn-in, and interventions begin when it ends. Scenarios that share a seed share their luck, so
differences are taken seed by seed.</p>
"""


def warnings(data_sets: list[FigureData]) -> str:
    """What a reader must know first."""
    said = []
    if any(data.quick for data in data_sets):
        said.append("Quick run: small cities and few seeds. A look, not a result.")
    failures = {name: why for data in data_sets for name, why in data.failures.items()}
    if failures:
        runs = "; ".join(f"{name}: {why}" for name, why in failures.items())
        said.append(f"Some runs failed and are missing here: {runs}.")
    return "".join(f'<p class="warning">{escape(text)}</p>\n' for text in said)


def claims_to_figures(entries: Iterable[Entry]) -> str:
    """The section that leads from what the paper says to the figures; nothing if none says it."""
    rows = [
        [
            escape(entry.paper.heading),
            escape(entry.paper.claim),
            escape(", ".join(entry.paper.hypotheses)),
            f'<a href="#{entry.name}">{escape(entry.title)}</a>',
        ]
        for entry in entries
        if entry.paper.claim
    ]
    if not rows:
        return ""
    table = _table(["Section of the paper", "What it says", "Hypotheses", "Figure"], rows)
    return f"""<section id="paper">
<h2>From the paper to the figures</h2>
<p>{escape(DIVIDED)}</p>
<div class="stack">{table}</div>
</section>
"""


def section(number: int, entry: Entry, output: Path) -> str:
    """One figure with its caption, what it was drawn from, its numbers and its files."""
    said = entry.said
    facts = {
        "Shows of the paper": _of_paper(entry.paper),
        "Drawn from": escape(said.size),
        "Scenarios": escape(_few(said.scenarios)) if said.scenarios else "",
        "Seeds": escape(said.seeds),
        "95 % intervals": intervals(entry.numbers),
        "Made by": f"<code>{escape(_command(entry))}</code>, {escape(said.code)}, "
        f"plan {escape(said.plan)}",
    }
    quick = (
        f'<p class="warning">Quick run: {escape(said.size)}. A look, not a result.</p>\n'
        if said.quick
        else ""
    )
    details = "\n".join(f"<dt>{word}</dt><dd>{text}</dd>" for word, text in facts.items() if text)
    alternative = escape(f"Figure {number}: {entry.title}. The caption and the numbers follow.")
    return f"""<section class="figure" id="{entry.name}">
<h2>Figure {number}. {escape(entry.title)}</h2>
{quick}<figure>
<div class="wide picture" tabindex="0" role="group" aria-label="Figure {number}">
<img alt="{alternative}" src="{embedded(entry.name, output)}">
</div>
<p class="hint">Swipe the figure sideways to see all of it.</p>
<figcaption>{escape(entry.caption)}</figcaption>
</figure>
<dl>
{details}
</dl>
<p class="files"><span>Files:</span> {files(entry)}</p>
<details>
<summary>Numbers of figure {number}</summary>
{numbers(entry)}
</details>
</section>"""


def _of_paper(paper: Paper) -> str:
    where = f"<em>{escape(paper.heading)}</em>" if paper.heading else ""
    which = f"({escape(', '.join(paper.hypotheses))})" if paper.hypotheses else ""
    words = f"{where}:" if where and paper.claim else where
    return " ".join(part for part in (words, escape(paper.claim), which) if part)


def _few(names: Sequence[str]) -> str:
    return ", ".join(names) if len(names) <= 8 else f"{names[0]} … {names[-1]}, {len(names)} in all"


def _command(entry: Entry) -> str:
    return f"cityfit figures {entry.name}{' --quick' if entry.said.quick else ''}"


def files(entry: Entry) -> str:
    """Links to the files of a figure."""
    words = {"pdf": "PDF", "svg": "SVG", "png": "PNG", "csv": "CSV (numbers)"}
    return " ".join(
        f'<a href="{entry.name}.{ending}" aria-label="{text} of {escape(entry.title)}">{text}</a>'
        for ending, text in words.items()
    )


def embedded(name: str, output: Path) -> str:
    """A picture as the address of an image: its SVG, or its PNG where that is too large."""
    drawing = (output / f"{name}.svg").read_bytes()
    kind = "svg+xml"
    if len(drawing) > LARGEST:
        drawing, kind = (output / f"{name}.png").read_bytes(), "png"
    return f"data:image/{kind};base64,{base64.b64encode(drawing).decode()}"


def intervals(table: pd.DataFrame) -> str:
    """How wide the intervals of the values are, panel by panel and unit by unit."""
    widths = (table["high"] - table["low"]).where(table["value"].notna())
    said = [
        f"{panel or 'all'} ({unit or 'no unit'}) {found.median():.2g}, at most {found.max():.2g}"
        for (panel, unit), found in widths.groupby([table["panel"], table["unit"]])
        if found.notna().any()
    ]
    if not said:
        return "none: nothing here is a mean over several seeds"
    return escape("median width by panel: " + "; ".join(said))


def numbers(entry: Entry) -> str:
    """The numbers of a figure as a table, thinned where there are too many to read."""
    table = entry.numbers
    step = -(-len(table) // ROWS) if len(table) else 1
    series = table.groupby(["panel", "series", "group", "unit"], sort=False, dropna=False)
    last = series.cumcount(ascending=False) == 0
    shown = table[(series.cumcount() % step == 0) | last]
    columns = [
        name for name in COLUMNS if (table[name].notna() & (table[name].astype(str) != "")).any()
    ]
    kind = [table[name].dtype.kind == "f" for name in columns]
    rows = [[_cell(value) for value in row] for row in shown[columns].itertuples(index=False)]
    heads = [HEADS.get(name, name) for name in columns]
    words = f"{len(table):,} rows." if len(shown) == len(table) else (
        f"{len(shown):,} of {len(table):,} rows: every {step}th of each series and its last; "
        f"all of them in {entry.name}.csv."
    )  # fmt: skip
    return _wide(_table(heads, rows, kind, caption=words), f"Numbers of {entry.title}")


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.4g}".replace("-", "−") if np.isfinite(value) else ""
    return escape(str(value))


def claims_table(judged: pd.DataFrame | None) -> str:
    """The section with every claim and its parts; nothing without judged claims."""
    if judged is None or not _any(judged):
        return ""
    bodies = []
    for claim, parts in judged.groupby("claim", sort=False):
        one = parts.iloc[0]
        statement = f"{claim}: {one['statement']}. Verdict: {one['claim_verdict']}."
        rows = "\n".join(
            f"<tr><td>{escape(str(row['part'] or row['title']))}</td>"
            f'<td class="number">{_effect(row)}</td><td>{escape(str(row["unit"]))}</td>'
            f'<td class="number">{_cell(float(row["smallest"]))}</td>'
            f'<td class="number">{_probability(row["p_holm"])}</td>'
            f"<td>{escape(row['verdict'])}</td></tr>"
            for row in parts.to_dict("records")
        )
        bodies.append(
            f'<tbody>\n<tr><th scope="rowgroup" colspan="6">'
            f"<span>{escape(statement)}</span></th></tr>\n{rows}\n</tbody>"
        )
    heads = (
        ("Part", ""), ("Effect [95 % interval]", "number"), ("Unit", ""),
        ("Smallest of interest", "number"), ("p, Holm", "number"), ("Verdict", ""),
    )  # fmt: skip
    head = "".join(
        f'<th scope="col"{f' class="{kind}"' if kind else ""}>{word}</th>' for word, kind in heads
    )
    size = escape(str(judged["size"].iloc[0]))
    rough = (
        '<p class="warning">Quick run: rough batch, few seeds. A look, not a result.</p>\n'
        if judged["rough"].any()
        else ""
    )
    table = f"<table>\n<thead><tr>{head}</tr></thead>\n{'\n'.join(bodies)}\n</table>"
    return f"""<section id="claims-table">
<h2>What became of the claims, part by part</h2>
{rough}<p>Judged as by <code>cityfit claims</code>, over {size}. Effects are paired by seed, in the
claimed direction; an interval is a bootstrap over seeds, p is corrected for all parts together.</p>
{_wide(table, "Claims and their verdicts")}
</section>
"""


def _effect(row: Mapping[str, Any]) -> str:
    if not np.isfinite(row["effect"]):
        return "no result"
    middle, low, high = (f"{row[key]:+.4f}".replace("-", "−") for key in ("effect", "low", "high"))
    return f"{middle} [{low}, {high}]"


def _probability(value: float) -> str:
    if not np.isfinite(value):
        return ""
    return "&lt; .001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def listing(data_sets: list[FigureData]) -> str:
    """The section that lists the scenarios; nothing if none was needed."""
    if not any(data.scenarios for data in data_sets):
        return ""
    return f"""<section id="scenarios">
<h2>Scenarios</h2>
{_wide(scenarios(data_sets), "Scenarios")}
</section>
"""


def scenarios(data_sets: list[FigureData]) -> str:
    """Table of the scenarios and how many seeds of each there are; the studies' are many alike."""
    lines = []
    for place, data in enumerate(data_sets):
        if not data.scenarios:
            continue
        seeds = data.runs.groupby("scenario")["seed"].nunique()
        if place and len(data.scenarios) > 8:
            first, last = data.scenarios[0], data.scenarios[-1]
            words = f"{len(data.scenarios)} scenarios of one study"
            lines.append([escape(f"{first} … {last}"), words, str(seeds.min())])
        else:
            lines += [
                [escape(name), escape(data.titles[name]), str(seeds[name])]
                for name in data.scenarios
            ]
    return _table(["Scenario", "Title", "Seeds"], lines, [False, False, True])


def citing(entries: Sequence[Entry]) -> str:
    """How to cite, and how to make all this again."""
    cite = citation()
    sentences = "" if cite is None else (
        f"<p>{escape(cite.software)}</p>\n<p>{escape(cite.paper)}</p>\n"
    )  # fmt: skip
    code = escape(entries[0].said.code) if entries else ""
    quick = " --quick" if any(entry.said.quick for entry in entries) else ""
    return f"""<section id="cite">
<h2>How to cite and to reproduce</h2>
{sentences}<p>Made with {code}. <code>cityfit figures{quick}</code> draws all figures,
<code>cityfit figures{quick} --check</code> compares their numbers with the reference,
<code>cityfit figures --provenance FILE</code> says where a PDF, SVG or PNG comes from.</p>
</section>
"""


def _table(
    heads: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Sequence[bool] = (),
    caption: str = "",
) -> str:
    """A table; cells are HTML already."""
    right = [' class="number"' if which else "" for which in numeric or [False] * len(heads)]
    head = "".join(
        f'<th scope="col"{kind}>{escape(text)}</th>'
        for text, kind in zip(heads, right, strict=True)
    )
    body = "\n".join(
        "<tr>"
        + "".join(f"<td{k}>{cell}</td>" for cell, k in zip(row, right, strict=True))
        + "</tr>"
        for row in rows
    )
    named = f"<caption>{escape(caption)}</caption>\n" if caption else ""
    return f"<table>\n{named}<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _wide(content: str, name: str) -> str:
    """What may be wider than a phone: it scrolls by itself, by keyboard too."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(name)}">{content}</div>'
    )
