"""Provenance of a figure: written into its files, and read from them.

The PDF, SVG and PNG of a figure contain the same line of JSON: as subject in a PDF, as description
in the metadata of an SVG, as text ``Description`` in a PNG. It contains no date, so the same commit
and the same runs give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.errors import RequestError
from experiments.storage.run_record import environment
from simulation.core.model_version import model_version

if TYPE_CHECKING:
    from figures.shared.figure_data import FigureData

#: Endings of the files that contain it.
ENDINGS = (".pdf", ".svg", ".png")
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


@dataclass(frozen=True)
class Provenance:
    """Code and runs that a figure was made with.

    Attributes
    ----------
    figure : str
        Name of the figure.
    version : str or None
        Version of this package.
    commit : str or None
        Commit that is checked out; None outside a repository.
    uncommitted_changes : bool or None
        Whether files differ from that commit.
    model_version : str
        Fingerprint of the model's code and data.
    plan : str
        Fingerprint of the runs: settings, seeds and model.
    scenarios : list of str
    seeds : str
        For instance ``1-30``.
    size : str
        Seeds, citizens and months as text.
    quick : bool
        Whether it is a preview and not a result.
    """

    figure: str
    version: str | None
    commit: str | None
    uncommitted_changes: bool | None
    model_version: str
    plan: str
    scenarios: list[str]
    seeds: str
    size: str
    quick: bool

    def text(self) -> str:
        """One line of JSON in ASCII, which every format stores unchanged."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def code(self) -> str:
        """Version and commit as text."""
        commit = self.commit[:12] if self.commit else "unknown"
        changed = " with uncommitted changes" if self.uncommitted_changes else ""
        return f"cityfit {self.version or 'of unknown version'}, commit {commit}{changed}"


def provenance(name: str, scenarios: Iterable[str], data: FigureData) -> Provenance:
    """Provenance of a figure.

    Parameters
    ----------
    name : str
        The figure.
    scenarios : iterable of str
        Those it needs; runs of other scenarios in the same batch are left out.
    data : FigureData
    """
    needed = set(scenarios)
    wanted = [scenario for scenario in data.scenarios if scenario in needed]
    runs = sorted(run for run in data.identities.items() if run[0][0] in needed)
    sizes = [data.size]
    if data.second_study is not None:
        wanted += [scenario for scenario in data.second_study.scenarios if scenario not in wanted]
        runs += sorted(data.second_study.identities.items())
        sizes.append(data.second_study.size)
    size = "; ".join(dict.fromkeys(sizes))
    return of_runs(name, runs, wanted, size, model_version(), data.quick)


def of_runs(
    name: str,
    runs: Sequence[tuple[tuple[str, int], str]],
    scenarios: list[str],
    size: str,
    model: str,
    quick: bool = False,
) -> Provenance:
    """Provenance of a picture of runs.

    Parameters
    ----------
    name : str
        The picture.
    runs : sequence of ((scenario, seed), identity)
    scenarios : list of str
    size : str
        Seeds, citizens and months as text.
    model : str
        Fingerprint of the model that made the runs.
    quick : bool
    """
    made_with = environment()
    lines = [f"{scenario} {seed} {identity}" for (scenario, seed), identity in runs]
    return Provenance(
        figure=name,
        version=made_with["packages"]["cityfit"],
        commit=made_with["commit"],
        uncommitted_changes=made_with["uncommitted_changes"],
        model_version=model,
        plan=hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16],
        scenarios=scenarios,
        seeds=spans({seed for (_, seed), _ in runs}),
        size=size,
        quick=quick,
    )


def spans(numbers: Iterable[int]) -> str:
    """Whole numbers as ranges: 1, 2, 3 and 7 are ``1-3, 7``."""
    ranges: list[list[int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in ranges)


def metadata(origin: Provenance, title: str) -> Mapping[str, dict[str, Any]]:
    """Format → metadata for matplotlib, without dates and library versions.

    Parameters
    ----------
    origin : Provenance
    title : str
        Title of the figure.
    """
    text = origin.text()
    return {
        "pdf": {"Creator": None, "Producer": None, "CreationDate": None, "Title": title,
                "Subject": text},
        "svg": {"Creator": None, "Date": None, "Format": None, "Type": None, "Title": title,
                "Description": text},
        "png": {"Software": None, "Title": title, "Description": text},
    }  # fmt: skip


def read(path: Path) -> Provenance:
    """Read the provenance in the file of a figure.

    Parameters
    ----------
    path : Path
        PDF, SVG or PNG.

    Raises
    ------
    RequestError
        If the file is missing, is of another kind, or contains none.
    """
    readers = {".pdf": _from_pdf, ".svg": _from_svg, ".png": _from_png}
    if path.suffix.lower() not in readers:
        raise RequestError(
            f"{path}: only {', '.join(ENDINGS)} files of a figure contain provenance"
        )
    try:
        content = json.loads(readers[path.suffix.lower()](path))
        return Provenance(**{field.name: content[field.name] for field in fields(Provenance)})
    except (FileNotFoundError, IsADirectoryError):
        raise RequestError(f"{path}: there is no such file") from None
    except PermissionError as error:
        raise RequestError(f"{path}: cannot be read ({error.strerror})") from None
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        raise RequestError(f"{path}: contains no provenance of a figure") from None


def _from_pdf(path: Path) -> str:
    found = re.search(rb"/Subject \(((?:\\.|[^\\)])*)\)", path.read_bytes(), flags=re.DOTALL)
    if found is None:
        raise ValueError
    return re.sub(rb"\\(.)", rb"\1", found[1]).decode("ascii")


def _from_svg(path: Path) -> str:
    for _, element in ET.iterparse(path):
        if element.tag == _DESCRIPTION:
            return element.text or ""
    raise ValueError


def _from_png(path: Path) -> str:
    from PIL import Image

    with Image.open(path) as image:
        return str(image.info["Description"])
