"""Execute every notebook, which is kept as text, and write it as ``.ipynb``: ``make notebooks``.

With the argument ``copies``, write those beside their texts that are not there yet, without
executing them: ``make lab``.
"""

from __future__ import annotations

import sys
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
#: Folder of the executed copies; not under version control.
EXECUTED = FOLDER / "executed"


def execute(source: Path) -> nbformat.NotebookNode:
    """Read a notebook, execute it and return it with its outputs.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails.
    """
    notebook = jupytext.read(source)
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", cwd=str(FOLDER), record_timing=False
    )
    client.execute()
    return notebook


def for_reading(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Remove progress bars, messages and random cell names, so that equal runs give equal files."""
    notebook.metadata.pop("widgets", None)
    for number, cell in enumerate(notebook.cells, start=1):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _live(output)]
    return notebook


def _live(output: nbformat.NotebookNode) -> bool:
    """Whether an output is progress or a message on the error stream."""
    widget = "application/vnd.jupyter.widget-view+json"
    return output.get("name") == "stderr" or widget in output.get("data", {})


def sources() -> list[Path]:
    """The notebooks as text."""
    return sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))


def write_copies(folder: Path = FOLDER) -> list[Path]:
    """Write each notebook as ``.ipynb`` that is not there yet; return the new files.

    A copy in which somebody has worked is kept.
    """
    written = []
    for path in sources():
        copy = folder / f"{path.stem}.ipynb"
        if not copy.exists():
            jupytext.write(jupytext.read(path), copy)
            written.append(copy)
    return written


def execute_all() -> None:
    """Execute all notebooks and say where the copies are."""
    EXECUTED.mkdir(exist_ok=True)
    for path in sources():
        copy = EXECUTED / f"{path.stem}.ipynb"
        nbformat.write(for_reading(execute(path)), copy)
        print(copy.relative_to(FOLDER.parents[1]))


if __name__ == "__main__":
    write_copies() if sys.argv[1:] == ["copies"] else execute_all()
