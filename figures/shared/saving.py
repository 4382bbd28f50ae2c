"""Write a figure: PDF, SVG and PNG, the same bytes each time, and its numbers as CSV."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pandas as pd
from matplotlib.figure import Figure

from figures.shared import style
from figures.shared.provenance import Provenance, metadata


def write(
    name: str, figure: Figure, numbers: pd.DataFrame, output: Path, said: Provenance, title: str
) -> list[Path]:
    """Write a figure and the numbers it shows.

    Parameters
    ----------
    name : str
        Name of the files, without an ending.
    figure : Figure
    numbers : DataFrame
        Exactly what is plotted.
    output : Path
        Folder, made if need be.
    said : Provenance
        Goes with the title into the metadata of the pictures.
    title : str

    Returns
    -------
    list of Path
        The PDF, SVG, PNG and CSV.
    """
    output.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.applied():
        for ending, words in metadata(said, title).items():
            buffer = io.BytesIO()
            figure.savefig(buffer, format=ending, metadata=words)
            paths.append(put(output / f"{name}.{ending}", buffer.getvalue()))
    paths.append(put(output / f"{name}.csv", as_csv(numbers)))
    return paths


def as_csv(numbers: pd.DataFrame) -> bytes:
    """The numbers of a figure as CSV, every digit of them."""
    return numbers.to_csv(index=False, lineterminator="\n").encode()


def put(path: Path, content: bytes) -> Path:
    """Put a file in place whole or not at all."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        waiting.write_bytes(content)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return path
