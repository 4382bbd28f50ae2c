"""The page that shows all figures: one HTML file without external resources."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

import numpy as np
import pandas as pd
from PIL import Image

from experiments.claims import themes
from experiments.claims.report import (
    built_in,
    on,
    preregistration,
    reading_name,
    verdicts_beside,
)
from experiments.preregistration.registration import read, sentence
from figures.report import findings as found
from figures.report.citation import citation
from figures.report.project_files import file_link
from figures.shared.figure_data import COLUMNS, FigureData
from figures.shared.marks import signed
from figures.shared.paper_sections import Paper
from figures.shared.provenance import Provenance
from simulation.core.vocabulary import EXPECTED

TEMPLATES = Path(__file__).parent / "templates"
#: A drawing is embedded as SVG up to this size in bytes, a larger one as PNG.
LARGEST = 700_000
#: Longest side of a small picture, pixels: twice the size that it is shown in.
THUMBNAIL = 320
#: Rows of a table of numbers, about; a longer one shows every second, third, … row.
ROWS = 150
#: Column of numbers → its heading.
HEADINGS = {"x_low": "x from", "x_high": "x to", "low": "from", "high": "to"}

#: Subjects with more than one figure.
DIVIDED = (
    "Two subjects have two figures each. Interventions: alone, in pairs and together; and every "
    "division of one budget over them. Job market: the market as a whole; and its emerging "
    "occupation families."
)
#: Titles of the sections that are no figures.
CLAIMS, SCENARIOS, CITE = (
    "Verdicts on the claims, part by part", "Scenarios", "How to cite and to reproduce",
)  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """A figure on the page.

    Attributes
    ----------
    name : str
        Name of its files.
    title, summary, caption : str
        The summary says in 60 words what it shows; the caption how to read it, with numbers.
    paper : Paper
        The part of the paper that it shows.
    numbers : DataFrame
        What is plotted.
    origin : Provenance
    """

    name: str
    title: str
    summary: str
    caption: str
    paper: Paper
    numbers: pd.DataFrame
    origin: Provenance


def page(entries: Sequence[Entry], data_sets: Mapping[str, FigureData], output: Path) -> str:
    """The page as HTML; pictures are embedded, other files are linked.

    Parameters
    ----------
    entries : sequence of Entry
    data_sets : mapping of str to FigureData
        Study → its results; the factorial of the interventions first.
    output : Path
        Folder that contains the pictures.
    """
    results = list(data_sets.values())
    judged = next((data.claims for data in results if data.claims is not None), None)
    others = {
        "claims-table": (CLAIMS, "" if judged is None else claims_table(judged, entries, output)),
        "scenarios": (SCENARIOS, scenarios(results)),
        "cite": (CITE, f"{sizes(results)}\n{registered()}\n{citing(entries)}"),
    }
    shown = {name: section for name, section in others.items() if section[1]}
    titles = {entry.name: entry.title for entry in entries}
    titles |= {name: title for name, (title, _) in shown.items()}
    sections = [
        paper_to_figures(entries, judged, output),
        *(figure(number, entry, output) for number, entry in enumerate(entries, start=1)),
        *(section(name, title, content) for name, (title, content) in shown.items()),
    ]
    values = {
        "style": (TEMPLATES / "page.css").read_text(encoding="utf-8"),
        "warnings": "\n".join(warning(text) for text in caveats(results)),
        "findings": findings(entries, judged),
        "thumbnails": thumbnails(entries, output),
        "contents": "\n".join(
            f'<li><a href="#{name}">{escape(title)}</a></li>'
            for name, title in titles.items()
            if name not in {entry.name for entry in entries}
        ),
        "sections": "\n".join(sections),
    }
    return filled("page.html", values)


def findings(entries: Sequence[Entry], judged: pd.DataFrame | None) -> str:
    """What was found, a sentence each with its verdicts and its figure; empty without figures."""
    items = []
    for one in found.findings({entry.name: entry.numbers for entry in entries}):
        verdict = found.verdicts(one.claims, judged)
        words = f' <a href="#claims-table">{escape(verdict)}</a>.' if verdict else ""
        items.append(
            f"<li><strong>{escape(one.subject)}.</strong> {escape(one.text)}{words} "
            f'<a href="#{one.figure}">Figure</a></li>'
        )
    return f"<h2>What was found</h2>\n<ol>\n{'\n'.join(items)}\n</ol>" if items else ""


def thumbnails(entries: Sequence[Entry], output: Path) -> str:
    """All figures in small, each a link to itself."""
    return "\n".join(
        f'<li><a href="#{entry.name}"><img alt="" src="{small(entry.name, output)}">'
        f"<span>{number}. {escape(entry.title)}</span></a></li>"
        for number, entry in enumerate(entries, start=1)
    )


def small(name: str, output: Path) -> str:
    """A small picture of a figure as a data address."""
    with Image.open(output / f"{name}.png") as picture:
        little = picture.convert("RGB")
    little.thumbnail((THUMBNAIL, THUMBNAIL))
    content = io.BytesIO()
    little.save(content, "PNG", optimize=True)
    return f"data:image/png;base64,{base64.b64encode(content.getvalue()).decode()}"


def filled(template: str, values: Mapping[str, str]) -> str:
    """A template with its values, which are HTML already."""
    return Template((TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)


def section(name: str, title: str, content: str) -> str:
    """A section that is no figure; `content` is HTML."""
    values = {"name": name, "title": escape(title), "content": content}
    return filled("section.html", values)


def warning(text: str) -> str:
    """A warning as HTML."""
    return f'<p class="warning">{escape(text)}</p>'


def caveats(results: Sequence[FigureData]) -> list[str]:
    """What a reader must know first."""
    texts = []
    if any(data.quick for data in results):
        texts.append("Quick run: small cities and few seeds. A preview, not a result.")
    failures = {run: why for data in results for run, why in data.failures.items()}
    if failures:
        runs = "; ".join(f"{run}: {why}" for run, why in failures.items())
        texts.append(f"Some runs failed and are missing here: {runs}.")
    return texts


def sizes(results: Sequence[FigureData]) -> str:
    """Size of the runs; empty if no figure needs runs."""
    texts = [f"{data.size}, {data.burn_in} of them burn-in" for data in results if data.scenarios]
    if not texts:
        return ""
    return (
        f"<p>Drawn from runs of {escape('; '.join(dict.fromkeys(texts)))}; each caption gives its "
        "own size. No statistic uses the burn-in, and interventions start when it ends. Scenarios "
        "with the same seed share their random numbers, so differences are taken seed by seed.</p>"
    )


def registered() -> str:
    """The pre-registration of claims and facts, and every change of it."""
    registration = read()
    changes = sentence(registration.stamp, [change.text for change in registration.changes])
    return f"<p>Claims and facts: {escape(changes)}</p>"


def paper_to_figures(entries: Iterable[Entry], judged: pd.DataFrame | None, output: Path) -> str:
    """From statements of the paper to verdicts, figures, numbers, scenarios and code.

    Empty if no figure shows a statement.
    """
    rows = [
        [
            escape(entry.paper.heading),
            escape(entry.paper.claim),
            judgement(entry.paper.hypotheses, judged),
            f'<a href="#{entry.name}">{escape(entry.title)}</a>',
            f'<a href="{entry.name}.csv" aria-label="Numbers of {escape(entry.title)}">CSV</a>',
            file_link(f"figures/plots/{entry.name}.py", output),
        ]
        for entry in entries
        if entry.paper.claim
    ]
    if not rows:
        return ""
    headings = (
        "Section of the paper", "Statement", "Hypotheses and verdicts", "Figure", "Numbers", "Code",
    )  # fmt: skip
    content = f'<p>{escape(DIVIDED)}</p>\n<div class="stack">{table(headings, rows)}</div>'
    return section("paper", "From the paper to the figures", content)


def judgement(hypotheses: Sequence[str], judged: pd.DataFrame | None) -> str:
    """Hypotheses, each with its verdict and a link to its parts if it was judged; as HTML."""
    verdicts = found.verdicts(tuple(hypotheses), judged)
    if not verdicts:
        return escape(", ".join(hypotheses))
    return "; ".join(
        f'<a href="#claim-{verdict.split()[0]}">{escape(verdict)}</a>'
        for verdict in verdicts.split(", ")
    )


def figure(number: int, entry: Entry, output: Path) -> str:
    """The section of a figure: caption, provenance, numbers and files."""
    origin, paper = entry.origin, entry.paper
    command = f"cityfit figures {entry.name}{' --quick' if origin.quick else ''}"
    heading = f"<em>{escape(paper.heading)}</em>" if paper.heading else ""
    statement = [
        f"{heading}:" if heading and paper.claim else heading,
        escape(paper.claim),
        f"({escape(', '.join(paper.hypotheses))})" if paper.hypotheses else "",
    ]
    names = origin.scenarios
    linked = [file_link(f"scenarios/{name}.toml", output, name) for name in names]
    scenario_list = ", ".join(linked)
    if len(names) > 8:
        scenario_list = f"{linked[0]} … {linked[-1]}, {len(names)} in all"
    facts = {
        "Paper": " ".join(part for part in statement if part),
        "Drawn from": escape(origin.size),
        "Scenarios": scenario_list,
        "Seeds": escape(origin.seeds),
        "95 % intervals": escape(intervals(entry.numbers)),
        "Made by": f"<code>{escape(command)}</code>, {escape(origin.code)}, "
        f"plan {escape(origin.plan)}",
    }
    preview = warning(f"Quick run: {origin.size}. A preview, not a result.")
    values = {
        "name": entry.name,
        "number": str(number),
        "title": escape(entry.title),
        "warning": preview if origin.quick else "",
        "picture": embedded(entry.name, output),
        "summary": escape(entry.summary),
        "caption": escape(entry.caption),
        "facts": "\n".join(
            f"<dt>{term}</dt><dd>{text}</dd>" for term, text in facts.items() if text
        ),
        "numbers": numbers(entry),
    }
    return filled("figure.html", values)


def embedded(name: str, output: Path) -> str:
    """A picture as a data address: its SVG, or its PNG where the SVG is too large."""
    drawing = (output / f"{name}.svg").read_bytes()
    kind = "svg+xml"
    if len(drawing) > LARGEST:
        drawing, kind = (output / f"{name}.png").read_bytes(), "png"
    return f"data:image/{kind};base64,{base64.b64encode(drawing).decode()}"


def intervals(table: pd.DataFrame) -> str:
    """Width of the intervals of the values by panel and unit, as text."""
    widths = (table["high"] - table["low"]).where(table["value"].notna())
    texts = [
        f"{panel or 'all'} ({unit or 'no unit'}) {width.median():.2g}, at most {width.max():.2g}"
        for (panel, unit), width in widths.groupby([table["panel"], table["unit"]])
        if width.notna().any()
    ]
    if not texts:
        return "none: nothing here is a mean over several seeds"
    return f"median width by panel: {'; '.join(texts)}"


def numbers(entry: Entry) -> str:
    """The numbers of a figure as a table; a long one shows only some rows."""
    rows = entry.numbers
    step = max(1, -(-len(rows) // ROWS))
    series = rows.groupby(["panel", "series", "group", "unit"], sort=False, dropna=False)
    last = series.cumcount(ascending=False) == 0
    shown = rows[(series.cumcount() % step == 0) | last]
    columns = [
        name for name in COLUMNS if (rows[name].notna() & (rows[name].astype(str) != "")).any()
    ]
    numeric = [rows[name].dtype.kind == "f" for name in columns]
    cells = [[_cell(value) for value in row] for row in shown[columns].itertuples(index=False)]
    caption = f"{len(rows):,} rows."
    if len(shown) < len(rows):
        caption = (
            f"{len(shown):,} of {len(rows):,} rows: every {step}th of each series and its last; "
            f"all rows are in {entry.name}.csv."
        )
    headings = [HEADINGS.get(name, name) for name in columns]
    return wide(table(headings, cells, numeric, caption), f"Numbers of {entry.title}")


def _cell(value: object) -> str:
    """A value of a table as HTML; a number with four digits, empty if it is not finite."""
    if isinstance(value, float):
        return f"{value:.4g}".replace("-", "−") if np.isfinite(value) else ""
    return escape(str(value))


def claims_table(judged: pd.DataFrame, entries: Sequence[Entry], output: Path) -> str:
    """All claims and their parts with effect and verdict, figures and code; empty without claims.

    Parameters
    ----------
    judged : DataFrame
        Judged claims.
    entries : sequence of Entry
        Figures, to which the claims link.
    output : Path
        Folder of the page.
    """
    if judged.empty:
        return ""
    groups = []
    beside = verdicts_beside(judged)
    for number, parts in on(judged, EXPECTED).groupby("claim", sort=False):
        first = parts.iloc[0]
        told = found.told(first["claim_verdict"], bool(first["rough"]))
        verdicts = [told + (", built in" if built_in(first, beside.get(number, {})) else "")]
        verdicts += [
            f"on {reading_name(name)} {words}" for name, words in beside.get(number, {}).items()
        ]
        statement = f"{number}: {first['statement']}. Verdict: {'; '.join(verdicts)}."
        rows = [
            [
                escape(str(part["part"] or part["title"])),
                f"{signed(part['effect'])} [{signed(part['low'])}, {signed(part['high'])}]"
                if np.isfinite(part["effect"])
                else "no result",
                escape(str(part["unit"])),
                _cell(float(part["smallest"])),
                _probability(part["p_holm"]),
                escape(found.told(part["verdict"], bool(part["rough"]))),
            ]
            for part in parts.to_dict("records")
        ]
        groups.append((str(number), statement, where(str(number), entries, output), rows))
    headings = (
        "Part", "Effect [95 % interval]", "Unit", "Smallest of interest", "p, Holm", "Verdict",
    )  # fmt: skip
    numeric = (False, True, False, True, True, False)
    body = "\n".join(
        f'<tbody id="claim-{number}">\n<tr><th scope="rowgroup" colspan="6">'
        f"<span>{escape(statement)} {places}</span></th></tr>\n{_rows(rows, numeric)}\n</tbody>"
        for number, statement, places, rows in groups
    )
    rough = warning("Quick run: rough batch, few seeds. A preview, not a result.")
    return (
        f"{rough if judged['rough'].any() else ''}"
        f"<p>Judged as by <code>cityfit claims</code>, over {escape(str(judged['size'].iloc[0]))}. "
        "Effects are paired by seed, in the claimed direction. An interval is a bootstrap over "
        "seeds; p is corrected for all parts together. "
        f"{escape(preregistration(judged.to_dict('records')))}</p>\n"
        f"{wide(f'<table>{_head(headings, numeric)}{body}</table>', 'Claims and their verdicts')}"
    )


def where(claim: str, entries: Sequence[Entry], output: Path) -> str:
    """Theme, code and figures of a claim, as HTML."""
    theme = themes().get(claim)
    links = [
        f'<a href="#{entry.name}">{escape(entry.title)}</a>'
        for entry in entries
        if claim in entry.paper.hypotheses
    ]
    parts = [
        f"Theme: {escape(theme)}, {file_link(f'experiments/claims/{theme}.py', output)}"
        if theme
        else "",
        f"figures: {', '.join(links)}" if links else "",
    ]
    return f"<small>{'; '.join(part for part in parts if part)}</small>"


def _probability(value: float) -> str:
    """A p value as HTML."""
    if not np.isfinite(value):
        return ""
    return "&lt; .001" if value < 0.001 else f"{value:.3f}".lstrip("0")


def scenarios(results: Sequence[FigureData]) -> str:
    """Table of the scenarios and their number of seeds; a large study takes one row."""
    rows = []
    for place, data in enumerate(results):
        names = data.scenarios
        seeds = data.runs.groupby("scenario")["seed"].nunique()
        if place and len(names) > 8:
            count = f"{len(names)} scenarios of one study"
            rows.append([escape(f"{names[0]} … {names[-1]}"), count, str(seeds.min())])
        else:
            rows += [[escape(name), escape(data.titles[name]), str(seeds[name])] for name in names]
    if not rows:
        return ""
    return wide(table(("Scenario", "Title", "Seeds"), rows, (False, False, True)), "Scenarios")


def citing(entries: Sequence[Entry]) -> str:
    """How to cite and to reproduce the figures."""
    cite = citation()
    sentences = () if cite is None else (cite.software, cite.paper)
    quick = " --quick" if any(entry.origin.quick for entry in entries) else ""
    code = escape(entries[0].origin.code) if entries else ""
    return "\n".join(f"<p>{escape(sentence)}</p>" for sentence in sentences) + (
        f"\n<p>Made with {code}. <code>cityfit figures{quick}</code> draws all figures, "
        f"<code>cityfit figures{quick} --check</code> compares their numbers with the reference, "
        "<code>cityfit figures --provenance FILE</code> prints the provenance that a PDF, SVG or "
        "PNG contains.</p>"
    )


def table(
    headings: Sequence[str],
    rows: Iterable[Sequence[str]],
    numeric: Sequence[bool] = (),
    caption: str = "",
) -> str:
    """A table; its cells are HTML already, columns of numbers are aligned to the right."""
    numeric = numeric or [False] * len(headings)
    title = f"<caption>{escape(caption)}</caption>" if caption else ""
    head, body = _head(headings, numeric), _rows(rows, numeric)
    return f"<table>{title}{head}<tbody>\n{body}\n</tbody></table>"


def _head(headings: Sequence[str], numeric: Sequence[bool]) -> str:
    cells = (
        f'<th scope="col"{_class(right)}>{escape(text)}</th>'
        for text, right in zip(headings, numeric, strict=True)
    )
    return f"<thead><tr>{''.join(cells)}</tr></thead>\n"


def _rows(rows: Iterable[Sequence[str]], numeric: Sequence[bool]) -> str:
    lines = (
        "".join(f"<td{_class(right)}>{cell}</td>" for cell, right in zip(row, numeric, strict=True))
        for row in rows
    )
    return "\n".join(f"<tr>{line}</tr>" for line in lines)


def _class(right: bool) -> str:
    return ' class="number"' if right else ""


def wide(content: str, name: str) -> str:
    """A box for what may be wider than a phone: it scrolls sideways, also by keyboard."""
    return (
        f'<div class="wide" tabindex="0" role="region" aria-label="{escape(name)}">{content}</div>'
    )
