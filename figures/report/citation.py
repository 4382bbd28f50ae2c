"""How to cite: the content of ``CITATION.cff`` as sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "CITATION.cff"


@dataclass(frozen=True)
class Citation:
    """References of the software and the paper.

    Attributes
    ----------
    software, paper : str
    """

    software: str
    paper: str


@dataclass(frozen=True)
class Release:
    """What ``CITATION.cff`` says of the software.

    Attributes
    ----------
    title, authors, licence : str
    day : str
        Day of the release, ``2026-01-31``.
    paper : str
        Title of the paper.
    """

    title: str
    authors: str
    licence: str
    day: str
    paper: str

    @property
    def licence_address(self) -> str:
        """Address of the licence in the list of SPDX."""
        return f"https://spdx.org/licenses/{self.licence}"


def released(path: Path = FILE) -> Release:
    """The release that a file describes."""
    own, _, references = path.read_text(encoding="utf-8").partition("\nreferences:")
    return Release(
        _value(own, "title"), ", ".join(_values(own, "name")) or _people(own),
        _value(own, "license"), _value(own, "date-released"), _value(references, "title"),
    )  # fmt: skip


def citation(path: Path = FILE) -> Citation | None:
    """The citation, or None if there is no such file, as in an installed package.

    Reads the part of YAML that the file uses: keys with one value each, a block of authors, and a
    block of references with the paper first.

    Parameters
    ----------
    path : Path
    """
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        return None
    own, _, references = text.partition("\nreferences:")
    year = _value(own, "date-released")[:4]
    authors = ", ".join(_values(own, "name")) or _people(own)
    version = _value(own, "version")
    software = (
        f"{authors} ({year}). {_value(own, 'title')} (version {version}) [Computer software]."
    )
    start, end = _value(references, "start"), _value(references, "end")
    paper = (
        f"{_people(references)} ({_value(references, 'year')}). {_value(references, 'title')}. "
        f"{_value(references, 'journal')}, {_value(references, 'volume')}"
        f"({_value(references, 'issue')}), {start}–{end}. doi: {_value(references, 'doi')}"
    )
    return Citation(software, paper)


def _values(text: str, key: str) -> list[str]:
    values = re.findall(rf"^[\s-]*{key}:[ ]*(\S.*)$", text, flags=re.MULTILINE)
    return [value.strip().strip("\"'") for value in values]


def _value(text: str, key: str) -> str:
    return next(iter(_values(text, key)), "")


def _people(text: str) -> str:
    families, given = _values(text, "family-names"), _values(text, "given-names")
    people = [
        f"{family}, {' '.join(f'{name[0]}.' for name in names.replace('.', ' ').split())}"
        for family, names in zip(families, given, strict=True)
    ]
    return " & ".join([", ".join(people[:-1]), people[-1]]) if len(people) > 1 else "".join(people)
