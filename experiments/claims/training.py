"""Training and who decides about it. H15, H16 and H25."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import (
    BASELINE,
    TRAINING,
    Arm,
    Evidence,
    Part,
    Result,
    claim,
    on_variants,
)
from experiments.claims.statistics import FIT, MARGIN, SLOPE, SPELL

UNIVERSAL = TRAINING.but("training_universal", {"interventions.training.targeting": 0.0})


@on_variants
@claim(
    "H15",
    "Matthew effect of training",
    statement="Training open to all raises mean fit but does not lower the absolute gap in fit; "
    "with the same budget, places reserved for people with little ICT skill do",
    statistic="change of mean fit and of the slope index of fit, against the baseline: no place "
    "reserved, and half of the places reserved for the lowest third by ICT skill",
    reference="constructs 7.1, P1 and P2",
    arms=(BASELINE, TRAINING, UNIVERSAL),
    parts=(
        Part("training for all lifts fit", smallest=FIT),
        Part("training for all leaves the gap", null=-SLOPE, smallest=MARGIN),
        Part("targeted training narrows the gap", smallest=SLOPE),
        Part("targeted training narrows it more", smallest=SLOPE),
    ),
)
def matthew_effect(evidence: Evidence) -> Sequence[Result]:
    """Compare the slope index without training, with training for all, and with targeted one."""
    universal, targeted = UNIVERSAL.name, TRAINING.name
    change = evidence.effect(universal, "unbalance")
    relative_gap, before = (
        evidence.column(arm, "unbalance") / evidence.column(arm, "fit")
        for arm in (universal, BASELINE.name)
    )
    spent_less = -evidence.effect(targeted, "cost_training", universal)
    return [
        evidence.effect(universal, "fit"),
        (change, {"change of the gap relative to mean fit": relative_gap - before}),
        (
            -evidence.effect(targeted, "unbalance"),
            {"spent less on targeted training, euro": spent_less},
        ),
        change - evidence.effect(targeted, "unbalance"),
    ]


#: Share of people that the lottery assigns; only places differ between them and the others.
ASSIGNED = 0.5
LOTTERY = TRAINING.but(
    "training_by_lot",
    {
        "interventions.training.lottery_share": ASSIGNED,
        "interventions.training.subject": "ict",  # the statement is about ICT skill
        "interventions.training.targeting": 0.0,
    },
)
#: Smallest effect of interest on employment, share of people, and an effect that counts as none.
EMPLOYMENT, NO_EFFECT = 0.005, 0.01
#: Months until employment effects are expected.
LATER = 25


@claim(
    "H16",
    "Training alone is not enough",
    statement="Training raises ICT skill by .2 standard deviations or more; jobs do not follow in "
    "the first year, they do after two, and the city gains less than half of what those trained "
    "gain over the others, who are displaced",
    statistic="places by lottery for half of the people: difference between those assigned and the "
    "others, minus that difference in the baseline, by time since the start (intention to treat); "
    "half of the effect on those assigned minus the effect on the city per person assigned",
    reference="constructs 7.1, P3; Crépon et al. (2013), Quarterly Journal of Economics 128",
    arms=(BASELINE, LOTTERY),
    parts=(
        Part("ICT skill", null=0.2, smallest=0.02, unit="standard deviations"),
        Part("first year: no loss", null=-NO_EFFECT, smallest=MARGIN, unit="share"),
        Part("first year: no gain", null=-NO_EFFECT, smallest=MARGIN, unit="share"),
        Part("jobs after two years", smallest=EMPLOYMENT, unit="share"),
        Part("the city gains less than half", smallest=EMPLOYMENT, unit="share"),
    ),
)
def training_alone(evidence: Evidence) -> Sequence[Result]:
    """Compare those assigned with the others, and the city with the city without the programme."""
    end = evidence.last_month(LOTTERY.name)

    def effect(name: str) -> np.ndarray:
        return evidence.window(LOTTERY.name, name, LATER, end) - evidence.window(
            BASELINE.name, name, LATER, end
        )

    def assigned_minus_others(name: str, first: int, last: int) -> np.ndarray:
        gaps = [
            evidence.window(arm, f"{name}_assigned", first, last)
            - evidence.window(arm, f"{name}_others", first, last)
            for arm in (LOTTERY.name, BASELINE.name)
        ]
        return np.asarray(gaps[0] - gaps[1])

    skill = assigned_minus_others("ict_by_lottery", LATER, end) / evidence.baseline("ict_spread")
    early = assigned_minus_others("employment_by_lottery", 1, 12)
    late = assigned_minus_others("employment_by_lottery", LATER, end)
    # the gain of the whole city for each person assigned
    city = effect("employment_all") / ASSIGNED
    others = {
        "the city, per person assigned": city,
        "people not assigned": effect("employment_by_lottery_others"),
    }
    return [skill, early, -early, late, (0.5 * late - city, others)]


#: Pace of redesign of a turbulent city, and a city in which all redesigns come at the same time.
TURBULENT, COMMON = {"redesign.pace": 3.0}, {"redesign.common_share": 1.0}


def _prescribing(name: str, prescription: float, **city: float) -> Arm:
    """Training in which learners choose by their own gap, except for the share prescribed."""
    own = {"interventions.training.subject": "own_gap", "policy.prescription": prescription}
    return TRAINING.but(f"training_{name}", {**own, **city})


OWN = _prescribing("own", 0.0)
HALF = _prescribing("half_prescribed", 0.5)
PRESCRIBED = _prescribing("prescribed", 1.0)
TURBULENT_OWN = _prescribing("own_turbulent", 0.0, **TURBULENT)
TURBULENT_PRESCRIBED = _prescribing("prescribed_turbulent", 1.0, **TURBULENT)
COMMON_OWN = _prescribing("own_common", 0.0, **COMMON)
COMMON_PRESCRIBED = _prescribing("prescribed_common", 1.0, **COMMON)


@claim(
    "H25",
    "Design principles",
    statement="Fit is highest with some prescription, and with less of it in turbulence (minimal "
    "critical specification); courses chosen by the learner's own gap are better than centrally "
    "set ones if redesigns come at different times, not if all come at once (control at the "
    "source)",
    statistic="mean fit with none, half and all of public courses prescribed, and how the "
    "difference of all and none changes when redesign is three times as fast, which with constant "
    "curvature moves the optimum; mean spell of misfit, censored at 60 months, centrally set minus "
    "own, with redesigns at different times and at once",
    reference="constructs 6.1, 6.4; Cherns (1976), Human Relations 29; Lind and Mehlum (2010), "
    "Oxford Bulletin of Economics and Statistics 72 (an inverted U needs both slopes)",
    arms=(
        BASELINE, OWN, HALF, PRESCRIBED, TURBULENT_OWN, TURBULENT_PRESCRIBED, COMMON_OWN,
        COMMON_PRESCRIBED,
    ),
    parts=(
        Part("half prescribed beats none", smallest=FIT),
        Part("half prescribed beats all", smallest=FIT),
        Part("less is best in turbulence", smallest=FIT),
        Part("control at the source shortens misfit", smallest=SPELL, unit="months"),
        Part("but not when all are hit at once", smallest=SPELL, unit="months"),
    ),
)  # fmt: skip
def design_principles(evidence: Evidence) -> Sequence[Result]:
    """Compare prescription none, half and full, in turbulence, and with simultaneous redesign."""

    def minus(arm: Arm, other: Arm, name: str) -> np.ndarray:
        return evidence.effect(arm.name, name, other.name)

    usual = minus(PRESCRIBED, OWN, "fit")
    turbulent = minus(TURBULENT_PRESCRIBED, TURBULENT_OWN, "fit")
    # months of misfit that control at the source avoids and central control does not
    avoided = minus(PRESCRIBED, OWN, "misfit_spell_mean")
    avoided_at_once = minus(COMMON_PRESCRIBED, COMMON_OWN, "misfit_spell_mean")
    curvature = 2.0 * evidence.column(HALF.name, "fit")
    curvature = curvature - evidence.column(OWN.name, "fit")
    curvature = curvature - evidence.column(PRESCRIBED.name, "fit")
    return [
        (minus(HALF, OWN, "fit"), {"bend of the curve": curvature}),
        minus(HALF, PRESCRIBED, "fit"),
        (
            usual - turbulent,
            {"all less none, usual pace": usual, "all less none, turbulent": turbulent},
        ),
        avoided,
        (avoided - avoided_at_once, {"at once": avoided_at_once}),
    ]
