"""H9: volatility (variance 2) reaches the highly educated."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding
from experiments.claims.pace import DOUBLE, HALF

DOSES = {HALF.name: -1.0, BASELINE.name: 0.0, DOUBLE.name: 1.0}


def test(evidence: Evidence) -> Sequence[Finding]:
    """Volatility of the highly educated, its slope on turbulence, and against the low educated."""
    high, low = (evidence.column("baseline", f"relative_volatility_{g}") for g in ("high", "low"))
    return [
        Finding(
            evidence.column("baseline", "volatility_of_fit_high"),
            null=0.02,
            smallest=0.005,
            name="fit of the highly educated moves",
        ),
        Finding(
            evidence.slope(DOSES, "volatility_of_fit_high"),
            smallest=0.001,
            unit="0-1 per doubling",
            name="more so in turbulence",
        ),
        Finding(
            high - low,
            null=-0.02,
            smallest=0.005,
            unit="share",
            parts={"highly educated": high, "low educated": low},
            name="no less than that of the low educated",
        ),
    ]


CLAIM = Claim(
    number="H9",
    title="Volatility reaches the highly educated",
    statement="The fit of the highly educated moves from month to month, more so the faster jobs "
    "are redesigned, and in relation to its level no less than that of the low educated",
    statistic="RMSSD of fit of the highly educated; its slope on the logarithm (to base 2) of the "
    "pace of redesign; relative variability (corrected for the mean on a bounded scale), high less "
    "low education, against −.02 (not inferior)",
    rule="fails if the RMSSD is not above .02, its slope not above 0, or relative variability of "
    "the highly educated lower by more than .02",
    reference="Jahng et al. 2008; Mestdagh et al. 2018; constructs 5.1, 5.2",
    arms=(HALF, BASELINE, DOUBLE),
    test=test,
)
