"""What findings amount to: one rule for all claims.

For each finding the mean over seeds, its 95 % bootstrap interval and the p-value of a paired t test
against the value under "no effect". P-values are corrected by Holm over every finding of every
claim. Then, in this order, a finding is

- *practically null* if the interval lies within the smallest effect of interest round the null;
- *supported* if the corrected p is below .05 and the interval lies above the null;
- *contradicted* if the corrected p is below .05 and the interval lies below the null;
- *not supported* otherwise.

A claim with several findings is supported if all are, contradicted if any is, practically null if
all are, and otherwise not supported. A claim whose runs or whose test failed has *no result*.

References: Holm (1979), Scandinavian Journal of Statistics 6; Hesterberg (2015), The American
Statistician 69 (percentile interval widened to what so few values allow).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from experiments.claims.claim import Claim, Finding

SUPPORTED = "supported"
NOT_SUPPORTED = "not supported"
CONTRADICTED = "contradicted"
NULL = "practically null"
NO_RESULT = "no result"
VERDICTS = (SUPPORTED, NOT_SUPPORTED, CONTRADICTED, NULL, NO_RESULT)

LEVEL = 0.05
RESAMPLES = 10_000


@dataclass(frozen=True)
class Judged:
    """One finding of one claim, judged.

    Attributes
    ----------
    claim : Claim
    part : str
        Name of the finding; empty when the claim has one only.
    effect, low, high : float
        Mean over seeds and its 95 % interval.
    null, smallest : float
    unit : str
    seeds : int
        Seeds that gave a value.
    p : float
        Two-sided, corrected by Holm over the family.
    part_verdict, verdict : str
        Of this finding, and of the whole claim.
    parts : dict of str to (mean, low, high)
        Other statistics of the finding.
    note : str
        Why there is no result.
    """

    claim: Claim
    part: str
    effect: float
    low: float
    high: float
    null: float
    smallest: float
    unit: str
    seeds: int
    p: float
    part_verdict: str
    verdict: str
    parts: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    note: str = ""

    @property
    def name(self) -> str:
        """Number of the claim, and which part of it."""
        return f"{self.claim.number}: {self.part}" if self.part else self.claim.number


def bootstrap_interval(values: ArrayLike, resamples: int = RESAMPLES) -> tuple[float, float]:
    """95 % bootstrap interval of a mean, the same for the same values.

    The percentile interval of the resampled means, with the tail areas of Hesterberg (2015),
    ``Φ(−√(n/(n−1)) t_{n−1}(.975))``, without which it is too narrow for few values.

    Parameters
    ----------
    values : array_like of shape (n,)
        Independent values.
    resamples : int

    Returns
    -------
    low, high : float
        nan for fewer than two values.
    """
    data = np.asarray(values, dtype=np.float64)
    count = data.size
    if count < 2:
        return float("nan"), float("nan")
    if np.ptp(data) == 0:
        return float(data[0]), float(data[0])
    luck = np.random.default_rng(20210614)
    means = data[luck.integers(0, count, (resamples, count))].mean(axis=1)
    tail = stats.norm.cdf(-np.sqrt(count / (count - 1)) * stats.t.ppf(0.975, count - 1))
    low, high = np.quantile(means, [tail, 1 - tail])
    return float(low), float(high)


def p_value(values: ArrayLike, null: float) -> float:
    """Two-sided p of a paired t test that the mean is `null`; nan for fewer than two values."""
    data = np.asarray(values, dtype=np.float64)
    if data.size < 2:
        return float("nan")
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


def finding_verdict(low: float, high: float, p: float, null: float, smallest: float) -> str:
    """Verdict of one finding from its interval and its corrected p."""
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


def judge(found: Sequence[tuple[Claim, Sequence[Finding] | str]]) -> list[Judged]:
    """Judge the findings of a family of claims together.

    Parameters
    ----------
    found : sequence of (Claim, findings)
        A text instead of findings says why there are none.

    Returns
    -------
    list of Judged
        One per finding, and one for each claim without any.
    """
    flat: list[tuple[int, Finding]] = []
    for place, (_, findings) in enumerate(found):
        if not isinstance(findings, str):
            flat += [(place, finding) for finding in findings]
    values = [_defined(finding.values) for _, finding in flat]
    corrected = holm([p_value(data, one.null) for data, (_, one) in zip(values, flat, strict=True)])
    ends = [bootstrap_interval(data) for data in values]
    verdicts = [
        finding_verdict(low, high, p, one.null, one.smallest)
        for (low, high), p, (_, one) in zip(ends, corrected, flat, strict=True)
    ]
    judged = []
    for place, (claim, findings) in enumerate(found):
        mine = [index for index, (owner, _) in enumerate(flat) if owner == place]
        whole = claim_verdict([verdicts[index] for index in mine])
        for index in mine:
            one, data = flat[index][1], values[index]
            mean = float(data.mean()) if data.size else float("nan")
            judged.append(
                Judged(
                    claim, one.name, mean, *ends[index],
                    one.null, one.smallest, one.unit, data.size, float(corrected[index]),
                    verdicts[index], whole,
                    {name: _described(part) for name, part in one.parts.items()},
                    "" if data.size > 1 else "fewer than two seeds gave a value",
                )
            )  # fmt: skip
        if not mine:
            nothing = float("nan")
            note = findings if isinstance(findings, str) else "the test found nothing"
            judged.append(
                Judged(claim, "", nothing, nothing, nothing, nothing, nothing, "", 0, nothing,
                       NO_RESULT, NO_RESULT, note=note)
            )  # fmt: skip
    return judged


def _defined(values: ArrayLike) -> np.ndarray:
    data = np.asarray(values, dtype=np.float64).ravel()
    return data[np.isfinite(data)]


def _described(part: ArrayLike) -> tuple[float, float, float]:
    data = _defined(part)
    if data.size == 0:
        return float("nan"), float("nan"), float("nan")
    return float(data.mean()), *bootstrap_interval(data)
