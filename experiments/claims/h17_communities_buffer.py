"""H17: communities soften falls of fit and shorten misfit, most in knowledge-intensive work."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, COMMUNITIES, Claim, Evidence, Finding
from experiments.claims.readings import SPELL, VOLATILITY


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare falls of fit and spells of misfit with and without communities."""
    arm = COMMUNITIES.name
    knowledge = -evidence.effect(arm, "falls_of_fit_knowledge")
    other = -evidence.effect(arm, "falls_of_fit_other")
    return [
        Finding(
            -evidence.effect(arm, "downside_volatility_all"), smallest=VOLATILITY,
            name="smaller falls",
        ),
        Finding(
            -evidence.effect(arm, "misfit_spell_median"), smallest=SPELL, unit="months",
            name="shorter misfit",
            parts={"mean spell, cut at 60 months": -evidence.effect(arm, "misfit_spell_mean")},
        ),
        Finding(
            knowledge - other, smallest=VOLATILITY, name="more so in knowledge-intensive work",
            parts={"knowledge-intensive": knowledge, "other": other},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H17",
    title="Communities buffer volatility",
    statement="Career communities cut the downside volatility of fit and the length of misfit, "
    "more so in knowledge-intensive industries",
    statistic="fall of the downside RMSSD and of the median spell of misfit; fall of the monthly "
    "root mean square fall of fit in knowledge-intensive families less that in others",
    rule="fails if falls or spells do not become smaller, or no more so where work "
    "is knowledge-intensive",
    reference="constructs 7.2, P1; Sortino and Price (1994), Journal of Investing 3",
    arms=(BASELINE, COMMUNITIES),
    test=test,
)
