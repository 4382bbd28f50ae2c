"""Where a figure comes from: written into its files, and read back from them.

The PDF, SVG and PNG of a figure hold the same line of JSON: in a PDF it is the subject, in an SVG
the description of its metadata, in a PNG the text named ``Description``. It has no date in it, so
the same commit and the same runs give the same bytes.
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
from experiments.storage.model_version import model_version
from experiments.storage.run_record import environment

if TYPE_CHECKING:
    from figures.shared.figure_data import FigureData

#: Endings of the files that hold it.
ENDINGS = (".pdf", ".svg", ".png")
_DESCRIPTION = "{http://purl.org/dc/elements/1.1/}description"


@dataclass(frozen=True)
class Provenance:
    """What a figure was made with.

    Attributes
    ----------
    figure : str
        Its name.
    version : str or None
        Version of this package.
    commit : str or None
        Commit that is checked out; None outside a repository.
    uncommitted_changes : bool or None
        Whether files differ from that commit.
    model_version : str
        Fingerprint of the model's code and data.
    plan : str
        Fingerprint of the runs it is drawn from: their settings, seeds and model.
    scenarios : list of str
    seeds : str
        For instance ``1-30``.
    size : str
        Seeds, citizens and months in words.
    quick : bool
        Whether it is a look and not a result.
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
        """One line of JSON in ASCII, which every format can hold as it is."""
        return json.dumps(asdict(self), sort_keys=True)

    @property
    def code(self) -> str:
        """Version and commit in words."""
        commit = self.commit[:12] if self.commit else "unknown"
        changed = " with uncommitted changes" if self.uncommitted_changes else ""
        return f"cityfit {self.version or 'of unknown version'}, commit {commit}{changed}"


def provenance(name: str, scenarios: Iterable[str], data: FigureData) -> Provenance:
    """Where a figure comes from.

    Parameters
    ----------
    name : str
        The figure.
    scenarios : iterable of str
        Those it needs; runs of others in the same batch have no part in it.
    data : FigureData
        What it is drawn from.
    """
    needed = set(scenarios)
    wanted = [one for one in data.scenarios if one in needed]
    runs = sorted(run for run in data.identities.items() if run[0][0] in needed)
    sizes = [data.size]
    if data.beside is not None:
        wanted += [one for one in data.beside.scenarios if one not in wanted]
        runs += sorted(data.beside.identities.items())
        sizes.append(data.beside.size)
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
    """Where a picture of some runs comes from.

    Parameters
    ----------
    name : str
        The picture.
    runs : sequence of ((scenario, seed), identity)
    scenarios : list of str
    size : str
        Seeds, citizens and months in words.
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
    """Whole numbers as spans: 1, 2, 3 and 7 are ``1-3, 7``."""
    found: list[list[int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in found)


def metadata(said: Provenance, title: str) -> Mapping[str, dict[str, Any]]:
    """Format → what matplotlib writes into a file of it; dates and versions of libraries are not.

    Parameters
    ----------
    said : Provenance
    title : str
        Title of the figure.
    """
    text = said.text()
    return {
        "pdf": {"Creator": None, "Producer": None, "CreationDate": None, "Title": title,
                "Subject": text},
        "svg": {"Creator": None, "Date": None, "Format": None, "Type": None, "Title": title,
                "Description": text},
        "png": {"Software": None, "Title": title, "Description": text},
    }  # fmt: skip


def read(path: Path) -> Provenance:
    """The provenance in the file of a figure.

    Parameters
    ----------
    path : Path
        PDF, SVG or PNG.

    Raises
    ------
    RequestError
        If the file is not there, is of another kind, or holds none.
    """
    readers = {".pdf": _from_pdf, ".svg": _from_svg, ".png": _from_png}
    if path.suffix.lower() not in readers:
        raise RequestError(f"{path}: provenance is in {', '.join(ENDINGS)} files of a figure")
    try:
        content = json.loads(readers[path.suffix.lower()](path))
        return Provenance(**{field.name: content[field.name] for field in fields(Provenance)})
    except (FileNotFoundError, IsADirectoryError):
        raise RequestError(f"{path}: there is no such file") from None
    except PermissionError as error:
        raise RequestError(f"{path}: cannot be read ({error.strerror})") from None
    except (OSError, ValueError, KeyError, TypeError, SyntaxError):
        raise RequestError(f"{path}: holds no provenance of a figure") from None


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
