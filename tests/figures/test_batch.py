"""The runs behind the figures: what they are, that they are kept, and that figures make none."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import figures
from experiments.studies.study import Size
from figures import batch, catalogue

PACKAGE = Path(figures.__path__[0])
NAMED = {
    "simulation.core.vocabulary", "simulation.core.measure", "simulation.measures",
    "simulation.statistics.permanence",  # a formula for a table of fit, no part of a city
}  # fmt: skip


def test_sizes_of_the_batches() -> None:
    assert Size("full", 30, 10_000, 300, 60) == batch.FULL
    assert batch.QUICK.months - batch.QUICK.burn_in >= 60
    for size in (batch.FULL, batch.QUICK):
        scenarios = batch.factorial(size)
        assert [scenario.name for scenario in scenarios] == list(batch.FACTORIAL)
        for scenario in scenarios:
            assert scenario.settings["city"].burn_in == size.burn_in
            for name in ("training", "communities", "network"):
                section = scenario.settings[f"interventions.{name}"]
                assert section.start_month == size.burn_in
                wanted = scenario.name == "all_three" or name in scenario.name.split("_")
                assert (section.annual_budget_per_citizen > 0) is wanted


def test_a_few_citizens_are_followed(tmp_path: Path) -> None:
    small = Size("small", seeds=2, citizens=200, months=8, burn_in=4)
    data = batch.carried_out(small, ["baseline", "network"], tmp_path, 1)
    assert set(data.titles) == {"baseline", "network"}
    assert set(data.panels) == {"baseline"}
    assert set(data.panels["baseline"]["seed"]) == {1, 2}
    assert set(data.panels["baseline"]["month"]) == {5, 6, 7, 8}
    assert not data.quick


def test_the_quick_way_from_nothing_to_a_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    small = Size("quick", seeds=1, citizens=200, months=28, burn_in=4)
    monkeypatch.setattr(batch, "QUICK", small)
    names = ["lives"]
    paths = catalogue.draw(names, True, tmp_path, 1).paths
    assert list((tmp_path / "runs" / "quick" / "runs").glob("*.parquet"))
    assert all(path.is_file() for path in paths)
    before = {path: path.read_bytes() for path in paths}
    capsys.readouterr()
    again = catalogue.draw(names, True, tmp_path, 1).paths
    assert "2 of 2 runs are there already; 0 to do" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in again} == before


@pytest.mark.parametrize("path", sorted(PACKAGE.glob("*.py")), ids=lambda path: path.stem)
def test_figures_never_simulate(path: Path) -> None:
    """Of the model, figures know names only; runs are the business of experiments."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    modules = {
        name
        for node in ast.walk(tree)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        )
    }  # fmt: skip
    assert {name for name in modules if name.split(".")[0] == "simulation"} <= NAMED
    assert "matplotlib.pyplot" not in modules
    runners = {
        "experiments.batch.runner",
        "experiments.batch.worker",
        "experiments.batch.worker_pool",
        "experiments",
    }
    assert path.stem == "batch" or not modules & runners
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    assert "simulate" not in names
