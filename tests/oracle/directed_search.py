"""Directed search: which vacancies people hear of, and the pay they expect."""

from __future__ import annotations

import math

from tests.oracle.fits import demand_ability, effective, share_open, share_without_licence
from tests.oracle.state import rounded
from tests.oracle.wages import offered_wage, pay_for_match


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


def expected_log_wage(city, rule, citizen):
    """``Σ_o c_o n_o q_o ln w_o / Σ_o c_o n_o q_o``, with c the chances to hear of posts."""
    hiring, slope = city.settings["hiring"], city.settings["pay"].match_slope
    minimum = hiring.minimum_fit - hiring.minimum_decline * city.settings["fit"].usual_wait
    heard = chances(city, rule, citizen.last_occupation)
    everything = sum(
        chance * job.posts for chance, job in zip(heard, city.occupations, strict=True)
    )
    top = bottom = 0.0
    for chance, job in zip(heard, city.occupations, strict=True):
        fit = demand_ability(effective(citizen), job)
        number = chance * job.posts / everything
        number *= share_open(fit, minimum, hiring.evaluation_error)
        number *= share_without_licence(hiring, citizen, job)
        top += number * math.log(offered_wage(job) * pay_for_match(fit, slope))
        bottom += number
    return top / bottom if bottom > 1e-12 * everything else None
