"""Files that scenarios name are kept beside the results, and failed runs are repeated with them."""

from __future__ import annotations

from pathlib import Path

import scenarios
from experiments.batch import worker
from experiments.storage.kept_files import as_kept
from simulation.core.file_reference import fingerprint, split

EXAMPLES = Path(scenarios.__path__[0]) / "examples"
SIZE = ("--citizens", "200", "--months", "14", "--set", "city.burn_in=2", "--jobs", "1")


def example_in(folder):
    """A copy of the example: its scenario and its table."""
    for path in EXAMPLES.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    return folder / "twelve_occupations.toml", folder / "twelve_occupations.csv"


def test_failed_runs_are_repeated_with_the_table_as_it_was(cityfit, tmp_path, monkeypatch):
    mine, table = example_in(tmp_path)
    before = table.read_bytes()
    output = tmp_path / "runs"

    with monkeypatch.context() as patch:
        patch.setattr(worker, "run_city", lambda *_, **__: 1 / 0)
        assert cityfit("run", mine, "--seeds", "1", *SIZE, "--jobs", "1", "-o", output)[0] == 1
    table.write_bytes(before.replace(b"2100", b"2200"))
    code, _, messages = cityfit("run", "--rerun-failed", "-o", output, "--jobs", "1")
    assert code == 0, messages
    assert "1 run done" in messages[-1]
    # the run has the identity of the original table
    table.write_bytes(before)
    _, _, messages = cityfit("run", mine, "--seeds", "1", *SIZE, "-o", output)
    assert any("1 of 1 runs are there already" in line for line in messages)


def test_an_unchanged_file_is_used_itself(tmp_path):
    table = tmp_path / "mine.csv"
    table.write_text("a,b\n1,2\n")
    value = f"{table}#{fingerprint(table.read_bytes())}"
    settings = {"occupations.table": value, "city.months": 12}
    assert as_kept(settings, tmp_path) == settings
    kept = tmp_path / "tables" / f"mine-{split(value)[1]}.csv"
    kept.parent.mkdir()
    kept.write_bytes(table.read_bytes())
    table.write_text("a,b\n1,3\n")
    assert split(as_kept(settings, tmp_path)["occupations.table"])[0] == str(kept.resolve())
    # an edited copy is not used
    kept.write_text("a,b\n1,4\n")
    assert as_kept(settings, tmp_path) == settings
