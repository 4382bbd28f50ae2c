"""Every notebook runs from top to bottom and shows pictures."""

from pathlib import Path

import nbformat
import pytest

from experiments.notebooks.__main__ import FOLDER, execute, for_reading, sources, write_copies

#: Notebooks that run with the long tests.
LONG = ("3_", "4_", "6_")
#: Possible answers to the assignment.
ANSWERS = {
    "worst_group = None": "worst_group = 'low'",
    "its_share = None": "its_share = float(alone.summary()['misfit_share_low'].mean())",
    "{'unbalance': None, 'volatility': None, 'misfit_share_low': None}": (
        "dict(unbalance='lower', volatility='none', misfit_share_low='lower')"
    ),
    "why = None": "why = 'Whoever cannot use a computer learns it and is hired more often then.'",
    "gained_least = None": (
        "gained_least = min((value, (e, level)) for e, row in zip(('low', 'mid', 'high'), grid)"
        " for level, value in zip(levels, row))[1]"
    ),
}


def printed(notebook: nbformat.NotebookNode) -> list[str]:
    """Lines that the cells of a notebook have printed."""
    return [
        line
        for cell in notebook.cells
        for output in cell.get("outputs", [])
        if output.get("name") == "stdout"
        for line in output["text"].splitlines()
    ]


def pictures(notebook: nbformat.NotebookNode) -> int:
    """Number of pictures in a notebook."""
    return sum(
        "image/png" in output.get("data", {})
        for cell in notebook.cells
        for output in cell.get("outputs", [])
    )


def test_their_numbers_give_the_order() -> None:
    numbers = [int(path.name.split("_")[0]) for path in sources()]
    assert numbers == list(range(1, len(numbers) + 1))
    assert sources()[-1].stem == "7_assignment"


def test_copies_to_work_in_are_never_overwritten(tmp_path: Path) -> None:
    assert [path.stem for path in write_copies(tmp_path)] == [path.stem for path in sources()]
    mine = tmp_path / "1_first_city.ipynb"
    assert nbformat.read(mine, as_version=4).cells[0].cell_type == "markdown"
    mine.write_text("my work")
    (tmp_path / "2_two_variances.ipynb").unlink()
    assert [path.stem for path in write_copies(tmp_path)] == ["2_two_variances"]
    assert mine.read_text() == "my work"


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(path, id=path.stem, marks=[pytest.mark.long] * path.stem.startswith(LONG))
        for path in sources()[:-1]
    ],
)
def test_the_notebook_runs_from_top_to_bottom(source: Path) -> None:
    notebook = for_reading(execute(source))
    assert pictures(notebook) >= 2
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert not any(output.get("name") == "stderr" for output in outputs)


def test_the_assignment_lists_open_answers() -> None:
    notebook = execute(FOLDER / "7_assignment.py")
    assert pictures(notebook) >= 2
    lines = printed(notebook)
    assert sum(line.startswith("to do: ") for line in lines) == 4
    assert not any(line.startswith("not yet: ") for line in lines)


@pytest.mark.parametrize(
    "right",
    [pytest.param(True, id="right", marks=pytest.mark.long), pytest.param(False, id="wrong")],
)
def test_the_assignment_checks_answers(right: bool, tmp_path: Path) -> None:
    text = (FOLDER / "7_assignment.py").read_text().replace('"', "'").replace("'''", '"""')
    for gap, answer in ANSWERS.items():
        assert text.count(gap) == 1, gap
        text = text.replace(gap, answer)
    if not right:
        text = text.replace("worst_group = 'low'", "worst_group = 'high'")
        text = text.replace("'network': 0}", "'network': 50}")
    source = tmp_path / "answered.py"
    source.write_text(text)
    lines = printed(execute(source))
    assert not any(line.startswith("to do: ") for line in lines)
    wrong = [line for line in lines if line.startswith("not yet: ")]
    if right:
        assert not wrong
        assert sum(line.startswith("fine: ") for line in lines) == 6
    else:
        assert any("add up to 120" in line for line in wrong)
        assert any("another group has a larger share" in line for line in wrong)
