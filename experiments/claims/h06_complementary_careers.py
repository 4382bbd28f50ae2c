"""H6: the paper's open question, what becomes of careers in complementary jobs."""

from __future__ import annotations

from collections.abc import Sequence

from experiments.claims.claim import BASELINE, Claim, Evidence, Finding
from experiments.claims.crossing import chosen_elsewhere, picked

OUTCOMES = {
    "employability": "employability",
    "flexibility": "flexibility",
    "connectivity": "connectivity",
    "wage_growth": "wage growth",
}


def test(evidence: Evidence) -> Sequence[Finding]:
    """Second greatest of four losses against matched colleagues; fit at work."""
    losses = {
        words: -evidence.column("baseline", f"complementary_career_{name}")
        for name, words in OUTCOMES.items()
    }
    table = list(losses.values())
    return [
        Finding(
            picked(table, chosen_elsewhere(table, 1)),
            smallest=0.05,
            unit="SD",
            parts={f"loss of {words}": values for words, values in losses.items()},
            name="at least two of four lost",
        ),
        Finding(
            evidence.column("baseline", "complementary_fit_at_work"),
            null=-0.02,
            smallest=0.005,
            name="fit at work kept",
        ),
    ]


CLAIM = Claim(
    number="H6",
    title="Complementary careers",
    statement="People who begin in complementary jobs keep their demand-ability fit but lose "
    "employability, flexibility, connectivity or wage growth against matched others",
    statistic="cohort of job-holders under 54 at the end of burn-in, read in the last month: "
    "change of those in complementary services less that of others of the same education, age and "
    "ability (coarsened exact matching), in standard deviations; the second greatest of the four "
    "losses, chosen by the other seeds, and the same difference of demand-ability fit at work",
    rule="fails if at most one of the four is worse, or fit at work falls behind by more than .02",
    reference="Iacus, King & Porro 2012, Political Analysis 20; partial conjunction: Benjamini & "
    "Heller 2008, Biometrics 64; constructs 3.7",
    arms=(BASELINE,),
    test=test,
)
