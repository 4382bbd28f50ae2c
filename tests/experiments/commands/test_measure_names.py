"""Every command that takes names of measures refuses an earlier name with the present one."""

from __future__ import annotations

import subprocess
import sys

import click
import pytest
from all_commands import all_commands

from experiments.storage.measure_names import columns_of
from simulation.core.renames import ENDINGS, MEASURES
from simulation.measures import MEASURES as PRESENT

COLUMNS = [column for measure in PRESENT.values() for column in measure.columns]
#: Earlier name of a measure or column → its present name.
RENAMED = {
    **MEASURES,
    **ENDINGS,
    **{
        column.replace(new, old, 1): column
        for old, new in MEASURES.items()
        for column in COLUMNS
        if column.startswith(f"{new}_")
    },
}
#: Command and option → arguments with a name.
TAKERS = {
    ("run", "widths"): lambda name, _: ["run", "baseline", "--precision", f"{name}=0.1"],
    ("compare", "measures"): lambda name, folder: [
        "compare", f"{folder}/runs", "--against", "point_0001", "--measure", name,
    ],
    ("sensitivity", "measures"): lambda name, folder: [
        "sensitivity", f"{folder}/runs", "--measure", name,
    ],
    ("sweep", "design"): lambda name, folder: ["sweep", design_with(name, folder)],
    ("measures", "names"): lambda name, _: ["measures", name],
}  # fmt: skip


def design_with(name, folder):
    """Path of a design with an outcome."""
    path = folder / "renamed.toml"
    text = (folder / "design.toml").read_text()
    path.write_text(f'{text}[outcomes]\nmeasures = ["{name}"]\n')
    return str(path)


def test_all_options_with_measures_are_among_them():
    """Their help or metavar says so."""
    found = set()
    for name, command in all_commands().items():
        for option in command.params:
            text = f"{option.metavar} {getattr(option, 'help', '') or ''}".lower()
            if isinstance(option, click.Option) and option.name not in ("everything", "extension"):
                found |= {(name, option.name)} if "measure" in text or "outcome;" in text else set()
    assert found == {taker for taker in TAKERS if taker[1] in ("widths", "measures")}


def test_present_names_exist_and_earlier_ones_do_not():
    for old, new in RENAMED.items():
        assert any(column == new or column.startswith(f"{new}_") for column in COLUMNS), new
        assert not columns_of(old)


@pytest.mark.parametrize("taker", TAKERS, ids=" ".join)
@pytest.mark.parametrize("old", RENAMED)
def test_an_earlier_name_is_refused_with_the_present_one(refused, swept, taker, old):
    arguments = TAKERS[taker](old, swept)
    if taker[0] == "measures" and any(old in column for column in COLUMNS):
        pytest.skip("a part of present names: they are listed")
    if taker[0] == "sensitivity":
        pytest.importorskip("SALib")
    (line,) = refused(*arguments)
    assert f"renamed: {RENAMED[old]}" in line


def test_all_earlier_names_are_told_together(refused, swept):
    names = [word for old in RENAMED for word in ("--measure", old)]
    lines = refused("compare", f"{swept}/runs", "--against", "point_0001", *names)
    assert len(lines) == len(RENAMED)


def test_measures_are_known_before_the_model_is_loaded():
    """A sweep checks its outcomes before it loads the model."""
    program = (
        "from experiments.storage.measure_names import columns_of; print(columns_of('unbalance'))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "['unbalance']", done.stderr
