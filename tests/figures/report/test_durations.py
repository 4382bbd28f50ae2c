"""Run times are read from manifests, and an estimate is a count and a measured rate."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.errors import RequestError
from experiments.storage.results import Results
from figures import check, studies
from figures.report import durations
from simulation.core.model_version import model_version
from tests.figures.test_studies import small

TABLE = durations.stored()


def test_runs_are_summed_and_a_lost_manifest_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studies, "STUDIES", {studies.FACTORIAL: small(1, 8)})
    (batch,) = durations.complete(True, tmp_path / "runs")
    studies.read(batch, 1)
    (row,) = durations.measured(True, tmp_path).to_dict("records")
    records = Results(batch.directory).records()
    assert (row["size"], row["what"], row["runs"]) == ("quick", "interventions", 8)
    assert row["seconds"] == pytest.approx(records["wall_seconds"].sum(), abs=0.06)
    assert row["memory_megabytes"] == records["peak_memory_megabytes"].max()
    assert row["day"] == records["began"].max()[:10]
    assert 0 < row["disk_megabytes"] < 10
    (batch.directory / "manifest.jsonl").unlink()
    with pytest.raises(
        RequestError, match="quick: the manifest does not list the time of all runs"
    ):
        durations.measured(True, tmp_path)


@pytest.mark.parametrize(("size", "quick"), durations.SIZES.items())
def test_the_stored_times_are_of_all_runs_of_the_reference(size: str, quick: bool) -> None:
    rows = TABLE[TABLE["size"] == size]
    batches = durations.complete(quick, Path())
    assert list(rows["what"]) == [batch.name for batch in batches]
    figures = check.reference_runs(check.folder(quick))["figures"]
    newest = figures["variance_2"]["model_version"]
    # a study that was last run with an earlier model may have had other runs, and one that varies
    # each parameter has other runs once the model has other parameters
    now = [
        (row, batch.runs)
        for row, batch in zip(rows.to_dict("records"), batches, strict=True)
        if row["model_version"] == newest
        and (batch.name != "sensitivity" or newest == model_version())
    ]
    assert now
    assert [row["runs"] for row, _ in now] == [runs for _, runs in now]
    assert set(rows["model_version"]) <= {one["model_version"] for one in figures.values()}


@pytest.mark.parametrize(("size", "quick"), durations.SIZES.items())
def test_the_estimate_of_all_runs_is_what_they_took(size: str, quick: bool) -> None:
    batches = durations.complete(quick, Path())
    runs = TABLE[TABLE["size"] == size]["runs"].tolist()
    took = durations.elapsed(TABLE, size)
    assert f"about {durations.duration(took)} at" in durations.expected(batches, runs, 2)
    assert f"about {durations.duration(took / 4)} at" in durations.expected(batches, runs, 8)
    assert durations.expected(batches, [0] * len(runs), 2) == ""


def test_sentence_and_table_have_the_sums() -> None:
    full, quick = (durations.elapsed(TABLE, size) for size in durations.SIZES)
    text = durations.sentence(TABLE, 51.0).replace("\n", " ")
    assert f"`make figures` took {full / 60:.0f} minutes" in text
    assert "50 seconds" in text
    (total,) = (line for line in durations.block(TABLE).splitlines() if "| in all" in line)
    for seconds in (full, quick):
        assert f"{round(seconds) // 60}:{round(seconds) % 60:02d}" in total


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(1, "10 seconds"), (44, "40 seconds"), (600, "10 minutes"), (7200, "2.0 hours")],
)
def test_durations(seconds: float, text: str) -> None:
    assert durations.duration(seconds) == text


def test_amounts() -> None:
    amounts = [durations.amount(megabytes) for megabytes in (0.2, 350.4, 1500)]
    assert amounts == ["1 MB", "350 MB", "1.5 GB"]
