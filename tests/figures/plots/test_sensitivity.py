"""The figure of the screening, from artificial outcomes with known sensitivities."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from experiments.errors import RequestError
from experiments.sensitivity import screening
from figures.plots import sensitivity
from figures.shared import style
from figures.shared.figure_data import FigureData, pick

pytest.importorskip("SALib")

NAMES = list(screening.parameters())
SLOPES = {"search.contacts_asked": 0.4, "hiring.evaluation_error": -0.3, "pay.match_slope": 0.2}


def data(trajectories: int, seeds: int, quick: bool = False, noise: float = 0.01) -> FigureData:
    """Runs whose unbalance is linear in three parameters, plus noise."""
    places = screening.places(trajectories)
    names = [name for number in range(1, trajectories + 1) for name in screening.points(number)]
    errors = np.random.default_rng(8).normal(0, noise, (seeds, 2, len(names)))
    level = sum(slope * places[:, NAMES.index(name)] for name, slope in SLOPES.items())
    frames = [
        pd.DataFrame(
            {
                "scenario": names,
                "seed": seed + 1,
                "unbalance": level + seed + errors[seed, 0],
                "volatility": 0.1 - 0.1 * level + 0.1 * errors[seed, 1],
            }
        )
        for seed in range(seeds)
    ]
    nothing = pd.DataFrame({"scenario": [], "seed": [], "month": []})
    return FigureData(
        nothing, pd.concat(frames, ignore_index=True), {}, dict.fromkeys(names, ""), 400, 84, 36,
        quick,
    )  # fmt: skip


def test_influential_parameters_come_first_and_exceed_the_noise() -> None:
    numbers = sensitivity.numbers(data(5, 2))
    first = pick(numbers, "A", series="mu_star")
    assert list(first["group"][:3]) == list(SLOPES)
    assert first["value"][:3].to_numpy() == pytest.approx([0.4, 0.3, 0.2], abs=0.02)
    mu = pick(numbers, "A", series="mu").set_index("group")["value"]
    assert mu["hiring.evaluation_error"] == pytest.approx(-0.3, abs=0.02)
    assert len(first) == len(NAMES)
    chance = pick(numbers, "A", series="noise")["value"].iloc[0]
    assert chance == pytest.approx(first["value"][3:].mean(), rel=0.1)


def test_the_caption_counts_what_stands_out() -> None:
    few = data(5, 2)
    numbers = sensitivity.numbers(few)
    text = sensitivity.caption(numbers, few)
    chance = pick(numbers, "B", series="noise")["value"].iloc[0]
    beyond = int((pick(numbers, "B", series="mu_star")["low"] > chance).sum())
    assert 3 <= beyond < 20
    leading = "search: contacts asked; hiring: evaluation error; pay: match slope"
    assert f"Unbalance depends most on {leading}" in text
    assert f"Of {len(NAMES)} parameters, {beyond} have an interval entirely above" in text
    assert f"5 trajectories through {len(NAMES)} parameters" in text


def test_one_trajectory_and_one_seed_are_drawn_without_intervals() -> None:
    one = data(1, 1, quick=True)
    numbers = sensitivity.numbers(one)
    assert pick(numbers, "A", series="mu_star")["low"].isna().all()
    assert pick(numbers, "A", series="sigma")["value"].isna().all()
    assert "entirely above" not in sensitivity.caption(numbers, one)
    with style.applied():
        sensitivity.draw(numbers, one).draw_without_rendering()


def test_a_trajectory_that_is_not_whole_is_left_out() -> None:
    whole = data(3, 1)
    lost = whole.runs["scenario"] == screening.point(2, 7)
    less = replace(whole, runs=whole.runs[~lost])
    found, left_out = screening.answers(less.runs, {"unbalance": "0-1"})
    assert left_out == 1
    assert len(found[0].means) == 2 * (len(NAMES) + 1)
    assert screening.point(2, 0) not in set(found[0].design.table["point"])
    kept, _ = screening.answers(whole.runs, {"unbalance": "0-1"})
    assert kept[0].means[-1] == found[0].means[-1]
    gone = whole.runs["scenario"].str.endswith("-007")
    with pytest.raises(RequestError, match="no complete trajectory of 3"):
        screening.answers(whole.runs[~gone], {"unbalance": "0-1"})


def test_every_point_differs_from_the_one_before_in_one_parameter() -> None:
    cities = screening.QUICK.scenarios()
    assert [city.name for city in cities] == screening.points(1)
    flats = [city.settings.flat() for city in cities]
    moved = []
    for before, after in pairwise(flats):
        changed = [name for name in after if after[name] != before[name]]
        assert len(changed) <= 1  # a whole number may stay the same between two places
        moved += changed
    assert len(set(moved)) == len(moved)
    assert len(moved) > 0.9 * len(NAMES)


def test_more_trajectories_leave_those_there_were() -> None:
    assert np.array_equal(screening.places(3)[: len(NAMES) + 1], screening.places(1))
