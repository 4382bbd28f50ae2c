"""Numbers are compared with the reference as exactly as the place allows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.errors import RequestError
from figures import check
from figures.check import DIFFERS, EXACT, MISSING, REPRODUCED, compare_tables
from figures.report import keep_reference
from figures.shared.figure_data import table
from figures.shared.provenance import Provenance

ORIGIN = Provenance(
    "one", "1", "c0ffee", False, "model", "plan", ["baseline"], "1-3", "3 seeds", True
)


@pytest.fixture
def numbers() -> pd.DataFrame:
    words = {"panel": "A", "unit": "0-1"}
    return table(
        [
            {
                **words,
                "series": "fit",
                "group": "low",
                "x": 1,
                "value": 0.5,
                "low": 0.4,
                "high": 0.6,
            },
            {**words, "series": "fit", "group": "high", "x": 2, "value": 0.9},
            {**words, "series": "none", "group": "nan", "x_low": 0.1, "x_high": 0.3},
        ]
    )


def changed(numbers: pd.DataFrame, row: int, column: str, value: object) -> pd.DataFrame:
    other = numbers.copy()
    other.loc[row, column] = value
    return other


@pytest.mark.parametrize("same_platform", [True, False])
def test_the_same_is_reproduced_exactly(numbers: pd.DataFrame, same_platform: bool) -> None:
    found = compare_tables("one", numbers, numbers.copy(), same_platform)
    assert (found.result, found.differing, found.largest) == (EXACT, 0, "")
    assert found.numbers == 8


@pytest.mark.parametrize(
    ("row", "column", "value", "here", "elsewhere"),
    [
        (0, "value", 0.5 * (1 + 1e-12), REPRODUCED, REPRODUCED),
        (0, "value", 0.5 * (1 + 1e-6), DIFFERS, REPRODUCED),
        (0, "value", 0.69, DIFFERS, REPRODUCED),
        (0, "value", 0.71, DIFFERS, DIFFERS),
        (0, "low", 0.59, DIFFERS, REPRODUCED),
        (0, "low", 0.19, DIFFERS, DIFFERS),
        (1, "value", 0.917, DIFFERS, REPRODUCED),
        (1, "value", 0.93, DIFFERS, DIFFERS),
        (1, "value", np.nan, DIFFERS, DIFFERS),
        (2, "value", 0.0, DIFFERS, DIFFERS),
        (2, "x_low", 0.11, DIFFERS, DIFFERS),
        (0, "group", "lower", DIFFERS, DIFFERS),
    ],
)
def test_tolerances(
    numbers: pd.DataFrame, row: int, column: str, value: object, here: str, elsewhere: str
) -> None:
    other = changed(numbers, row, column, value)
    assert compare_tables("one", other, numbers, same_platform=True).result == here
    assert compare_tables("one", other, numbers, same_platform=False).result == elsewhere


def test_the_largest_difference_is_named(numbers: pd.DataFrame) -> None:
    other = changed(changed(numbers, 0, "value", 0.501), 1, "value", 1.8)
    found = compare_tables("one", other, numbers, same_platform=True)
    assert found.differing == 2
    assert found.largest == "value of A / fit / high at x 2: 0.9 became 1.8 (+100.00%)"
    assert (
        compare_tables("one", numbers[:2], numbers, same_platform=True).largest == "3 rows became 2"
    )
    renamed = changed(numbers, 1, "group", "mid")
    text = compare_tables("one", renamed, numbers, same_platform=True).largest
    assert text == "row 2: A / fit / high / 0-1 became A / fit / mid / 0-1"


def test_numbers_are_compared_with_the_stored_ones(numbers: pd.DataFrame, tmp_path: Path) -> None:
    assert check.compare(numbers, ORIGIN, tmp_path).result == MISSING
    check.store({"one": numbers}, {"one": ORIGIN}, tmp_path)
    found = check.compare(numbers, ORIGIN, tmp_path)
    assert (found.result, found.cause) == (EXACT, "the same")


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ({"plan": "other"}, "other settings or seeds: plan plan became other"),
        ({"plan": "other", "model_version": "new"}, "another model: model became new"),
        ({"plan": "other", "size": "9 seeds"}, "another size: 3 seeds became 9 seeds"),
    ],
)
def test_the_cause_of_different_runs_is_named(
    numbers: pd.DataFrame, tmp_path: Path, change: dict[str, str], cause: str
) -> None:
    check.store({"one": numbers}, {"one": ORIGIN}, tmp_path)
    assert check.compare(numbers, replace(ORIGIN, **change), tmp_path).cause == cause


def test_another_platform_has_another_processor_or_other_libraries(
    numbers: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check.store({"one": numbers}, {"one": ORIGIN}, tmp_path)
    near = changed(numbers, 0, "value", 0.55)
    assert check.compare(near, ORIGIN, tmp_path).result == DIFFERS
    platform = check.platform()
    monkeypatch.setattr(check, "platform", lambda: {**platform, "processor_features": ["OTHER"]})
    assert check.compare(near, ORIGIN, tmp_path).result == REPRODUCED


def test_a_damaged_reference_is_named(numbers: pd.DataFrame, tmp_path: Path) -> None:
    check.store({"one": numbers}, {"one": ORIGIN}, tmp_path)
    (tmp_path / check.MADE).write_text("{", encoding="utf-8")
    with pytest.raises(RequestError, match=r"made\.json: is damaged"):
        check.compare(numbers, ORIGIN, tmp_path)
    (tmp_path / check.MADE).unlink()
    for content in ("panel,value\nA,1\n", "", numbers.to_csv(index=False).replace("0.9", "much")):
        (tmp_path / "one.csv").write_text(content, encoding="utf-8")
        with pytest.raises(RequestError, match=r"one\.csv"):
            check.compare(numbers, ORIGIN, tmp_path)


def test_the_committed_reference_can_be_read() -> None:
    for folder in (check.folder(quick=False), check.folder(quick=True)):
        for path in folder.glob("*.csv"):
            if path.name not in keep_reference.BESIDE:
                assert len(check.read(path)) > 0
