"""H16: training alone gives skill soon, jobs late, and part of these at others' expense."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, TRAINING, Arm, Claim, Evidence, Finding
from experiments.claims.readings import LINE, last_month

#: Share of people that the lot draws; nothing but places differs between them and the others.
DRAWN = 0.5
BY_LOT = Arm(
    "training_by_lot",
    {
        **TRAINING.changes,
        "interventions.training.lottery_share": DRAWN,
        "interventions.training.targeting": 0.0,
        "interventions.training.recognition_share": 0.0,
    },
)

#: Smallest effect of interest on employment, share of people, and what is as good as none.
EMPLOYMENT = 0.005
AS_GOOD_AS_NONE = 0.01
#: Standard deviations of ICT skill that the programme is to give, and months until jobs follow.
SKILL = 0.2
LATER = 25


def between(evidence: Evidence, name: str, first: int, last: int) -> np.ndarray:
    """People drawn less others, with the programme, less the same without it."""
    gaps = [
        evidence.window(arm, f"{name}_assigned", first, last)
        - evidence.window(arm, f"{name}_others", first, last)
        for arm in (BY_LOT.name, "baseline")
    ]
    return np.asarray(gaps[0] - gaps[1])


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare those drawn with the others, and the city with the city without the programme."""
    end = last_month(evidence, BY_LOT.name)
    spread = evidence.column("baseline", "ict_spread")
    skill = between(evidence, "ict_by_lottery", LATER, end) / spread
    early = between(evidence, "employment_by_lottery", 1, 12)
    late = between(evidence, "employment_by_lottery", LATER, end)
    # what the whole city gains, for each person drawn
    city = (
        evidence.window(BY_LOT.name, "employment_all", LATER, end)
        - evidence.window("baseline", "employment_all", LATER, end)
    ) / DRAWN
    others = evidence.window(BY_LOT.name, "employment_by_lottery_others", LATER, end)
    others = others - evidence.window("baseline", "employment_by_lottery_others", LATER, end)
    return [
        Finding(skill, null=SKILL, smallest=0.02, unit="standard deviations", name="ICT skill"),
        Finding(
            early, null=-AS_GOOD_AS_NONE, smallest=LINE, unit="share", name="first year: no loss"
        ),
        Finding(
            -early, null=-AS_GOOD_AS_NONE, smallest=LINE, unit="share", name="first year: no gain"
        ),
        Finding(late, smallest=EMPLOYMENT, unit="share", name="jobs after two years"),
        Finding(
            0.5 * late - city, smallest=EMPLOYMENT, unit="share",
            name="the city gains less than half",
            parts={"the city, per person drawn": city, "people not drawn": others},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H16",
    title="Training alone is not enough",
    statement="Training raises ICT skill by .2 standard deviations or more; jobs do not follow in "
    "the first year, they do after two, and the city gains less than half of what those trained "
    "gain over the others, who are displaced",
    statistic="places by lot for half of the people: difference between those drawn and the "
    "others, less that difference in the baseline, by time since the start (intention to treat); "
    "half of the effect on those drawn less the effect on the city per person drawn",
    rule="fails if skill rises by less, employment moves by .01 or more in the first year, is not "
    "higher after two, or the city gains half of the difference or more",
    reference="constructs 7.1, P3; Crépon et al. (2013), Quarterly Journal of Economics 128",
    arms=(BASELINE, BY_LOT),
    test=test,
)
