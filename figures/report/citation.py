"""How to cite: what ``CITATION.cff`` says, as sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parents[2] / "CITATION.cff"


@dataclass(frozen=True)
class Citation:
    """The software and the paper.

    Attributes
    ----------
    software, paper : str
        One reference each.
    """

    software: str
    paper: str


def citation(path: Path = FILE) -> Citation | None:
    """What to cite, or None if there is no such file, as in an installed package.

    Reads no more of YAML than the Citation File Format needs here: keys with one value each, a
    block of authors, a block of references with the paper first.

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
    found = re.findall(rf"^[\s-]*{key}:[ ]*(\S.*)$", text, flags=re.MULTILINE)
    return [value.strip().strip("\"'") for value in found]


def _value(text: str, key: str) -> str:
    return next(iter(_values(text, key)), "")


def _people(text: str) -> str:
    families, given = _values(text, "family-names"), _values(text, "given-names")
    people = [
        f"{family}, {' '.join(f'{name[0]}.' for name in names.replace('.', ' ').split())}"
        for family, names in zip(families, given, strict=True)
    ]
    return " & ".join([", ".join(people[:-1]), people[-1]]) if len(people) > 1 else "".join(people)
