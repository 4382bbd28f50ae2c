"""H7: seeking one's like segregates the city, and segregation costs the low educated fit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, Arm, Claim, Evidence, Finding

NONE = Arm("likeness_none", {"moves.value_likeness": 0.0, "ties.homophily": 0.0})
DOUBLE = Arm("likeness_double", {"moves.value_likeness": 2.4, "ties.homophily": 1.0})
#: The weight of likeness from 0 to twice the baseline, as a dose of 0 to 1.
DOSES = {NONE.name: 0.0, BASELINE.name: 0.5, DOUBLE.name: 1.0}
SORTED = {
    "residential_dissimilarity": "districts",
    "tie_assortativity": "ties",
    "workplace_dissimilarity": "workplaces",
}


def test(evidence: Evidence) -> Sequence[Finding]:
    """Slopes of segregation, and of the fit of the low educated, on the weight of likeness."""
    slopes = {words: evidence.slope(DOSES, name) for name, words in SORTED.items()}
    fit = evidence.slope(DOSES, "fit_by_education_low")
    districts = slopes["districts"]
    apart = float(np.mean(districts))
    by_instrument = float(np.mean(fit)) / apart if apart else float("nan")
    parts = {
        "their fit per unit of dissimilarity, by instrument": np.array([by_instrument]),
        "needs-supply fit of the low educated": evidence.slope(DOSES, "needs_supply_low"),
    }
    return [
        *(Finding(values, name=f"{words} sort") for words, values in slopes.items()),
        Finding(-fit, parts=parts, name="fit of the low educated falls"),
    ]


CLAIM = Claim(
    number="H7",
    title="Segregation from seeking one's like",
    statement="The more people seek their like, the more districts, ties and workplaces segregate, "
    "and the worse the low educated fit",
    statistic="slopes of residential dissimilarity, tie assortativity, workplace dissimilarity and "
    "the fit of the low educated on the weight of likeness in moves and ties, over its range from "
    "0 to twice the default; the last divided by the first is the effect of dissimilarity with the "
    "weight as instrument",
    rule="fails if any slope of segregation is not above 0, or the slope of fit not below 0",
    reference="Duncan & Duncan 1955; Newman 2003; Wald 1940; constructs 3.6, 4.9-4.12",
    arms=(NONE, BASELINE, DOUBLE),
    test=test,
)
