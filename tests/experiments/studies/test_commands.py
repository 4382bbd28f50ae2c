"""Studies: carried out, kept, told as a table; what is there is not run again."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from experiments.studies import ablation, portfolios
from experiments.studies.ablation import Game
from experiments.studies.portfolios import Portfolio


@pytest.fixture
def small(monkeypatch):
    """Both studies with a game of two mechanisms, three portfolios and tiny cities."""
    game = Game("ladder", "Two rungs", ablation.UNBALANCE.mechanisms[:2])
    monkeypatch.setattr(ablation, "GAMES", (game,))
    corners = [Portfolio(parts, 120) for parts in ((3, 0, 0), (0, 3, 0), (1, 1, 1))]
    for name in ("mixture", "portfolios"):
        monkeypatch.setattr(portfolios, name, lambda: corners)
    for module in (ablation, portfolios):
        tiny = replace(module.QUICK, seeds=2, citizens=150, months=30, burn_in=2)
        monkeypatch.setattr(module, "QUICK", tiny)


def rows(lines):
    return list(csv.DictReader(io.StringIO("\n".join(lines))))


def test_the_ablation_is_run_once_and_told(small, cityfit, tmp_path):
    command = ("ablation", str(tmp_path), "--quick", "--format", "csv", "--jobs", "1")
    code, lines, errors = cityfit(*command)
    assert code == 0, errors
    assert any("for a first look, not for results" in line for line in errors)
    table = rows(lines)
    assert len(table) == 2 * 4
    for measure in ("slope_index_education", "volatility"):
        mine = [row for row in table if row["measure"] == measure]
        levels = [float(row["level"]) for row in mine]
        shares = [float(row["shapley"]) for row in mine if row["shapley"]]
        assert sum(shares) == pytest.approx(levels[-1] - levels[0], abs=1e-9)
    code, again, errors = cityfit(*command)
    assert code == 0
    assert again == lines
    assert any("8 of 8 runs are there already" in line for line in errors)


def test_portfolios_are_compared_with_the_baseline(small, cityfit, tmp_path):
    code, lines, _ = cityfit(
        "portfolios", str(tmp_path), "--quick", "--format", "csv", "--jobs", "1"
    )
    assert code == 0
    table = rows(lines)
    assert [row["portfolio"] for row in table][:2] == ["training", "communities"]
    for row in table:
        # training pays for places that are taken; nothing spends more than its budget
        assert 0 < float(row["spent"]) <= 120.5
        assert row["seeds"] == "2"
