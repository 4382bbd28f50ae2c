"""What a complete run took is read from its ledgers, and what is expected comes near it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pandas as pd
import pytest

from experiments.errors import RequestError
from experiments.storage.results import Results
from experiments.studies.study import Size
from figures import batch, catalogue, check
from figures.report import durations, result_pages
from figures.report.estimates import Outlook

TINY = Size("quick", seeds=2, citizens=200, months=8, burn_in=4)
KEPT = pd.read_csv(result_pages.REFERENCE / durations.KEPT)
#: Shorter than this many seconds luck and other work on the machine decide.
LONG = 60.0


@pytest.fixture
def output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a complete run of one small batch."""
    small = batch.Batch("interventions", TINY, batch.factorial(TINY, ["baseline"]), tmp_path)

    def complete(quick: bool, runs: Path) -> list[batch.Batch]:
        directory = runs / TINY.name
        return [batch.Batch("interventions", TINY, small.scenarios, directory)]

    monkeypatch.setattr(batch, "complete", complete)
    batch.carried_out(TINY, ["baseline"], tmp_path / "runs", 1)
    (tmp_path / "one.png").write_bytes(b"0" * 2_000_000)
    return tmp_path


def test_runs_are_added_up_and_the_rest_is_what_is_left(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = Results(output / "runs" / TINY.name).records()
    runs = records["wall_seconds"].sum()
    began = durations.now() - timedelta(seconds=600)
    monkeypatch.setattr(durations, "now", lambda: began + timedelta(seconds=700))
    durations.note(True, output, 2, began, 3)
    done, rest = durations.measured(True, output).to_dict("records")
    assert (done["what"], done["runs"], done["processes"]) == ("interventions", 2, 2)
    assert done["seconds"] == pytest.approx(runs, abs=0.06)
    assert done["memory_megabytes"] == records["peak_memory_megabytes"].max()
    assert done["day"] == records["began"].max()[:10]
    assert 0 < done["disk_megabytes"] < 10
    assert (rest["what"], rest["runs"], rest["disk_megabytes"]) == (durations.BESIDE, 0, 2.0)
    assert rest["seconds"] == pytest.approx(700 - runs / 2, abs=0.1)

    # runs that were there before the command began took none of its time
    later = durations.now()
    monkeypatch.setattr(durations, "now", lambda: later + timedelta(seconds=50))
    durations.note(True, output, 2, later, 3)
    table = durations.measured(True, output)
    assert table["seconds"].iloc[-1] == 50
    assert durations.elapsed(table, "quick") == pytest.approx(50 + runs / 2, abs=0.1)


def test_nothing_is_kept_of_figures_that_were_not_all_drawn_with_this_model(
    output: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(RequestError, match=r"make it with: cityfit figures --quick -o "):
        durations.measured(True, output)
    durations.note(True, output, 2, durations.now(), 3)
    durations.measured(True, output)
    with pytest.raises(RequestError, match=r"make it with: cityfit figures -o "):
        durations.measured(False, output)
    monkeypatch.setattr(durations, "model_version", lambda: "another")
    with pytest.raises(RequestError, match=r"beside\.json"):
        durations.measured(True, output)


def test_a_lost_ledger_stops_no_drawing_and_is_said_when_times_are_kept(output: Path) -> None:
    (output / "runs" / TINY.name / "manifest.jsonl").unlink()
    durations.note(True, output, 2, durations.now(), 3)
    with pytest.raises(RequestError, match="quick: does not say of every run what it took"):
        durations.measured(True, output)


def test_drawing_all_figures_is_timed_and_drawing_some_is_not(
    tmp_path: Path, data_sets, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: list[tuple[bool, int]] = []
    monkeypatch.setattr(
        catalogue, "gather", lambda *_: catalogue.Gathered(["speed"], {"benchmark": None})
    )
    monkeypatch.setattr(catalogue, "drawn", lambda *_: [])
    monkeypatch.setattr(durations, "note", lambda quick, *rest: noted.append((quick, rest[-1])))
    monkeypatch.setattr(catalogue.Gathered, "failures", {})
    catalogue.draw(["speed"], False, tmp_path, 1)
    assert not noted
    for quick in (False, True):
        catalogue.draw([], quick, tmp_path, 1)
    assert noted == [(False, 1), (True, 1)]


@pytest.mark.parametrize(("size", "quick"), durations.SIZES.items())
def test_what_is_kept_is_of_all_runs_of_the_reference(size: str, quick: bool) -> None:
    mine = KEPT[KEPT["size"] == size]
    batches = batch.complete(quick, Path())
    assert list(mine["what"]) == [*(one.name for one in batches), durations.BESIDE]
    assert list(mine["runs"]) == [*(one.runs for one in batches), 0]
    figures = check.made(check.folder(quick))["figures"].values()
    assert set(mine["model_version"]) == {one["model_version"] for one in figures}


@pytest.mark.parametrize(("size", "quick"), durations.SIZES.items())
def test_what_is_expected_comes_near_what_was_measured(size: str, quick: bool, tmp_path) -> None:
    """The machine was not always quiet when it was measured, and is not that of the reader."""
    mine = KEPT[KEPT["size"] == size]
    figures = len(catalogue.names())
    batches = batch.complete(quick, tmp_path)
    ahead = Outlook(batches, figures, int(mine["processes"].max()), print)
    assert 0.7 < ahead.seconds() / durations.elapsed(KEPT, size) < 1.4
    for row in mine.itertuples():
        took = row.seconds / row.processes
        assert took < LONG or 0.5 < durations.expected(row, batches, figures) / took < 2, row.what
    at_work = (mine["processes"] * mine["memory_megabytes"]).max()
    memory = max(at_work, mine["memory_megabytes"].iloc[-1])
    assert 0.7 < ahead.megabytes_of_memory / memory < 2
    runs = mine.loc[mine["what"] != durations.BESIDE, "disk_megabytes"].sum()
    assert 0.7 < ahead.megabytes_on_disk / runs < 2


def test_the_sentence_and_the_table_add_up_what_is_kept() -> None:
    full, quick = (durations.elapsed(KEPT, size) for size in durations.SIZES)
    assert 60 < quick < 5 * 60 < full < 90 * 60
    words = durations.sentence(KEPT, 51.0).replace("\n", " ")
    assert f"`make figures` took {full / 60:.0f} minutes" in words
    assert "50 seconds" in words
    lines = durations.block(KEPT, len(catalogue.names())).splitlines()
    (total,) = (line for line in lines if line.startswith("| in all"))
    assert f"{round(full) // 60}:{round(full) % 60:02d}" in total
    doubled = KEPT.assign(seconds=2 * KEPT["seconds"])
    assert durations.sentence(doubled, 51.0) != durations.sentence(KEPT, 51.0)
    assert durations.block(doubled, 18) != durations.block(KEPT, 18)
