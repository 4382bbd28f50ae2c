"""Write a figure: PDF, SVG and PNG, the same bytes each time, and its numbers as CSV."""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from figures import style

#: What would differ from one run, or from one version of a library, to the next.
_LEFT_OUT: dict[str, dict[str, Any]] = {
    "pdf": {"Creator": None, "Producer": None, "CreationDate": None},
    "svg": {"Creator": None, "Date": None, "Format": None, "Type": None},
    "png": {"Software": None},
}


def write(name: str, figure: Figure, numbers: pd.DataFrame, output: Path) -> list[Path]:
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

    Returns
    -------
    list of Path
        The PDF, SVG, PNG and CSV.
    """
    output.mkdir(parents=True, exist_ok=True)
    paths = []
    with style.applied():
        for ending, metadata in _LEFT_OUT.items():
            buffer = io.BytesIO()
            figure.savefig(buffer, format=ending, metadata=metadata)
            paths.append(put(output / f"{name}.{ending}", buffer.getvalue()))
    text = numbers.to_csv(index=False, lineterminator="\n")
    paths.append(put(output / f"{name}.csv", text.encode()))
    return paths


def put(path: Path, content: bytes) -> Path:
    """Put a file in place whole or not at all."""
    waiting = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        waiting.write_bytes(content)
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    return path
