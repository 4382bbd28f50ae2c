"""H10: fit moves for different causes at the top and at the bottom."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding

GROUPS = ("low", "mid", "high")


def test(evidence: Evidence) -> Sequence[Finding]:
    """Contrasts of the shares of causes in the squared changes of fit."""
    redesign = {g: evidence.column("baseline", f"cause_share_{g}_redesign") for g in GROUPS}
    loss = {g: evidence.column("baseline", f"cause_share_{g}_job_loss") for g in GROUPS}
    return [
        Finding(
            redesign["high"] - redesign["low"],
            unit="share",
            parts={f"{g} education": values for g, values in redesign.items()},
            name="redesign, high over low",
        ),
        Finding(
            loss["low"] - loss["high"],
            unit="share",
            parts={f"{g} education": values for g, values in loss.items()},
            name="job loss, low over high",
        ),
    ]


CLAIM = Claim(
    number="H10",
    title="Different causes",
    statement="Redesign makes a greater share of the volatility of the highly educated, job loss a "
    "greater share of that of the low educated",
    statistic="shares of the squared changes of fit that are booked to redesign (high less low "
    "education) and to job loss (low less high)",
    rule="fails if either contrast is not above 0",
    reference="paper, Variance 2; constructs 5.2, 5.3, §0.3",
    arms=(BASELINE,),
    test=test,
)
