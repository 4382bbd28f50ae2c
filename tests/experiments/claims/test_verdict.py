"""Verdicts on findings that are made up: each of the four, corrected for the whole family."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from experiments.claims.claim import BASELINE, Claim, Finding, Part
from experiments.claims.verdict import (
    CONTRADICTED,
    NO_RESULT,
    NOT_SUPPORTED,
    NULL,
    SUPPORTED,
    THE_SAME,
    Judged,
    claim_verdict,
    holm,
    judge,
    judge_readings,
    p_value,
)


def values(mean: float, spread: float = 0.05, seeds: int = 100, number: int = 0) -> np.ndarray:
    """Values with exactly this mean and standard deviation."""
    raw = np.random.default_rng(number).normal(size=seeds)
    return mean + spread * (raw - raw.mean()) / raw.std()


def claim(number: str = "H1") -> Claim:
    return Claim(number, "t", "s", "x", "r", (BASELINE,), (), lambda evidence: [])


def verdicts(*findings: Finding) -> tuple[list[str], str]:
    judged = judge([(claim(), findings)])
    return [one.part_verdict for one in judged], judged[0].verdict


@pytest.mark.parametrize(
    ("mean", "spread", "null", "expected"),
    [
        (0.05, 0.05, 0.0, SUPPORTED),
        (-0.05, 0.05, 0.0, CONTRADICTED),
        (0.005, 0.05, 0.0, NULL),
        (-0.005, 0.05, 0.0, NULL),
        (0.02, 0.3, 0.0, NOT_SUPPORTED),
        (0.05, 0.05, 0.1, CONTRADICTED),  # a rise, but less than what is claimed
        (0.30, 0.05, 0.25, SUPPORTED),
        (0.015, 0.05, 0.0, SUPPORTED),  # small, but its interval reaches beyond the smallest
    ],
)
def test_each_verdict(mean, spread, null, expected):
    found = verdicts(Finding(values(mean, spread), Part(null=null)))
    assert found == ([expected], expected)


def test_an_interval_within_the_smallest_effect_is_null_however_significant():
    sure = Finding(values(0.01, 0.001))
    assert p_value(sure.values, 0.0) < 1e-10
    assert verdicts(sure)[1] == NULL
    assert verdicts(Finding(sure.values, Part(smallest=0.005)))[1] == SUPPORTED


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ([SUPPORTED, SUPPORTED], SUPPORTED),
        ([SUPPORTED, NULL], NOT_SUPPORTED),
        ([SUPPORTED, CONTRADICTED], CONTRADICTED),
        ([NULL, NULL], NULL),
        ([NULL, NOT_SUPPORTED], NOT_SUPPORTED),
        ([SUPPORTED, NO_RESULT], NO_RESULT),
        ([], NO_RESULT),
    ],
)
def test_a_claim_must_hold_in_all_of_its_parts(parts, expected):
    assert claim_verdict(parts) == expected


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
    assert holm([0.5, 0.9]) == pytest.approx([1.0, 1.0])
    assert np.isnan(holm([np.nan, 0.01])[0])
    assert holm([np.nan, 0.01])[1] == pytest.approx(0.01)


def test_a_large_family_takes_a_weak_finding_its_support():
    weak = Finding(values(0.024, 0.1))
    alone = judge([(claim(), [weak])])
    assert alone[0].part_verdict == SUPPORTED
    others = [(claim(f"H{n}"), [Finding(values(0.0, 0.5, number=n))]) for n in range(2, 28)]
    among = judge([(claim(), [weak]), *others])
    assert among[0].p > alone[0].p
    assert among[0].part_verdict == NOT_SUPPORTED
    assert (among[0].effect, among[0].low) == (alone[0].effect, alone[0].low)


def test_values_that_are_missing_are_left_out_and_counted():
    some = np.where(np.arange(100) < 90, values(0.05), np.nan)
    one = judge([(claim(), [Finding(some)])])[0]
    assert one.seeds == 90
    assert one.effect == pytest.approx(np.nanmean(some))


def test_without_values_there_is_no_result():
    assert verdicts(Finding(np.array([0.5])))[1] == NO_RESULT
    assert verdicts(Finding(np.full(9, np.nan)))[1] == NO_RESULT
    failed = judge([(claim(), "every run failed"), (claim("H2"), [Finding(values(0.05))])])
    assert [one.verdict for one in failed] == [NO_RESULT, SUPPORTED]
    assert failed[0].note == "every run failed"


def families(realised: Sequence[Finding] | str) -> list[Judged]:
    """Two claims on expected fit, the first of them also on realised fit."""
    first, second = claim("H1"), claim("H2")
    reading = first.read("realised", first.compute)
    weak, noise = Finding(values(0.03, 0.1)), Finding(values(0.0, 0.5, number=2))
    return judge_readings(
        {"expected": [(first, [weak]), (second, [noise])], "realised": [(reading, realised)]}
    )


def test_each_reading_is_a_family_of_its_own():
    weak = Finding(values(0.024, 0.1))
    judged = families([weak])
    assert [(one.claim.number, one.claim.reading) for one in judged] == [
        ("H1", "expected"), ("H2", "expected"), ("H1", "realised"),
    ]  # fmt: skip
    alone = judge([(claim(), [weak])])[0]
    assert (judged[2].p, judged[2].verdict) == (alone.p, alone.verdict)
    expected = judge([(claim("H1"), [Finding(values(0.03, 0.1))]),
                      (claim("H2"), [Finding(values(0.0, 0.5, number=2))])])  # fmt: skip
    assert [one.p for one in judged[:2]] == [one.p for one in expected]


def test_a_reading_with_the_same_values_takes_over_the_verdict():
    judged = families([Finding(values(0.03, 0.1))])
    assert judged[2].note == THE_SAME
    assert judged[2].claim.reading == "realised"
    assert (judged[2].p, judged[2].effect) == (judged[0].p, judged[0].effect)


def test_a_reading_without_findings_has_no_result():
    judged = families("not measured on realised fit")
    assert judged[2].verdict == NO_RESULT
    assert judged[2].note == "not measured on realised fit"
    assert judged[0].verdict == SUPPORTED


def test_values_that_do_not_differ_at_all():
    assert verdicts(Finding(np.full(20, 0.5)))[1] == SUPPORTED
    assert verdicts(Finding(np.zeros(20)))[1] == NULL
    assert p_value(np.zeros(20), 0.0) == 1.0


def test_other_statistics_come_with_their_interval():
    one = judge([(claim(), [Finding(values(0.05), others={"level": values(0.4), "one": [0.7]})])])[
        0
    ]
    mean, low, high = one.others["level"]
    assert low < mean < high
    assert one.others["one"][0] == 0.7
