"""H3: ICT literacy is what makes the educational gradient."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding


def test(evidence: Evidence) -> Sequence[Finding]:
    """Share of the slope by education that goes when people of one ICT class are compared."""
    whole = evidence.column("baseline", "slope_index_education")
    within = evidence.column("baseline", "slope_within_ict")
    # without a gradient there is nothing that ICT could explain
    share = np.where(whole > 0, 1.0 - within / np.where(whole > 0, whole, 1.0), 0.0)
    return [
        Finding(
            share,
            null=0.25,
            smallest=0.05,
            unit="share",
            parts={"slope by education": whole, "slope at equal ICT skill": within},
        )
    ]


CLAIM = Claim(
    number="H3",
    title="ICT is the active ingredient",
    statement="At equal ICT skill at least half of the educational gradient of fit is gone",
    statistic="1 − slope of fit on education rank within classes of ICT skill / slope without; in "
    "the additive model of both, the composition part of Kitagawa's decomposition and ICT's "
    "Shapley value",
    rule="fails if the share is not above .25; a half is claimed",
    reference="Kitagawa 1955, JASA 50; Shorrocks 2013, J. Econ. Inequality 11; constructs 4.1",
    arms=(BASELINE,),
    test=test,
)
