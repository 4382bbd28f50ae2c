"""H12: the global market for talent."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import Arm, Claim, Evidence, Finding

CLOSED = Arm("talent_closed", {"hiring.external_ratio": 0.0})
OPEN = Arm("talent_open", {"hiring.external_ratio": 2.0})


def test(evidence: Evidence) -> Sequence[Finding]:
    """From no applicants from elsewhere to many: job finding, stability, output."""
    finding = evidence.effect(CLOSED.name, "job_finding_high", against=OPEN.name)
    stability = evidence.effect(CLOSED.name, "autocorrelation_high", against=OPEN.name)
    made = evidence.column(CLOSED.name, "output_of_posts")
    output = evidence.effect(OPEN.name, "output_of_posts", against=CLOSED.name) / made
    return [
        Finding(
            finding,
            smallest=0.005,
            unit="1/month",
            parts={"employment of the highly educated": -evidence.effect(
                OPEN.name, "employment_high", against=CLOSED.name)},
            name="job finding of the highly educated falls",
        ),
        Finding(
            stability,
            smallest=0.02,
            unit="correlation",
            name="their fit becomes less stable",
        ),
        Finding(
            output,
            smallest=0.005,
            unit="share",
            parts={"output of citizens alone": evidence.effect(
                OPEN.name, "wealth", against=CLOSED.name) / evidence.column(CLOSED.name, "wealth")},
            name="output rises",
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H12",
    title="Global market for talent",
    statement="Applicants from all over the world make it harder for the highly educated to find a "
    "job, make their fit less stable, and raise the city's output",
    statistic="many (external 2) less none: job finding of the highly educated, lag-one "
    "autocorrelation of their fit, output of all filled posts per resident",
    rule="fails if job finding does not fall, stability does not fall or output does not rise",
    reference="paper, Variance 2; constructs 5.5",
    arms=(CLOSED, OPEN),
    test=test,
)
