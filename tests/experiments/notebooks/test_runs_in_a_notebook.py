"""Batches in a notebook: worker processes, a bar, and the stop button."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.storage.results import Results
from experiments.storage.store import Store

nbformat = pytest.importorskip("nbformat")
nbclient = pytest.importorskip("nbclient")
ROOT = Path(__file__).parents[3]

CITIES = """
import sys
sys.path.insert(0, {root!r})
from scenarios import load
from experiments import run
small = {{"city.citizens": 120, "city.months": 12, "city.burn_in": 4}}
baseline = load("baseline").but(small)
cities = [baseline, baseline.but({{"search.contacts_asked": 5.0}}, name="other")]
"""
#: Simulates the stop button after some runs: it signals the kernel and its children.
STOP = """
import os, signal, threading, time
from pathlib import Path
from experiments.storage.store import Store

def stop():
    while True:
        time.sleep(0.05)
        folders = [Path("kept")] if {named} else list(Path({temporary!r}).glob("cityfit-*"))
        if any(len(Store(folder).contents()) >= 3 for folder in folders if folder.is_dir()):
            os.killpg(os.getpgrp(), signal.SIGINT)
            return

threading.Thread(target=stop, daemon=True).start()
"""


def executed(folder, *cells):
    """Execute cells in a new kernel; return them with their outputs and errors."""
    new = nbformat.v4
    notebook = new.new_notebook(cells=[new.new_code_cell(cell) for cell in cells])
    client = nbclient.NotebookClient(
        notebook, timeout=600, kernel_name="python3", allow_errors=True,
        resources={"metadata": {"path": str(folder)}},
    )  # fmt: skip
    client.execute()
    return notebook.cells


def text(cell):
    """Text written by a cell."""
    streams = (output for output in cell.outputs if output.output_type == "stream")
    return "".join(output["text"] for output in streams)


def errors(cell):
    """Names of the errors of a cell."""
    return [output["ename"] for output in cell.outputs if output.output_type == "error"]


@pytest.mark.long
def test_the_stop_button_keeps_what_is_finished_and_the_cell_goes_on(tmp_path):
    cities = CITIES.format(root=str(ROOT))
    stop = STOP.format(named=True, temporary="")
    batch = "results = run(cities, seeds={}, jobs=2, output='kept')\nprint(len(results.run_keys))"
    first, _, stopped, again = executed(
        tmp_path, cities, stop, batch.format(500), "before = set(Store(Path('kept')).contents())\n"
        + batch.format(4) + "\nprint(before <= set(Store(Path('kept')).contents()))",
    )  # fmt: skip
    assert not first.outputs, first.outputs
    assert errors(stopped) == ["KeyboardInterrupt"]
    assert "kept in kept: run this cell again to go on" in text(stopped)
    shown = [output for output in stopped.outputs if output.output_type == "display_data"]
    assert shown or "cities" in text(stopped)  # the bar, with widgets or without
    assert errors(again) == [], again.outputs
    assert text(again).split()[-2:] == ["8", "True"]
    assert len(Store(tmp_path / "kept").contents()) < 1000
    assert {"baseline", "other"} == set(Results.open(tmp_path / "kept").scenarios)


@pytest.mark.long
def test_without_a_folder_finished_runs_are_kept_and_their_folder_is_named(tmp_path):
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    cities = CITIES.format(root=str(ROOT))
    folder = f"import tempfile; tempfile.tempdir = {str(temporary)!r}"
    stop = STOP.format(named=False, temporary=str(temporary))
    *_, stopped = executed(tmp_path, cities, folder, stop, "run(cities, seeds=500, jobs=2)")
    assert errors(stopped) == ["KeyboardInterrupt"]
    named = re.search(r'with output="(.+?)", to go on', text(stopped))
    assert named is not None, text(stopped)
    assert len(Store(Path(named[1])).contents()) >= 3
