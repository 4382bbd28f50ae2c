"""File references: the path of a file that a parameter names, with a fingerprint of its content.

A path alone does not identify a file's content. Scenarios therefore pin the files they name:
``mine.csv`` becomes ``/home/me/mine.csv#0123456789abcdef``, the absolute path and a fingerprint.
A changed file then makes another scenario, a moved file does not, and a change between plan and
run is detected.
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
    """Path and fingerprint of a value; the fingerprint is empty if the value is not pinned."""
    match = _PINNED.fullmatch(value)
    return (match["path"], match["fingerprint"]) if match else (value, "")


def fingerprint(content: bytes) -> str:
    """Fingerprint of a file's content, 16 hexadecimal digits, independent of line endings."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()[:16]


def pin(path: Path) -> str:
    """The absolute path of a file with the fingerprint of its present content."""
    return f"{path.resolve()}#{fingerprint(read_bytes(path))}"


def read_bytes(path: Path) -> bytes:
    """Content of a file; raises :class:`TableError` if it cannot be read."""
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
        If it cannot be read, is not UTF-8 text, or has changed since it was pinned.
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
