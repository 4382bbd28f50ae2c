"""Write a figure as PDF, SVG and PNG, reproducible to the byte, and its numbers as CSV."""

from __future__ import annotations

import io
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from experiments.errors import RequestError
from figures.shared import style
from figures.shared.provenance import Provenance, metadata


def write(
    figure: Figure, numbers: pd.DataFrame, output: Path, origin: Provenance, title: str
) -> list[Path]:
    """Write a figure and the numbers it shows.

    Parameters
    ----------
    figure : Figure
    numbers : DataFrame
        Exactly what is plotted.
    output : Path
        Folder; created if it does not exist.
    origin : Provenance
        Written with the title into the metadata of the pictures; its figure names the files.
    title : str

    Returns
    -------
    list of Path
        The PDF, SVG, PNG and CSV.
    """
    output.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.applied():
        for ending, fields in metadata(origin, title).items():
            buffer = io.BytesIO()
            figure.savefig(buffer, format=ending, metadata=fields)
            paths.append(put(output / f"{origin.figure}.{ending}", buffer.getvalue()))
    paths.append(put(output / f"{origin.figure}.csv", as_csv(numbers)))
    return paths


def write_picture(draw: Callable[[], Figure], path: Path, origin: Provenance, title: str) -> Path:
    """Draw one picture into a file that a user named.

    Parameters
    ----------
    draw : callable
        Returns the figure; called in the style of the project.
    path : Path
        Its ending sets the format: ``.pdf``, ``.svg`` or ``.png``.
    origin : Provenance
        Written with the title into the metadata.
    title : str

    Raises
    ------
    RequestError
        If the file cannot be written.
    """
    ending = path.suffix.lower()[1:]
    buffer = io.BytesIO()
    with style.applied():
        draw().savefig(buffer, format=ending, metadata=metadata(origin, title)[ending])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return put(path, buffer.getvalue())
    except OSError as error:
        raise RequestError(f"{path}: cannot be written ({error.strerror})") from None


def as_csv(numbers: pd.DataFrame) -> bytes:
    """The numbers of a figure as CSV with all digits."""
    return numbers.to_csv(index=False, lineterminator="\n").encode()


def put(path: Path, content: bytes) -> Path:
    """Write a file completely or not at all."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_bytes(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return path
