"""The runs that figures are drawn from, and that figures themselves never run a city."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import figures
from experiments.studies.study import Study
from figures import catalogue, studies

PACKAGE = Path(figures.__path__[0])
#: Modules of the model that figures may import: names and formulas, no part of a city.
ALLOWED = {
    "simulation.core.accounts", "simulation.core.errors", "simulation.core.processors",
    "simulation.core.vocabulary", "simulation.core.measure", "simulation.core.model_version",
    "simulation.measures", "simulation.statistics.permanence",
}  # fmt: skip


def small(seeds: int, months: int) -> tuple[Study, Study]:
    """The factorial with small cities, in place of the full and the quick one."""
    study = Study(
        "quick", seeds=seeds, citizens=200, months=months, burn_in=4, build=studies.factorial
    )
    return study, study


def test_the_factorial_has_its_interventions_after_the_burn_in() -> None:
    for study in studies.STUDIES[studies.FACTORIAL]:
        assert study.months - study.burn_in >= 60
        scenarios = study.scenarios()
        assert [scenario.name for scenario in scenarios] == list(studies.SCENARIOS)
        for scenario in scenarios:
            assert scenario.settings["city"].burn_in == study.burn_in
            for name in ("training", "communities", "network"):
                section = scenario.settings[f"interventions.{name}"]
                assert section.start_month == study.burn_in
                wanted = scenario.name == "all_three" or name in scenario.name.split("_")
                assert (section.annual_budget_per_citizen > 0) is wanted


def test_a_batch_is_read_with_its_panel_and_counts_missing_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(studies.STUDIES, studies.FACTORIAL, small(2, 8))
    batch = studies.batch(studies.FACTORIAL, False, tmp_path, ["baseline", "network"])
    assert batch.missing() == batch.runs == 4
    data = studies.read(batch, 1)
    assert set(data.titles) == {"baseline", "network"}
    assert set(data.panels) == {"baseline"}
    assert set(data.panels["baseline"]["seed"]) == {1, 2}
    assert set(data.panels["baseline"]["month"]) == {5, 6, 7, 8}
    assert not data.quick
    assert batch.missing() == 0
    monkeypatch.setitem(studies.STUDIES, studies.FACTORIAL, small(2, 9))
    longer = studies.batch(studies.FACTORIAL, False, tmp_path, ["baseline"])
    assert longer.missing() == 2, "runs of another size do not count"


def test_drawing_again_runs_nothing_and_writes_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(studies.STUDIES, studies.FACTORIAL, small(1, 28))
    paths = catalogue.draw(["lives"], True, tmp_path, 1).paths
    assert list((tmp_path / "runs" / "quick" / "runs").glob("*.parquet"))
    before = {path: path.read_bytes() for path in paths}
    capsys.readouterr()
    again = catalogue.draw(["lives"], True, tmp_path, 1).paths
    assert "1 figure from 2 runs, 2 of which are stored" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in again} == before


def test_figures_import_only_names_and_formulas_of_the_model() -> None:
    for path in PACKAGE.rglob("*.py"):
        modules = {
            name
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            for name in (
                [node.module or ""] if isinstance(node, ast.ImportFrom)
                else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            )
        }  # fmt: skip
        assert {name for name in modules if name.split(".")[0] == "simulation"} <= ALLOWED, path
        assert "matplotlib.pyplot" not in modules, path
