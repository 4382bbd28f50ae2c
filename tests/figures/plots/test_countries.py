"""The picture of the countries shows the rows of the command and nothing else."""

from __future__ import annotations

import numpy as np
import pytest

from experiments.preregistration.registration import read
from experiments.validation.country_judgement import BETTER, NO_DIFFERENCE, label
from figures.plots import countries
from figures.shared import style
from tests.figures.test_drawing import assert_readable, words


@pytest.fixture
def rows() -> list[dict]:
    """A row per registered quantity; only the first differs from both rivals."""
    draw = np.random.default_rng(2)
    made = []
    for number, quantity in enumerate(read().countries.predicted):
        rank = float(draw.uniform(-1, 1))
        made.append({
            "quantity": label(quantity),
            **{name: float(draw.random()) for name in countries.ERRORS},
            "than_pooled_city": BETTER,
            "than_other_countries": BETTER if number == 0 else NO_DIFFERENCE,
            "rank_correlation": rank, "rank_low": rank - 0.3, "rank_high": rank + 0.3,
        })  # fmt: skip
    made[1] |= {"rank_low": np.nan, "rank_high": np.nan}
    return made


def test_errors_and_ranks_are_those_of_the_rows(rows: list[dict]) -> None:
    with style.applied():
        figure = countries.draw(rows)
    kinds = [[row for row in rows if sign in row["quantity"]] for sign in (" - ", " / ")]
    assert sum(map(len, kinds)) == len(rows)
    for (errors, ranks), mine in zip((figure.axes[:2], figure.axes[2:]), kinds, strict=True):
        for column, (_, marker, _) in countries.ERRORS.items():
            dots = [line for line in errors.get_lines() if line.get_marker() == marker]
            assert [dot.get_xdata()[0] for dot in dots] == [row[column] for row in mine]
        circles = [line for line in ranks.get_lines() if line.get_marker() == "o"]
        assert [dot.get_xdata()[0] for dot in circles] == [row["rank_correlation"] for row in mine]
    filled = [
        line.get_markerfacecolor() != "white"
        for axes in figure.axes[::2]
        for line in axes.get_lines()
        if line.get_marker() == "o"
    ]
    assert sum(filled) == 1
    assert any("unemployment low − " in text.get_text() for text in words(figure))
    assert_readable(figure)
