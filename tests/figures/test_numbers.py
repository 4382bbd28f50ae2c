"""The numbers of figures of the factorial agree with its results."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.comparison import mean_interval
from figures import catalogue, check
from figures.plots import interventions, job_market, variance_1, variance_2
from figures.shared import life_events
from figures.shared.figure_data import FigureData, mean_row, paired, pick


def test_fit_over_time_is_the_mean_over_seeds(data: FigureData) -> None:
    line = pick(variance_1.numbers(data), "A", group="mid")
    months = data.months_of("baseline")
    row = line[line["x"] == 50].iloc[0]
    values = months.loc[months["month"] == 50, "fit_by_education_mid"]
    found = (row["value"], row["low"], row["high"])
    assert found == pytest.approx(mean_interval(values), rel=1e-12)
    assert len(line) == data.length


def test_cells_with_few_people_keep_their_numbers(data: FigureData) -> None:
    cells = pick(variance_1.numbers(data), "B", group="low_level3").set_index("series")
    assert cells.loc["residents per city", "value"] == pytest.approx(0.5)
    assert cells.loc["residents per city", "value"] < variance_1.ENOUGH
    assert not np.isnan(cells.loc["fit", "value"])


def test_causes_add_up_to_a_hundred_with_negative_ones(data: FigureData) -> None:
    numbers = variance_2.numbers(data)
    shares = numbers[numbers["panel"].str.startswith("D ")]
    assert (shares["value"] < 0).any()
    whole = shares.groupby(["panel", "group"])["value"].sum(min_count=1)
    assert np.allclose(whole.dropna(), 100)


def test_differences_are_paired_by_seed(data_sets: dict[str, FigureData]) -> None:
    data = catalogue.figure_data("interventions", data_sets)
    numbers = interventions.numbers(data)
    base = data.runs_of("baseline")
    arm = data.runs_of("training")
    row = pick(numbers, "B", group="training").iloc[0]
    assert row["x"] == pytest.approx((arm["unbalance"] - base["unbalance"]).mean())
    assert row["value"] == pytest.approx((arm["volatility"] - base["volatility"]).mean())
    wealth = pick(numbers, "D", series="wealth", group="training").iloc[0]
    assert wealth["value"] == pytest.approx(100 * (arm["wealth"] / base["wealth"] - 1).mean())
    alone = paired(arm.iloc[1:], base, "wealth", 1.0)
    assert list(alone.index) == [2, 3]


def test_alone_in_pairs_and_together_cost_the_same(data_sets: dict[str, FigureData]) -> None:
    """The first plane shows equal shares of one budget, from the runs of the portfolios."""
    for name, portfolio in interventions.EVEN.items():
        parts = [share * portfolio.budget for share in portfolio.shares]
        assert sum(parts) == pytest.approx(120)
        assert len({part for part in parts if part}) == 1
        there = [
            which for which, part in zip(interventions.INTERVENTIONS, parts, strict=True) if part
        ]
        assert name == ("_".join(there) if len(there) < 3 else "all_three")
    numbers = interventions.numbers(catalogue.figure_data("interventions", data_sets))
    mixed = data_sets["portfolios"]
    base, arm = mixed.runs_of("baseline"), mixed.runs_of("mix-120-1-1-0")
    row = pick(numbers, "A", group="training_communities").iloc[0]
    assert row["x"] == pytest.approx((arm["unbalance"] - base["unbalance"]).mean())
    assert row["value"] == pytest.approx((arm["volatility"] - base["volatility"]).mean())
    assert list(pick(numbers, "A")["group"]) == list(pick(numbers, "B")["group"])
    assert len(pick(numbers, "A")) == 7


def test_equal_cost_is_what_the_kept_runs_spent() -> None:
    kept = pd.read_csv(check.REFERENCE / "interventions.csv")
    spent = pick(kept, "cost of A").groupby("group")["value"].sum()
    assert len(spent) == 7
    # money that follows a gap is saved before it is spent, and assessments are paid for each person
    assert spent.to_numpy() == pytest.approx(120, rel=0.01)
    assert (spent <= 120).all()


def test_cost_is_by_intervention(data_sets: dict[str, FigureData]) -> None:
    data = catalogue.figure_data("interventions", data_sets)
    cost = pick(interventions.numbers(data), "C", group="all_three")
    assert list(cost["series"]) == ["training", "communities", "network"]
    assert np.allclose(
        cost["value"],
        [data.runs_of("all_three")[f"cost_{name}"].mean() for name in cost["series"]],
    )


def test_twelve_month_means_and_whole_years(data: FigureData) -> None:
    numbers = job_market.numbers(data)
    wide = data.months_of("baseline").pivot(
        index="month", columns="seed", values="dimensions_redesigned"
    )
    redesigned = pick(numbers, "D").set_index("x")["value"]
    assert redesigned.index[0] == 12
    assert redesigned[60.0] == pytest.approx(wide.loc[49:60].mean().mean())
    years = pick(numbers, "B", series="mean over seeds")["group"]
    assert list(years) == [f"year {year}" for year in range(3, 9)]


def test_empty_values_are_left_out_of_a_mean() -> None:
    row = mean_row([1.0, np.nan, 3.0], panel="A")
    assert row["value"] == 2.0
    assert np.isnan(mean_row([np.nan])["value"])
    assert np.isnan(mean_row([1.0])["low"])


def test_example_lives_follow_the_rule(data: FigureData) -> None:
    panel = data.panels["baseline"]
    chosen = list(life_events.chosen(panel))
    assert [life[:2] for life in chosen] == [
        (education, quantile)
        for education in ("low", "mid", "high")
        for quantile in ("median", "90th percentile")
    ]
    everybody = life_events.volatility(panel)
    assert 29 not in everybody.index, "who left is not chosen"
    for education, quantile, person, volatility in chosen:
        group = everybody.loc[everybody["education"] == education, "volatility"]
        rank = (group < volatility).sum()
        assert rank == round(life_events.QUANTILES[quantile] * (len(group) - 1))
        fit = panel.loc[panel["person"] == person, "fit"].to_numpy()
        assert volatility == pytest.approx(np.sqrt((np.diff(fit) ** 2).mean()))


def test_events_and_spells_of_a_life() -> None:
    life = pd.DataFrame(
        {
            "month": range(10, 16),
            "status": ["employed", "unemployed", "unemployed", "employed", "employed", "inactive"],
            "change_job_loss": [0, -0.2, 0, 0, 0, 0],
            "change_job_move": [0, 0, 0, 0.1, 0, -0.1],
            "change_redesign": [0, 0, 0, 0, -0.006, 0.001],
            "course": [True, True, False, True, True, False],
            "community": [False] * 6,
        }
    )
    happened = {name: list(months) for name, months in life_events.events(life).items()}
    assert happened == {
        "lost job": [11],
        "new job": [13],
        "redesigned": [14],
        "course begun": [13],
        "joined community": [],
    }
    assert life_events.spells_without_job(life) == [(11, 12), (15, 15)]
