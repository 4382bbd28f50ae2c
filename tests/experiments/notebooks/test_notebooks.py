"""Every notebook runs from top to bottom, and what it shows is there."""

from pathlib import Path

import pytest

from experiments.notebooks.__main__ import execute, sources


@pytest.mark.parametrize("source", sources(), ids=lambda path: path.stem)
def test_the_notebook_runs_from_top_to_bottom(source: Path) -> None:
    notebook = execute(source)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert code
    pictures = [
        output for cell in code for output in cell.outputs if "image/png" in output.get("data", {})
    ]
    assert len(pictures) >= 2
