"""The picture of the channels shows the rows of the study and nothing else."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.studies.channels import ALL, CHANNELS
from figures.plots import channels
from figures.shared import style
from tests.figures.test_drawing import assert_readable, words


def rows(scale: float) -> pd.DataFrame:
    """Rows of the study; every second effect excludes 0."""
    draw = np.random.default_rng(3)
    made = []
    for scenario, closed in CHANNELS.items():
        for place, channel in enumerate((ALL, *closed)):
            for measure in channels.PANELS:
                effect = scale * float(draw.normal())
                half = abs(effect) * (0.5 if place % 2 == 0 else 2.0)
                made.append({
                    "scenario": scenario, "channel": channel, "measure": measure,
                    "effect": effect, "low": effect - half, "high": effect + half,
                    "found": "yes" if place % 2 == 0 else "no",
                })  # fmt: skip
    return pd.DataFrame(made)


@pytest.mark.parametrize("scale", [0.0002, 0.02])
def test_marks_are_the_effects_in_thousandths_and_nothing_overlaps(scale: float) -> None:
    table = rows(scale)
    with style.applied():
        figure = channels.draw(table)
    for axes, measure in zip(figure.axes, channels.PANELS, strict=True):
        mine = table[table["measure"] == measure]
        shown = [line for line in axes.get_lines() if line.get_marker() in ("o", "D")]
        assert [line.get_xdata()[0] for line in shown] == pytest.approx(1000 * mine["effect"])
        hollow = [line.get_markerfacecolor() == "white" for line in shown]
        assert hollow == [found == "no" for found in mine["found"]]
    texts = [text.get_text() for text in words(figure)]
    assert {"Training", "courses", "Network + work teams"} <= set(texts)
    assert_readable(figure)
