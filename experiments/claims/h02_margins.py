"""H2: access to a job is more unequal than what the city supplies, and that than fit at work."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding

PARTS = ("demand_ability", "needs_supply", "supplementary", "complementary")


def test(evidence: Evidence) -> Sequence[Finding]:
    """Paired contrasts of slope indices by education."""
    access, supply, at_work = (
        evidence.column("baseline", name)
        for name in ("slope_access", "slope_needs_supply", "slope_at_work")
    )
    parts = {
        f"share of {name.replace('_', '-')} in the slope of total fit, both ranks": (
            evidence.column("baseline", f"slope_part_{name}")
            / evidence.column("baseline", "slope_index_both")
        )
        for name in PARTS
    }
    return [
        Finding(
            access - supply,
            parts={"slope of access": access, "slope of needs-supply fit": supply, **parts},
            name="access over needs-supply",
        ),
        Finding(
            supply - at_work,
            parts={"slope of demand-ability fit at work": at_work},
            name="needs-supply over fit at work",
        ),
    ]


CLAIM = Claim(
    number="H2",
    title="Margins differ",
    statement="Education matters most for having a job, less for needs-supply fit, least for "
    "demand-ability fit at work",
    statistic="slope indices by education: holding a job less needs-supply fit; needs-supply fit "
    "less demand-ability fit of job-holders; the four fits' shares in the slope of total fit",
    rule="fails if either contrast is not above 0",
    reference="decomposition of the slope index (covariance is linear); constructs §0.1, 3.2, 3.3",
    arms=(BASELINE,),
    test=test,
)
