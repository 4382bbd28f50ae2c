"""Deleted figures are reproduced without a network; a change is detected."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from experiments.batch import worker
from experiments.command_line import main
from experiments.studies.study import Study
from figures import catalogue, check, studies
from figures.report import keep_reference
from figures.report.research_object import FORMATS, NAME
from scenarios import Scenario

#: The first needs the baseline, the second the baseline and all three interventions.
NAMES = ("variance_1", "lives")
#: What lies beside the files of the figures.
PAGE = {"index.html", NAME}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another folder, whose name has spaces, on a machine without a network."""

    def offline(*_: object) -> None:
        raise AssertionError("the network was used")

    folder = tmp_path / "a folder, elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setitem(studies.STUDIES, studies.FACTORIAL, factorial({}))
    monkeypatch.setattr(socket.socket, "connect", offline)
    monkeypatch.setattr(socket, "getaddrinfo", offline)
    return folder


@pytest.fixture
def cityfit(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, list[str], list[str]]]:
    """Call the command line; gives exit code, lines of output and lines of messages."""

    def call(*arguments: str) -> tuple[int, list[str], list[str]]:
        code = main(["figures", *arguments, "--quick", "--jobs", "1", "-o", "out put"])
        written = capsys.readouterr()
        return code, written.out.splitlines(), written.err.splitlines()

    return call


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def factorial(changes: Mapping[str, float]) -> tuple[Study, Study]:
    """The factorial with small cities, and with other values in the scenario of all three."""

    def build(size: Mapping[str, Any]) -> list[Scenario]:
        *others, all_three = studies.factorial(size)
        return [*others, all_three.but(changes, name=all_three.name)]

    study = Study("quick", seeds=2, citizens=200, months=28, burn_in=4, build=build)
    return study, study


def test_all_outputs_are_reproduced_and_a_changed_setting_is_detected(
    elsewhere: Path, cityfit, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, reference = elsewhere / "out put", elsewhere / "reference"
    monkeypatch.setattr(catalogue.check_numbers, "__defaults__", (reference,))
    code, _, messages = cityfit(*NAMES)
    assert code == 0
    assert "2 figures from 4 runs, 0 of which are stored" in messages[0]
    first = files(output)
    assert set(first) == PAGE | {f"{name}.{ending}" for name in NAMES for ending in FORMATS}

    code, lines, messages = cityfit(*NAMES, "--check")
    assert code == 1
    assert sum("no reference" in line for line in lines) == len(NAMES)
    assert messages[-1] == "not reproduced: variance_1, lives"
    found = catalogue.gather(list(NAMES), True, output, 1)
    check.store(
        {name: catalogue.numbers(name, found.data_sets) for name in NAMES},
        {name: catalogue.origin(name, found.data_sets) for name in NAMES},
        check.folder(True, reference),
    )

    shutil.rmtree(output)
    assert cityfit(*NAMES)[0] == 0
    assert files(output) == first
    code, lines, _ = cityfit(*NAMES, "--check", "--format", "csv")
    assert code == 0
    assert [line.split(",")[:2] for line in lines[1:]] == [
        [name, "reproduced exactly"] for name in NAMES
    ]

    budget = {"interventions.training.annual_budget_per_citizen": 1000.0}
    monkeypatch.setitem(studies.STUDIES, studies.FACTORIAL, factorial(budget))
    code, lines, messages = cityfit(*NAMES, "--check")
    assert code == 1
    assert "reproduced exactly" in lines[1]
    assert "differs" in lines[2]
    assert "became" in lines[2]
    assert "other settings or seeds" in lines[2]
    assert messages[-1] == "not reproduced: lives"


def test_an_interrupted_command_resumes(
    elsewhere: Path, cityfit, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, started = worker.run_city, []

    def interrupted(*arguments: object, **named: object) -> object:
        started.append(arguments)
        if len(started) == 2:
            raise KeyboardInterrupt
        return live(*arguments, **named)

    monkeypatch.setattr(worker, "run_city", interrupted)
    code, lines, messages = cityfit("variance_1")
    assert (code, lines) == (130, [])
    assert "give the same command again to go on" in messages[-1]
    code, lines, messages = cityfit("variance_1")
    assert code == 0
    assert "1 figure from 2 runs, 1 of which are stored" in messages[0]
    assert len(started) == 3
    made = {Path(line).name for line in lines}
    assert made == PAGE | {f"variance_1.{ending}" for ending in FORMATS}


def test_the_reference_is_complete(elsewhere: Path, monkeypatch: pytest.MonkeyPatch, data) -> None:
    """It has all figures and no file of a former one; a failed run is an error."""
    monkeypatch.setattr(studies, "read", lambda *_: data)
    monkeypatch.setattr(catalogue, "FIGURES", {name: catalogue.FIGURES[name] for name in NAMES})
    folder = check.folder(True, elsewhere)
    folder.mkdir()
    (folder / "gone.csv").write_text("", encoding="utf-8")
    keep_reference.keep(elsewhere, True, 1, elsewhere)
    assert {path.name for path in folder.iterdir()} == {
        "made.json",
        *(f"{name}.csv" for name in NAMES),
    }
    monkeypatch.setitem(data.failures, "network, seed 3", "died")
    with pytest.raises(keep_reference.RequestError, match="network, seed 3: died"):
        keep_reference.keep(elsewhere, True, 1, elsewhere)


def test_provenance_on_the_command_line(elsewhere: Path, cityfit, data) -> None:
    catalogue.write_figures(["plausibility"], {studies.FACTORIAL: data}, elsewhere)
    code, lines, _ = cityfit("--provenance", "plausibility.pdf")
    assert code == 0
    assert any(line.split()[-1] == "plausibility" for line in lines if " figure " in line)
    assert any(line.endswith("  no") for line in lines if " quick " in line)
    code, _, messages = cityfit("--provenance", "plausibility.csv")
    assert (code, len(messages)) == (2, 1)
    assert cityfit("variance_1", "--provenance", "plausibility.pdf")[0] == 2
