"""Events of a person: in points of 100, as everywhere on the page."""

from __future__ import annotations

import pandas as pd

from experiments.explore.story import stories
from simulation.core.vocabulary import CAUSES


def panel(fit, status):
    """One person, whose fit changes for the cause of a lost job."""
    months = range(1, len(fit) + 1)
    causes = {f"change_{name}": -0.1 if name == "job_loss" else 0.0 for name in CAUSES}
    return pd.DataFrame(
        {
            "month": months, "person": 7, "education": "low", "age": 40.0, "status": status,
            "occupation": ["cleaners" if one == "employed" else "" for one in status],
            "course": False, "community": False, "fit": fit, **causes,
        }
    )  # fmt: skip


def test_a_change_of_fit_is_told_in_points_with_its_cause():
    work = ["employed"] * 3
    mine = panel([0.8, 0.62, 0.61], ["employed", "unemployed", "unemployed"])
    (story,) = stories(mine, panel([0.8, 0.8, 0.8], work))
    assert story["mine"]["events"] == [
        [2, "becomes unemployed; fit falls by 18 points, mainly through the loss of the job"]
    ]
    assert story["other"]["events"] == []
    assert story["work"] == "cleaners"
