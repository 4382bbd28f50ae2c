"""H9, H10, H13 and H17 on each margin of volatility, by the rules frozen before the model changed.

Every person-month belongs to one margin: within a post, moves, access (a job lost or found), and
still without a job. The verdict of a claim is that over all person-months; these stand beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from experiments.claims.claim import COMMUNITIES, Claim, Evidence, Part, Result
from experiments.claims.statistics import relative
from experiments.claims.volatility import DOUBLINGS, two_lines
from experiments.preregistration.registration import read
from simulation.core.vocabulary import LOST, MARGINS

#: State that a transition of a margin leads to, for well-being.
STATES = {"within_post": "settled", "moves": "new", "access": "new", "without": "without"}
#: Causes that H10 compares, and the group that each should concern more.
CAUSES_OF = {"redesign": ("high", "low"), "job_loss": ("low", "high")}


def occurs(cause: str, margin: str) -> bool:
    """Whether a cause can occur on a margin: redesign everywhere, job loss where jobs are lost."""
    return cause == "redesign" or LOST in MARGINS[margin]


def _volatility(evidence: Evidence, margin: str) -> Sequence[Result]:
    """Volatility of the highly educated on a margin, on turbulence, against the low educated."""
    name = f"volatility_{margin}"
    high, low = (evidence.baseline(f"{name}_{group}") for group in ("high", "low"))
    return [
        high,
        evidence.slope(DOUBLINGS, f"{name}_high"),
        (relative(high - low, low), {"highly educated": high, "low educated": low}),
    ]


def _causes(evidence: Evidence, margin: str) -> Sequence[Result]:
    """Contrasts of the shares of the causes that can occur on a margin."""
    results: list[Result] = []
    for cause, (more, less) in CAUSES_OF.items():
        if occurs(cause, margin):
            name = f"cause_share_by_margin_{margin}_{{}}_{cause}"
            share = {group: evidence.baseline(name.format(group)) for group in (more, less)}
            others = {f"{group} education": values for group, values in share.items()}
            results.append((share[more] - share[less], others))
    return results


def _well_being(evidence: Evidence, margin: str) -> Sequence[Result]:
    """Two lines of well-being over the pace of change, in the state that a margin leads to."""
    return two_lines(evidence, (f"well_being_by_state_high_{STATES[margin]}",))


def _falls(evidence: Evidence, margin: str) -> Sequence[Result]:
    """Reduction by communities of the falls of fit on a margin."""
    return [-evidence.effect(COMMUNITIES.name, f"falls_{margin}")]


COMPUTE: dict[str, Callable[[Evidence, str], Sequence[Result]]] = {
    "H9": _volatility, "H10": _causes, "H13": _well_being, "H17": _falls,
}  # fmt: skip


def _on(
    compute: Callable[[Evidence, str], Sequence[Result]], margin: str, evidence: Evidence
) -> Sequence[Result]:
    return compute(evidence, margin)


def with_margins(claim: Claim) -> Claim:
    """A claim with its readings on every margin, by its frozen rule; unchanged if it has none."""
    registered = read().claim(claim.number)
    frozen = registered.on_a_margin if registered else None
    if frozen is None:
        return claim
    parts = tuple(Part(part.name, part.smallest, part.null, part.unit) for part in frozen.parts)
    readings = []
    for margin in MARGINS:
        own = parts
        if claim.number == "H10":
            asked = zip(parts, CAUSES_OF, strict=True)
            own = tuple(part for part, cause in asked if occurs(cause, margin))
        compute = partial(_on, COMPUTE[claim.number], margin)
        reading = claim.read(margin, compute, own)
        readings.append(replace(reading, statistic=frozen.statistic, note=frozen.note))
    return replace(claim, others=(*claim.others, *readings))
