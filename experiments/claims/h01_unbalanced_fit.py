"""H1: unbalanced fit (variance 1) without a rule that knows education."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import Arm, Claim, Evidence, Finding

#: Certificates count for nothing with employers, likeness and acquaintance are blind to education.
BLIND = Arm(
    "no_education_terms",
    {"hiring.credential_weight": 0.0, "fit.likeness_education_weight": 0.0, "ties.homophily": 0.0},
)
#: Years 5 to 10, or to the end of a shorter run.
FIRST, LAST = 49, 120


def test(evidence: Evidence) -> Sequence[Finding]:
    """Slope index of fit by education and by ICT rank, in years 5 to 10."""
    found = []
    for rank, name in (("education", "education"), ("ict", "ICT skill")):
        slope, erreygers = (
            evidence.window(BLIND.name, f"{index}_{rank}", FIRST, LAST)
            for index in ("slope_index", "erreygers")
        )
        parts = {"Erreygers' index": erreygers}
        found.append(Finding(slope, smallest=0.02, parts=parts, name=f"by {name}"))
    return found


CLAIM = Claim(
    number="H1",
    title="Unbalanced fit",
    statement="Fit rises with education and with ICT rank though no rule of matching, likeness or "
    "acquaintance knows education",
    statistic="slope index of inequality of total fit by education and by ICT rank, mean of years "
    "5 to 10, with every weight of education as such set to 0; Erreygers' index beside it",
    rule="fails if either slope index is not above 0 or its interval lies within .02 of it",
    reference="Wagstaff et al. 1991; Erreygers 2009; paper, Variance 1; constructs 4.1",
    arms=(BLIND,),
    test=test,
)
