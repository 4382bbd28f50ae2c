"""A file that a parameter names: its path and, once it has been looked at, what was in it.

A run is what its settings are, and a path says nothing about what lies there. Scenarios therefore
pin the files they name: ``mine.csv`` becomes ``/home/me/mine.csv#0123456789abcdef``, the whole path
and a fingerprint of the content. A changed file is then another scenario, a file that was only
moved is the same, and a file that is changed between plan and run is noticed.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

_PINNED = re.compile(r"(?P<path>.+)#(?P<fingerprint>[0-9a-f]{16})", re.DOTALL)


class TableError(ValueError):
    """A table that cannot be used.

    Parameters
    ----------
    problems : list of str
        One line per mistake: file, line, column, value, what is allowed.
    """

    def __init__(self, problems: list[str]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(self.problems))

    def __reduce__(self) -> tuple[type, tuple[list[str]]]:
        return type(self), (self.problems,)


def split(value: str) -> tuple[str, str]:
    """Path and fingerprint of a value; the fingerprint is empty when it is not pinned."""
    found = _PINNED.fullmatch(value)
    return (found["path"], found["fingerprint"]) if found else (value, "")


def fingerprint(content: bytes) -> str:
    """Fingerprint of a file's content, 16 hexadecimal digits; line endings have no part in it."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def pin(path: Path) -> str:
    """The whole path of a file with the fingerprint of what is in it now."""
    return f"{path.resolve()}#{fingerprint(read_bytes(path))}"


def read_bytes(path: Path) -> bytes:
    """Content of a file; a :class:`TableError` says why it cannot be read."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise TableError([f"{path}: there is no such file"]) from None
    except OSError as error:
        raise TableError([f"{path}: cannot be read: {error.strerror}"]) from None


def read_text(value: str) -> tuple[str, str]:
    """Path and text of a file named by a parameter.

    Raises
    ------
    TableError
        If it cannot be read, is not UTF-8 text, or is no longer what it was when it was pinned.
    """
    path, expected = split(value)
    content = read_bytes(Path(path))
    if expected and fingerprint(content) != expected:
        raise TableError([f"{path}: has changed since the scenario that names it was read"])
    try:
        return path, content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise TableError(
            [f"{path}: line {line}: this is not UTF-8 text: byte {content[error.start]:#04x}"]
        ) from None
