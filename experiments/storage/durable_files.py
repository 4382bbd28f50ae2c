"""Files that are written whole or not at all, and JSON lines that each have a checksum."""

from __future__ import annotations

import errno
import json
import os
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

Document = dict[str, Any]

_CHECK = b', "check": "'


def write_whole(path: Path, content: bytes, waiting: Path) -> None:
    """Write a file whole or not at all, also if the power fails.

    Parameters
    ----------
    path : Path
    content : bytes
    waiting : Path
        Folder on the same disk in which it is written before it is moved into place.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    waiting.mkdir(parents=True, exist_ok=True)
    partial = waiting / f"{os.getpid()}-{path.name}"
    try:
        with partial.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)  # on a full disk its space is needed
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Write to the disk which files a folder contains."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


class JsonLines:
    """A file of documents, one per line as JSON; documents are only ever appended.

    The last entry of a line, ``check``, is the CRC-32 of the text before it. It reveals a line that
    was half written when the power failed, or that was changed since.

    Parameters
    ----------
    path : Path
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def read(self) -> tuple[list[Document], list[int]]:
        """Return the documents, and the numbers of lines that are incomplete or damaged."""
        try:
            content = self.path.read_bytes()
        except FileNotFoundError:
            return [], []
        documents, broken = [], []
        for number, line in enumerate(content.split(b"\n"), start=1):
            if not line:
                continue
            document = _parsed(line)
            if document is None:
                broken.append(number)
            else:
                documents.append(document)
        return documents, broken

    def append(self, documents: Iterable[Mapping[str, Any]]) -> None:
        """Append documents; on return they are on the disk."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        content = b"".join(_line(document) for document in documents)
        with self.path.open("ab", buffering=0) as file:
            before = file.tell()
            try:
                if file.write(content) < len(content):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
                os.fsync(file.fileno())
            except BaseException:
                file.truncate(before)  # half a line would spoil the next one
                raise

    def rewrite(self, documents: Iterable[Mapping[str, Any]], waiting: Path) -> None:
        """Replace all lines at once; see :func:`write_whole`."""
        write_whole(self.path, b"".join(_line(document) for document in documents), waiting)


def _line(document: Mapping[str, Any]) -> bytes:
    body = json.dumps(document, ensure_ascii=False).encode()[:-1]
    return body + _CHECK + f'{zlib.crc32(body):08x}"}}\n'.encode()


def _parsed(line: bytes) -> Document | None:
    body, check, rest = line.rpartition(_CHECK)
    if not check or rest != f'{zlib.crc32(body):08x}"}}'.encode():
        return None
    try:
        document = json.loads(body + b"}")
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
