"""The numbers of figures of a study, a panel or a benchmark."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from experiments.comparison import mean_interval
from experiments.errors import RequestError
from experiments.studies.cases import CASES, without
from experiments.studies.final_state import DISTRICT, OCCUPATION
from experiments.studies.preconditions import MODES, facilitated
from figures import catalogue
from figures.plots import (
    cases,
    districts,
    families,
    framework,
    permanence,
    preconditions,
    speed,
    spirals,
)
from figures.shared.figure_data import FigureData, pick

Make = Callable[..., FigureData]


def test_arrows_carry_paired_changes(data: FigureData) -> None:
    numbers = framework.numbers(data)
    base, arm = data.runs_of("baseline"), data.runs_of("network")
    row = pick(numbers, "solution", series="volatility", group="network").iloc[0]
    found = (row["value"], row["low"], row["high"])
    assert found == pytest.approx(mean_interval(arm["volatility"] - base["volatility"]))
    slope = pick(numbers, "city", group="ICT skill").iloc[0]["value"]
    assert slope == pytest.approx(base["slope_index_ict"].mean())


def test_the_weaker_aim_goes_with_the_variance_that_lowers_it(make: Make) -> None:
    data = make(seeds=6)
    runs = data.runs.copy()
    generator = np.random.default_rng(1)
    runs["unbalance"] = generator.random(len(runs))
    runs["volatility"] = generator.random(len(runs))
    other = runs["scenario"] != "baseline"
    runs["wealth"] = np.where(other, 1.0 - 0.5 * runs["unbalance"], 2.0)
    runs["well_being"] = 1.0
    changed = FigureData(**{**data.__dict__, "runs": runs})
    found = pick(framework.numbers(changed), "aims").set_index("series")["value"]
    assert found["unbalance"] == pytest.approx(-1.0)
    assert found["volatility"] == pytest.approx(0.0, abs=1e-9)


def test_spells_are_counted_from_their_beginning() -> None:
    """Four spells: of 1, 3 and 2 months, and one cut by the end; one began before the panel."""
    poor = np.array(
        [
            [0, 0, 1, 0],
            [1, 1, 1, 0],
            [0, 1, 0, 0],
            [0, 1, 1, 0],
            [0, 0, 1, 1],
            [0, 0, 0, 1],
        ],
        dtype=bool,
    )
    spells, lasting = permanence.survival(poor, 3)
    assert spells == 4
    # after the first month 1 of 4 has ended, after the second 1 of 2 (one is cut), then the last
    assert list(lasting) == pytest.approx([1.0, 0.75, 0.375, 0.0])


def test_a_shuffled_life_keeps_its_changes_and_not_their_order(data: FigureData) -> None:
    lives = {name: fit for _, name, fit in permanence.lives_by_education(data.panels["baseline"])}
    assert {name: fit.shape[1] for name, fit in lives.items()} == {"low": 10, "mid": 10, "high": 9}
    numbers = permanence.numbers(data)
    for education in lives:
        for path in permanence.PATHS:
            curve = pick(numbers, "A", series=path, group=education)
            assert curve["value"].iloc[0] == 100.0
            assert curve["value"].is_monotonic_decreasing
    row = pick(numbers, "B chronic_misfit", series="low", group="realised").iloc[0]
    chronic = data.runs_of("baseline")["chronic_misfit_realised_low"]
    assert row["value"] == pytest.approx(100 * chronic.mean())
    row = pick(numbers, "C chronic_misfit", series="low", group="memoryless").iloc[0]
    chronic = data.runs_of("baseline")["panel_chronic_misfit_low_memoryless"]
    assert row["value"] == pytest.approx(100 * chronic.mean())


def test_communities_are_relative_to_those_with_full_funding(make: Make) -> None:
    data = make(study="preconditions")
    numbers = preconditions.numbers(data)

    def last_year(name: str) -> pd.Series:
        months = data.months_of(name)
        return months[months["month"] > 84].groupby("seed")["communities_alive"].mean()

    row = pick(numbers, "A", series="falling", group="10 %").iloc[0]
    wanted = 100 * last_year(facilitated("falling", 0.1).name) / last_year("communities").mean()
    assert (row["x"], row["value"]) == pytest.approx((10, wanted.mean()))
    lead = pick(numbers, "D", series="few", group="lead").iloc[0]["value"]
    runs = data.runs_of(MODES["few"]["lead"].name)
    assert lead == pytest.approx(100 * runs["network_placements"].mean())
    assert pick(numbers, "B")["x"].min() > data.burn_in


def test_cases_are_compared_with_their_own_city(make: Make) -> None:
    data = make(study="cases")
    numbers = cases.numbers(data)
    for case in CASES:
        arm, base = data.runs_of(case), data.runs_of(without(case))
        row = pick(numbers, "C", group=case).iloc[0]
        assert row["value"] == pytest.approx(100 * (arm["wealth"] / base["wealth"] - 1).mean())


def test_aims_are_in_percent_of_the_baseline(data: FigureData) -> None:
    row = pick(spirals.numbers(data), "D", group="all_three").iloc[0]
    arm, base = data.runs_of("all_three"), data.runs_of("baseline")
    assert row["x"] == pytest.approx(100 * (arm["wealth"] / base["wealth"] - 1).mean())
    wanted = 100 * (arm["well_being"] / base["well_being"] - 1).mean()
    assert row["value"] == pytest.approx(wanted)


def test_the_map_shows_every_district_of_the_first_city(make: Make) -> None:
    data = make(study="final_state")
    numbers = districts.numbers(data)
    states = data.months[data.months["kind"] == DISTRICT]
    first = states[states["seed"] == 1].set_index("place")
    shown = pick(numbers, "A").set_index("x")["value"]
    assert list(shown.index) == list(range(1, 31))
    assert shown[7.0] == pytest.approx(100 * first.loc[7, "high"] / first.loc[7, "residents"])
    assert np.isnan(shown[30.0]), "nobody lives in the last district"
    assert (pick(numbers, "rent").sort_values("x")["value"].diff().dropna() > 0).all()
    shares = pick(numbers, "D").groupby("x")["value"].sum()
    assert shares.to_numpy() == pytest.approx(100.0)


def test_the_spiral_fills_a_square_and_begins_in_the_middle() -> None:
    places = districts.spiral(49)
    assert tuple(places[0]) == (0, 0)
    assert {tuple(place) for place in places} == {
        (x, y) for x in range(-3, 4) for y in range(-3, 4)
    }
    assert np.abs(np.diff(places, axis=0)).sum(axis=1).max() == 1


def test_families_have_their_posts_and_holders(make: Make) -> None:
    data = make(study="final_state")
    numbers = families.numbers(data)
    posts = pick(numbers, "A", series="all").set_index("group")["value"]
    assert posts.to_numpy() == pytest.approx(10.0), "each has one of ten occupations of equal size"
    assert set(posts.index) == set(families.FAMILIES)
    holders = pick(numbers, "B").groupby("group")["value"].sum()
    assert holders.to_numpy() == pytest.approx(100.0)
    states = data.months[data.months["kind"] == OCCUPATION]
    others = states[~states["emerging"]]
    sums = (others["fit"] * others["residents"]).groupby(others["seed"]).sum()
    fit = (sums / others.groupby("seed")["residents"].sum()).mean()
    assert pick(numbers, "C", group=families.OTHERS).iloc[0]["value"] == pytest.approx(fit)


def test_ratios_are_those_of_the_benchmark(make: Make, tmp_path, monkeypatch) -> None:
    data = make(study="benchmark")
    numbers = speed.numbers(data)
    ratio = pick(numbers, "C", series="plain agents over columns").set_index("x")["value"]
    assert dict(ratio) == {1_000.0: 61.0, 10_000.0: 212.0}
    assert len(pick(numbers, "A")) == 8
    path = tmp_path / "benchmark.csv"
    assert speed.stored(path) is None
    data.benchmark.to_csv(path, index=False)
    pd.testing.assert_frame_equal(speed.stored(path), data.benchmark)
    path.write_text("part,what\nscale,month\n")
    assert speed.stored(path) is None


def test_without_a_benchmark_of_this_machine_the_kept_one_is_drawn_and_named(
    tmp_path, monkeypatch
) -> None:
    monkeypatch.chdir(tmp_path)
    kept = speed.latest_benchmark()
    data = FigureData.of_benchmark(kept, False)
    numbers = speed.numbers(data)
    assert "the machine of the reference" in speed.caption(numbers, data)
    speed.FILE.parent.mkdir(parents=True)
    kept.to_csv(speed.FILE, index=False)
    data = FigureData.of_benchmark(speed.latest_benchmark(), False)
    pd.testing.assert_frame_equal(speed.numbers(data), numbers)
    assert "the machine of the reference" not in speed.caption(numbers, data)


def test_without_any_benchmark_speed_says_how_to_make_one(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(speed, "KEPT", tmp_path / "nothing.csv")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(RequestError, match="speed: no runs"):
        catalogue.draw(["speed"], True, tmp_path / "output", 1)
