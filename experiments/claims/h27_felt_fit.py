"""H27: felt fit is far less unequal than fit itself."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding
from experiments.claims.readings import PART, relative

#: Ratio of the two slopes above which felt fit follows fit itself.
HALF = 0.5


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare the slope of felt fit by education with that of fit."""
    objective = evidence.column("baseline", "slope_index_education")
    felt = evidence.column("baseline", "slope_perceived")
    return [
        Finding(
            -relative(felt, objective), null=-HALF, smallest=PART, unit="ratio",
            parts={"slope of fit": objective, "slope of felt fit": felt,
                   "slope of happiness": evidence.column("baseline", "slope_happiness")},
        )
    ]  # fmt: skip


CLAIM = Claim(
    number="H27",
    title="Felt against objective",
    statement="As aspirations adapt, felt fit rises with education by less than half of what fit "
    "itself does",
    statistic="slope index of felt fit by education over that of fit, as its negative",
    rule="fails if the ratio is above .5 (in PIAAC .04 of satisfaction against .37 to .51)",
    reference="constructs §0.5; Wagstaff et al. (1991), Social Science & Medicine 33 (slope index)",
    arms=(BASELINE,),
    test=test,
)
