"""A static edition: one file with the page and the results of chosen settings, without a server.

A teacher names some levers and their values. All combinations are run and stored in the file, and
the sliders of the page move through them.
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from experiments.batch.worker_pool import worker_pool
from experiments.errors import RequestError
from experiments.explore import answer, live_run
from experiments.explore.controls import CONTROLS
from experiments.explore.live_run import RunRequest, RunResult
from experiments.explore.server import PAGE, page_facts, told
from experiments.explore.settings import City, read
from simulation.core.errors import suggestion

#: Largest file in bytes: mail programs and course platforms refuse larger ones.
LARGEST = 15_000_000
#: Most settings of a file; each takes about 60 kilobytes.
MOST = 200
#: Significant digits of the numbers in the file.
DIGITS = 7
#: Content of a file of the page, by the tag that loads it.
STYLE = '<link rel="stylesheet" href="page.css">'
SCRIPTS = ("texts.js", "charts.js", "people.js", "tour.js", "page.js")


@dataclass(frozen=True)
class Lever:
    """A parameter and the values that a static edition has of it."""

    name: str
    values: tuple[str, ...]


def lever(text: str) -> Lever:
    """Read a lever, ``section.key=value,value``.

    Raises
    ------
    RequestError
        If the parameter is not on the page or has no value, or a value occurs twice.
    """
    name, _, listed = text.partition("=")
    values = tuple(value.strip() for value in listed.split(",") if value.strip())
    if name not in CONTROLS:
        right = suggestion(name, list(CONTROLS))
        raise RequestError(f"--levers {text}: {name!r} is not on the page; {right}")
    if not values or len(set(values)) < len(values):
        raise RequestError(f"--levers {text}: needs values that differ, as in {name}=0,60,120")
    return Lever(name, values)


def cities(link: str, levers: Sequence[Lever]) -> dict[str, City]:
    """The cities of an edition, by the values of its levers.

    Raises
    ------
    RequestError
        If there are too many.
    ScenarioError
        If a value is not allowed.
    """
    count = math.prod(len(one.values) for one in levers)
    if count > MOST:
        raise RequestError(f"--levers: {count} settings; a file holds at most {MOST}")
    names = [one.name for one in levers]
    base = [(key, text) for key, text in parse_qsl(link.lstrip("?")) if key not in names]
    return {
        "|".join(values): read([*base, *zip(names, values, strict=True)])
        for values in itertools.product(*(one.values for one in levers))
    }


def export(
    path: Path,
    found: dict[str, City],
    levers: Sequence[Lever],
    seeds: int,
    workers: int,
    report: Callable[[int, int], None],
) -> int:
    """Run all settings and write the file.

    Parameters
    ----------
    path : Path
    found : dict of str to City
        From :func:`cities`.
    levers : sequence of Lever
    seeds : int
        Pairs of runs for each setting.
    workers : int
        Processes that run cities.
    report : callable
        Called with the number of finished runs and that of all.

    Returns
    -------
    int
        Size of the file in bytes.

    Raises
    ------
    RequestError
        If the file would be too large.
    """
    requests: dict[Any, RunRequest] = {}
    for city in found.values():
        for seed in range(1, seeds + 1):
            for scenario in (city.other, city.mine):
                request = RunRequest(scenario.settings, seed, 0)
                requests[request.key] = request
    results = _run(requests, workers, report)
    runs = {}
    for key, city in found.items():
        mine, other = (
            [results[RunRequest(side.settings, seed, 0).key] for seed in range(1, seeds + 1)]
            for side in (city.mine, city.other)
        )
        pairs = list(zip(range(1, seeds + 1), mine, other, strict=True))
        content = answer.complete(pairs, city)
        del content["rows"]
        runs[key] = [
            ["begun", {**told(city), "ready": True}],
            ["answer", _short(content)],
            ["done", {"seeds": seeds, "failed": 0}],
        ]
    text = _page(_facts(next(iter(found.values())), levers, seeds, runs))
    size = len(text.encode())
    if size > LARGEST:
        raise RequestError(
            f"--export {path}: {size / 1e6:.0f} MB; at most {LARGEST / 1e6:.0f} MB are written. "
            "Name fewer values"
        )
    path.write_text(text, encoding="utf-8")
    return size


def _run(
    requests: dict[Any, RunRequest], workers: int, report: Callable[[int, int], None]
) -> dict[Any, RunResult]:
    """Results of runs, by their key."""
    results = {}
    with worker_pool(workers) as pool:
        futures = {key: pool.submit(live_run.simulate, run) for key, run in requests.items()}
        for number, (key, future) in enumerate(futures.items(), 1):
            results[key] = future.result()
            report(number, len(futures))
    return results


def _facts(city: City, levers: Sequence[Lever], seeds: int, runs: dict[str, Any]) -> dict[str, Any]:
    """Content of the page with the levers of the edition only."""
    facts = page_facts(seeds)
    values = {one.name: one.values for one in levers}
    controls = {
        control["name"]: control for group in facts["groups"] for control in group["controls"]
    }
    groups = []
    for group in facts["groups"]:
        chosen = [
            {**controls[control["name"]], "values": values[control["name"]]}
            for control in group["controls"] if control["name"] in values
        ]  # fmt: skip
        if chosen:
            groups.append({**group, "controls": chosen})
    case = facts["cases"][city.case]
    edition = {
        "levers": [one.name for one in levers],
        "first": [one.values[0] for one in levers],
        "versus": city.versus,
        "runs": runs,
    }
    return {
        **facts, "groups": groups, "cases": {city.case: case}, "first_case": city.case,
        "other_case": city.case, "tiles": [], "edition": edition,
    }  # fmt: skip


def _short(content: Any) -> Any:
    """Numbers with as many digits as the page can show."""
    if isinstance(content, float):
        return float(f"{content:.{DIGITS}g}")
    if isinstance(content, dict):
        return {key: _short(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_short(value) for value in content]
    return content


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _page(facts: dict[str, Any]) -> str:
    """The page as one file, whose content policy allows its own scripts and style only."""
    files = {name: (PAGE / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.css")}
    icon = quote((PAGE / "icon.svg").read_text(encoding="utf-8"))
    scripts = " ".join(_hash(files[name]) for name in SCRIPTS)
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {_hash(files['page.css'])}; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    text = (PAGE / "page.html").read_text(encoding="utf-8")
    text = text.replace("icon.svg", f"data:image/svg+xml,{icon}")
    meta = f'<meta http-equiv="content-security-policy" content="{policy}">'
    text = text.replace(STYLE, f"{meta}\n<style>{files['page.css']}</style>")
    for name in SCRIPTS:
        text = text.replace(f'<script src="{name}" defer></script>\n', "")
    # no text of the content can end the element that it is in
    content = json.dumps(facts, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
    inside = f'<script type="application/json" id="edition">{content}</script>\n'
    inside += "".join(f"<script>{files[name]}</script>\n" for name in SCRIPTS)
    return text.replace("</body>", f"{inside}</body>")
