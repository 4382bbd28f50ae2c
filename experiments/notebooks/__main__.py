"""Turn every notebook kept as text into an executed ``.ipynb``, for reading."""

from __future__ import annotations

from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient

FOLDER = Path(__file__).parent
#: Where the executed copies are.
EXECUTED = FOLDER / "executed"


def execute(source: Path) -> nbformat.NotebookNode:
    """Read a notebook kept as text, execute it and give it back with its outputs.

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
    """Drop what only a live notebook can show, and what differs from one making to the next.

    Progress bars and messages go; cells are numbered in place of their random names.
    """
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
    """The notebooks kept as text."""
    return sorted(path for path in FOLDER.glob("*.py") if not path.name.startswith("_"))


if __name__ == "__main__":
    EXECUTED.mkdir(exist_ok=True)
    for path in sources():
        made = EXECUTED / f"{path.stem}.ipynb"
        nbformat.write(for_reading(execute(path)), made)
        print(made.relative_to(FOLDER.parents[1]))
