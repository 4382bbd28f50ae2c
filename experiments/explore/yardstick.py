"""How much is much: the smallest effects of interest that were registered before the model changed.

A change is called noticeable if its whole interval is at least as large as the smallest effect of
interest of the pre-registration (``experiments/preregistration/claims_and_facts.toml``).
"""

from __future__ import annotations

from functools import cache
from typing import Literal

from experiments.preregistration import registration

#: What is judged → claim and part whose smallest effect of interest is used.
SOURCES = {
    "unbalance": ("H24", "it lowers the gap"),
    "volatility": ("H24", "it lowers volatility"),
    "fit": ("H15", "training for all lifts fit"),
    "employment": ("H16", "jobs after two years"),
}

Verdict = Literal["equal", "unknown", "noticeable", "small", "some", "unclear"]


@cache
def smallest(what: str) -> float:
    """Smallest change of a quantity in `SOURCES` that counts as noticeable, in its unit."""
    number, name = SOURCES[what]
    claim = registration.read().claim(number)
    assert claim is not None, number
    (part,) = (part for part in claim.parts if part.name == name)
    return part.smallest


def judge(effect: float | None, low: float | None, high: float | None, least: float) -> Verdict:
    """Judge an effect by its interval and the smallest effect of interest.

    Returns
    -------
    str
        ``equal`` if there is no difference at all; ``unknown`` without an interval; ``noticeable``
        if the whole interval is beyond the smallest effect; ``small`` if it lies within it (for
        claims, "practically null"); ``some`` if it excludes 0 but may be smaller; ``unclear``
        otherwise.
    """
    if effect is None or low is None or high is None:
        return "unknown"
    if effect == low == high == 0.0:
        return "equal"
    if min(abs(low), abs(high)) >= least and low * high > 0:
        return "noticeable"
    if max(abs(low), abs(high)) < least:
        return "small"
    return "some" if low * high > 0 else "unclear"
