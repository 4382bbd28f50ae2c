"""Directed search: which vacancies people hear of, and the pay they expect."""

from __future__ import annotations

import math

from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage


def ease(city, scale, start, end):
    """Ease of moving between two occupations: the table's, else by the distance of demands."""
    known = vars(city).setdefault("eases", {})
    if (scale, start, end) not in known:
        known[scale, start, end] = _ease(city, scale, start, end)
    return known[scale, start, end]


def _ease(city, scale, start, end):
    named = city.with_mobility
    if named[start] and named[end]:
        return city.occupations[start].mobility[end]
    here, there = city.occupations[start].design, city.occupations[end].design
    squares = [(one - other) ** 2 for one, other in zip(here, there, strict=True)]
    return rounded(math.exp(-math.sqrt(sum(squares) / len(squares)) / scale))


def chances(city, rule, start):
    """Chance to hear of a vacancy of each occupation, ``far + (1 − far) · ease``."""
    return [
        rule.far_share + (1.0 - rule.far_share) * ease(city, rule.distance_scale, start, end.row)
        for end in city.occupations
    ]


def expected_log_wage(city, rule, start):
    """``Σ_o c_o n_o ln w_o / Σ_o c_o n_o``, with c the chances to hear of posts."""
    top = bottom = 0.0
    for chance, job in zip(chances(city, rule, start), city.occupations, strict=True):
        number = chance * max(job.posts, 1e-12)
        top += number * math.log(offered_wage(job))
        bottom += number
    return top / bottom
