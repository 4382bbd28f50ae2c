"""From a name or a path to what a scenario file and its bases say."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import Any

from scenarios.listing import LIBRARY, names
from simulation.checks.files import pin_files
from simulation.checks.parameters import HEADER, check_header, check_tables, shown
from simulation.core.errors import ScenarioError, suggestion
from simulation.core.extension import SETTING
from simulation.settings import with_extensions

#: Letters of any language, digits, and _ - . within.
RIGHT_NAME = re.compile(r"[^\W_][\w.-]*")
#: What that pattern means, as the end of an error line.
NAME_RULE = "must begin with a letter or digit and may hold only letters, digits, _, - and ."
#: Keys of a design file that no scenario has.
_DESIGN_KEYS = frozenset({"kind", "factors", "levers", "uncertainties", "outcomes", "samples"})


@dataclass(frozen=True)
class Source:
    """What one scenario file says, its bases folded in.

    Attributes
    ----------
    label : str
        What error lines call the file.
    name, title, question : str
    base : str or None
        As written in the file.
    changes : dict
        ``section.key`` → value: what this file alone says.
    resolved : dict
        The same with what its bases say below it.
    """

    label: str
    name: str
    title: str
    question: str
    base: str | None
    changes: dict[str, Any]
    resolved: dict[str, Any]


def find(name_or_path: str | Path) -> Path:
    """The file of a scenario.

    Parameters
    ----------
    name_or_path : str or Path
        A name from :func:`names`, or a path to a TOML file.

    Raises
    ------
    ScenarioError
        If there is no such scenario; the message proposes the nearest name.
    """
    given: object = name_or_path
    if not isinstance(given, str | PathLike):
        right = 'must be the name of a scenario or the path of its file, as in load("baseline")'
        raise ScenarioError([f"{shown(name_or_path)}: {right}"])
    text = str(name_or_path)
    if isinstance(name_or_path, str) and text in names():
        return LIBRARY / f"{text}.toml"
    path = Path(name_or_path).expanduser()
    if path.suffix == ".toml" or len(path.parts) > 1:
        if path.is_file():
            return path
        beside = [str(other) for other in sorted(path.parent.glob("*.toml"))]
        right = suggestion(text, beside) if beside else suggestion(path.stem, names())
        raise ScenarioError([f"{text}: there is no such file; {right}"])
    raise ScenarioError([f"{shown(text)}: there is no such scenario; {suggestion(text, names())}"])


def parse(path: Path, label: str) -> dict[str, Any]:
    """The TOML document in a file; a :class:`ScenarioError` says where it is broken."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ScenarioError([f"{label}: {_toml_problem(error, text)}"]) from None
    except UnicodeDecodeError as error:
        raise ScenarioError(
            [f"{label}: this is not UTF-8 text: byte {error.start} cannot be read"]
        ) from None
    except OSError as error:
        raise ScenarioError([f"{label}: cannot be read: {error.strerror}"]) from None


def _toml_problem(error: tomllib.TOMLDecodeError, text: str) -> str:
    """Where a text is no TOML, with the line itself."""
    lines = text.split("\n")
    end = f"(at line {len(lines)}, column {len(lines[-1]) + 1}, the end of the file)"
    reason = " ".join(str(error).split()).replace("(at end of document)", end)
    where = re.search(r"at line (\d+)", reason)
    line = lines[int(where[1]) - 1].strip() if where else ""
    return f"this is not TOML: {reason}" + (f": {shown(line)}" if line else "")


def read(name_or_path: str | Path) -> Source:
    """Read a scenario file and its bases.

    Raises
    ------
    ScenarioError
        With every problem of the file and of its bases.
    """
    problems: list[str] = []
    source = _read(find(name_or_path), [], problems)
    if problems:
        raise ScenarioError(problems)
    return source


def _label(path: Path) -> str:
    return f"scenarios/{path.name}" if path.parent == LIBRARY else str(path)


def _read(path: Path, below: list[Path], problems: list[str]) -> Source:
    label = _label(path)
    document = parse(path, label)
    tables = {key: value for key, value in document.items() if key not in HEADER}
    if _DESIGN_KEYS & tables.keys():
        raise ScenarioError([f"{label}: this is a design, not a scenario: cityfit sweep {path}"])
    problems.extend(check_header(document, label))
    if not RIGHT_NAME.fullmatch(path.stem):
        problems.append(f"{label}: the name of the file {NAME_RULE}")
    changes, found = check_tables(tables, label)
    problems.extend(found)
    changes, found = pin_files(changes, path.parent, label)
    problems.extend(found)
    base = document.get("base")
    resolved: dict[str, Any] = {}
    if isinstance(base, str):
        resolved = _resolve_base(base, path, [*below, path.resolve()], problems)
    if SETTING in changes or SETTING in resolved:
        changes[SETTING] = with_extensions(resolved.get(SETTING, ()), changes.get(SETTING, ()))
    return Source(
        label=label,
        name=path.stem,
        title=str(document.get("title", path.stem)),
        question=str(document.get("question", "")),
        base=base if isinstance(base, str) else None,
        changes=changes,
        resolved={**resolved, **changes},
    )


def _resolve_base(base: str, path: Path, seen: list[Path], problems: list[str]) -> dict[str, Any]:
    """What the base of a file says, bases of the base included."""
    label = _label(path)
    where = f"{label}: base = {shown(base)}"
    if base in names():
        file = LIBRARY / f"{base}.toml"
    else:
        file = path.parent / Path(base).expanduser()
        if not file.is_file() and (path.parent / f"{base}.toml").is_file():
            file = path.parent / f"{base}.toml"
    if not file.is_file():
        beside = [other.name for other in sorted(path.parent.glob("*.toml")) if other != path]
        known = names() if path.parent == LIBRARY else [*names(), *beside]
        problems.append(f"{where}: there is no such scenario; {suggestion(base, known)}")
        return {}
    if file.resolve() in seen:
        chain = [_label(other) for other in seen] + [_label(file)]
        problems.append(f"{where}: bases go round in a circle: {' -> '.join(chain)}")
        return {}
    try:
        return _read(file, seen, problems).resolved
    except ScenarioError as error:
        problems.extend(error.problems)
        return {}
