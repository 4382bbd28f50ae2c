"""H14: platforms open doors, make careers poorer and less steady; a monopoly takes from both."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, After, Arm, Claim, Evidence, Finding
from experiments.claims.readings import FIT, VOLATILITY, over_people

SPREAD = {"platforms.growth": 0.5, "platforms.ceiling": 0.25}
MANY = Arm("platforms_many", SPREAD)
ONE = Arm("platforms_one_owner", {**SPREAD, "shocks.platform_monopoly.month": After(1)})

#: Smallest change of interest in the chance to find a job, per month: a twentieth of .2.
FINDING = 0.01


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare a city of many platforms with the baseline, and one owner of them with many."""
    many, one = MANY.name, ONE.name
    needs = {arm: over_people(evidence, arm, "needs_supply") for arm in ("baseline", many, one)}
    found = {name: evidence.effect(many, f"job_finding_{name}") for name in ("low", "high")}
    spread = evidence.effect(many, "platform_share")
    return [
        Finding(
            found["low"], smallest=FINDING, unit="1/month", name="job finding of the low educated",
            parts={"more than for the high educated": found["low"] - found["high"],
                   "rise of the share of platform work": spread},
        ),
        Finding(needs["baseline"] - needs[many], smallest=FIT, name="needs-supply fit falls"),
        Finding(
            evidence.effect(many, "volatility"), smallest=VOLATILITY, name="volatility rises",
        ),
        Finding(
            needs[many] - needs[one], smallest=FIT, name="one owner lowers needs-supply fit",
            parts={"rise of the Herfindahl index":
                   evidence.effect(one, "platform_concentration", many),
                   "fall for the high educated":
                   evidence.effect(many, "needs_supply_high", one)},
        ),
        Finding(
            evidence.effect(many, "job_finding_all", one), smallest=FINDING, unit="1/month",
            name="one owner lowers job finding",
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H14",
    title="Platforms and monopoly",
    statement="More platform work raises job finding, above all of the low educated, but lowers "
    "needs-supply fit and raises volatility; past a threshold of concentration both fall",
    statistic="paired differences: platform work growing to a quarter of all posts against the "
    "baseline; all platforms in one hand against many, at equal platform work",
    rule="fails if needs-supply fit does not fall with platform work, job finding of the low "
    "educated or volatility does not rise, or one owner lowers neither of the first two",
    reference="constructs 1.6, 1.7",
    arms=(BASELINE, MANY, ONE),
    test=test,
)
