"""Dismissal: it is a thing of the month in which it happens."""

from __future__ import annotations

import numpy as np

from simulation.core.vocabulary import EMPLOYED


def test_dismissal_lasts_a_month(small_run, observe):
    """Only who lost a job this month counts as dismissed when energy is worked out."""
    run = small_run()
    lost = {"before": set(), "wrong": 0, "right": 0}

    def jobs(world):
        citizens = world.citizens
        rows = np.flatnonzero(citizens.resident & (citizens.status == EMPLOYED))
        return set(citizens.person[rows].tolist())

    def before(process, world):
        if process.section == "digitalisation":
            lost["before"] = jobs(world)
        if process.section == "resources":
            citizens = world.citizens
            rows = np.flatnonzero(citizens.resident & citizens.dismissed)
            persons = set(citizens.person[rows].tolist())
            lost["wrong"] += len(persons - lost["before"])
            lost["right"] += len(persons & lost["before"])

    observe(run, before=before)
    for _ in range(18):
        run.step()
    assert lost["right"] > 5
    assert lost["wrong"] == 0
