"""Tables of one's own on the command line and in the folder of results."""

from __future__ import annotations

import warnings
from pathlib import Path

import scenarios
from experiments.command_line import main

EXAMPLES = Path(scenarios.__path__[0]) / "examples"
SIZE = ["--seeds", "1", "--citizens", "300", "--months", "4", "--jobs", "1"]


def copied(folder):
    """The example's files in another folder."""
    for path in EXAMPLES.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder / "twelve_occupations.csv"


def test_a_changed_table_is_run_again_and_kept_beside_the_results(tmp_path, monkeypatch, capsys):
    table = copied(tmp_path)
    monkeypatch.chdir(tmp_path)
    line = ["run", "baseline", "--set", f"occupations.table={table.name}", *SIZE]
    line += ["--set", "city.burn_in=1", "-o", "runs"]
    assert main(line) == 0
    assert main(line) == 0
    assert "1 of 1 runs are there already" in capsys.readouterr().err
    table.write_text(table.read_text().replace("2100", "2200"))
    assert main(line) == 0
    assert "scenario baseline has changed" in capsys.readouterr().err
    kept = sorted((tmp_path / "runs" / "tables").iterdir())
    assert len(kept) == 2
    assert {path.read_text() for path in kept} > {table.read_text()}


def test_a_mistake_in_a_table_is_one_line_and_nothing_is_run(tmp_path, monkeypatch, capsys):
    table = copied(tmp_path)
    table.write_text(table.read_text().replace("2100", "-5"))
    monkeypatch.chdir(tmp_path)
    line = ["run", "baseline", "--set", f"occupations.table={table.name}", *SIZE]
    assert main([*line, "--set", "city.burn_in=1", "-o", "runs"]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "line 2: wage" in error
    assert not (tmp_path / "runs").exists()


def test_what_is_doubtful_is_one_line_that_stops_nothing(tmp_path, capsys):
    table = copied(tmp_path)
    text = table.read_text()
    table.write_text(text.replace("household_services,60,", "household_services,600,"))
    line = ["scenarios", "check", str(table.with_suffix(".toml"))]
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        assert main(line) == 0
    (told,) = capsys.readouterr().err.splitlines()
    assert told.startswith(f"warning: {table.resolve()}: the job mix does not match")
