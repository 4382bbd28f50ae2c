"""H25: some prescription is best, less in turbulence; variance is best met at its source."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from experiments.claims.claim import BASELINE, TRAINING, Arm, Claim, Evidence, Finding
from experiments.claims.readings import FIT, SPELL

#: Pace of redesign of a turbulent city; the share of redesigns that hit all at once otherwise.
TURBULENT = {"redesign.pace": 3.0}
COMMON = {"redesign.common_share": 1.0}


def _arm(name: str, prescription: float, **city: float) -> Arm:
    """Training in which the learner's own gap decides, but for the share that is prescribed."""
    own = {"interventions.training.subject": "own_gap", "policy.prescription": prescription}
    return Arm(f"training_{name}", {**TRAINING.changes, **own, **city})


OWN, HALF, PRESCRIBED = (
    _arm(name, share) for name, share in (("own", 0.0), ("half_prescribed", 0.5),
                                          ("prescribed", 1.0))
)  # fmt: skip
TURBULENT_OWN = _arm("own_turbulent", 0.0, **TURBULENT)
TURBULENT_PRESCRIBED = _arm("prescribed_turbulent", 1.0, **TURBULENT)
COMMON_OWN = _arm("own_common", 0.0, **COMMON)
COMMON_PRESCRIBED = _arm("prescribed_common", 1.0, **COMMON)


def test(evidence: Evidence) -> Sequence[Finding]:
    """Compare prescription none, half and full, in turbulence, and when all are hit at once."""

    def more(one: Arm, other: Arm, name: str) -> np.ndarray:
        return evidence.effect(one.name, name, other.name)

    rises = more(PRESCRIBED, OWN, "fit")
    rises_in_turbulence = more(TURBULENT_PRESCRIBED, TURBULENT_OWN, "fit")
    # control at the source spares months of misfit that control from the centre does not
    spared = more(PRESCRIBED, OWN, "misfit_spell_mean")
    spared_when_common = more(COMMON_PRESCRIBED, COMMON_OWN, "misfit_spell_mean")
    bend = 2.0 * evidence.column(HALF.name, "fit")
    bend = bend - evidence.column(OWN.name, "fit") - evidence.column(PRESCRIBED.name, "fit")
    return [
        Finding(more(HALF, OWN, "fit"), smallest=FIT, name="half prescribed beats none",
                parts={"bend of the curve": bend}),
        Finding(more(HALF, PRESCRIBED, "fit"), smallest=FIT, name="half prescribed beats all"),
        Finding(
            rises - rises_in_turbulence, smallest=FIT, name="less is best in turbulence",
            parts={"all less none, usual pace": rises,
                   "all less none, turbulent": rises_in_turbulence},
        ),
        Finding(
            spared, smallest=SPELL, unit="months", name="control at the source shortens misfit",
        ),
        Finding(
            spared - spared_when_common, smallest=SPELL, unit="months",
            name="but not when all are hit at once",
            parts={"at once": spared_when_common},
        ),
    ]  # fmt: skip


CLAIM = Claim(
    number="H25",
    title="Design principles",
    statement="Fit is highest with some prescription, and with less of it in turbulence (minimal "
    "critical specification); leaving courses to the learner's own gap beats setting them "
    "centrally where changes hit people apart, not where they hit all at once (control at the "
    "source)",
    statistic="mean fit with none, half and all of public courses prescribed, and how all less "
    "none changes when redesign is three times as fast, which with one curvature moves the "
    "optimum; mean spell of misfit, cut at 60 months, centrally set less own, with redesigns "
    "apart and at once",
    rule="fails if half is not above both ends, if turbulence does not tilt the curve towards "
    "none, or if control at the source does not shorten misfit, and more so with redesigns apart",
    reference="constructs 6.1, 6.4; Cherns (1976), Human Relations 29; Lind and Mehlum (2010), "
    "Oxford Bulletin of Economics and Statistics 72 (an inverted U needs both slopes)",
    arms=(
        BASELINE, OWN, HALF, PRESCRIBED, TURBULENT_OWN, TURBULENT_PRESCRIBED, COMMON_OWN,
        COMMON_PRESCRIBED,
    ),
    test=test,
)  # fmt: skip
