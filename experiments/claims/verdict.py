"""The verdict on findings: one rule for all claims.

Each finding has a mean over seeds, its 95 % bootstrap interval and the p-value of a paired t test
against the null. P-values are corrected by Holm over all findings of all claims. In this order, a
finding is

- *practically null* if the interval lies within the smallest effect of interest around the null;
- *supported* if the corrected p is below .05 and the interval lies above the null;
- *contradicted* if the corrected p is below .05 and the interval lies below the null;
- *not supported* otherwise.

A claim with several findings is supported if all are, contradicted if any is, practically null if
all are, and otherwise not supported. A claim whose runs or whose test failed has *no result*.

Other readings of the claims are judged by the same rule, each reading as a family of its own. A
reading with the values of expected fit, because the statistic does not contain total fit, takes
over its verdict and is no part of the family.

Reference: Holm (1979), Scandinavian Journal of Statistics 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import nan

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from experiments.bootstrap import bootstrap_interval
from experiments.claims.claim import Claim, Finding, Part
from simulation.core.vocabulary import EXPECTED

SUPPORTED = "supported"
NOT_SUPPORTED = "not supported"
CONTRADICTED = "contradicted"
NULL = "practically null"
NO_RESULT = "no result"
VERDICTS = (SUPPORTED, NOT_SUPPORTED, CONTRADICTED, NULL, NO_RESULT)

LEVEL = 0.05


@dataclass(frozen=True)
class Judged:
    """One finding of one claim, judged.

    Attributes
    ----------
    claim : Claim
    part : Part or None
        None if the claim has no findings.
    effect, low, high : float
        Mean over seeds and its 95 % interval.
    seeds : int
        Seeds with a value.
    p : float
        Two-sided, corrected by Holm over the family.
    part_verdict, verdict : str
        Of this finding, and of the whole claim.
    others : dict of str to (mean, low, high)
        Other statistics of the finding.
    note : str
        Why there is no result.
    """

    claim: Claim
    part: Part | None = None
    effect: float = nan
    low: float = nan
    high: float = nan
    seeds: int = 0
    p: float = nan
    part_verdict: str = NO_RESULT
    verdict: str = NO_RESULT
    others: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    note: str = ""


def p_value(values: ArrayLike, null: float) -> float:
    """Two-sided p of a paired t test that the mean is `null`; nan for fewer than two values."""
    data = np.asarray(values, dtype=np.float64)
    if data.size < 2:
        return nan
    if np.ptp(data) == 0:
        return 1.0 if data[0] == null else 0.0
    return float(stats.ttest_1samp(data, null).pvalue)


def holm(values: Sequence[float]) -> np.ndarray:
    """P-values corrected for the number of tests (Holm 1979); nan takes no part.

    ``p'_(i) = max_{j ≤ i} min(1, (m − j + 1) p_(j))`` for the m values in ascending order.
    """
    p = np.asarray(values, dtype=np.float64)
    corrected = np.full(p.shape, np.nan)
    order = np.argsort(p)[: int(np.count_nonzero(~np.isnan(p)))]
    steps = np.minimum((order.size - np.arange(order.size)) * p[order], 1.0)
    corrected[order] = np.maximum.accumulate(steps)
    return corrected


def finding_verdict(low: float, high: float, p: float, part: Part) -> str:
    """Verdict of one finding from its interval and its corrected p."""
    null, smallest = part.null, part.smallest
    if np.isnan(low) or np.isnan(high):
        return NO_RESULT
    if null - smallest <= low and high <= null + smallest:
        return NULL
    if p < LEVEL and low > null:
        return SUPPORTED
    if p < LEVEL and high < null:
        return CONTRADICTED
    return NOT_SUPPORTED


def claim_verdict(parts: Sequence[str]) -> str:
    """Verdict of a claim from those of its findings."""
    if not parts or NO_RESULT in parts:
        return NO_RESULT
    if CONTRADICTED in parts:
        return CONTRADICTED
    for verdict in (SUPPORTED, NULL):
        if all(part == verdict for part in parts):
            return verdict
    return NOT_SUPPORTED


Family = Sequence[tuple[Claim, Sequence[Finding] | str]]
#: Note on a reading that has the verdict of expected fit.
THE_SAME = "the same as on expected fit"


def judge_readings(families: Mapping[str, Family]) -> list[Judged]:
    """Judge the claims on expected fit, then on each other reading.

    Parameters
    ----------
    families : mapping of str to family
        Reading → claims on this reading, with their findings.
    """
    own = dict(families)
    expected = own.pop(EXPECTED)
    judged = judge(expected)
    values = {claim.number: findings for claim, findings in expected}
    verdicts = {number: [one for one in judged if one.claim.number == number] for number in values}
    for family in own.values():
        differs = [not _equal(findings, values[claim.number]) for claim, findings in family]
        rows = judge([one for one, other in zip(family, differs, strict=True) if other])
        for (claim, _), other in zip(family, differs, strict=True):
            judged += (
                [one for one in rows if one.claim is claim]
                if other
                else [replace(one, claim=claim, note=THE_SAME) for one in verdicts[claim.number]]
            )
    return judged


def _equal(findings: Sequence[Finding] | str, others: Sequence[Finding] | str) -> bool:
    """Whether two readings of a claim have the same values."""
    if isinstance(findings, str) or isinstance(others, str) or len(findings) != len(others):
        return False
    return all(
        np.array_equal(one.values, other.values, equal_nan=True)
        for one, other in zip(findings, others, strict=True)
    )


def judge(family: Family) -> list[Judged]:
    """Judge the findings of a family of claims together.

    Parameters
    ----------
    family : sequence of (Claim, findings)
        A text instead of findings says why there are none.

    Returns
    -------
    list of Judged
        One per finding, and one for each claim without findings.
    """
    results = [() if isinstance(findings, str) else findings for _, findings in family]
    flat = [finding for findings in results for finding in findings]
    corrected = iter(holm([p_value(_defined(f.values), f.part.null) for f in flat]))
    judged: list[Judged] = []
    for (claim, given), findings in zip(family, results, strict=True):
        rows = [_judged(claim, finding, next(corrected)) for finding in findings]
        verdict = claim_verdict([row.part_verdict for row in rows])
        judged += [replace(row, verdict=verdict) for row in rows]
        if not rows:
            note = given if isinstance(given, str) else "the test returned nothing"
            judged.append(Judged(claim, note=note))
    return judged


def _judged(claim: Claim, finding: Finding, p: float) -> Judged:
    """One finding with its corrected p; the verdict of the whole claim is still missing."""
    part, values = finding.part, _defined(finding.values)
    effect, low, high = _described(values)
    return Judged(
        claim, part, effect, low, high, values.size, float(p),
        finding_verdict(low, high, p, part),
        others={name: _described(other) for name, other in finding.others.items()},
        note="" if values.size > 1 else "fewer than two seeds gave a value",
    )  # fmt: skip


def _defined(values: ArrayLike) -> np.ndarray:
    data = np.asarray(values, dtype=np.float64).ravel()
    return data[np.isfinite(data)]


def _described(values: ArrayLike) -> tuple[float, float, float]:
    """Mean of the finite values and its interval."""
    data = _defined(values)
    return float(data.mean()) if data.size else nan, *bootstrap_interval(data)
