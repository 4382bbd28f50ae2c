"""Results of a small sweep, and commands that must refuse their arguments."""

from __future__ import annotations

import pytest

from experiments.command_line import main

DESIGN = """
kind = "grid"
citizens = 120
months = 4
burn_in = 1
seeds = 1
[factors]
"city.tax" = [0.2, 0.3]
"""


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Folder of results of a sweep with two points."""
    folder = tmp_path_factory.mktemp("swept")
    (folder / "design.toml").write_text(DESIGN)
    assert main(["sweep", f"{folder}/design.toml", "--jobs", "1", "-o", f"{folder}/runs"]) == 0
    return folder


@pytest.fixture
def refused(capsys, tmp_path, monkeypatch):
    """Call a command that must refuse its arguments, and must write nothing; return its lines."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)

    def call(*arguments):
        capsys.readouterr()
        code = main([*arguments])
        written = capsys.readouterr()
        assert (code, written.out) == (2, ""), written
        assert not list(here.iterdir())
        lines = written.err.splitlines()
        assert all(line.startswith("error: ") for line in lines)
        assert len(set(lines)) == len(lines)
        return lines

    return call
