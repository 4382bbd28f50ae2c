"""Arms that several claims share: how fast jobs are redesigned."""

from __future__ import annotations

from experiments.claims.claim import BASELINE, Arm

PACE = "redesign.pace"
STILL = Arm("redesign_none", {PACE: 0.0})
HALF = Arm("redesign_half", {PACE: 0.5})
DOUBLE = Arm("redesign_double", {PACE: 2.0})
FOURFOLD = Arm("redesign_fourfold", {PACE: 4.0})
#: From no redesign to four times that of the baseline.
PACES = (STILL, HALF, BASELINE, DOUBLE, FOURFOLD)
