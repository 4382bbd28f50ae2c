"""What a batch will take is said before it begins, and what is left while it is under way."""

from __future__ import annotations

from pathlib import Path

import pytest

from experiments.studies.study import Size
from figures import batch, catalogue
from figures.report import estimates
from figures.report.estimates import Batch, Outlook, amount, duration

SMALL = Size("small", seeds=2, citizens=200, months=8, burn_in=4)


def one(directory: Path, size: Size = SMALL, *names: str) -> Batch:
    return Batch("interventions", size, batch.factorial(size, names or ("baseline",)), directory)


def test_runs_that_are_there_are_not_counted(tmp_path: Path) -> None:
    """Those of the same name in another size do not count as there."""
    assert one(tmp_path / "nothing").missing() == 2
    batch.carried_out(SMALL, ["baseline"], tmp_path, 1)
    assert one(tmp_path / "small").missing() == 0
    assert one(tmp_path / "small", SMALL, "baseline", "network").missing() == 2
    longer = Size("small", seeds=2, citizens=200, months=9, burn_in=4)
    assert one(tmp_path / "small", longer).missing() == 2


def test_more_takes_longer_and_more_room(tmp_path: Path) -> None:
    small, full = (
        Outlook([one(tmp_path, size)], 3, 2, print) for size in (batch.QUICK, batch.FULL)
    )
    assert 0 < small.seconds() < full.seconds()
    assert 0 < small.megabytes_of_memory < full.megabytes_of_memory
    assert 0 < small.megabytes_on_disk < full.megabytes_on_disk
    assert Outlook([one(tmp_path, batch.FULL)], 3, 8, print).seconds() < full.seconds()


def test_it_is_said_first_and_batch_by_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is left follows the pace so far: four times as slow as thought is four times as long."""
    said: list[str] = []
    clock = iter([0.0, 0.0])
    monkeypatch.setattr(estimates.time, "monotonic", lambda: next(clock))
    two = Outlook([one(tmp_path), one(tmp_path)], 5, 2, said.append)
    two.begin()
    two.next(0)
    (first, second) = said
    for words in ("5 figures from 4 runs, 0 of which are there", "2 processes", "memory", "disk"):
        assert words in first
    assert second.startswith("batch 1 of 2, interventions: 2 of 2 runs to do; about ")
    expected = two.seconds(1)
    clock = iter([4 * (two.seconds() - expected)])
    two.next(1)
    assert said[-1].endswith(f"about {duration(4 * expected)} left in all")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(1, "10 seconds"), (44, "40 seconds"), (600, "10 minutes"), (7200, "2.0 hours")],
)
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_amounts() -> None:
    assert (amount(0.2), amount(350.4), amount(1500)) == ("1 MB", "350 MB", "1.5 GB")


@pytest.mark.parametrize(("quick", "minutes"), [(True, 3), (False, 90)])
def test_all_figures_are_expected_in_the_time_there_is(
    quick: bool, minutes: int, tmp_path: Path
) -> None:
    batches = [
        batch.of_factorial(quick, batch.FACTORIAL, tmp_path),
        *(batch.of_study(name, quick, tmp_path) for name in batch.STUDIES),
    ]
    expected = Outlook(batches, len(catalogue.names()), 2, print).seconds()
    assert expected < 60 * minutes
