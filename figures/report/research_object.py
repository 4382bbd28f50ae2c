"""A research object: what lies in the folder of the figures, what made it, and from what.

The description follows RO-Crate 1.1 (Soiland-Reyes et al. 2022, Packaging research artefacts with
RO-Crate, Data Science 5), in a form that repositories of research data read. It is written by hand:
it is a list of files, and a library for it would bring more than it saves.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.preregistration.registration import read
from figures.report.citation import FILE, released

if TYPE_CHECKING:
    from figures.report.index_page import Entry

#: Name that RO-Crate prescribes for the description.
NAME = "ro-crate-metadata.json"
#: Ending of a file of a figure → media type and what it holds.
FORMATS = {
    "pdf": ("application/pdf", "for print"),
    "svg": ("image/svg+xml", "drawing"),
    "png": ("image/png", "picture"),
    "csv": ("text/csv", "numbers"),
}
PAPER = "https://doi.org/10.1177/0018726720949925"
#: File of a batch of runs → media type and what it holds.
OF_RUNS = {
    "plan.json": ("application/json", "plan: scenarios, seeds and settings"),
    "manifest.jsonl": ("application/jsonl", "manifest: every run with its identity and time"),
}
#: Packages that the numbers depend on.
PACKAGES = ("mesa", "numpy", "numba", "scipy", "pandas")


def runs(output: Path) -> list[dict[str, Any]]:
    """Plans and manifests of the runs in the folder of the figures, as entities."""
    return [
        {
            "@id": f"runs/{folder.name}/{name}", "@type": "File",
            "name": f"Runs of {folder.name}, {what}", "encodingFormat": media,
        }
        for folder in sorted((output / "runs").glob("*/"))
        for name, (media, what) in OF_RUNS.items()
        if (folder / name).is_file()
    ]  # fmt: skip


def packages() -> list[dict[str, Any]]:
    """Packages that the numbers depend on, with their versions, as entities."""
    return [
        {"@id": f"#{name}", "@type": "SoftwareApplication", "name": name, "softwareVersion":
         version(name)}
        for name in PACKAGES
    ]  # fmt: skip


def describe(entries: Sequence[Entry], output: Path, citation: Path = FILE) -> str:
    """The description as JSON-LD; the same figures give the same text.

    Parameters
    ----------
    entries : sequence of Entry
        Figures on the page.
    output : Path
        Folder of the figures; only files that exist there are described.
    citation : Path
        ``CITATION.cff``, from which title, licence and day come.
    """
    about = released(citation)
    parts, required = runs(output), packages()
    actions: list[dict[str, Any]] = []
    for entry in entries:
        files = [f"{entry.name}.{ending}" for ending in FORMATS]
        made = [name for name in files if (output / name).is_file()]
        for name in made:
            media, what = FORMATS[name.rpartition(".")[2]]
            parts.append({
                "@id": name, "@type": "File", "name": f"{entry.title} ({what})",
                "description": entry.summary, "encodingFormat": media,
            })  # fmt: skip
        origin = entry.origin
        quick = " --quick" if origin.quick else ""
        actions.append({
            "@id": f"#make-{entry.name}", "@type": "CreateAction",
            "name": f"cityfit figures {entry.name}{quick}",
            "description": f"{origin.size}; seeds {origin.seeds}; plan {origin.plan}; model "
            f"{origin.model_version}; scenarios {', '.join(origin.scenarios)}",
            "instrument": {"@id": "#cityfit"},
            "result": [{"@id": name} for name in made],
        })  # fmt: skip
    page = {
        "@id": "index.html", "@type": "File", "name": "Page with all figures and findings",
        "encodingFormat": "text/html",
    }  # fmt: skip
    software: dict[str, Any] = {
        "@id": "#cityfit", "@type": "SoftwareApplication", "name": "cityfit",
        "citation": {"@id": PAPER},
        "softwareRequirements": [{"@id": package["@id"]} for package in required],
    }  # fmt: skip
    registered = {
        "@id": "#pre-registration", "@type": "CreativeWork",
        "name": "Pre-registration of claims and facts", "identifier": read().stamp,
    }  # fmt: skip
    if entries:
        origin = entries[0].origin
        software["softwareVersion"] = f"{origin.code}, model {origin.model_version}"
    root = {
        "@id": "./", "@type": "Dataset", "name": f"Figures of {about.title}",
        "description": "Figures, their numbers, and plans and manifests of their runs.",
        "datePublished": about.day, "license": {"@id": about.licence_address},
        "author": {"@id": "#authors"}, "citation": {"@id": PAPER},
        "hasPart": [{"@id": part["@id"]} for part in (page, *parts)],
        "mentions": [{"@id": one["@id"]} for one in (registered, *actions)],
    }  # fmt: skip
    head = {
        "@id": NAME, "@type": "CreativeWork", "about": {"@id": "./"},
        "conformsTo": {"@id": "https://w3id.org/ro/crate/1.1"},
    }  # fmt: skip
    people = {"@id": "#authors", "@type": "Organization", "name": about.authors}
    licence = {"@id": about.licence_address, "@type": "CreativeWork", "name": about.licence}
    paper = {"@id": PAPER, "@type": "ScholarlyArticle", "name": about.paper}
    graph = [head, root, people, licence, paper, registered, software, *required]
    graph += [page, *parts, *actions]
    document = {"@context": "https://w3id.org/ro/crate/1.1/context", "@graph": graph}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
