"""Figures come back when they are deleted, anywhere, without a network; a change is found out."""

from __future__ import annotations

import shutil
import socket
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from experiments.batch import worker
from experiments.command_line import main
from experiments.studies.study import Size
from figures import batch, catalogue, check
from figures.report import keep_reference
from scenarios import Scenario

SMALL = Size("quick", seeds=2, citizens=200, months=28, burn_in=4)
#: The first is drawn from the baseline, the second from that and all three interventions.
NAMES = ("variance_1", "lives")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Another folder, whose name has spaces, on a machine without a network."""

    def offline(*_: object) -> None:
        raise AssertionError("the network was asked for")

    folder = tmp_path / "a folder, elsewhere"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(batch, "QUICK", SMALL)
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


def drawn(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


def with_change(scenario: str, changes: dict[str, float]) -> Callable[..., list[Scenario]]:
    """The factorial with other values in one of its scenarios."""
    made = batch.factorial

    def other(size: Size, names: Iterable[str] = batch.FACTORIAL) -> list[Scenario]:
        return [
            one.but(changes, name=one.name) if one.name == scenario else one
            for one in made(size, names)
        ]

    return other


def test_all_outputs_come_back_and_a_changed_setting_is_found_out(
    elsewhere: Path, cityfit, monkeypatch: pytest.MonkeyPatch
) -> None:
    output, reference = elsewhere / "out put", elsewhere / "reference"
    monkeypatch.setattr(catalogue.checked, "__defaults__", (reference,))
    code, _, said = cityfit(*NAMES)
    assert code == 0
    assert "2 figures from 4 runs, 0 of which are there" in said[0]
    first = drawn(output)
    assert len(first) == 4 * len(NAMES) + 1

    code, lines, said = cityfit(*NAMES, "--check")
    assert code == 1
    assert sum("no reference" in line for line in lines) == len(NAMES)
    assert said[-1] == "not reproduced: variance_1, lives"
    found = catalogue.gather(list(NAMES), True, output, 1)
    check.keep(
        {name: catalogue.numbers(name, found.data_sets) for name in NAMES},
        {name: catalogue.origin(name, found.data_sets) for name in NAMES},
        check.folder(True, reference),
    )

    shutil.rmtree(output)
    assert cityfit(*NAMES)[0] == 0
    assert drawn(output) == first
    code, lines, _ = cityfit(*NAMES, "--check", "--format", "csv")
    assert code == 0
    assert [line.split(",")[:2] for line in lines[1:]] == [
        [name, "reproduced exactly"] for name in NAMES
    ]

    budget = {"interventions.training.annual_budget_per_citizen": 1000.0}
    monkeypatch.setattr(batch, "factorial", with_change("all_three", budget))
    code, lines, said = cityfit(*NAMES, "--check")
    assert code == 1
    assert "reproduced exactly" in lines[1]
    assert "differs" in lines[2]
    assert "became" in lines[2]
    assert "other settings or seeds" in lines[2]
    assert said[-1] == "not reproduced: lives"


def test_it_goes_on_where_it_was_interrupted(
    elsewhere: Path, cityfit, monkeypatch: pytest.MonkeyPatch
) -> None:
    live, begun = worker.live, []

    def interrupted(*arguments: object, **named: object) -> object:
        begun.append(arguments)
        if len(begun) == 2:
            raise KeyboardInterrupt
        return live(*arguments, **named)

    monkeypatch.setattr(worker, "live", interrupted)
    code, lines, said = cityfit("variance_1")
    assert (code, lines) == (130, [])
    assert "give the same command again to go on" in said[-1]
    code, lines, said = cityfit("variance_1")
    assert code == 0
    assert "1 figure from 2 runs, 1 of which are there" in said[0]
    assert len(begun) == 3
    assert len(lines) == 5


def test_the_reference_is_kept_whole(
    elsewhere: Path, monkeypatch: pytest.MonkeyPatch, data
) -> None:
    """All figures there are, and nothing that is none any more; no part of a failed batch."""
    monkeypatch.setattr(batch, "carried_out", lambda *_: data)
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
    catalogue.drawn(["plausibility"], {catalogue.FACTORIAL: data}, elsewhere)
    code, lines, _ = cityfit("--provenance", "plausibility.pdf")
    assert code == 0
    assert any(line.split()[-1] == "plausibility" for line in lines if " figure " in line)
    assert any(line.endswith("  no") for line in lines if " quick " in line)
    code, _, said = cityfit("--provenance", "plausibility.csv")
    assert (code, len(said)) == (2, 1)
    assert cityfit("variance_1", "--provenance", "plausibility.pdf")[0] == 2
