"""The picture of the indices of a sweep shows the rows of its table and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from figures.plots import indices
from figures.shared import style
from tests.figures.test_drawing import assert_readable, words

NAN = float("nan")


def rows(kind: int, parameters: int) -> list[dict]:
    """Rows of two outcomes as the command prints them."""
    generator = np.random.default_rng(kind)
    made = []
    for measure in ("unbalance", "volatility"):
        for number in range(parameters):
            row = {"measure": measure, "parameter": f"search.parameter_{number}"}
            for index in indices.KINDS[kind]:
                value = float(generator.normal())
                row |= {index.value: value, index.low: value - 0.2, index.high: value + 0.2}
            if kind == 0:
                row |= {"noise": 0.1, "unit": "0-1"}
            if kind == 2:
                row["other"] = f"interventions.network.other_{number}"
            made.append(row)
    return made


@pytest.mark.parametrize("parameters", [1, 7, 40])
@pytest.mark.parametrize("kind", range(len(indices.KINDS)))
def test_dots_are_the_numbers_and_nothing_overlaps(kind: int, parameters: int) -> None:
    table = rows(kind, parameters)
    with style.applied():
        figure = indices.draw(table)
    shown = indices.KINDS[kind]
    for axes, measure in zip(figure.axes, ("unbalance", "volatility"), strict=True):
        mine = [row for row in table if row["measure"] == measure][: indices.MOST]
        dots = [line.get_xdata()[0] for line in axes.get_lines() if line.get_marker() != "None"]
        assert dots == [row[index.value] for row in mine for index in shown]
    texts = words(figure)
    assert any("largest 25 of 40" in text.get_text() for text in texts) is (parameters == 40)
    assert_readable(figure)


def test_an_index_without_an_interval_is_a_dot_alone() -> None:
    table = rows(0, 3)
    table[0] |= {"mu_star_low": NAN, "mu_star_high": NAN, "sigma": NAN}
    figure = indices.draw(table[:3])
    (axes,) = figure.axes
    dots = [line for line in axes.get_lines() if line.get_marker() != "None"]
    assert len(dots) == 5
