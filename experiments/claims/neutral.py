"""Claims that rest on a constant chosen for them, run again with that constant neutral.

The pre-registration names the claims and, for each, the parameters that make its constant neutral.
Each arm is run a second time with them. A claim that is supported only with its constant as chosen
is built into the model, not found with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from experiments.claims.claim import Claim, Compute, Evidence, Result
from experiments.preregistration.registration import read

#: The reading on runs with the constant neutral.
NEUTRAL = "neutral"


def with_neutral(claim: Claim) -> Claim:
    """A claim with its reading on neutral runs; unchanged if no parameter makes it neutral."""
    frozen = read().claim(claim.number)
    if frozen is None or frozen.neutral is None or not frozen.neutral.changes:
        return claim
    changes, ending = frozen.neutral.changes, f"{NEUTRAL}_{claim.number.lower()}"
    arms = tuple(arm.but(f"{arm.name}_{ending}", changes) for arm in claim.arms)
    names = {arm.name: other.name for arm, other in zip(claim.arms, arms, strict=True)}
    reading = claim.read(NEUTRAL, partial(_on_neutral_runs, claim.compute, names))
    return replace(claim, others=(*claim.others, replace(reading, arms=arms)))


def _on_neutral_runs(
    compute: Compute, names: Mapping[str, str], evidence: Evidence
) -> Sequence[Result]:
    """What a claim computes, from the neutral run of each arm."""
    return compute(replace(evidence, names=names))
