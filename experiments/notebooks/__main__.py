"""Turn every notebook kept as text into an executed ``.ipynb`` beside it."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent


def execute(source: Path) -> nbformat.NotebookNode:
    """Read a notebook kept as text, execute it and give it back with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    notebook = jupytext.read(source)
    client = NotebookClient(notebook, timeout=600, kernel_name="python3", cwd=str(FOLDER))
    client.execute()
    return notebook


def sources() -> list[Path]:
    """The notebooks kept as text."""
    return sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))


if __name__ == "__main__":
    for path in sources():
        made = path.with_suffix(".ipynb")
        nbformat.write(execute(path), made)
        print(made.relative_to(FOLDER.parents[1]))
