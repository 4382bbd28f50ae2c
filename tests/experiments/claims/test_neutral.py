"""Claims that rest on a constant, read on runs in which it is neutral."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from experiments.claims import claims
from experiments.claims.claim import BASELINE, Arm, Claim, Evidence, Part, arms_of
from experiments.claims.neutral import NEUTRAL, with_neutral
from experiments.claims.report import judged, markdown, read, row
from experiments.claims.verdict import THE_SAME
from experiments.preregistration import registration
from experiments.studies.study import Size
from scenarios import load

CLAIMS = {claim.number: claim for claim in claims()}
REGISTERED = registration.read()
FROZEN = [
    frozen
    for one in REGISTERED.claims
    if (frozen := REGISTERED.claim(one.number)) and frozen.neutral and frozen.neutral.changes
]


@pytest.mark.parametrize("frozen", FROZEN, ids=lambda one: one.number)
def test_every_arm_is_run_again_with_the_frozen_changes(frozen):
    """They are parameters of the model, and win over what the arm itself sets."""
    claim = CLAIMS[frozen.number]
    (reading,) = (one for one in claim.others if one.reading == NEUTRAL)
    assert len(reading.arms) == len(claim.arms)
    for arm, other in zip(claim.arms, reading.arms, strict=True):
        assert other.changes == {**arm.changes, **frozen.neutral.changes}
        load("baseline").but(other.resolved(24))
        assert any(arm.changes.get(key) != value for key, value in frozen.neutral.changes.items())
    names = set(arms_of(CLAIMS.values(), readings=True)) - set(arms_of(CLAIMS.values()))
    assert {arm.name for arm in reading.arms} <= names


def evidence_of(values):
    """Arm → mean fit; three seeds around it."""
    seeds = [1, 2, 3]
    spread = np.array([-0.001, 0.0, 0.001])
    summaries = {arm: pd.DataFrame({"fit": mean + spread}, index=seeds)
                 for arm, mean in values.items()}  # fmt: skip
    return Evidence(seeds, 12, summaries)


def test_the_statistic_is_that_of_the_neutral_runs():
    """H5 has a single arm, the baseline; its neutral run takes the place of it."""
    own = Claim("H5", "t", "s", "x", "r", (BASELINE,), (Part(),), lambda e: [e.baseline("fit")])
    (reading,) = with_neutral(own).others
    data = evidence_of({"baseline": 0.5, reading.arms[0].name: 0.7})
    assert own.test(data)[0].values.mean() == pytest.approx(0.5)
    assert reading.test(data)[0].values.mean() == pytest.approx(0.7)
    other = Claim("H1", "t", "s", "x", "r", (Arm("a", {}),), (Part(),), lambda e: [])
    assert with_neutral(other) is other


@pytest.mark.parametrize(
    ("neutral", "label", "beside"),
    [
        (0.9, "| supported |", "supported"),
        (0.0, "| supported, built in |", "practically null"),
        (0.5, "| supported |", THE_SAME),
    ],
)
def test_supported_only_with_the_constant_is_built_in(neutral, label, beside, tmp_path):
    """The label stands in the table, the neutral verdict in one of its own."""
    own = Claim("H5", "t", "s", "x", "r", (BASELINE,), (Part(),), lambda e: [e.baseline("fit")])
    claim = with_neutral(own)
    (reading,) = claim.others
    data = evidence_of({"baseline": 0.5, reading.arms[0].name: neutral})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.claims.batch.evidence", lambda *_: data)
        judgements = judged([claim], None, 12)
    size = Size("tiny", 3, 200, 12, 4)
    rows = [row(one, {}, size, False) | {"made": "2026-01-01"} for one in judgements]
    pd.DataFrame(rows).to_csv(tmp_path / "claims.csv", index=False)
    block = markdown(read(tmp_path / "claims.csv"))
    first, last = block.split("Claims that rest on a constant")
    assert label in next(line for line in first.splitlines() if line.startswith("| H5 |"))
    assert f"| H5 | {beside} |" in last
