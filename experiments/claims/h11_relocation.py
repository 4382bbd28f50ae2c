"""H11: when a knowledge-intensive anchor leaves, it hurts at the top, then at the bottom, for long.

The anchor leaves half a year after the end of the burn-in, so that its traces five years later lie
within the shortest run.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, After, Arm, Claim, Evidence, Finding

LEAVES = 6
#: Local services lose nothing by assumption (`multiplier`); what follows is the model's own doing.
EXIT = Arm(
    "anchor_exit",
    {"shocks.anchor_exit.month": After(LEAVES), "shocks.anchor_exit.multiplier": 0.0},
)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Event study: the city with the exit less the same city without, by months since the exit."""

    def change(name: str, first: int, last: int) -> np.ndarray:
        window = (LEAVES + first, LEAVES + last)
        with_exit = evidence.window(EXIT.name, name, *window)
        return with_exit - evidence.window(BASELINE.name, name, *window)

    earned = evidence.window(BASELINE.name, "earnings_all", LEAVES + 60, LEAVES + 66)
    gap = -change("earnings_all", 60, 66) / earned
    groups = ("low", "mid", "high")
    return [
        Finding(
            change("acute_change_high", 0, 3),
            smallest=0.005,
            unit="share of months",
            parts={f"{g} education": change(f"acute_change_{g}", 0, 3) for g in groups},
            name="the highly educated at once",
        ),
        Finding(
            change("unemployment_low", 3, 24),
            smallest=0.005,
            unit="share",
            parts={f"{g} education, months 3-24": change(f"unemployment_{g}", 3, 24)
                   for g in groups},
            name="the low educated with a lag",
        ),
        Finding(
            gap,
            smallest=0.005,
            unit="share of earnings",
            parts={f"gap of {g} education, euro a month": -change(f"earnings_{g}", 60, 66)
                   for g in groups},
            name="a scar after five years",
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H11",
    title="Relocation of an anchor employer",
    statement="The exit of a knowledge-intensive anchor makes large changes of fit more frequent "
    "for the highly educated, raises unemployment of the low educated later, and still lowers "
    "earnings after five years",
    statistic="event study against the same city without the exit: share of the highly educated "
    "whose fit changes by .10 or more in a month, months 0 to 3; unemployment of the low educated, "
    "months 3 to 24; earnings per resident, months 60 to 66",
    rule="fails if there is no effect on the low educated or the gap in earnings has closed; the "
    "shock is told to take no local jobs with it, so that what reaches them comes about in the "
    "model",
    reference="Jacobson, LaLonde & Sullivan 1993, American Economic Review 83; Moretti 2010; "
    "constructs 5.4",
    arms=(EXIT, BASELINE),
    test=test,
)
